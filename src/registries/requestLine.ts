import { AuthError } from '../auth/errors.js';
import { requestTarget } from './requestTarget.js';

const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;
export type Method = (typeof methods)[number];

/** `GET /v2/_catalog?n=10`, as one types it: method and path with query. */
export interface RequestLine {
  readonly method: Method;
  readonly path: string;
}

/** `origin` is where it goes. Throws AuthError `invalid-input` that says what is wrong. */
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

/** Whether it only reads (RFC 9110 section 9.2.1). */
export function isSafe({ method }: Pick<RequestLine, 'method'>): boolean {
  return method === 'GET' || method === 'HEAD';
}
