import { describe, expect, it } from 'vitest';
import { inspectToken } from '../../src/auth/inspection.js';
import { plainText } from '../../src/auth/pieces.js';
import { fakeJwt } from './jwtFixture.js';

const NOW = 1_790_000_000_000;
const at = NOW - 120_000;

describe('a token that a service was asked about', () => {
  const rows = [
    { name: 'a JWT', token: fakeJwt({ sub: 'dana', aud: 'other.example' }) },
    { name: 'an opaque one', token: 'glpat-EXAMPLEexample012345' },
    { name: 'one that is not expired', token: fakeJwt({ sub: 'dana', exp: NOW / 1000 + 600 }) },
  ];
  it.each(rows)('is refused by whom it was asked: $name', ({ token }) => {
    const { answers, proof } = inspectToken({ token, now: NOW, refused: { host: 'r.example', at } });
    expect(answers[0]).toMatchObject({
      state: 'refused',
      tone: 'bad',
      text: 'r.example refused this token 2 minutes ago.',
    });
    expect(answers[0].marks[0]).toEqual({ tone: 'bad', text: 'refused by r.example' });
    expect(plainText(proof, NOW)).toMatch(/ · pasted · refused by r\.example at /);
  });

  it('has ended all the same', () => {
    const token = fakeJwt({ sub: 'dana', exp: NOW / 1000 - 60 });
    expect(inspectToken({ token, now: NOW, refused: { host: 'r.example', at } }).answers[0].state).toBe('expired');
  });
});
