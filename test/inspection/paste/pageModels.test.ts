import { describe, expect, it } from 'vitest';
import { explainChallenge } from '../../../src/inspection/challengeExplanation.js';
import { inspectToken } from '../../../src/inspection/inspection.js';
import { findTokens, type FoundToken } from '../../../src/inspection/paste.js';
import { findChallenges } from '../../../src/inspection/pastedChallenge.js';
import { findKind } from '../../../src/registries/index.js';
import { issuerOfToken, opaqueForms, tokenKnowledge } from '../../../src/registries/tokenKnowledge.js';
import { same } from '../../../src/text/message.js';
import { reported } from './reported.js';
import { inOneLine } from './samples.js';

const now = 1_790_000_060_000;

/** As the command does. */
function pageOf({ value, user, host, use, cleaned }: FoundToken) {
  const issuer = issuerOfToken(value);
  const kind = issuer && findKind(issuer.kindId);
  return inspectToken({
    token: value,
    ...(kind && { knowledge: tokenKnowledge(kind, value), maker: issuer.label ?? kind.label }),
    ...(user !== undefined && { login: { user, ...(host !== undefined && { host }) } }),
    ...(user === undefined && host !== undefined && { namedHost: host }),
    ...(use && { use }),
    opaqueForms,
    cleaned,
    now,
  });
}

/** What would give a secret away: the whole of it, and of a JWT its signature. */
function tellingParts(value: string): string[] {
  const [, , signature] = value.split('.');
  return [value, ...(signature === undefined || signature.length < 20 ? [] : [signature])].flatMap((part) => [
    part,
    JSON.stringify(part).slice(1, -1),
  ]);
}

describe('no secret of a pasted text is', () => {
  const rows = reported.filter(({ expected }) => expected.length > 0);

  it.each(rows)('in a label or on a page: $name', ({ text }) => {
    for (const pasted of [text, inOneLine(text)]) {
      const found = findTokens(pasted);
      const shown = JSON.stringify([
        ...found.map(({ label }) => label),
        ...found.map(pageOf),
        ...findChallenges(pasted).map((one) =>
          explainChallenge(one, { owners: [], sharedSuffixes: [], opaqueForms: [] }, same),
        ),
      ]);
      for (const part of found.flatMap(({ value }) => tellingParts(value))) {
        expect(shown.includes(part), part.slice(0, 12)).toBe(false);
      }
    }
  });
});
