/** The relevant part of a pull, inspect or login command line. */
export interface PastedCommand {
  /** The operand is a host, not an image. */
  readonly signsIn: boolean;
  readonly operands: readonly string[];
}

// The program name doesn't matter; the verbs are the same.
const verbs: Readonly<Record<string, { readonly signsIn: boolean }>> = {
  login: { signsIn: true },
  logout: { signsIn: true },
  pull: { signsIn: false },
  push: { signsIn: false },
  inspect: { signsIn: false },
  'list-tags': { signsIn: false },
};

// Options whose value is the next word. Mistaking such a value for a host would send a password to DNS.
const valued = new Set(
  [
    '-u --username -p --password --creds --src-creds --dest-creds --registry-token --identity-token',
    '--authfile --compat-auth-file --cert-dir --cert-file --key-file --ca-file --config --decryption-key',
    '--platform --arch --os --variant --override-arch --override-os --policy --retry --retry-delay --command-timeout',
    '-f --format -o --output -d --destination --version',
    '-n --name -g --resource-group --subscription --suffix',
  ].flatMap((line) => line.split(' ')),
);

/**
 * Splits the text like a shell, including quotes. Only the command after the last `|` or `&&` counts, because
 * credentials are often piped into it. Returns undefined for an unknown verb or unbalanced quotes.
 */
export function readCommand(text: string): PastedCommand | undefined {
  const words: readonly string[] = text.match(/(?:"[^"]*"|'[^']*'|[^\s"'])+/g) ?? [];
  if (/["']/.test(text.replace(/"[^"]*"|'[^']*'/g, ''))) {
    return undefined;
  }
  const last = words.slice(Math.max(words.lastIndexOf('|'), words.lastIndexOf('&&')) + 1);
  const at = last.findIndex((word, index) => index > 0 && Object.hasOwn(verbs, word));
  const verb = verbs[last[at] ?? ''];
  return verb && { ...verb, operands: operandsOf(last.slice(at + 1)).map(withoutQuotes) };
}

function operandsOf(words: readonly string[]): string[] {
  return words.filter((word, index) => !word.startsWith('-') && !valued.has(words[index - 1] ?? ''));
}

function withoutQuotes(word: string): string {
  return word.replace(/["']/g, '');
}
