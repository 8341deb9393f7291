import { expect, it } from 'vitest';
import type { Tokens } from '../../../src/tokens.js';
import { tokenPage } from '../../../src/ui/inspect/tokenPage.js';
import { fakeJwt } from '../../auth/jwtFixture.js';
import { connectionTo } from '../../loopbackTokens.js';
import { surfaceAt } from '../surfaceAt.js';

const { surface } = surfaceAt(
  connectionTo('https://registry.example', 'oci', 'password'),
  {} as unknown as Tokens, // nothing is sent
  [],
);
const inAnHour = Math.floor(Date.now() / 1000) + 3600;
const good = fakeJwt({ sub: 'dana', exp: inAnHour });

it.each<[string, string, boolean]>([
  ['a token', good, true],
  ['an opaque token', 'q7Zk2Lw9Xc4Vb1Nm8Rt5', true],
  ['an expired token', fakeJwt({ sub: 'dana', exp: inAnHour - 7200 }), false],
  ['a token without its signature', `${good.split('.').slice(0, 2).join('.')}.`, false],
  ['a token with a damaged signature', `${good}!`, false],
  ['the ID of an access key', `AKIA${'A1B2C3D4'.repeat(2)}`, false],
  ['the ID of a temporary access key', `ASIA${'A1B2C3D4'.repeat(2)}`, false],
])('%s: a connection and a test are offered where they can work', async (_, value, isOffered) => {
  const { actions } = await tokenPage(surface, { from: 'paste', value, evidence: {} });
  expect(actions.copyToken).toBeDefined();
  expect([actions.useAsConnection !== undefined, actions.testToken !== undefined]).toEqual([isOffered, isOffered]);
});
