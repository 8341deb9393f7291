// A token that was issued a moment ago, in answers that are not what they should be: nothing that is shown may hold it.
import { describe, expect, it } from 'vitest';
import type { AuthError } from '../../../src/auth/errors.js';
import { diagnose } from '../../../src/diagnosis/diagnosis.js';
import { answer, challenge, json } from '../../faults/answers.js';
import { oddTokenAnswers } from '../../faults/oddTokenAnswers.js';
import { saying } from '../../faults/saying.js';
import type { Routes } from '../../faults/server.js';
import { failure as shopFailure, login, page } from '../magento/shop.js';
import { connect, failure, fetch, identity, registry, start, tokens, world } from './flowWorld.js';

// Opaque: a JWT is known by its looks everywhere.
const ISSUED = 'kq7ZpXv2nT9sLwR4mB8cJd';
const REFRESHED = 'ya29.OPAQUE-SECRET-TOKEN-0123456789abcdef';

const type = (contentType: string) => ({ 'Content-Type': contentType });
/** What says no, and repeats what nobody was given yet. */
const refusals: readonly [what: string, status: number, body: string][] = [
  ['500 in plain words', 500, `cannot store token: ${REFRESHED}`],
  ['500 in JSON', 500, JSON.stringify({ message: `cannot store ${ISSUED}` })],
  ['503 in a form', 503, `error=busy&access_token=abc.short`],
  ['403 with a code', 403, JSON.stringify({ errors: [{ code: ISSUED, message: 'no' }] })],
  ['400 in OAuth', 400, JSON.stringify({ error: 'invalid_grant', error_description: `"token":"s3cret x"` })],
];
const KINDS = ['oci', 'quay', 'gitlab', 'ghcr', 'docker-hub', 'nexus', 'harbor', 'artifactory', 'google', 'acr'];

function shown(error: AuthError): string {
  const { message, stack, code, service, details, trace } = error;
  return JSON.stringify([message, stack, code, service, details, trace, diagnose(error, { saved: true })]);
}

function expectNothingOf(text: string): void {
  for (const secret of [ISSUED, REFRESHED, 'abc.short', 's3cret x', ISSUED.split(/(?:)/).join('\\u0000')]) {
    expect(text).not.toContain(secret);
  }
}

describe.each(KINDS)('a token server of kind %s', (kind) => {
  it.each(oddTokenAnswers(ISSUED, REFRESHED))('that answers with $what', async ({ body, contentType, status }) => {
    const server = await registry(answer(status, type(contentType), body));
    const error = await failure(fetch(server, { kind }));
    expect(error.code).toBe('bad-response');
    expect(error.service).toBeUndefined();
    expectNothingOf(shown(error));
  });

  it.each(refusals)('that says no with %s', async (_, status, body) => {
    const headers = type(body.startsWith('{') ? 'application/json' : 'text/plain');
    const server = await registry(answer(status, headers, body));
    expectNothingOf(shown(await failure(fetch(server, { kind }))));
  });
});

describe('the reason', () => {
  it.each<[string, Routes[string], string]>([
    [
      'names type, length and end',
      answer(200, type('text/json; charset=utf-8'), `{"token":"${ISSUED}"`),
      'the response isn’t JSON; type text/json, length 33, JSON ends at character 34',
    ],
    ['says that it is empty', answer(200, type('text/plain')), 'the response is empty; type text/plain'],
    ['knows no type', answer(200), 'the response is empty; type unknown'],
  ])('%s', async (_, token, reason) => {
    const server = await registry(token);
    expect((await failure(fetch(server))).details?.reason).toEqual(saying(reason));
  });
});

describe('what was issued', () => {
  const short = 'Ab3-x_9z';

  it('is secret for the rest of the flow', async () => {
    let asked = 0;
    const server = await start((origin) => ({
      '/v2/': challenge(`Bearer realm="${origin}/token",service="reg.example"`),
      '/token': (request, response) => {
        asked += 1;
        const first = json(200, { token: short });
        const second = answer(500, type('text/plain'), `already issued ${short}`);
        (asked === 1 ? first : second)(request, response);
      },
      '/v2/team/app/tags/list': answer(401, type('text/plain'), `no: ${short}`),
    }));
    world.credentials = identity;
    const error = await failure(
      tokens.traced([], connect(server), { signal: new AbortController().signal }, async (io) => {
        const url = new URL('/token', server.origin);
        await io.http({ purpose: 'exchange', method: 'GET', url });
        expect(io.secrets).toContain(short);
        await io.http({ purpose: 'exchange', method: 'GET', url });
        throw Object.assign(new Error('end'), { brand: 'registry-auth/AuthError', code: 'server-failed' });
      }),
    );
    expect(error.trace?.steps.map(({ service }) => service?.text)).toEqual([undefined, 'already issued …']);
  });
});

describe('what an earlier flow got', () => {
  it('is secret in the later flows of the connection', async () => {
    const word = 'purple-walrus-token';
    let asked = 0;
    const server = await start((origin) => ({
      '/v2/': challenge(`Bearer realm="${origin}/token",service="reg.example"`),
      '/token': (request, response) => {
        asked += 1;
        const refusal = answer(500, type('text/plain'), `cannot store ${word}`);
        (asked === 1 ? json(200, { token: word }) : refusal)(request, response);
      },
    }));
    await fetch(server);
    const refused = await failure(fetch(server, {}, ['repository:other:pull']));
    expect(refused.service?.text).toBe('cannot store …');
  });
});

describe('a shop', () => {
  const shopType = type('application/json');
  it.each([
    ['a token beside a message', JSON.stringify({ accessToken: ISSUED, message: `your token is ${ISSUED}` })],
    ['a message alone', JSON.stringify({ message: `your token is ${REFRESHED}` })],
    ['a cut token', `"${ISSUED}`],
    ['a form', `token=${ISSUED}`],
  ])('that answers with %s', async (_, body) => {
    const server = await page({ '*': answer(200, shopType, body) });
    const error = await shopFailure(server, login());
    expect(error).toMatchObject({ code: 'bad-response' });
    expectNothingOf(shown(error));
  });

  it('that refuses with the token in its words', async () => {
    const server = await page({ '*': answer(500, shopType, JSON.stringify({ message: `no ${ISSUED}` })) });
    expectNothingOf(shown(await shopFailure(server, login())));
  });
});
