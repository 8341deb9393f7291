import { describe, expect, it } from 'vitest';
import { inspectToken } from '../../src/inspection/inspection.js';
import { plainText } from '../../src/text/message.js';
import { fakeJwt } from '../auth/jwtFixture.js';

const NOW = 1_790_000_000_000;
const at = NOW - 120_000;

describe('a token that a service was asked about', () => {
  const rows = [
    { name: 'a JWT', token: fakeJwt({ sub: 'dana', aud: 'other.example' }) },
    { name: 'an opaque one', token: 'glpat-EXAMPLEexample012345' },
    { name: 'one that is not expired', token: fakeJwt({ sub: 'dana', exp: NOW / 1000 + 600 }) },
  ];
  it.each(rows)('is rejected by whom it was asked: $name', ({ token }) => {
    const { answers, proof } = inspectToken({ token, now: NOW, refused: { host: 'r.example', at } });
    expect(answers[0]).toMatchObject({
      state: 'refused',
      tone: 'bad',
      text: 'r.example rejected this token 2 minutes ago.',
    });
    expect(answers[0].marks[0]).toEqual({ tone: 'bad', text: 'rejected by r.example' });
    expect(plainText(proof, NOW)).toMatch(/ · pasted · rejected by r\.example at /);
  });

  it('has ended all the same', () => {
    const token = fakeJwt({ sub: 'dana', exp: NOW / 1000 - 60 });
    expect(inspectToken({ token, now: NOW, refused: { host: 'r.example', at } }).answers[0].state).toBe('expired');
  });
});

it.each([
  ['2026-11-30T12:00:00Z', 'unreadable expiry'],
  [null, 'no expiry stated'],
  [undefined, 'no expiry stated'],
])('an end of %s is marked', (exp, mark) => {
  expect(inspectToken({ token: fakeJwt({ sub: 'dana', exp }), now: NOW }).answers[0].marks[0]?.text).toBe(mark);
});

describe('a token on a page that stays open', () => {
  const claims = { sub: 'dana', nbf: NOW / 1000 + 300, iat: NOW / 1000 + 200, exp: NOW / 1000 + 900 };
  const token = fakeJwt(claims);
  const at = (now: number) => inspectToken({ token, now });
  const hints = (now: number) => at(now).claims.flatMap(({ name, hint }) => (hint === undefined ? [] : [name]));

  it('is said anew at every moment from which on something else is true', () => {
    expect(at(NOW).answers.map(({ from }) => from - NOW)).toEqual([0, 140_000, 240_000, 760_000, 900_000]);
  });

  it.each([
    [0, ['nbf', 'iat'], ['issued-ahead']],
    [140_000, ['nbf'], []],
    [240_000, [], []],
    [900_000, ['exp'], []],
  ])('says after %i ms what is still ahead, as leniently as its state', (passed, names, codes) => {
    expect(hints(NOW + passed)).toEqual(names);
    const times = at(NOW + passed).findings.filter(({ code }) => code === 'issued-ahead');
    expect(times.map(({ code }) => code)).toEqual(codes);
  });
});

describe('a refresh token on a page of its own', () => {
  it('says itself when it ends, where nobody said it beside it', () => {
    const value = fakeJwt({
      sub: 'dana',
      iat: NOW / 1000 - 600,
      exp: NOW / 1000 + 10_200,
      grant_type: 'refresh_token',
    });
    const token = {
      scheme: 'Bearer',
      use: 'refresh',
      value,
      obtainedAt: NOW,
      expirySource: 'none',
      scopes: [],
    } as const;
    const { answers, life } = inspectToken({ token, host: 'r.example', account: 'dana', now: NOW });
    expect(answers[0].text).toBe('dana can get access tokens on r.example with this refresh token for 3 more hours.');
    expect(life.to).toEqual({ at: NOW + 10_200_000, source: 'exp' });
  });
});
