import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createUsage } from '../../src/connections/usage.js';
import { memento } from './fakes.js';

const pull = (name: string) => [`repository:${name}:pull`];
const place = { id: 'a', address: 'https://host.example' };
const KEY = 'registryAuth.usage.a';

describe('scopes', () => {
  it('come last used first, canonical, once each', async () => {
    const usage = createUsage(memento());
    await usage.use('a', pull('one'));
    await usage.use('a', ['repository:two:push,pull', 'repository:two:pull']);
    await usage.use('a', pull('one'));
    await usage.use('b', pull('three'));
    expect(usage.scopes('a')).toEqual([pull('one'), ['repository:two:pull,push']]);
    expect(usage.scopes('b')).toEqual([pull('three')]);
    expect(usage.order()).toEqual(['b', 'a']);
  });

  it('are 20 at most', async () => {
    const usage = createUsage(memento());
    for (let index = 0; index < 30; index += 1) {
      await usage.use('a', pull(String(index)));
    }
    expect(usage.scopes('a')).toHaveLength(20);
    expect(usage.scopes('a')[0]).toEqual(pull('29'));
  });

  it('stay removed until they are used again', async () => {
    const usage = createUsage(memento());
    await usage.use('a', pull('one'));
    await usage.use('a', pull('two'));
    await usage.removeScopes('a', pull('one'));
    await usage.removeScopes('a', pull('never-used'));
    expect(usage.scopes('a')).toEqual([pull('two')]);
    expect(usage.removedScopes('a')).toEqual([pull('never-used'), pull('one')]);
    await usage.use('a', pull('one'));
    expect(usage.scopes('a')).toEqual([pull('one'), pull('two')]);
    expect(usage.removedScopes('a')).toEqual([pull('never-used')]);
  });
});

describe('suggested scopes', () => {
  it('come last suggested first, canonical, once each, 20 at most', async () => {
    const usage = createUsage(memento());
    await usage.suggest('a', pull('one'));
    await usage.suggest('a', ['repository:two:push,pull', 'repository:two:pull']);
    await usage.suggest('a', pull('one'));
    await usage.suggest('a', []);
    expect(usage.suggested('a')).toEqual([pull('one'), ['repository:two:pull,push']]);
    expect([usage.suggested('b'), usage.scopes('a')]).toEqual([[], []]);
    for (let index = 0; index < 30; index += 1) {
      await usage.suggest('a', pull(String(index)));
    }
    expect(usage.suggested('a')).toHaveLength(20);
  });

  it('are dropped once they are used or removed, or with their connection', async () => {
    const state = memento();
    const usage = createUsage(state);
    await usage.suggest('a', pull('one'));
    await usage.suggest('a', pull('two'));
    await usage.suggest('a', pull('three'));
    await usage.use('a', ['repository:one:pull,push']);
    await usage.removeScopes('a', pull('two'));
    expect(usage.suggested('a')).toEqual([pull('three')]);
    await usage.suggest('a', ['repository:one:push,pull']);
    expect(usage.suggested('a')).toEqual([pull('three')]);
    await usage.forget('a');
    expect(usage.suggested('a')).toEqual([]);
    await usage.suggest('a', pull('one'));
    await usage.forgetAll();
    expect(state.keys()).toEqual([]);
  });

  it('leave the rest of a memory readable when they are nonsense', () => {
    const usage = createUsage(memento({ [KEY]: { scopes: [pull('one')], removed: [], suggested: 3 } }));
    expect([usage.suggested('a'), usage.scopes('a')]).toEqual([[], [pull('one')]]);
  });
});

describe('answers about token servers', () => {
  it('are kept per connection', async () => {
    const usage = createUsage(memento());
    expect(usage.realms(place)).toEqual({ allowed: [] });
    await usage.allowRealm(place, 'https://one.example');
    await usage.allowRealm(place, 'https://two.example');
    await usage.allowRealm(place, 'https://one.example');
    await usage.chooseAddress(place, 'https://one.example/token');
    expect(usage.realms(place)).toEqual({
      allowed: ['https://one.example', 'https://two.example'],
      chosen: 'https://one.example/token',
    });
    expect(usage.realms({ ...place, id: 'b' })).toEqual({ allowed: [] });
  });

  it('do not hold for another address of the same connection', async () => {
    const usage = createUsage(memento());
    await usage.allowRealm(place, 'https://one.example');
    await usage.chooseAddress(place, 'https://one.example/token');
    const moved = { ...place, address: 'https://moved.example' };
    expect(usage.realms(moved)).toEqual({ allowed: [] });
    await usage.allowRealm(moved, 'https://three.example');
    expect(usage.realms(moved)).toEqual({ allowed: ['https://three.example'] });
    expect(usage.realms(place)).toEqual({ allowed: [] });
  });

  it('survive the use of scopes', async () => {
    const usage = createUsage(memento());
    await usage.allowRealm(place, 'https://one.example');
    await usage.use('a', pull('one'));
    await usage.removeScopes('a', pull('one'));
    expect(usage.realms(place).allowed).toEqual(['https://one.example']);
  });
});

describe('forgetting', () => {
  it('one connection, or all, and nothing of others', async () => {
    const state = memento({ other: 1 });
    const usage = createUsage(state);
    await usage.use('a', pull('one'));
    await usage.use('b', pull('two'));
    await usage.forget('a');
    expect([usage.scopes('a'), usage.scopes('b'), usage.order()]).toEqual([[], [pull('two')], ['b']]);
    await usage.forgetAll();
    expect(state.keys()).toEqual(['other']);
  });
});

describe('nonsense in the memory', () => {
  it.each([
    ['text', 'x'],
    ['null', null],
    ['list', []],
    ['scopes of another type', { scopes: [1], removed: [] }],
    ['realms of another type', { scopes: [], removed: [], realms: { address: 1, allowed: [] } }],
  ])('%s reads as nothing', (_name, value) => {
    const usage = createUsage(memento({ [KEY]: value, 'registryAuth.order': value === null ? 3 : { a: value } }));
    expect([usage.scopes('a'), usage.removedScopes('a'), usage.order(), usage.realms(place)]).toEqual([
      [],
      [],
      [],
      { allowed: [] },
    ]);
  });

  it('never throws, and is written over', async () => {
    await fc.assert(
      fc.asyncProperty(fc.jsonValue(), fc.jsonValue(), async (value, order) => {
        const usage = createUsage(memento({ [KEY]: value, 'registryAuth.order': order }));
        await usage.use('a', pull('one'));
        expect(usage.scopes('a')[0]).toEqual(pull('one'));
        expect(usage.order()[0]).toBe('a');
      }),
    );
  });
});

it('pins one connection, which goes with it', async () => {
  const state = memento();
  const usage = createUsage(state);
  expect(usage.pinned()).toBeUndefined();
  await usage.pin('a');
  await usage.forget('b');
  expect(createUsage(state).pinned()).toBe('a');
  await usage.forget('a');
  expect(usage.pinned()).toBeUndefined();
  await usage.pin('a');
  await usage.forgetAll();
  expect(state.keys()).toEqual([]);
});
