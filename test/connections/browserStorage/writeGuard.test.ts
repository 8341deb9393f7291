import { randomUUID } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createKeychain } from '../../../src/connections/keychain.js';
import { createConnectionStore } from '../../../src/connections/store.js';
import { BrowserStorage, memento, named, secret } from '../fakes.js';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'registry-auth-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** A browser profile whose windows can be opened one after the other; each takes its copy of the secrets when opened. */
function browser(state = memento()) {
  const storage = new BrowserStorage();
  const open = (change: Partial<ReturnType<BrowserStorage['window']>> = {}) =>
    start({ ...storage.window(), ...change }, randomUUID());
  /** An extension host for a page, which keeps its copy of the secrets while hosts come and go. */
  const start = (secrets: ReturnType<BrowserStorage['window']>, page: string, startedAt = Date.now()) => {
    return createConnectionStore({
      keychain: createKeychain(secrets),
      onDidChangeSecret: secrets.onDidChange,
      browser: {
        folder,
        memento: state,
        page: async () => page,
        startedAt,
        now: () => Date.now(),
        wait: () => setImmediate(),
      },
    });
  };
  return { storage, open, start };
}

type Store = ReturnType<ReturnType<typeof browser>['open']>;

/** The list in short: `a` is there, `a?` is lost, `a!` is broken. */
async function ids(store: Store): Promise<string[]> {
  const entries = await store.list();
  return entries
    .map((entry) => (entry.state === 'ok' ? entry.connection.id : `${entry.id}${entry.state === 'lost' ? '?' : '!'}`))
    .sort();
}

/** Moves every roster and lock into the past, as if windows opened from now on were opened much later. */
async function timePasses(): Promise<void> {
  const then = new Date(Date.now() - 60_000);
  for (const name of await readdir(folder)) {
    await utimes(join(folder, name), then, then);
  }
}

/** Without the notes of when pages were loaded. */
async function files(): Promise<string[]> {
  return (await readdir(folder)).filter((name) => !name.startsWith('page-'));
}

async function rosterPath(): Promise<string> {
  const [name] = (await files()).filter((file) => /^connections-.*\.json$/.test(file));
  return join(folder, name ?? 'none');
}

const behind = { code: 'storage-behind' };
const lock = () => join(folder, 'connections.lock');

describe('an extension host that starts anew in a page that stays', () => {
  it('is as far behind as the page is', async () => {
    const { storage, open, start } = browser();
    await open().save(named('first'), secret);
    const page = storage.window();
    expect(await start(page, 'page').behind()).toBe(false);
    await open().save(named('other'), secret);
    const again = start(page, 'page', Date.now() + 60_000);
    expect(await again.behind()).toBe(true);
    await expect(again.save(named('mine'), secret)).rejects.toMatchObject(behind);
    expect(await ids(open())).toEqual(['first', 'other']);
  });
});

describe('one window after the other', () => {
  it('adds, edits, reloads and removes', async () => {
    const { storage, open } = browser();
    const one = open();
    await one.save(named('a'), secret);
    await one.save(named('b'), secret);
    await one.save({ ...named('a'), name: 'mine' }, secret);
    expect(await one.behind()).toBe(false);
    const two = open();
    expect(await two.behind()).toBe(false);
    expect(await ids(two)).toEqual(['a', 'b']);
    await two.remove('a');
    expect(await ids(two)).toEqual(['b']);
    await two.removeAll();
    expect(await ids(open())).toEqual([]);
    expect(JSON.stringify([...storage.stored])).not.toMatch(/topsecret|example\.com/);
    expect(await readFile(await rosterPath(), 'utf8')).not.toMatch(/example\.com/);
  });

  it('keeps nothing secret and no lock on the server', async () => {
    const { open } = browser();
    await open().save(named('a'), secret);
    const names = await files();
    expect(names).toEqual([expect.stringMatching(/^connections-[0-9a-f-]{36}\.json$/)]);
    const text = await readFile(await rosterPath(), 'utf8');
    expect(text).toContain('a.example.com');
    expect(text).not.toMatch(/topsecret|dana/);
  });
});

