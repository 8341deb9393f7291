import { expect, it } from 'vitest';
import { AuthError } from '../../../src/auth/errors.js';
import type { Connection } from '../../../src/connections/connection.js';
import { createHealth } from '../../../src/ui/acquire/connectionHealth.js';

const connection: Connection = {
  id: 'an-id',
  kind: 'oci',
  address: 'https://quay.example.com',
  form: 'password',
  insecure: false,
  settings: {},
  revision: 1,
};
const pull = ['repository:team/app:pull'];

it('knows a refused credential until it works or is replaced', () => {
  const health = createHealth();
  expect(health.needsCredential(connection)).toBe(false);
  health.failed(connection, pull, new AuthError('refused', ''));
  expect(health.needsCredential(connection)).toBe(true);
  expect(health.needsCredential({ ...connection, revision: 2 })).toBe(false);
  health.worked(connection, pull);
  expect(health.needsCredential(connection)).toBe(false);
});

it('knows what is not on this machine until it works or is replaced', () => {
  const health = createHealth();
  health.failed(connection, pull, new AuthError('invalid-input', '', { details: { elsewhere: true } }));
  expect([health.isElsewhere(connection), health.needsCredential(connection)]).toEqual([true, false]);
  expect(health.isElsewhere({ ...connection, revision: 2 })).toBe(false);
  health.worked(connection, pull);
  expect(health.isElsewhere(connection)).toBe(false);
});

it('knows that nobody agreed to the token server until it works or the connection is changed', () => {
  const health = createHealth();
  health.failed(connection, pull, new AuthError('realm-needs-consent', ''));
  expect([health.needsConsent(connection), health.needsCredential(connection)]).toEqual([true, false]);
  expect(health.needsConsent({ ...connection, revision: 2 })).toBe(false);
  health.worked(connection, pull);
  expect(health.needsConsent(connection)).toBe(false);
  health.failed(connection, pull, new AuthError('realm-needs-consent', ''));
  health.consented(connection);
  expect(health.needsConsent(connection)).toBe(false);
});

it('knows which credential needs somebody to answer', () => {
  const health = createHealth();
  expect(health.asks(connection)).toBe(false);
  health.asked(connection);
  health.worked(connection, pull);
  expect(health.asks(connection)).toBe(true);
  expect(health.asks({ ...connection, revision: 2 })).toBe(false);
});

it.each(['timeout', 'unreachable', 'server-failed', 'rate-limited', 'denied'] as const)(
  'does not blame the credential for %s',
  (code) => {
    const health = createHealth();
    health.failed(connection, pull, new AuthError(code, ''));
    expect(health.needsCredential(connection)).toBe(false);
  },
);

it('takes what nobody without a credential may see for one refused image', () => {
  const health = createHealth();
  const anonymous: Connection = { ...connection, form: 'anonymous' };
  health.failed(anonymous, pull, new AuthError('no-credential', ''));
  expect(health.needsCredential(anonymous)).toBe(false);
  expect(health.refusedScopes(anonymous)).toEqual([pull]);
  health.failed(connection, pull, new AuthError('no-credential', ''));
  expect(health.needsCredential(connection)).toBe(true);
});

it('knows refused scopes, canonical, until they are granted', () => {
  const health = createHealth();
  health.failed(connection, ['repository:team/app:push,pull'], new AuthError('denied', ''));
  health.failed(connection, pull, new AuthError('denied', ''));
  expect(health.refusedScopes(connection)).toEqual([['repository:team/app:pull,push'], pull]);
  health.worked(connection, ['repository:team/app:pull,push']);
  expect(health.refusedScopes(connection)).toEqual([pull]);
  expect(health.refusedScopes({ ...connection, id: 'another' })).toEqual([]);
});

it.each([
  ['refused', 'refused'],
  ['locked', 'refused'],
  ['expired-credential', 'needed'],
  ['no-credential', 'needed'],
  ['unreachable', undefined],
] as const)('tells a rejected credential from one to be replaced: %s', (code, state) => {
  const health = createHealth();
  health.failed(connection, pull, new AuthError(code, ''));
  expect(health.credential(connection)).toBe(state);
});

it('keeps the last technical failure until an answer comes or the connection is changed', () => {
  const health = createHealth();
  health.failed(connection, pull, new AuthError('unreachable', ''));
  health.failed(connection, pull, new AuthError('cancelled', ''));
  expect(health.lastFailure(connection)).toMatchObject({ code: 'unreachable', scopes: pull });
  expect(health.lastFailure({ ...connection, revision: 2 })).toBeUndefined();
  health.failed(connection, pull, new AuthError('denied', ''));
  expect(health.lastFailure(connection)).toBeUndefined();
  health.failed(connection, pull, new AuthError('timeout', ''));
  health.worked(connection, pull);
  expect(health.lastFailure(connection)).toBeUndefined();
  health.failed(connection, pull, new AuthError('second-factor', '', { details: { asks: true } }));
  expect(health.lastFailure(connection)).toBeUndefined();
});
