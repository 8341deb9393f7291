/** The relevant part of a pull, inspect or login command line. */
export interface PastedCommand {
  /** The operand is a host, not an image. */
  readonly signsIn: boolean;
  readonly operands: readonly string[];
  /** An unknown option or program: no word can be taken as the place, because it could be a secret. */
  readonly unclear?: 'option' | 'program';
}

const verbs: Readonly<Record<string, { readonly signsIn: boolean }>> = {
  login: { signsIn: true },
  logout: { signsIn: true },
  pull: { signsIn: false },
  push: { signsIn: false },
  inspect: { signsIn: false },
  'list-tags': { signsIn: false },
};

const wordsOf = (...lines: readonly string[]): ReadonlySet<string> => new Set(lines.flatMap((line) => line.split(' ')));

// Programs whose sign-in names the registry. What others sign in with is often the operand: `vault login TOKEN`.
const clients = wordsOf(
  'docker podman buildah skopeo nerdctl finch helm oras crane regctl cosign notation img container',
);

// Options whose value is the next word.
const valued = wordsOf(
  '-u --username --user -p --password --pass --creds --src-creds --dest-creds --registry-token --identity-token',
  '--authfile --compat-auth-file --cert-dir --cert-file --key-file --ca-file --config --registry-config',
  '--repository-config --decryption-key --resolve --scheme --log-level --keyring',
  '--platform --arch --os --variant --override-arch --override-os --policy --retry --retry-delay --command-timeout',
  '-f --format -o --output -d --destination --untardir --version --concurrency --unpack --sign-by',
  '-n --name --namespace -g --resource-group --subscription --suffix',
);
// Options without a value, or with one behind an equals sign.
const flags = wordsOf(
  '-- --password-stdin --pass-stdin --identity-token-stdin --skip-check --get-login --insecure --plain-http',
  '--tls-verify --src-tls-verify --dest-tls-verify --no-creds --insecure-skip-tls-verify --insecure-registry',
  '--pass-credentials --verify --devel --untar --prov --disable-content-trust --remove-signatures',
  '-q --quiet --no-progress -v --verbose --debug -a --all -A --all-tags --all-platforms --raw --no-tags',
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
  if (!verb) {
    return undefined;
  }
  if (verb.signsIn && !last.slice(0, at).some((word) => clients.has(programOf(word)))) {
    return { ...verb, operands: [], unclear: 'program' };
  }
  const given = withoutRedirections(last.slice(at + 1));
  const after = (index: number): string => given[index - 1] ?? '';
  const operands = given.filter((word, index) => !word.startsWith('-') && !valued.has(after(index)));
  const isUnclear = given.some((word, index) => !word.startsWith('-') && isUnknownOption(after(index)));
  return { ...verb, operands: operands.map(withoutQuotes), ...(isUnclear && { unclear: 'option' }) };
}

/** Mistaking the value of an option for a host would send a password to DNS. */
function isUnknownOption(word: string): boolean {
  return word.startsWith('-') && !word.includes('=') && !valued.has(word) && !flags.has(word);
}

function programOf(word: string): string {
  return withoutQuotes(word)
    .replace(/^.*[/\\]/, '')
    .replace(/\.exe$/i, '')
    .toLowerCase();
}

/** Drops `< file` and the like, also without the space. */
function withoutRedirections(words: readonly string[]): string[] {
  const isOperator = (word = ''): boolean => /^\d?[<>]+$/.test(word);
  return words.filter((word, index) => !/^\d?[<>]/.test(word) && !isOperator(words[index - 1]));
}

function withoutQuotes(word: string): string {
  return word.replace(/["']/g, '');
}