describe('two windows', () => {
  it('does not let the one that is behind write, and loses nothing', async () => {
    const { open } = browser();
    const first = open();
    await first.save(named('a'), secret);
    const second = open();
    await second.save(named('b'), secret);
    expect(await first.behind()).toBe(true);
    expect(await ids(first)).toEqual(['a']);
    await expect(first.save(named('c'), secret)).rejects.toMatchObject(behind);
    await expect(first.remove('a')).rejects.toMatchObject(behind);
    await expect(first.removeAll()).rejects.toMatchObject(behind);
    expect(await second.behind()).toBe(false);
    const reloaded = open();
    expect(await reloaded.behind()).toBe(false);
    await reloaded.save(named('c'), secret);
    expect(await ids(open())).toEqual(['a', 'b', 'c']);
  });

  it('tells the one that falls behind, whose view says so at once', async () => {
    const { open } = browser();
    const one = open();
    const heard = new Promise<void>((resolve) => {
      const changes = one.onDidChange(() => {
        changes.dispose();
        resolve();
      });
    });
    await open().save(named('a'), secret);
    await heard;
    expect(await one.behind()).toBe(true);
  });

  it('sees that its secrets are older than the roster although it looks only now', async () => {
    const { open } = browser();
    await open().save(named('a'), secret);
    const idle = open();
    await open().save(named('b'), secret);
    expect(await idle.behind()).toBe(true);
    await expect(idle.save(named('c'), secret)).rejects.toMatchObject(behind);
    expect(await ids(open())).toEqual(['a', 'b']);
  });

  it('is careful at the very first connection too', async () => {
    const { open } = browser();
    const [first, second] = [open(), open()];
    await first.save(named('a'), secret);
    expect(await second.behind()).toBe(true);
    await expect(second.save(named('b'), secret)).rejects.toMatchObject(behind);
    expect(await ids(open())).toEqual(['a']);
  });

  it('lets one of two writers at once through', async () => {
    const { open } = browser();
    await open().save(named('a'), secret);
    const outcomes = await Promise.allSettled(
      [open(), open(), open(), open()].map((store, index) => store.save(named(`w${index}`), secret)),
    );
    const won = outcomes.flatMap(({ status }, index) => (status === 'fulfilled' ? [`w${index}`] : []));
    expect(won).toHaveLength(1);
    expect(outcomes.filter((one) => one.status === 'rejected').map(({ reason }) => reason as unknown)).toEqual(
      Array(3).fill(expect.objectContaining(behind)),
    );
    expect(await ids(open())).toEqual(['a', ...won]);
  });

  it('does not mistake another browser on the same server for a window of its own', async () => {
    const [one, other] = [browser(), browser()];
    const here = one.open();
    await here.save(named('a'), secret);
    await timePasses();
    const there = other.open();
    await there.save(named('b'), secret);
    expect(await here.behind()).toBe(false);
    await here.save(named('c'), secret);
    expect([await ids(here), await ids(there)]).toEqual([['a', 'c'], ['b']]);
  });
});

describe('what the browser lost', () => {
  it('is listed with its label, can be entered again and removed', async () => {
    const { storage, open } = browser();
    const one = open();
    await one.save(named('a'), secret);
    const before = new Map(storage.stored);
    await one.save(named('b'), secret);
    await one.save(named('c'), secret);
    storage.stored = before;
    await timePasses();
    const two = open();
    expect(await two.behind()).toBe(false);
    expect(await two.list()).toContainEqual({
      state: 'lost',
      id: 'b',
      label: 'b.example.com',
      address: 'https://b.example.com',
    });
    expect(await ids(two)).toEqual(['a', 'b?', 'c?']);
    await expect(two.read('b')).rejects.toMatchObject({ code: 'removed' });
    await two.save(named('b'), secret);
    await two.remove('c');
    expect(await ids(two)).toEqual(['a', 'b']);
    expect(await ids(open())).toEqual(['a', 'b']);
  });

  it('is known even when all secrets are gone', async () => {
    const { storage, open } = browser();
    await open().save(named('a'), secret);
    storage.stored = new Map();
    await timePasses();
    expect(await ids(open())).toEqual(['a?']);
  });

  it('is forgotten with everything', async () => {
    const { storage, open } = browser();
    await open().save(named('a'), secret);
    storage.stored = new Map();
    await timePasses();
    const store = open();
    await store.removeAll();
    expect(await ids(store)).toEqual([]);
    expect(await ids(open())).toEqual([]);
  });

  it('is not guessed at while the window is behind', async () => {
    const { open } = browser();
    const one = open();
    await one.save(named('a'), secret);
    await open().save(named('b'), secret);
    expect(await ids(one)).toEqual(['a']);
  });
});

