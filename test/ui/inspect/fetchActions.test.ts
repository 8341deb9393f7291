import { expect, it } from 'vitest';
import type { Token } from '../../../src/auth/token.js';
import { inspectToken } from '../../../src/inspection/inspection.js';
import { fetchActions } from '../../../src/ui/inspect/fetchActions.js';
import type { Surface } from '../../../src/ui/surface.js';
import { connectionTo } from '../../loopbackTokens.js';

const connection = connectionTo('https://registry.example', 'oci', 'password');
const trace = { machine: 'this machine', steps: [] };
const basic: Token = {
  scheme: 'Basic',
  value: 'ZGFuYTpub3QgYSBzZWNyZXQ=',
  use: 'access',
  obtainedAt: 0,
  expirySource: 'none',
  scopes: [],
};

it.each<[string, object, boolean]>([
  ['user name and password themselves (HTTP Basic)', basic, false],
  ['a password that a service issued for a time', { ...basic, expirySource: 'service', expiresAt: 9e12 }, true],
  ['a bearer token', { ...basic, scheme: 'Bearer', value: 'opaque' }, true],
])('Fetch Again is offered where there is something to fetch: %s', (_, token, isOffered) => {
  const held = [{ token, trace, revision: 1, scopes: [] }];
  const surface = { tokens: { peek: () => ({ cached: () => held }) }, now: () => 0 } as unknown as Surface; // all it takes
  const shown = { from: 'connection', connection, scopes: [], trace, evidence: {} } as const;
  const inspection = inspectToken({ token: basic, host: 'registry.example', now: 0 });
  const fetchAgain = fetchActions.find(({ id }) => id === 'fetchAgain');
  expect(fetchAgain?.offered(shown, inspection, surface)).toBe(isOffered);
});
