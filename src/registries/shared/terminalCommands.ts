import type { Credential } from '../../auth/credential.js';
import type { Token } from '../../auth/token.js';
import type { Word } from '../../text/shell.js';
import type { TerminalCommand, TokenUse } from '../kind.js';
import { referenceHost } from './contentOrigin.js';
import { examplePath } from './copyFormats.js';

const TOKEN = 'REGISTRY_TOKEN';
const PASSWORD = 'REGISTRY_PASSWORD';

/** A harmless GET with curl; `example` is its address. */
function curl(example: (use: TokenUse) => string): TerminalCommand {
  return {
    label: 'curl',
    holds: 'the token',
    variable: TOKEN,
    secret: ({ value }) => value,
    line: (use) => {
      const header: Word = [`Authorization: ${use.scheme} `, { variable: TOKEN }];
      return { words: ['curl', '--header', header, example(use)] };
    },
  };
}

/** A login command with user name and password; the password goes through standard input. */
function login(program: string, { username, passwordOf }: SignIn): TerminalCommand {
  return {
    label: `${program} login`,
    holds: 'the password',
    variable: PASSWORD,
    secret: passwordOf,
    line: (use) => ({
      words: [
        ...[program, 'login', '--username', username ?? use.username ?? ''],
        ...['--password-stdin', referenceHost(use.registry)],
      ],
      input: PASSWORD,
    }),
  };
}

interface SignIn {
  /** Absent: the credential's user name. */
  readonly username?: string;
  /** Undefined: there is no password. */
  readonly passwordOf: (token: Token, credential: Credential) => string | undefined;
}

const programs = ['docker', 'podman', 'skopeo'];

/** Login commands of container tools. */
export function loginCommands(signIn: SignIn): readonly TerminalCommand[] {
  return programs.map((program) => login(program, signIn));
}

/** Terminal commands of a registry: the token for the API, the password for the registry. */
export const registryTerminals = terminalsFor({
  passwordOf: (_token, credential) => (credential.type === 'password' ? credential.password : undefined),
});

/** Terminal commands of a registry with a different sign-in. */
export function terminalsFor(signIn: SignIn): readonly TerminalCommand[] {
  return [curl(({ registry, scopes }) => new URL(examplePath(scopes), registry).href), ...loginCommands(signIn)];
}

export const shopTerminals: readonly TerminalCommand[] = [
  curl(({ registry, details }) => details?.probe ?? new URL('/rest/V1/customers/me', registry).href),
];
