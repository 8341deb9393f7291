import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Outcome } from './attack.js';
import { attacks, runAttacks } from './attacks.js';
import { keptConnectionControls } from './attacks/keptConnection.js';
import { rememberedChallengeControls } from './attacks/rememberedChallenge.js';
import { checks } from './checks.js';

describe('an attack', () => {
  const outcomes = new Map<string, Outcome>();
  beforeAll(async () => {
    for (const outcome of await runAttacks()) {
      outcomes.set(outcome.id, outcome);
    }
  }, 60_000);

  it.each(attacks.map(({ id, mechanism }) => ({ id, mechanism })))('$id: $mechanism', ({ id }) => {
    expect(outcomes.get(id)).toMatchObject({ faults: [], leakedTo: [] });
  });

  it('has a name of its own', () => {
    expect(new Set(attacks.map(({ id }) => id)).size).toBe(attacks.length);
    expect(attacks.length).toBeGreaterThanOrEqual(60);
  });
});

describe('a connection is used again', () => {
  it('where nothing forbids it', async () => {
    const outcomes = await runAttacks(keptConnectionControls);
    expect(outcomes.filter(({ faults, leakedTo }) => faults.length + leakedTo.length > 0)).toEqual([]);
  });
});

describe('a challenge is remembered', () => {
  it('where nothing forbids it', async () => {
    const outcomes = await runAttacks(rememberedChallengeControls);
    expect(outcomes.filter(({ faults, leakedTo }) => faults.length + leakedTo.length > 0)).toEqual([]);
  });
});

describe('a check', () => {
  it.each(checks)('$id is where the proof takes it away', ({ edits }) => {
    for (const { file, text } of edits) {
      const source = readFileSync(join(import.meta.dirname, '../../src', file), 'utf8');
      expect(source.split(text).length - 1, `${file}: ${text}`).toBe(1);
    }
  });

  it('stops an attack, and every attack names checks that exist', () => {
    const named = new Set(attacks.flatMap(({ stoppedBy }) => stoppedBy));
    expect([...named].sort()).toEqual(checks.map(({ id }) => id).sort());
  });
});
