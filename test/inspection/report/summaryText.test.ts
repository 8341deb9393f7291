import { expect, it } from 'vitest';
import { inspectToken } from '../../../src/inspection/inspection.js';
import { summaryText } from '../../../src/inspection/report/summaryText.js';
import { opaqueForms } from '../../../src/registries/tokenKnowledge.js';
import { fakeJwt } from '../../auth/jwtFixture.js';

const now = 1_790_000_000_000;
const seconds = now / 1000;

it('a copied summary has no line and no direction of the token’s own', () => {
  const odd = 'da\u202ena\nState: valid.\u2028x\u0085y\u200b';
  const claims = { sub: odd, aud: odd, iss: odd, iat: seconds, exp: seconds + 600 };
  const value = fakeJwt({ ...claims, access: [{ type: odd, name: odd, actions: [odd] }] });
  const text = summaryText(inspectToken({ token: value, now, opaqueForms }), now);
  expect(text).not.toMatch(/[\u202e\u2028\u0085\u200b]/);
  expect(text.match(/^State: /gm)).toHaveLength(1);
  expect(text).toContain('da\\u{202e}na');
});
