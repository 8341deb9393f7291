import { randomUUID } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import * as v from 'valibot';
import { AuthError } from '../../auth/errors.js';
import { GUARD_SERVICE, type Keychain } from '../keychain.js';
import type { MementoLike } from '../memento.js';
import { type ListedConnection, listedProfiles, readConnectionList, writeConnectionList } from './connectionList.js';
import { pageStart } from './pageStart.js';
import { withLock } from './storageLock.js';

export { watchConnectionLists } from './connectionList.js';

/** Environment of a browser-hosted window. */
export interface BrowserWorld {
  /** `globalStorageUri` as a path: a folder on the server, shared by its windows. */
  readonly folder: string;
  readonly memento: MementoLike;
  /** Name of this window's page. It survives a restart of the extension host, but not a reload. */
  readonly page: () => Promise<string>;
  /** When the extension host started, milliseconds since the epoch. */
  readonly startedAt: number;
  now(): number;
  wait?(ms: number): Promise<void>;
}

export interface WriteGuard {
  /** Whether another window has written since this one read its secrets. A write here would then revert that. */
  behind(): Promise<boolean>;
  /** Connections that should exist; empty while behind, when that is unknown. */
  listed(): Promise<readonly ListedConnection[]>;
  /** Connections that the server lists for other browsers, if this browser never saved any or was cleared. */
  ofOthers(): Promise<readonly ListedConnection[]>;
  /**
   * Runs `action` exclusively among all windows, then stores the list that `list` makes from the old one. Throws
   * AuthError `storage-behind`.
   */
  write(
    action: () => Promise<void>,
    list: (before: readonly ListedConnection[]) => Promise<readonly ListedConnection[]>,
  ): Promise<void>;
}

const ACCOUNT = 'window';
const MEMENTO_KEY = 'registryAuth.browserProfile';

// File times are coarser than the clock. In doubt a window is behind, which costs one extra reload and loses nothing.
const DOUBT = 1_000;

const uuid = v.pipe(v.string(), v.uuid());
const marks = v.pipe(v.string(), v.parseJson(), v.object({ version: v.literal(1), profile: uuid, revision: uuid }));

/** State that a window's copy of the secrets is based on. */
interface Base {
  readonly profile?: string;
  readonly revision?: string;
}

/**
 * Prevents browser windows from reverting each other's changes. Each window holds a copy of all secrets from its load
 * time, writes the whole copy back, and gets no change events. So the copy carries a mark: browser profile and
 * revision. The server's folder holds a list with the profile's latest revision. A window without the latest copy
 * doesn't write.
 *
 * A copy can also be old because another extension's write reverted ours. A reload doesn't help then, which shows in a
 * list older than this window. Its revision is adopted, and connections that are listed but missing are lost.
 */
export function createWriteGuard(keychain: Keychain, world: BrowserWorld): WriteGuard {
  const { folder, memento } = world;
  const loaded = world
    .page()
    .then((page) => pageStart(folder, page, world.startedAt))
    .then((start) => start - DOUBT);
  loaded.catch(() => undefined); // reported to every caller
  const clock = { now: () => world.now(), wait: world.wait?.bind(world) ?? ((ms: number) => setTimeout(ms)) };
  let written: Base | undefined;

  async function base(): Promise<Base> {
    if (written) {
      return written;
    }
    const mark = v.safeParse(marks, await keychain.getPassword(GUARD_SERVICE, ACCOUNT));
    const remembered = v.safeParse(uuid, memento.get(MEMENTO_KEY));
    const copy: Base = mark.success ? mark.output : remembered.success ? { profile: remembered.output } : {};
    const roster = copy.profile === undefined ? undefined : await readConnectionList(folder, copy.profile);
    const changed = roster !== undefined && roster.revision !== copy.revision;
    const reverted = changed && roster.writtenAt < (await loaded);
    return reverted ? { ...copy, revision: roster.revision } : copy;
  }

  async function isBehind({ profile, revision }: Base): Promise<boolean> {
    if (profile !== undefined) {
      const roster = await readConnectionList(folder, profile);
      return roster !== undefined && roster.revision !== revision;
    }
    // This browser's first write, or another of its windows made the first write after this one loaded.
    const profiles = await listedProfiles(folder);
    const rosters = await Promise.all(profiles.map((other) => readConnectionList(folder, other)));
    const since = await loaded;
    return rosters.some((roster) => roster !== undefined && roster.writtenAt >= since);
  }

  /** Makes every window fall behind: a writer died, and its changes are unknown. */
  async function outdateAll(): Promise<void> {
    for (const profile of await listedProfiles(folder)) {
      const connections = (await readConnectionList(folder, profile))?.connections ?? [];
      await writeConnectionList(folder, profile, { revision: randomUUID(), connections });
    }
  }

  return {
    async behind() {
      return isBehind(await base());
    },
    async listed() {
      const own = await base();
      return own.profile === undefined || (await isBehind(own))
        ? []
        : ((await readConnectionList(folder, own.profile))?.connections ?? []);
    },
    async ofOthers() {
      const own = await base();
      if (own.profile !== undefined || (await isBehind(own))) {
        return [];
      }
      const rosters = await Promise.all(
        (await listedProfiles(folder)).map((other) => readConnectionList(folder, other)),
      );
      return rosters.flatMap((roster) => roster?.connections ?? []);
    },
    async write(action, list) {
      await mkdir(folder, { recursive: true });
      await withLock(join(folder, 'connections.lock'), clock, outdateAll, async (lock) => {
        const own = await base();
        if (await isBehind(own)) {
          throw behindError();
        }
        const profile = own.profile ?? randomUUID();
        const revision = randomUUID();
        let connections = (await readConnectionList(folder, profile))?.connections ?? [];
        let alone: boolean;
        await memento.update(MEMENTO_KEY, profile);
        try {
          await keychain.setPassword(GUARD_SERVICE, ACCOUNT, JSON.stringify({ version: 1, profile, revision }));
          await action();
          connections = await list(connections);
        } finally {
          // Even a failed write makes the copies of the other windows outdated.
          alone = await lock.held();
          await writeConnectionList(folder, profile, { revision: alone ? revision : randomUUID(), connections });
          written = { profile, revision };
        }
        if (!alone) {
          throw behindError();
        }
      });
    },
  };
}

function behindError(): AuthError {
  return new AuthError('storage-behind', 'Another window changed the connections after this one was loaded.', {
    details: { reason: 'another window changed the connections after this one was loaded' },
  });
}
