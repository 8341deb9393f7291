import { mkdtemp, readdir, rm, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createKeychain } from '../../src/connections/keychain.js';
import type { MementoLike } from '../../src/connections/memento.js';
import { type ConnectionStore, createConnectionStore } from '../../src/connections/store.js';
import { BrowserStorage, desktopSecrets, memento, named, secret } from './fakes.js';

describe('on the desktop', () => {
  /** A window; `kept` is what the keyring holds. */
  const open = (kept: Map<string, string>, state: MementoLike): ConnectionStore => {
    const secrets = desktopSecrets(kept);
    return createConnectionStore({
      keychain: createKeychain(secrets),
      onDidChangeSecret: secrets.onDidChange,
      memento: state,
    });
  };

  it('is told once after a restart that kept nothing', async () => {
    const state = memento();
    await open(new Map(), state).save(named('a'), secret);
    const later = open(new Map(), state);
    expect(await later.loss()).toEqual({ cause: 'restart', labels: [] });
    expect(await later.loss()).toBeUndefined();
    expect(await open(new Map(), state).loss()).toBeUndefined();
  });

  it('is told again when it happens again', async () => {
    const state = memento();
    for (let time = 0; time < 2; time += 1) {
      await open(new Map(), state).save(named('a'), secret);
      expect(await open(new Map(), state).loss()).toBeDefined();
    }
  });

  it('is told of what is lost after a start at which a keyring was locked', async () => {
    const [state, kept] = [memento(), new Map<string, string>()];
    await open(kept, state).save(named('a'), secret);
    expect(await open(new Map(), state).loss()).toBeDefined();
    expect(await open(kept, state).loss()).toBeUndefined();
    expect(await open(new Map(), state).loss()).toBeDefined();
  });

  it('keeps no secret in what remembers', async () => {
    const state = memento();
    await open(new Map(), state).save(named('a'), secret);
    const remembered = JSON.stringify(state.keys().map((key) => [key, state.get(key)]));
    expect(remembered).toBe('[["registryAuth.saved",true]]');
  });

  it.each<[string, (store: ConnectionStore) => Promise<unknown>]>([
    ['nobody saved anything', () => Promise.resolve()],
    ['the last one was removed', (store) => store.save(named('a'), secret).then(() => store.remove('a'))],
    ['all were removed', (store) => store.save(named('a'), secret).then(() => store.removeAll())],
  ])('is not told where %s', async (_name, use) => {
    const [state, kept] = [memento(), new Map<string, string>()];
    await use(open(kept, state));
    expect(await open(kept, state).loss()).toBeUndefined();
    expect(state.keys()).toEqual([]);
  });

  it('is not told while some are left, nor where the storage fails', async () => {
    const [state, kept] = [memento(), new Map<string, string>()];
    const store = open(kept, state);
    await store.save(named('a'), secret);
    await store.save(named('b'), secret);
    await store.remove('a');
    expect(await open(kept, state).loss()).toBeUndefined();

    const secrets = { ...desktopSecrets(kept), keys: () => Promise.reject(new Error('locked')) };
    const locked = createConnectionStore({
      keychain: createKeychain(secrets),
      onDidChangeSecret: secrets.onDidChange,
      memento: state,
    });
    await expect(locked.loss()).rejects.toMatchObject({ code: 'storage' });
    expect(state.get('registryAuth.saved')).toBe(true);
  });

  it('does not spoil a save when nothing can be remembered', async () => {
    const state = { ...memento(), update: () => Promise.reject(new Error('full')) };
    const kept = new Map<string, string>();
    await open(kept, state).save(named('a'), secret);
    expect(kept.size).toBe(1);
  });

  it('lists what is left, readable or not', async () => {
    const kept = new Map([['registry-auth/broken', 'not JSON']]);
    const store = open(kept, memento());
    await store.save(named('a'), secret);
    expect([...(await store.remains())].sort()).toEqual(['a', 'broken']);
    await store.removeAll();
    expect(await store.remains()).toEqual([]);
  });
});

describe('in a browser', () => {
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'registry-auth-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const open = (storage: BrowserStorage, state: MementoLike, page: string): ConnectionStore => {
    const secrets = storage.window();
    return createConnectionStore({
      keychain: createKeychain(secrets),
      onDidChangeSecret: secrets.onDidChange,
      memento: state,
      browser: {
        ...{ folder, memento: state, page: async () => page, startedAt: Date.now() },
        now: () => Date.now(),
        wait: () => Promise.resolve(),
      },
    });
  };
  const timePasses = async (): Promise<void> => {
    const then = new Date(Date.now() - 60_000);
    for (const name of await readdir(folder)) {
      await utimes(join(folder, name), then, then);
    }
  };

  it('is told once what another extension reverted, by name', async () => {
    const [storage, state] = [new BrowserStorage(), memento()];
    const old = storage.window();
    await open(storage, state, 'first').save(named('a'), secret);
    await old.store('of/another', 'extension'); // writes its whole old copy back
    await timePasses();
    const later = open(storage, state, 'second');
    expect(await later.loss()).toEqual({ cause: 'reverted', labels: ['a.example.com'] });
    expect(await later.loss()).toBeUndefined();
    expect(await open(storage, state, 'third').loss()).toBeUndefined();
  });

  it('is told once what the server knows after the storage was cleared', async () => {
    await open(new BrowserStorage(), memento(), 'first').save(named('a'), secret);
    await timePasses();
    const [storage, state] = [new BrowserStorage(), memento()];
    expect(await open(storage, state, 'second').loss()).toEqual({ cause: 'cleared', labels: ['a.example.com'] });
    expect(await open(storage, state, 'third').loss()).toBeUndefined();
  });

  it('is told of no connection that other browsers add later', async () => {
    const other = open(new BrowserStorage(), memento(), 'first');
    await other.save(named('a'), secret);
    await timePasses();
    const [storage, state] = [new BrowserStorage(), memento()];
    expect(await open(storage, state, 'second').loss()).toBeDefined();
    await other.save(named('b'), secret);
    await timePasses();
    await open(new BrowserStorage(), memento(), 'third').save(named('c'), secret);
    await timePasses();
    expect(await open(storage, state, 'fourth').loss()).toBeUndefined();
  });

  it('is told of what is lost, and not again of the rest when one of it was entered again', async () => {
    const [storage, state] = [new BrowserStorage(), memento()];
    const old = storage.window();
    const revert = async (): Promise<void> => {
      await old.store('of/another', 'extension');
      await timePasses();
    };
    const first = open(storage, state, 'first');
    await first.save(named('a'), secret);
    await first.save(named('b'), secret);
    await revert();
    const second = open(storage, state, 'second');
    expect((await second.loss())?.labels).toHaveLength(2);
    await second.save(named('a'), secret);
    await timePasses();
    expect(await open(storage, state, 'third').loss()).toBeUndefined();
    // And told when it is lost again.
    await revert();
    expect((await open(storage, state, 'fourth').loss())?.labels).toHaveLength(2);
  });

  it('is not told in a window that is behind, nor where all is there', async () => {
    const [storage, state] = [new BrowserStorage(), memento()];
    const [first, second] = [open(storage, state, 'first'), open(storage, memento(), 'second')];
    await first.save(named('a'), secret);
    expect(await first.loss()).toBeUndefined();
    expect(await second.behind()).toBe(true);
    expect(await second.loss()).toBeUndefined();
  });
});
