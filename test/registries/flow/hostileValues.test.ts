// A registry and a token server that answer in order, with values that nobody means well.
import { describe, expect, it } from 'vitest';
import type { AuthError } from '../../../src/auth/errors.js';
import { row } from '../../../src/connections/rows/connectionRow.js';
import { diagnose } from '../../../src/diagnosis/diagnosis.js';
import { inspectToken } from '../../../src/inspection/inspection.js';
import { tokenReport } from '../../../src/inspection/report/tokenReport.js';
import { fakeJwt } from '../../auth/jwtFixture.js';
import { kind } from '../../connections/rows/rowFixture.js';
import { answer, challenge, json, redirect } from '../../faults/answers.js';
import { connect, failure, fetch, PASSWORD, registry, start, useWorld } from './flowWorld.js';

const type = { 'Content-Type': 'application/json' };

/** Everything of a failure that a person may see. */
const shown = (error: AuthError): string => {
  const { message, stack, code, service, details, trace } = error;
  return JSON.stringify([message, stack, code, service, details, trace, diagnose(error, { saved: true })]);
};

describe('an issued JWT is in no message where its answer is', () => {
  const jwt = fakeJwt({ sub: 'dana', exp: 2_000_000_000 });
  it.each<[string, string, number?]>([
    ['cut off', `{"token":"${jwt}","expires_in":300`],
    ['cut off within it', `{"token":"${jwt.slice(0, -2)}`],
    ['bare text', jwt],
    ['an error that repeats it', JSON.stringify({ message: `cannot store ${jwt}` }), 500],
  ])('%s', async (_name, body, status = 200) => {
    const server = await registry(answer(status, type, body));
    const text = shown(await failure(fetch(server)));
    const parts = jwt.split('.').filter((part) => part.length > 8);
    expect(parts.filter((part) => text.includes(part))).toEqual([]);
  });
});

describe('a token server that redirects to the password as a host', () => {
  it.each([302, 307, 308])('is followed nowhere, and the password is nowhere: %i', async (status) => {
    const asked: string[] = [];
    const server = await registry(redirect(status, `https://${PASSWORD}.attacker.test/token`));
    useWorld({
      lookup: (name, _options, done) => {
        asked.push(name);
        done(null, '127.0.0.1', 4);
      },
    });
    const error = await failure(fetch(server));
    expect(['redirected', 'untrusted-realm']).toContain(error.code);
    expect(shown(error).toLowerCase()).not.toContain(PASSWORD);
    expect(asked.filter((name) => name.includes('attacker'))).toEqual([]);
  });
});

describe('a token whose times are at the end of time', () => {
  const times = [
    ...[1e308, -1e308, 4.3e12, 8.64e12, 8.64e15, Number.MAX_SAFE_INTEGER, 1e-300, -0],
    ...['1e308', '999999999999999', '9'.repeat(400)],
  ];
  const moments = ['-271821-04-20T00:00:00Z', '+275760-09-13T00:00:00Z', '0000-01-01T00:00:00Z', '9'.repeat(400)];
  const dates = ['Sat, 13 Sep 275760 00:00:00 GMT', 'Fri, 31 Dec 9999 23:59:59 GMT', 'Thu, 01 Jan 0000 00:00:00 GMT'];

  it('has an end that is a date, and a row that says so', async () => {
    let at = { token: 'opaque', expires_in: times[0], issued_at: moments[0], date: dates[0] };
    const server = await registry((request, response) =>
      json(
        200,
        { token: at.token, expires_in: at.expires_in, issued_at: at.issued_at },
        at.date === undefined ? {} : { Date: at.date },
      )(request, response),
    );
    for (const [index, expires_in] of times.entries()) {
      for (const [other, issued_at] of moments.entries()) {
        const date = dates[(index + other) % dates.length];
        // The time of a claim is that of the service, whose clock is then ahead.
        const token = date?.includes('9999')
          ? fakeJwt({ exp: expires_in, iat: expires_in, nbf: expires_in })
          : 'opaque';
        at = { token, expires_in, issued_at, date };
        const asked = [`repository:a/${String(index)}-${String(other)}:pull`];
        const { token: fetched } = await fetch(server, {}, asked);
        const { expiresAt = NaN, obtainedAt, details } = fetched;
        for (const time of [expiresAt, obtainedAt, obtainedAt + Number(details?.clockSkew ?? 0)]) {
          expect(Math.abs(new Date(time).getTime() - time)).toBeLessThan(1);
        }
        const { description, tooltip, children } = row({
          entry: { state: 'ok', connection: connect(server) },
          kind,
          tokens: [{ scopes: asked, token: fetched }],
          used: [],
          now: Date.now(),
        });
        const inspected = { token: fetched, now: Date.now() };
        const report = tokenReport({ form: 'public', inspected, machine: 'm', version: '1' });
        const words = JSON.stringify([description, tooltip, children, inspectToken(inspected), report]);
        expect(words).not.toMatch(/NaN|Infinity|Invalid/);
      }
    }
  });
});

