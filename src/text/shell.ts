/** A word of a command: literal text, or text followed by the value of an environment variable. */
export type Word = string | { readonly before: string; readonly variable: string };

/** A command without secrets: environment variables supply them. */
export interface CommandLine {
  readonly words: readonly Word[];
  /** Environment variable whose value is the standard input. */
  readonly input?: string;
}

/** A shell, and how commands are written for it. */
export interface Shell {
  readonly id: string;
  readonly label: string;
  /** `program` is the file name of the shell, lowercase. */
  matches(program: string): boolean;
  /** The command on one line; undefined if it can't be written without the risk of running something else. */
  write(command: CommandLine): string | undefined;
  /** Whether a variable with this value can be used in a command of this shell; absent if any value can. */
  mayHold?(value: string): boolean;
}

interface Spelling {
  /** Quotes a text as one word without expansion; undefined if that is impossible. */
  readonly word: (text: string) => string | undefined;
  readonly variable: (before: string, name: string) => string;
  readonly pipe: (name: string) => string;
}

// Characters that have no special meaning in any of the shells, wherever they stand in a word.
const PLAIN = /^[A-Za-z0-9_./:-]+$/;
// A line break would run the command, and terminals read other control characters as keys.
const CONTROL = /\p{Cc}|\p{Zl}|\p{Zp}/u;

function write({ word, variable, pipe }: Spelling): Shell['write'] {
  return ({ words, input }) => {
    const written = words.map((one) => {
      if (typeof one !== 'string') {
        return variable(one.before, one.variable);
      }
      if (CONTROL.test(one)) {
        return undefined;
      }
      return PLAIN.test(one) ? one : word(one);
    });
    if (written.includes(undefined)) {
      return undefined;
    }
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
  // PowerShell treats curly quotes as straight ones. Until version 7.3, it passes on double quotes and a trailing
  // backslash incorrectly.
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
    // In Windows PowerShell, `curl` can be an alias of Invoke-WebRequest.
    write(powerShellSpelling)({ ...command, words: [program === 'curl' ? 'curl.exe' : (program ?? ''), ...rest] }),
};

const cmd: Shell = {
  id: 'cmd',
  label: 'Command Prompt (cmd)',
  matches: (program) => program === 'cmd.exe',
  // cmd has no reliable way to quote these characters.
  write: write({
    word: (text) => (/["%^!]|\\$/.test(text) ? undefined : `"${text}"`),
    variable: (before, name) => `"${before}%${name}%"`,
    pipe: (name) => `echo %${name}%|`,
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

/** Quotes a text as one word of a POSIX shell, without expansion. */
export function quote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
