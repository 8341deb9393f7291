import type { Io } from '../../auth/io.js';
import type { KnownRealm } from '../../auth/realm.js';
import type { Token } from '../../auth/token.js';
import type { CredentialForm, KindKnowledge, RegistryKind, TokenRequest } from '../kind.js';
import { oci, ociKnowledge } from '../oci.js';
import { anonymousForm } from '../shared/credentialForms.js';
import { repositoryScopes, unlistedScopes } from '../shared/repositoryScopes.js';

/** In what a service differs from the generic kind. */
export interface Differences {
  readonly id: string;
  readonly label: string;
  readonly icon?: string;
  /** Hosts of the service itself, tested whole; absent where everybody runs their own. */
  readonly hosts?: RegExp;
  readonly recognises?: RegistryKind['recognises'];
  /** Beside "No credential". */
  readonly forms: readonly CredentialForm[];
  /** Nobody reads without a credential. */
  readonly closed?: true;
  /** Present: a flow of its own, which goes on to that of the generic kind. */
  readonly flow?: (request: TokenRequest, io: Io, knowledge: KindKnowledge) => Promise<Token>;
  /** Names cannot be listed, or not in a way that a person's credential allows. */
  readonly unlisted?: true;
  readonly catalogueRefused?: string;
  readonly knownRealms?: readonly KnownRealm[];
  /** What to do about a missing grant. */
  readonly missing: string;
  /** The same where a form has an answer of its own, by form id. */
  readonly missingFor?: Readonly<Record<string, string>>;
  /** What to do when the secret leaked, and how long tokens made with it live on. */
  readonly leaked: string;
  /** The same where a form has an answer of its own, by form id. */
  readonly leakedFor?: Readonly<Record<string, string>>;
}

/** The generic kind with what is different at one service. */
export function preset(differences: Differences): RegistryKind {
  const { id, label, icon, hosts, recognises, forms, closed, unlisted, catalogueRefused } = differences;
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
    matches: (host) => hosts?.test(host) === true,
    ...(recognises ? { recognises } : {}),
    credentials: closed ? forms : [anonymousForm, ...forms],
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