describe('names that every object has', () => {
  const names = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'prototype'];

  it.each(names)('are no token: %s', async (name) => {
    const server = await registry(answer(200, type, `{"${name}":{"token":"opaque","access_token":"opaque"}}`));
    expect((await failure(fetch(server))).code).toBe('bad-response');
    expect({}).not.toHaveProperty('token');
  });

  it.each(names)('are names as any in headers, and beside a token: %s', async (name) => {
    const server = await registry((_request, response) => {
      response.writeHead(200, ['Content-Type', 'application/json', name, 'polluted', name, 'polluted']);
      response.end(`{"${name}":{"polluted":true},"token":"opaque","expires_in":300}`);
    });
    const { token } = await fetch(server);
    expect([token.value, token.expirySource]).toEqual(['opaque', 'expires_in']);
    expect({}).not.toHaveProperty('polluted');
  });

  it.each(names)('are the code of an error as any: %s', async (name) => {
    const server = await registry(json(400, { errors: [{ code: name, message: 'no' }], error: name, [name]: name }));
    const error = await failure(fetch(server));
    expect(error.service?.code).toBe(name);
    const diagnosis = diagnose(error, { saved: true });
    expect(diagnosis?.cause).toEqual(expect.any(String));
    expect({}).not.toHaveProperty('polluted');
  });

  it.each(names)('are a scheme and a parameter as any: %s', async (name) => {
    const server = await start(() => ({ '/v2/': challenge(`${name} realm="x", Digest ${name}="y"`) }));
    expect(await failure(fetch(server))).toMatchObject({
      code: 'unsupported-challenge',
      details: { schemes: [name.toLowerCase(), 'digest'] },
    });
  });
});

describe('an error body', () => {
  const deep = (open: string, close: string, count = 100_000) => open.repeat(count) + close.repeat(count);
  it.each<[string, string]>([
    ['of 100,000 lists in lists', deep('[', ']')],
    ['of 18,000 errors in errors', deep('{"errors":', '}', 18_000).replace('}', '1}')],
    ['of 18,000 details in details', deep('{"detail":', '}', 18_000).replace('}', '1}')],
    ['of 100,000 lists without an end', '['.repeat(100_000)],
    ['of 60,000 errors', `{"errors":[${'{},'.repeat(60_000)}{}]}`],
  ])('%s is bounded, and takes no time', async (_name, body) => {
    const server = await registry(answer(500, type, body));
    const started = performance.now();
    const error = await failure(fetch(server));
    expect(error).toMatchObject({ code: 'server-failed', status: 500 });
    expect((error.service?.text ?? '').length).toBeLessThan(400);
    expect(performance.now() - started).toBeLessThan(4000);
  });
});

describe('a status that nobody knows', () => {
  it.each(['000', '099', '299', '600', '999'])('%s of a token server is a failure with words', async (status) => {
    const server = await registry(({ socket }) => {
      socket.end(
        `HTTP/1.1 ${status} Odd\r\nContent-Type: application/json\r\nContent-Length: 19\r\n\r\n{"message":"oh no"}`,
      );
    });
    const error = await failure(fetch(server));
    expect(error.status).toBe(Number(status));
    expect(diagnose(error, { saved: true })?.cause).toEqual(expect.any(String));
  });

  it.each(['000', '099', '299', '600', '999'])('%s of a registry is a failure with words', async (status) => {
    const server = await start(() => ({
      '*': ({ socket }) => socket.end(`HTTP/1.1 ${status} Odd\r\nContent-Length: 2\r\n\r\n{}`),
    }));
    const error = await failure(fetch(server));
    expect(['not-a-registry', 'server-failed']).toContain(error.code);
    expect(diagnose(error, { saved: true })?.cause).toEqual(expect.any(String));
  });
});
