// A registry that got the password repeats it in whatever it says afterwards. Words with a blank between them: nothing
// but the list of known secrets can find them.
import { describe, expect, it } from 'vitest';
import { isAuthError } from '../../../src/auth/errors.js';
import { listRepositories, sendWithToken } from '../../../src/tokenUses.js';
import { challenge, json, redirect } from '../../faults/answers.js';
import type { Routes } from '../../faults/server.js';
import { connect, failure, fetch, identity, start, tokens, useWorld, world } from './flowWorld.js';

const WORDS = 'Purple walrus&7';
const issued = json(200, { token: 'opaque', expires_in: 300 });

type Answer = Routes[string];

/** Fetches a token, and another one from a registry that answers otherwise then. */
async function second(then: (origin: string) => Answer, token: Answer = issued) {
  useWorld({ credential: () => Promise.resolve({ type: 'password', username: 'dana', password: WORDS }) });
  let later = false;
  const own = await start((origin) => ({
    '/v2/': (request, response) =>
      (later ? then(origin) : challenge(`Bearer realm="${origin}/token",service="s"`))(request, response),
    '/token': (request, response) => (later ? token : issued)(request, response),
    '*': (request, response) => then(origin)(request, response),
  }));
  await fetch(own, {}, ['repository:a:pull']);
  tokens.forget();
  later = true;
  const seen = own.received.length;
  const end = await fetch(own, {}, ['repository:b:pull']).catch((error: unknown) => error);
  const facts = isAuthError(end)
    ? [end.message, end.stack, end.code, end.service, end.details, end.trace]
    : [(end as { trace: unknown }).trace, (end as { token: { details: unknown } }).token.details];
  return { end, shown: JSON.stringify(facts), received: own.received.slice(seen) };
}

describe('what a registry repeats', () => {
  const said = { errors: [{ code: 'X', message: `login of dana with ${WORDS} is over` }] };
  it.each<[string, (origin: string) => Answer]>([
    ['500 to the ping', () => json(500, said)],
    ['403 to the ping', () => json(403, said)],
    ['404 to the ping', () => json(404, said)],
    ['429 to the ping', () => json(429, said)],
    ['the path of a refused realm', () => challenge(`Bearer realm="http://evil.test/${WORDS}/token"`)],
    ['the path of its realm', (origin) => challenge(`Bearer realm="${origin}/Purple%20walrus&7/token",service="s"`)],
    ['its service', (origin) => challenge(`Bearer realm="${origin}/token",service="${WORDS}"`)],
    ['a parameter', () => challenge(`Digest ${encodeURIComponent(WORDS)}="x"`)],
    ['a redirect', (origin) => redirect(307, `${origin}/Purple+walrus%267`)],
  ])('is in no message, failure or trace: %s', async (_, then) => {
    const { shown } = await second(then);
    expect(shown).not.toMatch(/walrus/i);
  });

  it.each(['realm', 'redirect'])('is no host that is asked or asked about: %s', async (how) => {
    useWorld({
      credential: () => Promise.resolve({ type: 'password', username: 'dana', password: 'walrus-7-walrus' }),
    });
    let later = false;
    const asked: string[] = [];
    const lookup = world.lookup;
    useWorld({ lookup: (name, options, done) => (asked.push(name), lookup(name, options, done)) });
    const own = await start((origin) => ({
      '/v2/': (request, response) =>
        (later
          ? how === 'realm'
            ? challenge('Bearer realm="https://walrus-7-walrus.test/token",service="s"')
            : redirect(307, 'https://walrus-7-walrus.test/v2/')
          : challenge(`Bearer realm="${origin}/token",service="s"`))(request, response),
      '/token': issued,
    }));
    await fetch(own, {}, ['repository:a:pull']);
    tokens.forget();
    later = true;
    const error = await failure(fetch(own, {}, ['repository:b:pull']));
    expect(error.code).toBe('untrusted-realm');
    expect(JSON.stringify([error.message, error.details, error.trace])).not.toContain('walrus-7');
    expect(asked).toEqual([]);
  });
});

describe('a secret of one word', () => {
  const WORD = 'walrus-7-walrus';
  const own = (more: Routes = {}) => {
    useWorld({ credential: () => Promise.resolve({ type: 'password', username: 'dana', password: WORD }) });
    return start((origin) => ({
      '/v2/': challenge(`Bearer realm="${origin}/token",service="s"`),
      '/token': json(200, { token: 'opaque-token', scope: `repository:${WORD}:pull repository:a:pull` }),
      ...more,
    }));
  };

  it('is no name that was granted', async () => {
    const { token } = await fetch(await own(), {}, ['repository:a:pull']);
    expect(token.granted).toEqual(['repository:a:pull']);
  });

  it('is no name of a repository to choose', async () => {
    const repositories = ['a', WORD, `b/${WORD.toLowerCase()}`, 'c'];
    const server = await own({ '/v2/_catalog': json(200, { repositories }) });
    expect(await listRepositories(tokens, connect(server), { signal: new AbortController().signal })).toEqual([
      'a',
      'c',
    ]);
  });

  it('is not in an answer, nor is the token that another one replaced', async () => {
    let asked = 0;
    const server = await own({
      '/token': (request, response) => json(200, { token: `opaque-token-${String((asked += 1))}` })(request, response),
      '/v2/x': (request, response) =>
        (asked === 1
          ? challenge('Bearer realm="/token",service="s",error="invalid_token"')
          : json(200, { note: `${WORD}, and opaque-token-1 before opaque-token-2` }))(request, response),
    });
    const { answer } = await sendWithToken(tokens, connect(server), { method: 'GET', path: '/v2/x' }, [], {
      signal: new AbortController().signal,
    });
    expect(answer.body).toMatchObject({ text: '{\n  "note": "…, and … before …"\n}' });
  });
});

describe('a password that is a word of the own address', () => {
  it('leaves no gap in it', async () => {
    useWorld({ credential: () => Promise.resolve({ type: 'password', username: 'dana', password: '127.0.0.1' }) });
    const server = await start((origin) => ({
      '/v2/': challenge(`Bearer realm="${origin}/token",service="s"`),
      '/token': json(401, { message: 'no' }),
    }));
    const error = await fetch(server).catch((failed: unknown) => failed);
    expect(isAuthError(error) && error.trace?.steps.map(({ url }) => new URL(url).origin)).toEqual([
      server.origin,
      server.origin,
    ]);
    expect(isAuthError(error) && error.details?.host).toBe(server.host);
  });
});

describe('the query of a realm', () => {
  const query = 'tenant=7&scope=repository:prod:delete&account=root&client_id=x';
  const realm = (origin: string): Routes => ({
    '/v2/': challenge(`Bearer realm="${origin}/token?${query}",service="s"`),
    '/token': issued,
  });

  it('chooses neither scope nor account of a GET', async () => {
    const own = await start(realm);
    await fetch(own, {}, ['repository:a:pull']);
    expect(own.received.at(-1)?.url).toBe('/token?tenant=7&service=s&scope=repository%3Aa%3Apull');
  });

  it('chooses neither scope nor account of a POST', async () => {
    world.credentials = identity;
    const own = await start(realm);
    await fetch(own, {}, ['repository:a:pull']);
    const { method, url, body } = own.received.at(-1) ?? {};
    expect([method, url, new URLSearchParams(body).getAll('scope')]).toEqual([
      'POST',
      '/token?tenant=7',
      ['repository:a:pull'],
    ]);
  });
});
