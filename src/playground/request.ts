import { randomBytes } from 'node:crypto';
import { type Access, parseAccess } from './access.js';
import type { ReceivedRequest } from './server.js';

export interface Pair {
  readonly username: string;
  readonly password: string;
}

export function randomSecret(): string {
  return randomBytes(24).toString('base64url');
}

/** User name and password from an HTTP Basic header (RFC 7617). Undefined for anything else. */
export function basicPair(authorization: string): Pair | undefined {
  const [, encoded] = /^Basic +([A-Za-z0-9+/]+={0,2})$/i.exec(authorization) ?? [];
  if (encoded === undefined || encoded.length % 4 !== 0) {
    return undefined;
  }
  const [, username, password] = /^([^:]*):(.*)$/s.exec(Buffer.from(encoded, 'base64').toString('utf8')) ?? [];
  return username === undefined || password === undefined ? undefined : { username, password };
}

/** Token from a Bearer header (RFC 6750 2.1). Undefined for anything else. */
export function bearerToken(authorization: string): string | undefined {
  return /^Bearer +([A-Za-z0-9._~+/-]+=*)$/i.exec(authorization)?.[1];
}

/** Fields of a query or form body. Undefined when a field other than `scope` is repeated (RFC 6749 3.2). */
export function fieldsOf(text: string): URLSearchParams | undefined {
  const fields = new URLSearchParams(text);
  const names = [...fields.keys()].filter((name) => name !== 'scope');
  return new Set(names).size === names.length ? fields : undefined;
}

/** Fields of a POST body. Undefined when it isn't a valid form. */
export function formOf({ headers, body }: ReceivedRequest): URLSearchParams | undefined {
  const type = headers['content-type']?.split(';')[0]?.trim().toLowerCase();
  return type === 'application/x-www-form-urlencoded' ? fieldsOf(body) : undefined;
}

/** Parses resource scopes. Undefined when one of them isn't valid. */
export function accessesOf(scopes: readonly string[]): Access[] | undefined {
  const accesses = scopes.map(parseAccess).filter((access) => access !== undefined);
  return accesses.length === scopes.length ? accesses : undefined;
}
