import type { RequestListener } from 'node:http';

/** An orderly answer, for the paths of a misbehaving server that must work. */
export function answer(status: number, headers: Readonly<Record<string, string>> = {}, body = ''): RequestListener {
  return (_request, response) => response.writeHead(status, headers).end(body);
}

export function json(status: number, value: unknown, headers: Readonly<Record<string, string>> = {}): RequestListener {
  return answer(status, { 'Content-Type': 'application/json', ...headers }, JSON.stringify(value));
}

/** 401 with one WWW-Authenticate line for each challenge. */
export function challenge(...challenges: readonly string[]): RequestListener {
  return (_request, response) => {
    response.statusCode = 401;
    response.setHeader('WWW-Authenticate', challenges);
    response.end();
  };
}

/** 200 with a page, as captive portals and sign-in pages answer. */
export function html(): RequestListener {
  return answer(
    200,
    { 'Content-Type': 'text/html; charset=utf-8' },
    '<!DOCTYPE html><title>Sign in</title><p>Sign in first',
  );
}

/** 429; `retryAfter` is a number of seconds or an HTTP date. */
export function rateLimited(retryAfter?: string): RequestListener {
  const body = { errors: [{ code: 'TOOMANYREQUESTS', message: 'too many requests' }] };
  return json(429, body, retryAfter === undefined ? {} : { 'Retry-After': retryAfter });
}

/** 301, 302, 303, 307 or 308. */
export function redirect(status: number, location: string): RequestListener {
  return answer(status, { Location: location });
}
