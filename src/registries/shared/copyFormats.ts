import { tagsPath } from '../../auth/reference.js';
import { parseScope } from '../../auth/scope.js';
import type { Token } from '../../auth/token.js';
import type { OutputForm } from '../kind.js';

/** Copy formats that every registry's token has. */
export const commonCopyFormats = copyFormatsFor(
  (_token, registry, scopes) => new URL(examplePath(scopes), registry).href,
);

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
