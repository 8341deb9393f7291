import { describe, expect, it } from 'vitest';
import { claimsDocument } from '../../src/inspection/claimsJson.js';
import { inspectToken } from '../../src/inspection/inspection.js';
import { findTokens } from '../../src/inspection/paste.js';
import { findKind } from '../../src/registries/index.js';
import { kindIdOfToken, opaqueForms, tokenKnowledge } from '../../src/registries/tokenKnowledge.js';
import { hostileTokens } from './hostileTokens.js';

const NOW = 1_790_000_000_000;

/** Milliseconds. Far more than any of them takes on a slow machine, far less than what is quadratic would. */
const PATIENCE = 4_000;

describe('hostile tokens', () => {
  it('are many, and each is another', () => {
    expect(hostileTokens.length).toBeGreaterThanOrEqual(60);
    expect(new Set(hostileTokens.map(({ value }) => value)).size).toBe(hostileTokens.length);
    expect(new Set(hostileTokens.map(({ name }) => name)).size).toBe(hostileTokens.length);
  });

  it.each(hostileTokens)('$name', { timeout: PATIENCE }, ({ value, refused }) => {
    const kind = findKind(kindIdOfToken(value) ?? '');
    const inspection = inspectToken({
      token: value,
      now: NOW,
      opaqueForms,
      ...(kind && { knowledge: tokenKnowledge(kind) }),
    });
    const [answer] = inspection.answers;
    expect(answer.text.length).toBeLessThan(2_000);
    expect(answer.tone).not.toBe('good');
    expect(inspection.claims.length + inspection.header.length).toBeLessThanOrEqual(2_000);
    expect(inspection.grants?.filter(({ actions }) => actions.length > 50) ?? []).toEqual([]);
    for (const { title, text, advice } of inspection.findings) {
      expect(`${title}${text}${advice}`.length).toBeLessThan(3_000);
    }
    expect(inspection.findings.some(({ title }) => /^It (can’t be decoded|was not read)\.$/.test(title))).toBe(
      refused === true,
    );
    if (refused) {
      expect(inspection.claims).toEqual([]);
    }
    expect(Object.getPrototypeOf({})).not.toHaveProperty('polluted');
    expect(JSON.parse(JSON.stringify(inspection))).toEqual(inspection);
  });

  it.each(hostileTokens)('as JSON: $name', { timeout: PATIENCE }, ({ value, refused }) => {
    const text = claimsDocument(value, opaqueForms);
    if (refused && text === undefined) {
      return;
    }
    const document = JSON.parse(text ?? '') as object;
    expect(document).toHaveProperty(refused ? 'notes' : 'claims');
  });

  it.each(hostileTokens)('pasted: $name', { timeout: PATIENCE }, ({ value }) => {
    expect(findTokens(value).length).toBeLessThan(200_000);
  });
});
