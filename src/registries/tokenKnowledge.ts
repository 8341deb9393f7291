import { decodeToken } from '../auth/jwt.js';
import { opaqueFormOf } from '../inspection/opaqueToken.js';
import type { TokenKnowledge } from '../inspection/tokenKnowledge.js';
import type { OpaqueForm } from '../text/masking.js';
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

/** By kind id; absent if nothing beyond the registered claims is known. */
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

/** Opaque token formats of all kinds. Formats with a unique prefix come before those that other tokens share. */
export const opaqueForms: readonly OpaqueForm[] = [...new Set(Object.values(kindTokens))]
  .flatMap(({ opaqueForms: forms = [] }) => forms)
  .toSorted((a, b) => Number(a.common ?? false) - Number(b.common ?? false));

/** Everything known about a kind's tokens. */
export function tokenKnowledge({ id, knowledge }: Pick<RegistryKind, 'id' | 'knowledge'>): TokenKnowledge {
  const known = Object.hasOwn(kindTokens, id) ? kindTokens[id] : undefined;
  const { missingGrant, leaked = {} } = knowledge;
  return { claims: {}, leaked, ...known, missingGrant };
}

/**
 * Returns the kind id of the service that issued a pasted token, if the token identifies it. It decides only how the
 * token is explained.
 */
export function kindIdOfToken(value: string): string | undefined {
  const decoded = decodeToken(value);
  const found = Object.entries(kindTokens).find(([, { issues, opaqueForms: forms = [] }]) => {
    if (decoded.format === 'jwt') {
      return issues?.(decoded.claims);
    }
    const form = opaqueFormOf(value, forms);
    return form !== undefined && !form.common;
  });
  return found?.[0];
}
