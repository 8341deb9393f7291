// Two windows add, edit and remove connections at the same time.
import { mkdtempSync, readdirSync, rmSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isAuthError } from '../../src/auth/errors.js';
import { createKeychain, type SecretStorageLike } from '../../src/connections/keychain.js';
import { type ConnectionStore, createConnectionStore } from '../../src/connections/store.js';
import { BrowserStorage, desktopSecrets, memento } from '../connections/fakes.js';
import { connectionOf, storedIn } from './connections.js';
import type { Section } from './section.js';

const COUNT = { short: 40, full: 200 };

export const windows: Section = {
  name: 'windows',
  run: async (size) => {
    const desktop = await onDesktop(COUNT[size]);
    const browser = await inBrowser(COUNT[size]);
    const faults = [...desktop.faults, ...browser.faults];
    const attempted = desktop.attempted + browser.attempted;
    return {
      attempted,
      survived: attempted - faults.length,
      leaked: faults.length,
      faults,
      figures: `browser: ${browser.accepted} of ${browser.attempted} writes accepted, the others refused with a reason; stand-ins for both stores`,
    };
  },
};

interface Found {
  readonly attempted: number;
  readonly faults: readonly string[];
}

const wordsOf = (state: ReadonlyMap<string, unknown>): string => JSON.stringify([...state].sort());

/** Each window has every second connection and edits one of the other's at the end. */
async function onDesktop(count: number): Promise<Found> {
  const secrets = desktopSecrets();
  const open = (): ConnectionStore =>
    createConnectionStore({ keychain: createKeychain(secrets), onDidChangeSecret: secrets.onDidChange });
  const [one, two] = [open(), open()];
  const ids = Array.from({ length: count }, (_, index) => `c${index}`);
  let attempted = 0;
  const save = async (store: ConnectionStore, id: string, revision: number): Promise<void> => {
    const { connection, credential } = connectionOf(id, revision);
    attempted += 1;
    await store.save(connection, credential);
  };
  const edit = async (store: ConnectionStore, id: string, revision: number): Promise<void> => {
    const before = await store.read(id);
    attempted += 1;
    await store.replace(before, { ...before, ...connectionOf(id, revision) });
  };
  const each = async (work: (store: ConnectionStore, id: string, index: number) => Promise<void>): Promise<void> => {
    await Promise.all(ids.map((id, index) => work(index % 2 === 0 ? one : two, id, index)));
  };
  await each((store, id) => save(store, id, 0));
  await each(async (store, id, index) => {
    if (index % 5 === 0) {
      attempted += 1;
      await store.remove(id);
    } else {
      await edit(store, id, 1);
    }
  });
  // Crosswise: the other window edits what this one added, while an editor with what was there before is still open.
  const crossed = ids.filter((_, index) => index % 5 === 1);
  const editors = await Promise.all(crossed.map((id) => one.read(id)));
  await Promise.all(crossed.map((id, index) => edit(index % 2 === 0 ? two : one, id, 2)));
  const late = await Promise.all(
    editors.map((before) => {
      attempted += 1;
      return one.replace(before, before).then(
        () => `${before.connection.id}: an edit of the other window was undone`,
        (error: unknown) => (isAuthError(error) && error.code === 'changed' ? undefined : String(error)),
      );
    }),
  );
  const expected = new Map(
    ids.flatMap((id, index) => (index % 5 === 0 ? [] : [[id, index % 5 === 1 ? 2 : 1] as const])),
  );
  const found = [await storedIn(one), await storedIn(two)].map(wordsOf);
  return {
    attempted,
    faults: [
      ...late.filter((fault) => fault !== undefined),
      ...found.flatMap((text, index) =>
        text === wordsOf(expected) ? [] : [`window ${index + 1} of the desktop shows ${text.slice(0, 200)}`],
      ),
    ],
  };
}

/** Moves what was written into the past: pages that are loaded from now on were loaded later, and see it. */
function timePasses(folder: string): void {
  const then = new Date(Date.now() - 60_000);
  for (const name of readdirSync(folder)) {
    utimesSync(join(folder, name), then, then);
  }
}

/** Windows of one browser profile: whoever is behind is refused, and opens anew. */
async function inBrowser(count: number): Promise<Found & { readonly accepted: number }> {
  const folder = mkdtempSync(join(tmpdir(), 'registry-auth-'));
  const storage = new BrowserStorage();
  const state = memento();
  let opened = 0;
  const open = (): ConnectionStore => {
    const name = `page ${(opened += 1)}`;
    const secrets: SecretStorageLike & Pick<ReturnType<BrowserStorage['window']>, 'onDidChange'> = storage.window();
    return createConnectionStore({
      keychain: createKeychain(secrets),
      onDidChangeSecret: secrets.onDidChange,
      browser: {
        folder,
        memento: state,
        page: async () => name,
        startedAt: Date.now(),
        now: () => Date.now(),
      },
    });
  };
  const expected = new Map<string, number>();
  const faults: string[] = [];
  let accepted = 0;
  const write = async (
    store: ConnectionStore,
    id: string,
    revision: number | undefined,
  ): Promise<'accepted' | 'refused'> => {
    try {
      if (revision === undefined) {
        await store.remove(id);
      } else {
        const { connection, credential } = connectionOf(id, revision);
        await store.save(connection, credential);
      }
    } catch (error) {
      const reason = isAuthError(error) ? error.code : String(error);
      if (reason !== 'storage-behind') {
        faults.push(`${id} was refused with ${reason}`);
      }
      return 'refused';
    }
    if (revision === undefined) {
      expected.delete(id);
    } else {
      expected.set(id, revision);
    }
    accepted += 1;
    return 'accepted';
  };
  let pair = [open(), open()] as const;
  for (let index = 0; index < count; index += 2) {
    const [first, second] = pair;
    const earlier = [...expected.keys()][index % 7];
    const other: Promise<'accepted' | 'refused'> =
      earlier === undefined
        ? write(second, `c${index + 1}`, 0)
        : write(second, earlier, index % 3 === 0 ? undefined : (expected.get(earlier) ?? 0) + 1);
    const ends = await Promise.all([write(first, `c${index}`, 0), other]);
    if (!ends.includes('refused')) {
      continue;
    }
    timePasses(folder);
    pair = [open(), open()];
  }
  timePasses(folder);
  const found = await storedIn(open());
  if (wordsOf(found) !== wordsOf(expected)) {
    faults.push(`the browser shows ${wordsOf(found).slice(0, 300)}`);
  }
  rmSync(folder, { recursive: true });
  return { attempted: count, accepted, faults };
}
