// Runs of the letters of a JWT and its dots. Searched for as a whole: a search that began at every letter of a long run
// would take its length squared.
const RUN = /[A-Za-z0-9_.-]+/g;
// Header and payload of a JWT begin with `{"`, which base64url writes as `eyJ`.
const BEGINNING = /\beyJ[A-Za-z0-9_-]{8}/;

/** The text with `replacement` in place of everything that looks like a JWT, damaged ones too. Linear in its length. */
export function replaceJwts(text: string, replacement: string): string {
  // Hardly any text has one, and looking for three letters is all that most cost.
  if (!text.includes('eyJ')) {
    return text;
  }
  return text.replace(RUN, (run) => {
    const start = run.search(BEGINNING);
    return start !== -1 && run.includes('.', start) ? run.slice(0, start) + replacement : run;
  });
}
