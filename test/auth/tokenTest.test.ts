import { lookup } from 'node:dns';
import type { RequestListener } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { createHttp } from '../../src/auth/http.js';
import { testTokenAt } from '../../src/auth/tokenTest.js';
import { recordTrace } from '../../src/auth/traceRecorder.js';
import { answer, json } from '../faults/answers.js';
import { type FaultServer, startFault } from '../faults/server.js';

const TOKEN = 'good-token-0123456789';

/** Answers `with` to the token, and `without` to everybody else. */
const guarded =
  (withToken: number, without = 401): RequestListener =>
  ({ headers }, response) => {
    const status = headers.authorization === `Bearer ${TOKEN}` ? withToken : without;
    const headersOf = status === 401 ? { 'www-authenticate': 'Bearer realm="https://auth.example/token"' } : {};
    const text = status === 401 ? '{"errors":[{"code":"UNAUTHORIZED","message":"not with this one"}]}' : '{}';
    response.writeHead(status, { 'content-type': 'application/json', ...headersOf }).end(text);
  };

const byToken =
  (without: RequestListener, withToken: RequestListener): RequestListener =>
  (request, response) =>
    (request.headers.authorization === undefined ? without : withToken)(request, response);

let server: FaultServer | undefined;
afterEach(() => server?.stop());

async function ask(
  routes: Readonly<Record<string, RequestListener>>,
  repository?: string,
  value = TOKEN,
  scheme: 'Basic' | 'Bearer' = 'Bearer',
) {
  const started = await startFault(() => routes);
  server = started;
  const trace = recordTrace('here', [value]);
  const http = createHttp({ now: Date.now, lookup, signal: new AbortController().signal, timeout: 5000, trace });
  const authorization = { scheme, value };
  const tested = await testTokenAt(new URL(started.origin), authorization, { http }, repository);
  return { answer: tested, trace: trace.snapshot() };
}

const authorizations = () =>
  server?.received.map(
    ({ rawHeaders }) => rawHeaders[rawHeaders.findIndex((name) => /^authorization$/i.test(name)) + 1],
  );

