import { randomUUID } from 'node:crypto';
import type { Access } from '../access.js';
import { randomSecret, type Pair } from '../request.js';

/** Who may sign in to the ACR-like registry with a user name and a password, and what they may do. */
export interface Identity {
  readonly username: string;
  /** All of them work, as both passwords of an admin user or a token do. */
  readonly passwords: readonly [string, ...string[]];
  /** The `sub` of its tokens. */
  readonly subject: string;
  /** OAuth client, where Entra knows the identity. */
  readonly appid?: string;
  /** Undefined: known, but without any role on this registry. */
  readonly rights?: readonly Access[];
  /** Whether Basic is accepted on `/v2/` itself. */
  readonly basicOnApi: boolean;
}

const catalogue: Access = { type: 'registry', name: 'catalog', actions: ['*'] };
const everyRepository = (...actions: string[]): Access => ({ type: 'repository', name: '*', actions });

/** Fresh passwords and ids, one identity of each sort that the service knows. */
export function makeIdentities() {
  const app = randomUUID();
  const stranger = randomUUID();
  return {
    // ACR 1.3: registry name and either of two passwords, full access
    admin: {
      username: 'playground',
      passwords: [randomSecret(), randomSecret()],
      subject: 'playground',
      rights: [everyRepository('*'), catalogue],
      basicOnApi: true,
    },
    // ACR 1.3: application id and secret; ACR 1.9: here with the role AcrPull
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
    // ACR 1.3: a scope map with content/read and metadata/read of one repository; ACR 1.3 names only admin and service
    // principal for Basic on the API
    repositoryToken: {
      username: 'ci-reader',
      passwords: [randomSecret(), randomSecret()],
      subject: 'ci-reader',
      rights: [{ type: 'repository', name: 'team/app', actions: ['pull', 'metadata_read'] }],
      basicOnApi: false,
    },
  } as const satisfies Readonly<Record<string, Identity>>;
}

/** Somebody whom Entra knows. */
export interface Person {
  readonly subject: string;
  /** Client that signed in for the person. */
  readonly appid: string;
  readonly tenant: string;
  /** As the refresh token words the most that it is good for. */
  readonly permissions: readonly string[];
  /** Undefined: no role on this registry. */
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
  // ACR 1.9: Container Registry Repository Reader with a condition (ABAC): one repository, and not the catalogue
  lee: {
    ...entra,
    subject: 'lee@playground.example',
    permissions: [],
    rights: [{ type: 'repository', name: 'team/app', actions: ['pull', 'metadata_read'] }],
  },
  // ACR 1.7: no role at all
  kim: { ...entra, subject: 'kim@playground.example', permissions: [] },
} as const satisfies Readonly<Record<string, Person>>;

export function findPerson(subject: string): Person | undefined {
  return Object.values<Person>(people).find((person) => person.subject === subject);
}

/** ACR 1.6: reading, tags and the catalogue. (The service opens all repositories at once; here one shows the difference.) */
export const anonymous = {
  subject: '',
  rights: [{ type: 'repository', name: 'public/hello', actions: ['pull', 'metadata_read'] }, catalogue],
} as const;

export function findIdentity(identities: readonly Identity[], { username, password }: Pair): Identity | undefined {
  return identities.find((identity) => identity.username === username && identity.passwords.includes(password));
}
