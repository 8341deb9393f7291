import { expect, it } from 'vitest';
import { findChallenges } from '../../../src/inspection/pastedChallenge.js';
import type { Tokens } from '../../../src/tokens.js';
import { challengePage } from '../../../src/ui/inspect/challengePage.js';
import { connectionTo } from '../../loopbackTokens.js';
import { surfaceAt } from '../surfaceAt.js';

const { surface } = surfaceAt(
  connectionTo('https://registry.example', 'oci', 'password'),
  {} as unknown as Tokens, // nothing is sent
  [],
);

it.each<[string, boolean]>([
  ['Host: r.example\nWWW-Authenticate: Basic realm="r"', true],
  ['HTTP/1.1 407 x\nProxy-Authenticate: Basic realm="corp"', false],
  ['Host: r.example\nHTTP/1.1 407 x\nProxy-Authenticate: Basic realm="corp"', false],
])('offers Add Connection for %s: %s', async (text, isOffered) => {
  const [found] = findChallenges(text);
  const page = found && (await challengePage(surface, found));
  expect(page?.actions.inspectPasted).toBeDefined();
  expect(page?.actions.addConnection !== undefined).toBe(isOffered);
});