describe('whether a service accepts a token', () => {
  it('is asked without it first, then with it', async () => {
    const { answer, trace } = await ask({ '/v2/': guarded(200) });
    expect(answer).toMatchObject({ verdict: 'accepted', status: 200 });
    expect(server?.received.map(({ method, url }) => `${method} ${url}`)).toEqual(['GET /v2/', 'GET /v2/']);
    expect(authorizations()?.[1]).toBe(`Bearer ${TOKEN}`);
    expect(JSON.stringify(trace)).not.toContain(TOKEN);
  });

  it.each([
    ['200 for a repository that it may pull from', '/v2/team/app/tags/list', 'team/app', 200, 'accepted'],
    ['401', '/v2/', undefined, 401, 'refused'],
    ['403', '/v2/', undefined, 403, 'refused'],
  ] as const)('is told by %s', async (_name, path, repository, status, verdict) => {
    const { answer } = await ask({ [path]: guarded(status) }, repository);
    expect(answer.verdict).toBe(verdict);
  });

  describe('for a repository that is not there, or is hidden', () => {
    const missing = guarded(404);
    const hidden = json(404, { errors: [{ code: 'NAME_UNKNOWN' }] });

    it.each([
      ['accepted', 'a 404 for the token', missing, 200],
      ['accepted', 'a 404 for everybody', hidden, 200],
      ['refused', 'a 404 for the token', missing, 401],
    ] as const)('is %s at the root after %s', async (verdict, _name, listener, atRoot) => {
      const routes = { '/v2/': guarded(atRoot), '/v2/team/app/tags/list': listener };
      expect((await ask(routes, 'team/app')).answer.verdict).toBe(verdict);
    });

    it('is nothing where the root says the same', async () => {
      await expect(ask({ '*': missing }, 'team/app')).rejects.toMatchObject({
        code: 'unsupported-challenge',
        status: 404,
      });
    });
  });

  it('is not told by one that answers everybody, which does not get the token', async () => {
    const { answer } = await ask({ '/v2/': guarded(200, 200) });
    expect(answer.verdict).toBe('open');
    expect(server?.received).toHaveLength(1);
  });

  it('says what the service said', async () => {
    const { answer } = await ask({ '/v2/': guarded(401) });
    expect(answer.service).toMatchObject({ code: 'UNAUTHORIZED', text: 'not with this one' });
  });

  it('says nothing of the password in a Basic value', async () => {
    const echo: RequestListener = ({ headers }, response) => {
      const text = headers.authorization ? 'dana:planted-password is wrong' : '';
      response.writeHead(401, { 'content-type': 'text/plain', 'www-authenticate': 'Basic realm="r"' }).end(text);
    };
    const value = Buffer.from('dana:planted-password').toString('base64');
    const { answer, trace } = await ask({ '/v2/': echo }, undefined, value, 'Basic');
    expect(answer).toMatchObject({ verdict: 'refused', service: { text: 'dana:… is wrong' } });
    expect(JSON.stringify(trace)).not.toContain('planted-password');
  });

  it.each(['../../admin', 'a/../b', 'team/app?x=y', 'https://evil.example/', '//evil.example', 'TEAM', ''])(
    'puts no name like %j into the address',
    async (repository) => {
      await ask({ '/v2/': guarded(200) }, repository);
      expect(server?.received.map(({ url }) => url)).toEqual(['/v2/', '/v2/']);
    },
  );

  it.each([
    ['a page', guarded(200, 404), 'not-a-registry'],
    [
      'a redirect',
      (_: unknown, response) => void response.writeHead(302, { location: 'https://x.example/' }).end(),
      'redirected',
    ],
    ['a failure', guarded(200, 503), 'server-failed'],
  ] satisfies [string, RequestListener, string][])('is not sent on to %s', async (_name, listener, code) => {
    await expect(ask({ '/v2/': listener })).rejects.toMatchObject({ code });
    expect(server?.received).toHaveLength(1);
  });

  const page = (status: number): RequestListener => answer(status, { 'Content-Type': 'text/html' }, '<p>Sign in');
  const closedBy = json(403, { errors: [{ code: 'DENIED' }] });
  it.each([
    ['unsupported-challenge', 'a page', closedBy, page(200)],
    ['unsupported-challenge', 'a firewall that stops the token', closedBy, page(403)],
    ['not-a-registry', 'a firewall that stops everybody', page(403), json(200, {})],
    ['unsupported-challenge', '404', closedBy, json(404, {})],
    ['rate-limited', 'a limit of requests', closedBy, json(429, {})],
    ['server-failed', 'a failure', closedBy, json(503, {})],
  ] satisfies [string, string, RequestListener, RequestListener][])(
    'is not told (%s) by %s',
    async (code, _name, without, withToken) => {
      const routes = { '/v2/': byToken(without, withToken) };
      await expect(ask(routes)).rejects.toMatchObject({ code });
    },
  );

  it('is told where a page comes with a challenge', async () => {
    const closed = answer(401, { 'Content-Type': 'text/html', 'WWW-Authenticate': 'Basic realm="r"' }, '<p>401');
    expect((await ask({ '/v2/': byToken(closed, json(200, {})) })).answer.verdict).toBe('accepted');
  });

  it('is not followed to where a redirect leads with the token', async () => {
    const redirecting: RequestListener = (request, response) => {
      if (request.headers.authorization === undefined) {
        guarded(200)(request, response);
      } else {
        response.writeHead(307, { location: '/elsewhere' }).end();
      }
    };
    await expect(ask({ '/v2/': redirecting })).rejects.toMatchObject({ code: 'redirected' });
    expect(server?.received.map(({ url }) => url)).toEqual(['/v2/', '/v2/']);
  });
});
