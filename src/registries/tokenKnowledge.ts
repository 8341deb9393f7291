import { decodeToken } from '../auth/jwt.js';
import { opaqueFormOf } from '../inspection/opaqueToken.js';
import type { TokenKnowledge } from '../inspection/tokenKnowledge.js';
import { own } from '../text/jsonValue.js';
import type { OpaqueForm } from '../text/masking.js';
import { acr } from './acr/tokenKnowledge.js';
import { ecr } from './ecr/tokenKnowledge.js';
import type { RegistryKind } from './kind.js';
import type { KindTokens, OtherTokens } from './kindTokens.js';
import { magento } from './magento/tokenKnowledge.js';
import { gitea } from './presets/giteaTokens.js';
import { ghcr } from './presets/githubTokens.js';
import {
  alibaba,
  artifactory,
  digitalOcean,
  dockerHub,
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
  alibaba,
};

/** Opaque token formats of all kinds. Formats with a unique prefix come before those that other tokens share. */
export const opaqueForms: readonly OpaqueForm[] = [...new Set(Object.values(kindTokens))]
  .flatMap(({ opaqueForms: forms = [] }) => forms)
  .toSorted((a, b) => Number(a.common ?? false) - Number(b.common ?? false));

/** Everything known about a kind's tokens; with the value of a pasted one, about that type of token. */
export function tokenKnowledge({ id, knowledge }: Pick<RegistryKind, 'id' | 'knowledge'>, value = ''): TokenKnowledge {
  const known = own(kindTokens, id);
  const other = otherIn(known, value);
  const { missingGrant, leaked = {} } = knowledge;
  return other ? { ...other, missingGrant: {} } : { claims: {}, leaked, ...known, missingGrant };
}

/** Issuer that a pasted token identifies. It decides only how the token is explained. */
export interface TokenIssuer {
  readonly kindId: string;
  /** Name of the issuer, for tokens that a registry of the kind doesn't accept. */
  readonly label?: string;
  /** Credential type of the token, if it isn't a bearer token. */
  readonly credential?: 'password' | 'foreign-tokens';
}

/** The issuer of a pasted token; undefined if the token doesn't identify it. */
export function issuerOfToken(value: string): TokenIssuer | undefined {
  const decoded = decodeToken(value);
  const found = Object.entries(kindTokens).find(([, known]) => {
    if (decoded.format === 'jwt') {
      return known.issues?.(decoded.claims) ?? false;
    }
    const form = opaqueFormOf(value, known.opaqueForms ?? []);
    return form !== undefined && !form.common;
  });
  const [beside] = Object.entries(kindTokens).flatMap(([kindId, known]) => {
    const other = otherIn(known, value);
    const credential = other && credentialOf(other, value);
    return other === undefined ? [] : [{ kindId, label: other.label, ...(credential && { credential }) }];
  });
  return beside ?? (found && { kindId: found[0] });
}

/** The kind id of the service that issued a pasted token as one for its registry, if the token identifies it. */
export function kindIdOfToken(value: string): string | undefined {
  const issuer = issuerOfToken(value);
  return issuer?.label === undefined ? issuer?.kindId : undefined;
}

function credentialOf({ exchange, isForeign }: OtherTokens, value: string): TokenIssuer['credential'] {
  const decoded = decodeToken(value);
  if (decoded.format !== 'jwt' || exchange?.fits(decoded.claims) !== true) {
    return undefined;
  }
  return exchange.isPassword ? 'password' : isForeign && 'foreign-tokens';
}

function otherIn({ others = [] }: KindTokens = { claims: {} }, value: string): OtherTokens | undefined {
  const decoded = others.length === 0 || value === '' ? undefined : decodeToken(value);
  return decoded?.format === 'jwt' ? others.find(({ issues }) => issues(decoded.claims)) : undefined;
}
