import { describe, expect, it } from 'vitest';
import { createUsage } from '../../src/connections/usage.js';
import { memento } from './fakes.js';

const KEY = 'registryAuth.challenges';
const place = { id: 'a', kind: 'oci', address: 'https://host.example' };
const challenge = { path: '/v2/', realm: 'https://auth.example/token', service: 'host.example', at: 1000 };
const pull = (name: string) => [`repository:${name}:pull`];
const DAY = 24 * 60 * 60 * 1000;

function remembering() {
  const stored = memento();
  const usage = createUsage(stored);
  const entries = () => (stored.get(KEY) as unknown[] | undefined) ?? [];
  return { stored, usage, entries };
}

describe('a remembered challenge', () => {
  it.each([
    ['for the same', pull('team/app'), true],
    ['for the same of another class', ['repository(plugin):team/app:pull'], true],
    ['for another repository', pull('team/other'), false],
    ['for two repositories', [...pull('team/app'), ...pull('base')], false],
    ['for a push', ['repository:team/app:pull,push'], false],
    ['for everything', ['repository:team/app:*'], false],
    ['for nothing', [], false],
  ])('is recalled %s: %#', (_, scopes, known) => {
    const { usage } = remembering();
    usage.challenges(place).remember(pull('team/app'), challenge);
    expect(usage.challenges(place).recall(scopes)).toEqual(known ? challenge : undefined);
  });

  it('is the same for scopes in any order', () => {
    const { usage } = remembering();
    usage.challenges(place).remember([...pull('b'), ...pull('a')], challenge);
    expect(usage.challenges(place).recall([...pull('a'), ...pull('b')])).toEqual(challenge);
  });

  it.each([
    ['connection', { id: 'b' }],
    ['address', { address: 'https://other.example' }],
    ['kind', { kind: 'quay' }],
  ])('is not recalled for another %s', (_, other) => {
    const { usage } = remembering();
    usage.challenges(place).remember([], challenge);
    expect(usage.challenges({ ...place, ...other }).recall([])).toBeUndefined();
  });

  it('is replaced by what the registry says later', () => {
    const { usage, entries } = remembering();
    usage.challenges(place).remember([], challenge);
    const moved = { ...challenge, realm: 'https://new.example/token', at: 1001 };
    usage.challenges(place).remember([], moved);
    expect(usage.challenges(place).recall([])).toEqual(moved);
    expect(entries()).toHaveLength(1);
  });

  it('is written again once a day, not with every token', () => {
    const { usage } = remembering();
    const seen = [0, DAY - 1, DAY].map((later) => {
      usage.challenges(place).remember([], { ...challenge, at: 1000 + later });
      return usage.challenges(place).recall([])?.at;
    });
    expect(seen).toEqual([1000, 1000, 1000 + DAY]);
  });

  it('is written again after the clock was ahead', () => {
    const { usage } = remembering();
    usage.challenges(place).remember([], { ...challenge, at: 365 * DAY });
    usage.challenges(place).remember([], challenge);
    expect(usage.challenges(place).recall([])?.at).toBe(1000);
  });

  it('can be forgotten alone', () => {
    const { usage } = remembering();
    usage.challenges(place).remember(pull('a'), challenge);
    usage.challenges(place).remember(pull('b'), challenge);
    usage.challenges(place).forget(pull('a'));
    expect(usage.challenges(place).recall(pull('a'))).toBeUndefined();
    expect(usage.challenges(place).recall(pull('b'))).toEqual(challenge);
  });

  it('is one of 200 at most, the last ones of all connections', () => {
    const { usage, entries } = remembering();
    for (let index = 0; index < 250; index += 1) {
      usage.challenges({ ...place, id: `c${index % 3}` }).remember(pull(`app-${index}`), challenge);
    }
    expect(entries()).toHaveLength(200);
    expect(usage.challenges({ ...place, id: 'c0' }).recall(pull('app-249'))).toEqual(challenge);
    expect(usage.challenges({ ...place, id: 'c1' }).recall(pull('app-49'))).toBeUndefined();
  });

  it('goes with its connection, and with everything', async () => {
    const { stored, usage, entries } = remembering();
    usage.challenges(place).remember([], challenge);
    usage.challenges({ ...place, id: 'b' }).remember([], challenge);
    await usage.forget('a');
    expect(usage.challenges(place).recall([])).toBeUndefined();
    expect(usage.challenges({ ...place, id: 'b' }).recall([])).toEqual(challenge);
    await usage.forgetAll();
    expect(entries()).toEqual([]);
    expect(stored.keys()).toEqual([]);
  });

  it.each([
    ['a path of a megabyte', { path: `/${'a'.repeat(1e6)}` }],
    ['a realm of a megabyte', { realm: `https://auth.example/${'a'.repeat(1e6)}` }],
    ['a realm that is no address', { realm: '/token' }],
  ])('is left out with %s', (_, odd) => {
    const { usage, entries } = remembering();
    usage.challenges(place).remember([], { ...challenge, ...odd });
    expect(entries()).toEqual([]);
  });

  it.each([
    undefined,
    null,
    'text',
    7,
    {},
    [null],
    [{ id: 'a' }],
    [{ ...place, use: 'pull', challenge: { at: 'now' } }],
  ])('is read from whatever else lies there: %j', (other) => {
    const usage = createUsage(memento({ [KEY]: other }));
    expect(usage.challenges(place).recall([])).toBeUndefined();
    usage.challenges(place).remember([], challenge);
    expect(usage.challenges(place).recall([])).toEqual(challenge);
  });

  it('costs nobody a token if it cannot be written', () => {
    const usage = createUsage({ ...memento(), update: () => Promise.reject(new Error('disk full')) });
    expect(() => usage.challenges(place).remember([], challenge)).not.toThrow();
  });
});
