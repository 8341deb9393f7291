import { randomUUID } from 'node:crypto';
import { randomSecret, type Pair } from '../request.js';

export type QuayAction = 'push' | 'pull' | '*';

/** Who may sign in to the Quay-like registry with a user name and a secret, and what that secret may do. */
export interface QuayEntity {
  readonly username: string;
  readonly secrets: readonly [string, ...string[]];
  /** `sub` of the token: the user or robot behind the credential. */
  readonly subject: string;
  readonly kind: 'user' | 'robot' | 'oauthtoken' | 'appspecifictoken';
  readonly reference: string;
  /** By repository. */
  readonly rights: Readonly<Record<string, readonly QuayAction[]>>;
  /** Where it may create repositories; there it may read whatever the name is. */
  readonly owns: readonly string[];
  /** Why it is turned away although the secret is right. */
  readonly refused?: string;
}

/** Fresh secrets, one entity of each sort that the service knows (Quay 2.3). */
export function makeEntities() {
  const uuid = randomUUID();
  const dana = {
    subject: 'dana',
    reference: uuid,
    rights: { 'team/app': ['push', 'pull'], 'team/chart': ['pull'] },
    owns: ['dana'],
  } as const;
  return {
    // Quay 2.3: account password, or the encrypted one that the account page makes
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
    // Quay 2.3: limited by its own scopes, here repo:read
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

/** The one that signs in, or why not (Quay 2.3 and 2.7: the reason stands in the answer). */
export function signIn(
  entities: readonly QuayEntity[],
  { username, password }: Pair,
  encryptedOnly: boolean,
): QuayEntity | { readonly reason: string } {
  const entity = entities.find((one) => one.username === username && one.secrets.includes(password));
  if (!entity) return { reason: reasons[username] ?? (username.includes('+') ? robotReason(username) : userReason) };
  if (entity.refused !== undefined) return { reason: entity.refused };
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
