import * as v from 'valibot';
import { type Credential, isUsernameSecret, keepable } from '../auth/credential.js';
import { isHostName } from '../auth/reference.js';
import { type Clause, clause } from '../text/message.js';
import type { Connection } from './connection.js';
import { LONGEST_DEADLINE } from './options.js';

/** One connection in the list. `lost`: it existed, and the browser's storage no longer has it. */
export type Entry =
  | { readonly state: 'ok'; readonly connection: Connection }
  | { readonly state: 'broken'; readonly id: string; readonly reason: Clause }
  | { readonly state: 'lost'; readonly id: string; readonly label?: string; readonly address?: string };

/** A connection with all its secrets. */
export interface Saved {
  readonly connection: Connection;
  readonly credential: Credential;
  /** PEM text of the key of the client certificate. Secret. */
  readonly clientKey?: string;
}

/** One keychain entry, parsed. `reason` is one clause and holds no stored data. */
export type Stored = ({ readonly state: 'ok' } & Saved) | { readonly state: 'broken'; readonly reason: Clause };

// 2: connection options and the key of a client certificate.
const VERSION = 2;

const origin = v.pipe(
  v.string(),
  v.check((text) => {
    const url = URL.canParse(text) ? new URL(text) : undefined;
    return url?.origin === text && /^https?:/.test(text) && isHostName(url.hostname);
  }),
);

const options = v.object({
  ca: v.exactOptional(v.string()),
  clientCertificate: v.exactOptional(v.string()),
  unverified: v.exactOptional(v.literal(true)),
  deadline: v.exactOptional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(LONGEST_DEADLINE))),
});

const metadata = v.object({
  id: v.pipe(v.string(), v.nonEmpty()),
  kind: v.string(),
  address: origin,
  name: v.exactOptional(v.string()),
  form: v.string(),
  account: v.exactOptional(v.string()),
  insecure: v.boolean(),
  settings: v.record(v.string(), v.string()),
  options: v.exactOptional(options),
  provedAt: v.exactOptional(v.pipe(v.number(), v.finite())),
  revision: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
});

const pair = { username: v.string(), password: v.string() };

const credential = v.variant('type', [
  v.object({ type: v.literal('anonymous') }),
  v.object({ type: v.literal('password'), ...pair }),
  v.object({ type: v.literal('identity-token'), refreshToken: v.string() }),
  v.object({ type: v.literal('bearer'), token: v.string() }),
  v.object({
    type: v.literal('shop-login'),
    role: v.picklist(['admin', 'customer']),
    ...pair,
    gate: v.exactOptional(v.object(pair)),
  }),
  v.object({
    type: v.literal('access-key'),
    id: v.string(),
    secret: v.string(),
    sessionToken: v.exactOptional(v.string()),
    role: v.exactOptional(
      v.object({ arn: v.string(), mfaSerial: v.exactOptional(v.string()), externalId: v.exactOptional(v.string()) }),
    ),
  }),
  v.object({ type: v.literal('profile'), profile: v.string() }),
  v.object({ type: v.literal('environment') }),
  v.object({ type: v.literal('foreign-tokens'), tenant: v.exactOptional(v.string()) }),
  v.object({
    type: v.literal('session'),
    provider: v.string(),
    account: v.object({ id: v.string(), label: v.string() }),
    tenant: v.exactOptional(v.string()),
    cloud: v.exactOptional(v.string()),
  }),
]);

const clientKey = v.exactOptional(v.string());
// Fields that version 1 lacks are optional in version 2.
const entry = v.object({ version: v.picklist([1, VERSION]), metadata, credential, clientKey });

/** Serializes an entry as the JSON text stored as the connection's password. Secret. */
export function formatStored(connection: Connection, secret: Credential, key?: string): string {
  return JSON.stringify({
    version: VERSION,
    metadata: connection,
    credential: keepable(secret),
    ...(key === undefined ? {} : { clientKey: key }),
  });
}

/** Parses a stored entry. Never throws. `id` is the account that the text was stored under. */
export function readStored(id: string, text: string): Stored {
  const json = parse(text);
  if (json === undefined) {
    return broken('it isn’t JSON');
  }
  const result = v.safeParse(entry, json);
  if (result.success) {
    const { metadata, credential: secret, clientKey: key } = result.output;
    const connection = shownConnection(metadata, secret);
    return connection.id === id
      ? { state: 'ok', connection, credential: secret, ...(key === undefined ? {} : { clientKey: key }) }
      : broken('it was stored for another connection');
  }
  if (v.is(v.object({ version: v.pipe(v.number(), v.gtValue(VERSION)) }), json)) {
    return broken('it was saved by a newer version of this extension');
  }
  // Only the path, never the value: messages of the validator and of the JSON parser quote it.
  const [issue] = result.issues;
  const field = v.getDotPath(issue);
  return broken(field === null ? 'the entry isn’t valid' : clause('the field {field} isn’t valid', { field }));
}

/** Earlier versions kept a token as the account if it is the user name. */
function shownConnection({ account, ...connection }: Connection, secret: Credential): Connection {
  const isSecret = 'username' in secret && secret.username === account && isUsernameSecret(secret);
  return account === undefined || isSecret ? connection : { ...connection, account };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function broken(reason: Clause): Stored {
  return { state: 'broken', reason };
}
