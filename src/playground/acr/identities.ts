import { randomUUID } from 'node:crypto';
import type { Access } from '../access.js';
import { type Pair, randomSecret } from '../request.js';

/** Identity that can sign in to the ACR-like registry with a user name and password, and its rights. */
export interface Identity {
  readonly username: string;
  /** Every password works, like both passwords of an admin user or a token. */
  readonly passwords: readonly [string, ...string[]];
  /** The `sub` claim of its tokens. */
  readonly subject: string;
  /** OAuth client ID, when Entra knows the identity. */
  readonly appid?: string;
  /** Undefined for a known identity without a role on this registry. */
  readonly rights?: readonly Access[];
  /** Whether `/v2/` itself accepts HTTP Basic for this identity. */
  readonly basicOnApi: boolean;
}

const catalogue: Access = { type: 'registry', name: 'catalog', actions: ['*'] };
const everyRepository = (...actions: string[]): Access => ({ type: 'repository', name: '*', actions });

/** Creates one identity of each type that the service knows, with new passwords and IDs. */
export function makeIdentities() {
  const app = randomUUID();
  const stranger = randomUUID();
  return {
    // ACR 1.3: user name is the registry name, with two passwords and full access
    admin: {
      username: 'playground',
      passwords: [randomSecret(), randomSecret()],
      subject: 'playground',
      rights: [everyRepository('*'), catalogue],
      basicOnApi: true,
    },
    // ACR 1.3: application ID and secret; ACR 1.9: with the role AcrPull
    servicePrincipal: {
      username: app,
      passwords: [randomSecret()],
      subject: app,
      appid: app,
      rights: [everyRepository('pull', 'metadata_read'), catalogue],
      basicOnApi: true,
    },
    // ACR 1.7: 403 for an identity without a role
    servicePrincipalWithoutRole: {
      username: stranger,
      passwords: [randomSecret()],
      subject: stranger,
      appid: stranger,
      basicOnApi: true,
    },
    // ACR 1.3: scope map with content/read and metadata/read on one repository. For HTTP Basic on the API, ACR 1.3
    // names only the admin user and service principals
    repositoryToken: {
      username: 'ci-reader',
      passwords: [randomSecret(), randomSecret()],
      subject: 'ci-reader',
      rights: [{ type: 'repository', name: 'team/app', actions: ['pull', 'metadata_read'] }],
      basicOnApi: false,
    },
  } as const satisfies Readonly<Record<string, Identity>>;
}

/** Entra user. */
export interface Person {
  readonly subject: string;
  /** Client that the person signed in with. */
  readonly appid: string;
  readonly tenant: string;
  /** Maximum permissions, as listed in the refresh token. */
  readonly permissions: readonly string[];
  /** Undefined without a role on this registry. */
  readonly rights?: readonly Access[];
}

const entra = { appid: '11111111-2222-3333-4444-555555555555', tenant: '99999999-8888-7777-6666-555555555555' };

export const people = {
  // ACR 1.9: role AcrPush
  dana: {
    ...entra,
    subject: 'dana@playground.example',
    permissions: ['read', 'write', 'metadata/read', 'metadata/write'],
    rights: [everyRepository('pull', 'push', 'metadata_read', 'metadata_write'), catalogue],
  },
  // ACR 1.9: Container Registry Repository Reader with a condition (ABAC): one repository, no catalog
  lee: {
    ...entra,
    subject: 'lee@playground.example',
    permissions: [],
    rights: [{ type: 'repository', name: 'team/app', actions: ['pull', 'metadata_read'] }],
  },
  // ACR 1.7: no role
  kim: { ...entra, subject: 'kim@playground.example', permissions: [] },
} as const satisfies Readonly<Record<string, Person>>;

export function findPerson(subject: string): Person | undefined {
  return Object.values<Person>(people).find((person) => person.subject === subject);
}

/**
 * ACR 1.6: pull, tags, and the catalog. The real service opens all repositories at once; here only one is public, to
 * show the difference.
 */
export const anonymous = {
  subject: '',
  rights: [{ type: 'repository', name: 'public/hello', actions: ['pull', 'metadata_read'] }, catalogue],
} as const;

export function findIdentity(identities: readonly Identity[], { username, password }: Pair): Identity | undefined {
  return identities.find((identity) => identity.username === username && identity.passwords.includes(password));
}
