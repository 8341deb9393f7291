/** The part that matters of a command line that pulls, inspects or signs in. */
export interface PastedCommand {
  /** Its operand is a host, not an image. */
  readonly signsIn: boolean;
  readonly operands: readonly string[];
}

// Programs differ in name, not in their verbs.
const verbs: Readonly<Record<string, { readonly signsIn: boolean }>> = {
  login: { signsIn: true },
  logout: { signsIn: true },
  pull: { signsIn: false },
  push: { signsIn: false },
  inspect: { signsIn: false },
  'list-tags': { signsIn: false },
};

// Options whose value is the next word. Taking such a value for a host would send a password to the name service.
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
 * Splits as a shell would, quotes included, and looks only at the command after the last `|` or `&&`: credentials are
 * often piped into it. Undefined where the text is no command of a known verb, or its quotes do not match.
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
