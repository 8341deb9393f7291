import { randomUUID } from 'node:crypto';
import type { Owner } from '../auth/tokenCache.js';
import type { ConnectionOptions } from './options.js';

/** One registry (or shop) that the user configured. Holds no secret. */
export interface Connection {
  /** Random, stable; account name of the keychain entry. */
  readonly id: string;
  /** Id of the registry kind. */
  readonly kind: string;
  /** Origin (scheme, host, port) without a path, such as `https://quay.example.com:8443`. */
  readonly address: string;
  /** User-chosen name; absent: the host. */
  readonly name?: string;
  /** Id of the credential form that made the credential. */
  readonly form: string;
  /** Account to show; absent if the credential names none. */
  readonly account?: string;
  /** The user allowed plain http. */
  readonly insecure: boolean;
  readonly settings: Readonly<Record<string, string>>;
  /** Absent: default options. */
  readonly options?: ConnectionOptions;
  /** When the credential last worked, milliseconds since the epoch; absent: never tried. */
  readonly provedAt?: number;
  /** Incremented with every change of the credential; part of the cache key. */
  readonly revision: number;
}

export function newConnectionId(): string {
  return randomUUID();
}

/** Host, with the port if it isn't the scheme's own. */
export function hostOf(connection: Pick<Connection, 'address'>): string {
  return new URL(connection.address).host;
}

/** Owner of a connection's cached data. The data is dropped with the connection, and with its credential. */
export function ownerOf({ id, revision }: Connection): Owner {
  return { group: id, version: revision };
}

/** Cache key parts of a connection: its address, settings and identity. The revision represents the credential. */
export function placeOf(connection: Connection): readonly unknown[] {
  const { id, revision, kind, address, insecure, settings, options = {} } = connection;
  return [id, revision, kind, address, insecure, settings, options];
}
