/** A word of a command: a text as it is, or one that ends in the value of an environment variable. */
export type Word = string | { readonly before: string; readonly variable: string };

/** A command that holds no secret: variables stand for those. */
export interface CommandLine {
  readonly words: readonly Word[];
  /** Variable whose value is the standard input. */
  readonly input?: string;
}

/** One way of writing commands. */
export interface Shell {
  readonly id: string;
  readonly label: string;
  /** `program`: file name of the shell, lower case. */
  matches(program: string): boolean;
  /** The command on one line; undefined where it cannot be written so that nothing else is run. */
  write(command: CommandLine): string | undefined;
  /** Whether a variable with this value can be written into a command of this shell. Absent: with any. */
  mayHold?(value: string): boolean;
}

interface Spelling {
  /** A text as one word, in which nothing is expanded; undefined: impossible. */
  readonly word: (text: string) => string | undefined;
  readonly variable: (before: string, name: string) => string;
  readonly pipe: (name: string) => string;
}

// Nothing that any of the shells reads as more than itself, wherever it stands in a word.
const PLAIN = /^[A-Za-z0-9_./:-]+$/;
// A line break would run the command, and other control characters are keys.
const CONTROL = /\p{Cc}|\p{Zl}|\p{Zp}/u;

function write({ word, variable, pipe }: Spelling): Shell['write'] {
  return ({ words, input }) => {
    const written = words.map((one) => {
      if (typeof one !== 'string') return variable(one.before, one.variable);
      if (CONTROL.test(one)) return undefined;
      return PLAIN.test(one) ? one : word(one);
    });
    if (written.includes(undefined)) return undefined;
    return `${input === undefined ? '' : pipe(input)}${written.join(' ')}`;
  };
}

const posix: Shell = {
  id: 'posix',
  label: 'bash, zsh or sh',
  matches: (program) => /^(ba|z|da|k|a|mk)?sh$/.test(program),
  write: write({
    word: quote,
    variable: (before, name) => `"${before}$${name}"`,
    pipe: (name) => `printf %s "$${name}" | `,
  }),
};

const fish: Shell = {
  id: 'fish',
  label: 'fish',
  matches: (program) => program === 'fish',
  write: write({
    word: (text) => `'${text.replace(/['\\]/g, '\\$&')}'`,
    variable: (before, name) => `"${before}$${name}"`,
    pipe: (name) => `printf %s "$${name}" | `,
  }),
};

const powerShellSpelling: Spelling = {
  // It takes curly quotes for straight ones; and until version 7.3 hands double quotes and a last backslash on wrongly.
  word: (text) => (/["\u201c-\u201e]|\\$/.test(text) ? undefined : `'${text.replace(/['\u2018-\u201b]/g, '$&$&')}'`),
  variable: (before, name) => `"${before}\${env:${name}}"`,
  pipe: (name) => `$env:${name} | `,
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
  write: ({ words: [program, ...rest], ...command }) =>
    // There, curl may be another name for Invoke-WebRequest.
    write(powerShellSpelling)({ ...command, words: [program === 'curl' ? 'curl.exe' : (program ?? ''), ...rest] }),
};

const cmd: Shell = {
  id: 'cmd',
  label: 'Command Prompt (cmd)',
  matches: (program) => program === 'cmd.exe',
  // Nothing protects these from it.
  write: write({
    word: (text) => (/["%^!]|\\$/.test(text) ? undefined : `"${text}"`),
    variable: (before, name) => `"${before}%${name}%"`,
    pipe: (name) => `echo %${name}%|`,
  }),
  // Variables are replaced before the line is read: what is in them becomes part of the command.
  mayHold: (value) => /^[A-Za-z0-9._~+/=-]*$/.test(value),
};

export const shells: readonly Shell[] = [posix, fish, powerShell, windowsPowerShell, cmd];

/** The shell at this path; undefined for one that is not known. */
export function shellAt(path: string): Shell | undefined {
  const file = path.replace(/^.*[/\\]/, '').toLowerCase();
  const program = file.replace(/^(bash|zsh|sh|fish|wsl)\.exe$/, '$1').replace(/^wsl$/, 'sh');
  return shells.find((shell) => shell.matches(program));
} /** A text as one word of a POSIX shell, in which nothing is expanded. */
export function quote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
