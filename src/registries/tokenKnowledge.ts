import { decodeToken } from '../auth/jwt.js';
import type { TokenKnowledge } from '../inspection/tokenKnowledge.js';
import { opaqueFormOf } from '../inspection/opaqueToken.js';
import { acr } from './acr/tokenKnowledge.js';
import { ecr } from './ecr/tokenKnowledge.js';
import type { KindTokens, RegistryKind } from './kind.js';
import { magento } from './magento/tokenKnowledge.js';
import {
  artifactory,
  digitalOcean,
  dockerHub,
  ghcr,
  gitea,
  gitlab,
  google,
  harbor,
  ibm,
  nexus,
  zot,
} from './presets/tokenKnowledge.js';
import { quay } from './quay/tokenKnowledge.js';
import type { OpaqueForm } from '../text/masking.js';

/** By id of the kind; absent where nothing beyond the registered claims is known. */
export const kindTokens: Readonly<Record<string, KindTokens>> = {
  acr,
  quay,
  magento,
  ecr,
  'ecr-public': ecr,
  'docker-hub': dockerHub,
  gitlab,
  harbor,
  gitea,
  google,
  ghcr,
  zot,
  artifactory,
  nexus,
  digitalocean: digitalOcean,
  ibm,
};

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
