import { randomUUID } from 'node:crypto';
import type { Owner } from '../auth/tokenCache.js';
import type { ConnectionOptions } from './options.js';

export { parseAddress } from './address.js';
export type { HostAliases, ParsedAddress } from './address.js';

/** Where: one registry (or shop) as set up by the user. Holds no secret. */
export interface Connection {
  /** Random, stable; account name of the keychain entry. */
  readonly id: string;
  /** Id of the registry kind. */
  readonly kind: string;
  /** Origin (scheme, host, port) without a path, such as `https://quay.example.com:8443`. */
  readonly address: string;
  /** What the user calls it; absent: the host. */
  readonly name?: string;
  /** Id of the credential form that made the credential. */
  readonly form: string;
  /** Account to show; absent when the credential names nobody. */
  readonly account?: string;
  /** Plain http allowed by the user. */
  readonly insecure: boolean;
  readonly settings: Readonly<Record<string, string>>;
  /** Absent: nothing out of the ordinary. */
  readonly options?: ConnectionOptions;
  /** When the credential last worked, milliseconds since the epoch; absent: not tried. */
  readonly provedAt?: number;
  /** Grows with every change of the credential; part of the cache key. */
  readonly revision: number;
}

export function newConnectionId(): string {
  return randomUUID();
}

/** Host, with the port where it is not the scheme's own. */
export function hostOf(connection: Pick<Connection, 'address'>): string {
  return new URL(connection.address).host;
}

/** Whose what is kept in memory for a connection is: forgotten with it, and with its credential. */
export function ownerOf({ id, revision }: Connection): Owner {
  return { group: id, version: revision };
}

/** Where a connection leads and as whom; the revision stands for the credential. */
export function placeOf(connection: Connection): readonly unknown[] {
  const { id, revision, kind, address, insecure, settings, options = {} } = connection;
  return [id, revision, kind, address, insecure, settings, options];
}
