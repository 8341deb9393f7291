import { describe, expect, it } from 'vitest';
import type { Credential } from '../../src/auth/credential.js';
import { tokenFrom } from '../../src/auth/exchange.js';
import { answerOf } from './answerFixture.js';

const realm = new URL('https://auth.example/token');
const io = { now: () => 0, secrets: [] };

// Won on the way, so the flow that asked does not know it: only the exchange does.
const won: readonly { what: string; credential: Credential; secret: string }[] = [
  {
    what: 'an opaque refresh token',
    credential: { type: 'identity-token', refreshToken: 'opaque-refresh-0815' },
    secret: 'opaque-refresh-0815',
  },
  {
    what: 'the pair of a sign-in',
    credential: { type: 'password', username: 'dana', password: 'opaque-session-0815' },
    secret: Buffer.from('dana:opaque-session-0815').toString('base64'),
  },
];

describe.each(won)('$what, which the token server repeats', ({ credential, secret }) => {
  const wanted = { realm, verdict: 'same-host' as const, credential, scopes: [], refuseAddress: () => undefined };

  it.each([
    { status: 401, headers: { 'content-type': 'application/json' }, text: JSON.stringify({ details: secret }) },
    { status: 503, headers: {}, text: JSON.stringify({ errors: [{ code: 'X', message: secret }] }) },
    { status: 200, headers: { 'content-type': secret }, text: 'no JSON' },
  ])('is in no part of the failure ($status)', (answer) => {
    let failure: unknown;
    try {
      tokenFrom(answerOf({ ...answer, url: realm }), wanted, io);
    } catch (error) {
      failure = error;
    }
    expect(failure).toBeDefined();
    expect(JSON.stringify(failure) + String(failure)).not.toContain(secret);
  });
});
