import { randomUUID } from 'node:crypto';
import { type Pair, randomSecret } from '../request.js';

export type QuayAction = 'push' | 'pull' | '*';

/** Entity that can sign in to the Quay-like registry with a user name and a secret, and that secret's rights. */
export interface QuayEntity {
  readonly username: string;
  readonly secrets: readonly [string, ...string[]];
  /** `sub` claim of the token: the user or robot that the credential belongs to. */
  readonly subject: string;
  readonly kind: 'user' | 'robot' | 'oauthtoken' | 'appspecifictoken';
  readonly reference: string;
  /** Actions by repository. */
  readonly rights: Readonly<Record<string, readonly QuayAction[]>>;
  /** Namespaces where it can create repositories, and read any name. */
  readonly owns: readonly string[];
  /** Reason for rejecting the entity although the secret is correct. */
  readonly refused?: string;
}

/** Creates one entity of each type that the service knows, with new secrets (Quay 2.3). */
export function makeEntities() {
  const uuid = randomUUID();
  const dana = {
    subject: 'dana',
    reference: uuid,
    rights: { 'team/app': ['push', 'pull'], 'team/chart': ['pull'] },
    owns: ['dana'],
  } as const;
  return {
    // Quay 2.3: account password, or the encrypted password from the account page
    user: { ...dana, username: 'dana', secrets: [randomSecret(), randomSecret()], kind: 'user' },
    admin: {
      ...dana,
      username: 'admin',
      subject: 'admin',
      reference: randomUUID(),
      secrets: [randomSecret()],
      kind: 'user',
      rights: { 'team/app': ['push', 'pull', '*'] },
      owns: ['team'],
    },
    robot: {
      username: 'team+ci',
      secrets: [randomSecret()],
      subject: 'team+ci',
      kind: 'robot',
      reference: 'team+ci',
      rights: { 'team/app': ['pull'] },
      owns: [],
    },
    // Quay 2.3: limited to its own scopes, here repo:read
    oauthToken: {
      ...dana,
      username: '$oauthtoken',
      secrets: [randomSecret()],
      kind: 'oauthtoken',
      reference: randomUUID(),
      rights: { 'team/app': ['pull'] },
      owns: [],
    },
    expiredOauthToken: {
      ...dana,
      username: '$oauthtoken',
      secrets: [randomSecret()],
      kind: 'oauthtoken',
      refused: 'OAuth access token has expired',
    },
    applicationToken: { ...dana, username: '$app', secrets: [randomSecret()], kind: 'appspecifictoken' },
  } as const satisfies Readonly<Record<string, QuayEntity>>;
}

/**
 * Returns the entity that signs in, or the reason for the refusal (Quay 2.3 and 2.7: the response includes the reason).
 */
export function signIn(
  entities: readonly QuayEntity[],
  { username, password }: Pair,
  encryptedOnly: boolean,
): QuayEntity | { readonly reason: string } {
  const entity = entities.find((one) => one.username === username && one.secrets.includes(password));
  if (!entity) {
    return { reason: reasons[username] ?? (username.includes('+') ? robotReason(username) : userReason) };
  }
  if (entity.refused !== undefined) {
    return { reason: entity.refused };
  }
  return encryptedOnly && entity.kind === 'user' && entity.secrets[0] === password ? { reason: plainReason } : entity;
}

const reasons: Readonly<Record<string, string>> = {
  $oauthtoken: 'OAuth access token could not be validated',
  $app: 'Invalid token',
};
const userReason = 'Invalid Username or Password';
const plainReason =
  'Client login with unencrypted passwords is disabled. Please generate an encrypted password in the user admin panel for use here.';

function robotReason(username: string): string {
  return `Could not find robot with username: ${username} and supplied password.`;
}
