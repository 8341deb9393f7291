/** Part of a word: literal text, or the value of an environment variable. */
export type Piece = string | { readonly variable: string };

/** A word of a command: literal text, or text with variables in it. */
export type Word = string | readonly Piece[];

/** A command without secrets: environment variables supply them. */
export interface CommandLine {
  readonly words: readonly Word[];
  /** Environment variable whose value is the standard input. */
  readonly input?: string;
}

/** A command that sets an environment variable for those after it. */
export interface Assignment {
  readonly variable: string;
  /** Can be secret. */
  readonly value: string;
}

/** A shell, and how commands are written for it. */
export interface Shell {
  readonly id: string;
  readonly label: string;
  /** `program` is the file name of the shell, lowercase. */
  matches(program: string): boolean;
  /** The command on one line; undefined if it can't be written without the risk of running something else. */
  write(command: CommandLine | Assignment): string | undefined;
  /** Whether a variable with this value can be used in a command of this shell; absent if any value can. */
  mayHold?(value: string): boolean;
}

interface Spelling {
  /** Texts that can't be quoted. */
  readonly refused: readonly RegExp[];
  /** Writes a text as one word without expansion. */
  readonly word: (text: string) => string;
  /** Writes one word in which only the variables are expanded. */
  readonly mixed: (pieces: readonly Piece[]) => string;
  readonly pipe: (name: string) => string;
  readonly assign: (name: string, value: string) => string;
}

// Characters that have no special meaning in any of the shells, wherever they stand in a word.
const PLAIN = /^[A-Za-z0-9_./:-]+$/;
// A line break would run the command, and terminals read other control characters as keys.
const CONTROL = /\p{Cc}|\p{Zl}|\p{Zp}/u;
// Windows replaces some characters with a quote or a backslash when a program reads its arguments in a code page:
// U+FF02, U+02BA, U+030E. It replaces letters with letters, and `…` marks what was not recorded.
const REPLACED_ON_WINDOWS = /[^\x20-\x7e\p{Lu}\p{Ll}\p{Lo}\p{Nd}…]/u;

function write({ refused, word, mixed, pipe, assign }: Spelling): Shell['write'] {
  const isRefused = (text: string): boolean => [CONTROL, ...refused].some((pattern) => pattern.test(text));
  return (command) => {
    if ('variable' in command) {
      return isRefused(command.value) ? undefined : assign(command.variable, command.value);
    }
    const { words, input } = command;
    if (words.flat().some((piece) => typeof piece === 'string' && isRefused(piece))) {
      return undefined;
    }
    const written = words.map((one) => (typeof one === 'string' ? word(one) : mixed(one)));
    return `${input === undefined ? '' : pipe(input)}${written.join(' ')}`;
  };
}

function unlessPlain(quoted: (text: string) => string): Spelling['word'] {
  return (text) => (PLAIN.test(text) ? text : quoted(text));
}

/** Quotes each piece by itself: zsh and fish take some characters after a variable as a part of it. */
function adjacent(word: Spelling['word']): Pick<Spelling, 'word' | 'mixed'> {
  return {
    word,
    mixed: (pieces) =>
      pieces.map((piece) => (typeof piece === 'string' ? word(piece) : `"$${piece.variable}"`)).join(''),
  };
}

const posix: Shell = {
  id: 'posix',
  label: 'bash, zsh or sh',
  matches: (program) => /^(ba|z|da|k|a|mk)?sh$/.test(program),
  write: write({
    refused: [],
    ...adjacent(unlessPlain(quote)),
    pipe: (name) => `printf %s "$${name}" | `,
    assign: (name, value) => `export ${name}=${unlessPlain(quote)(value)}`,
  }),
};

function quoteForFish(text: string): string {
  return `'${text.replace(/['\\]/g, '\\$&')}'`;
}

