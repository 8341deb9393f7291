import { AuthError } from '../auth/errors.js';
import { invisible } from '../text/invisible.js';

const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;
export type Method = (typeof methods)[number];

/** A typed request such as `GET /v2/_catalog?n=10`: method, and path with query. */
export interface RequestLine {
  readonly method: Method;
  readonly path: string;
}

/** Parses a request line for this origin. Throws AuthError `invalid-input` with the reason. */
export function parseRequestLine(text: string, origin: URL): RequestLine {
  const [, word = '', path = ''] = /^(\S+) +(.*)$/.exec(text.trim()) ?? [];
  const method = methods.find((one) => one === word.toUpperCase());
  if (method === undefined) {
    const reason = 'it begins with none of the methods GET, HEAD, POST, PUT, PATCH, DELETE';
    throw new AuthError('invalid-input', `The request cannot be sent: ${reason}.`, {
      details: { field: 'method', reason },
    });
  }
  requestTarget(path, origin);
  return { method, path };
}

/** Whether the method is safe, that is, read-only (RFC 9110 section 9.2.1). */
export function isSafe({ method }: Pick<RequestLine, 'method'>): boolean {
  return method === 'GET' || method === 'HEAD';
}

// The longest path, in characters, that servers in front of registries accept.
const LONGEST = 8000;
const DOTS = /(?:^|\/)(?:\.|%2e){1,2}(?:\/|$)/i;

/**
 * The URL of a typed path (with its query) on an origin. A path that another parser could read as a different URL is
 * rejected. Throws AuthError `invalid-input` with the reason.
 */
export function requestTarget(path: string, origin: URL): URL {
  refuseIf(path.length > LONGEST, 'it is too long');
  refuseIf(path.includes(' ') || invisible.test(path), 'it contains a space or a control character');
  refuseIf(!path.startsWith('/'), 'a path begins with a slash: the host is that of the connection');
  refuseIf(path.startsWith('//'), 'two slashes at the beginning lead to another host');
  refuseIf(path.includes('\\'), 'it contains a backslash');
  refuseIf(path.includes('#'), 'a fragment is never sent');
  refuseIf(DOTS.test(path.replace(/\?.*$/, '')), 'it climbs up with dots');
  const url = URL.canParse(path, origin.href) ? new URL(path, origin) : undefined;
  if (url?.origin !== origin.origin || url.username !== '' || url.password !== '') {
    throw unusable('it leads away from the host of the connection');
  }
  return url;
}

function refuseIf(wrong: boolean, reason: string): void {
  if (wrong) {
    throw unusable(reason);
  }
}

function unusable(reason: string): AuthError {
  return new AuthError('invalid-input', `The path cannot be used: ${reason}.`, { details: { field: 'path', reason } });
}
