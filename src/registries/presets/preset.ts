import type { Io } from '../../auth/io.js';
import type { KnownRealm } from '../../auth/realm.js';
import type { Token } from '../../auth/token.js';
import type { CredentialForm, KindKnowledge, RegistryKind, TokenRequest } from '../kind.js';
import { oci, ociKnowledge } from '../oci.js';
import { anonymousForm } from '../shared/credentialForms.js';
import { repositoryScopes, unlistedScopes } from '../shared/repositoryScopes.js';

/** Differences between a service and the generic kind. */
export interface Differences {
  readonly id: string;
  readonly label: string;
  readonly icon?: string;
  /** The service's own hosts, matched whole; absent if the software is self-hosted. */
  readonly hosts?: RegExp;
  readonly recognises?: RegistryKind['recognises'];
  readonly shorthand?: RegistryKind['shorthand'];
  readonly readPage?: RegistryKind['readPage'];
  /** Absent: by whether the service has own hosts. */
  readonly group?: RegistryKind['group'];
  /** Before "No credential". */
  readonly forms: readonly CredentialForm[];
  /** Anonymous access isn't possible. */
  readonly closed?: true;
  /** Present: a custom flow, which continues with the generic one. */
  readonly flow?: (request: TokenRequest, io: Io, knowledge: KindKnowledge) => Promise<Token>;
  /** The catalog can't be listed, or not with a user's credential. */
  readonly unlisted?: true;
  readonly catalogueRefused?: string;
  readonly knownRealms?: readonly KnownRealm[];
  /** What to do about a missing grant. */
  readonly missing: string;
  /** What to do about a missing grant, by form id, for forms that differ from `missing`. */
  readonly missingFor?: Readonly<Record<string, string>>;
  /** What to do when the secret leaked, and how long tokens issued for it stay valid. */
  readonly leaked: string;
  /** What to do when the secret leaked, by form id, for forms that differ from `leaked`. */
  readonly leakedFor?: Readonly<Record<string, string>>;
}

/** Creates a kind from the generic one with a service's differences. */
export function preset(differences: Differences): RegistryKind {
  const { id, label, icon, hosts, recognises, shorthand, readPage, forms, closed, unlisted, catalogueRefused } =
    differences;
  const { knownRealms, missing, missingFor, leaked, leakedFor } = differences;
  const knowledge = {
    ...ociKnowledge,
    knownRealms: knownRealms ?? [],
    missingGrant: { ...(closed ? {} : ociKnowledge.missingGrant), ...missingFor, '': missing },
    leaked: { ...leakedFor, '': leaked },
  };
  return {
    ...oci,
    id,
    label,
    icon: icon ?? oci.icon,
    group: differences.group ?? (hosts ? 'cloud' : 'self-hosted'),
    matches: (host) => hosts?.test(host) === true,
    ...(recognises ? { recognises } : {}),
    ...(shorthand ? { shorthand } : {}),
    ...(readPage ? { readPage } : {}),
    credentials: closed ? forms : [...forms, anonymousForm],
    ...(unlisted ? { requests: async () => (await import('../shared/readyRequests.js')).imageRequests() } : {}),
    scopes: {
      ...(unlisted ? unlistedScopes : repositoryScopes),
      ...(catalogueRefused ? { catalogueRefused } : {}),
    },
    knowledge,
    authenticate: async (request, io) =>
      (differences.flow ?? (await import('../flow/tokenFlow.js')).authenticateOci)(request, io, knowledge),
  };
}