const fish: Shell = {
  id: 'fish',
  label: 'fish',
  matches: (program) => program === 'fish',
  write: write({
    refused: [],
    ...adjacent(unlessPlain(quoteForFish)),
    pipe: (name) => `printf %s "$${name}" | `,
    assign: (name, value) => `set -gx ${name} ${quoteForFish(value)}`,
  }),
};

function quoteForPowerShell(text: string): string {
  return `'${text.replace(/['\u2018-\u201b]/g, '$&$&')}'`;
}

const powerShellSpelling: Spelling = {
  // PowerShell treats curly quotes as straight ones. Until version 7.3, it passes on double quotes, a trailing
  // backslash and an empty word incorrectly.
  refused: [/["\u201c-\u201e]|\\$|^$/],
  word: unlessPlain(quoteForPowerShell),
  mixed: (pieces) => {
    const parts = pieces.map((piece) =>
      typeof piece === 'string' ? piece.replace(/[`$]/g, '`$&') : `\${env:${piece.variable}}`,
    );
    return `"${parts.join('')}"`;
  },
  pipe: (name) => `$env:${name} | `,
  // A plain word on the right would be run.
  assign: (name, value) => `$env:${name} = ${quoteForPowerShell(value)}`,
};

const powerShell: Shell = {
  id: 'pwsh',
  label: 'PowerShell',
  matches: (program) => program === 'pwsh',
  write: write(powerShellSpelling),
};

const windowsPowerShell: Shell = {
  id: 'powershell',
  label: 'PowerShell on Windows',
  matches: (program) => /^(pwsh|powershell)\.exe$/.test(program),
  write(command) {
    const spelled = write({ ...powerShellSpelling, refused: [...powerShellSpelling.refused, REPLACED_ON_WINDOWS] });
    if ('variable' in command) {
      return spelled(command);
    }
    // In Windows PowerShell, `curl` can be an alias of Invoke-WebRequest.
    const [program, ...rest] = command.words;
    return spelled({ ...command, words: [program === 'curl' ? 'curl.exe' : (program ?? ''), ...rest] });
  },
};

const cmd: Shell = {
  id: 'cmd',
  label: 'Command Prompt (cmd)',
  matches: (program) => program === 'cmd.exe',
  write: write({
    // cmd has no reliable way to quote these characters.
    refused: [/["%^!]|\\$/, REPLACED_ON_WINDOWS],
    word: unlessPlain((text) => `"${text}"`),
    mixed: (pieces) =>
      `"${pieces.map((piece) => (typeof piece === 'string' ? piece : `%${piece.variable}%`)).join('')}"`,
    pipe: (name) => `echo %${name}%|`,
    assign: (name, value) => `set "${name}=${value}"`,
  }),
  // cmd expands variables before it parses the line, so their values become part of the command.
  mayHold: (value) => /^[A-Za-z0-9._~+/=-]*$/.test(value),
};

export const shells: readonly Shell[] = [posix, fish, powerShell, windowsPowerShell, cmd];

/** The shell at this path; undefined for an unknown one. */
export function shellAt(path: string): Shell | undefined {
  const file = path.replace(/^.*[/\\]/, '').toLowerCase();
  const program = file.replace(/^(bash|zsh|sh|fish|wsl)\.exe$/, '$1').replace(/^wsl$/, 'sh');
  return shells.find((shell) => shell.matches(program));
}

/** Names of the environment variables that a command reads. */
export function variablesOf({ words, input }: CommandLine): string[] {
  const read = words.flat().flatMap((piece) => (typeof piece === 'string' ? [] : [piece.variable]));
  return [...new Set([...(input === undefined ? [] : [input]), ...read])];
}

/** The command if all shells write it alike. */
export function writeAlike(command: CommandLine | Assignment): string | undefined {
  const [first, ...others] = shells.map((shell) => shell.write(command));
  return others.every((line) => line === first) ? first : undefined;
}

/** Quotes a text as one word of a POSIX shell, without expansion. */
export function quote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
