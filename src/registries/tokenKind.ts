import { decodeToken } from '../auth/jwt.js';
import { opaqueFormOf } from '../auth/opaque.js';
import type { OpaqueForm, TokenKnowledge } from '../auth/tokenKnowledge.js';
import type { RegistryKind } from './kind.js';
import { kindTokens } from './tokens/index.js';

/** What secrets look like, of all kinds; what is told by its beginning comes before what many things look like. */
export const opaqueForms: readonly OpaqueForm[] = [...new Set(Object.values(kindTokens))]
  .flatMap(({ opaqueForms: forms = [] }) => forms)
  .toSorted((a, b) => Number(a.common ?? false) - Number(b.common ?? false));

/** All that is known of the tokens of a kind. */
export function tokenKnowledge({ id, knowledge }: Pick<RegistryKind, 'id' | 'knowledge'>): TokenKnowledge {
  const known = Object.hasOwn(kindTokens, id) ? kindTokens[id] : undefined;
  const { missingGrant, leaked = {} } = knowledge;
  return { claims: {}, leaked, ...known, missingGrant };
}

/**
 * Id of the kind of service that made a pasted token, where the token gives it away; decides nothing but how it is
 * explained.
 */
export function kindIdOfToken(value: string): string | undefined {
  const decoded = decodeToken(value);
  const found = Object.entries(kindTokens).find(([, { issues, opaqueForms: forms = [] }]) => {
    if (decoded.format === 'jwt') return issues?.(decoded.claims);
    const form = opaqueFormOf(value, forms);
    return form !== undefined && !form.common;
  });
  return found?.[0];
}
