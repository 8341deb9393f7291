import { tagsPath } from '../../auth/reference.js';
import { parseScope } from '../../auth/scope.js';
import type { Token } from '../../auth/token.js';
import type { OutputForm } from '../kind.js';
import { referenceHost } from './contentOrigin.js';

/** The variable that a terminal with a token has, too. */
export const tokenVariable: OutputForm = {
  id: 'variable',
  label: 'environment variable REGISTRY_TOKEN',
  text: ({ value }) => ({ variable: 'REGISTRY_TOKEN', value }),
};

/** Copy formats that every registry's token has. */
export const commonCopyFormats = copyFormatsFor(
  (_token, registry, scopes) => new URL(examplePath(scopes), registry).href,
);

/**
 * The common copy formats of a registry that container tools sign in to. Where it uses HTTP Basic, the token is the
 * login.
 */
export const registryCopyFormats: readonly OutputForm[] = [
  ...commonCopyFormats,
  {
    id: 'password',
    label: 'Password (for docker login)',
    scheme: 'Basic',
    text: ({ value }) => readPair(value).password,
  },
  {
    id: 'docker-login',
    label: 'docker login command',
    scheme: 'Basic',
    addressed: true,
    text: ({ value }, registry) => ({
      words: ['docker', 'login', '--username', readPair(value).username, '--password-stdin', referenceHost(registry)],
    }),
  },
];

/** Reads the user name and password of HTTP Basic (RFC 7617 section 2). */
function readPair(value: string): { readonly username: string; readonly password: string } {
  const [, username = '', password = ''] =
    /^([^:]*):?([^]*)$/.exec(Buffer.from(value, 'base64').toString('utf8')) ?? [];
  return { username, password };
}

/** The common copy formats; `example` is the address of a harmless GET that the token allows. */
export function copyFormatsFor(example: (...use: Parameters<OutputForm['text']>) => string): readonly OutputForm[] {
  return [
    { id: 'token', label: 'Token', text: (token) => token.value },
    { id: 'header', label: 'Authorization header', text: (token) => headerOf(token) },
    {
      id: 'curl',
      label: 'curl command',
      addressed: true,
      text: (token, registry, scopes) => ({
        words: ['curl', '--header', headerOf(token), example(token, registry, scopes)],
      }),
    },
    tokenVariable,
  ];
}

function headerOf({ scheme, value }: Token): string {
  return `Authorization: ${scheme} ${value}`;
}

/** Path of a harmless GET that the token allows. */
export function examplePath(scopes: readonly string[]): string {
  const { type, name } = parseScope(scopes[0] ?? '');
  if (type === 'repository' && name !== '') {
    return tagsPath(name);
  }
  return type === 'registry' && name === 'catalog' ? '/v2/_catalog' : '/v2/';
}