describe('a crash', () => {
  it('leaves a lock, which is taken over after a while; then every window must be reloaded', async () => {
    const { open } = browser();
    const healthy = open();
    await healthy.save(named('a'), secret);
    await writeFile(lock(), 'a window that died');
    await timePasses();
    await expect(healthy.save(named('b'), secret)).rejects.toMatchObject(behind);
    expect(await files()).toHaveLength(1);
    await timePasses();
    const reloaded = open();
    await reloaded.save(named('b'), secret);
    expect(await ids(reloaded)).toEqual(['a', 'b']);
  });

  it('between storing and listing loses nothing', async () => {
    const { storage, open } = browser();
    await open().save(named('a'), secret);
    const healthy = open();
    const dying = storage.window();
    await dying.store('registry-auth/x', 'stored');
    await writeFile(lock(), '');
    await timePasses();
    await expect(healthy.save(named('b'), secret)).rejects.toMatchObject(behind);
    await timePasses();
    expect(await ids(open())).toEqual(['a', 'x!']);
  });

  it('of nobody: a holder that is alive is waited for, but not for ever', async () => {
    const { open } = browser();
    await writeFile(lock(), 'a window at work');
    await expect(open().save(named('a'), secret)).rejects.toMatchObject({
      code: 'storage',
      details: { reason: 'another window took too long to save' },
    });
    expect(await readFile(lock(), 'utf8')).toBe('a window at work');
  });

  it('that was none: a writer taken for dead says so and outdates all copies', async () => {
    const { storage, open } = browser();
    await open().save(named('a'), secret);
    const secrets = storage.window();
    const slow = open({
      ...secrets,
      store: async (key, value) => {
        await writeFile(lock(), 'somebody else');
        await secrets.store(key, value);
      },
    });
    const other = open();
    await expect(slow.save(named('b'), secret)).rejects.toMatchObject(behind);
    expect([await slow.behind(), await other.behind()]).toEqual([true, true]);
    expect(await readFile(lock(), 'utf8')).toBe('somebody else');
  });
});

describe('failures', () => {
  it('of the storage reach the user, keep the window usable and outdate the others', async () => {
    const { storage, open } = browser();
    await open().save(named('a'), secret);
    const secrets = storage.window();
    let full = true;
    const one = open({
      ...secrets,
      store: (key, value) =>
        full && key.startsWith('registry-auth/')
          ? Promise.reject(new Error('quota of topsecret'))
          : secrets.store(key, value),
    });
    const other = open();
    const error = await one.save(named('b'), secret).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'storage', details: { reason: 'quota of …' } });
    expect([await one.behind(), await other.behind()]).toEqual([false, true]);
    expect(await ids(one)).toEqual(['a']);
    full = false;
    await one.save(named('b'), secret);
    expect(await ids(open())).toEqual(['a', 'b']);
  });

  it('of the folder are storage errors', async () => {
    const { open } = browser();
    await rm(folder, { recursive: true });
    await writeFile(folder, 'a file in its place');
    await expect(open().save(named('a'), secret)).rejects.toMatchObject({ code: 'storage' });
  });

  it.each([
    ['no JSON', '{'],
    ['another shape', '{"version":1}'],
    ['empty', ''],
  ])('a roster that cannot be read (%s) stops nothing for long and drops no connection', async (_name, text) => {
    const { open } = browser();
    const one = open();
    await one.save(named('a'), secret);
    await writeFile(await rosterPath(), text);
    await expect(one.save(named('b'), secret)).rejects.toMatchObject(behind);
    await timePasses();
    const two = open();
    expect(await ids(two)).toEqual(['a']);
    await two.save(named('b'), secret);
    expect(await ids(open())).toEqual(['a', 'b']);
    expect(await readFile(await rosterPath(), 'utf8')).toContain('a.example.com');
  });

  it('a folder that somebody emptied starts anew', async () => {
    const { open } = browser();
    const one = open();
    await one.save(named('a'), secret);
    await rm(folder, { recursive: true });
    expect(await one.behind()).toBe(false);
    await one.save(named('b'), secret);
    expect(await ids(open())).toEqual(['a', 'b']);
  });

  it('a mark that is none of ours is not used as a file name', async () => {
    const { storage, open } = browser(memento({ 'registryAuth.browserProfile': '../../x' }));
    const text = JSON.stringify({ version: 1, profile: '../../y', revision: 'z' });
    storage.stored.set('registry-auth-guard/window', text);
    const store = open();
    await store.save(named('a'), secret);
    expect(await ids(open())).toEqual(['a']);
    expect(await files()).toHaveLength(1);
  });
});
