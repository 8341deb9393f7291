import { randomUUID } from 'node:crypto';
import { mkdirSync, watch } from 'node:fs';
import { readdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { hasCode } from './storageLock.js';

/** A connection as the list names it. */
export interface ListedConnection {
  readonly id: string;
  readonly label?: string;
  /** Origin. */
  readonly address?: string;
}

/**
 * The connections of one browser profile, and the revision of its last change. It is stored on the server and holds no
 * secret.
 */
export interface ConnectionList {
  /** Random, new with every change. */
  readonly revision: string;
  /** Milliseconds since the epoch. */
  readonly writtenAt: number;
  readonly connections: readonly ListedConnection[];
}

const schema = v.object({
  version: v.literal(1),
  revision: v.string(),
  connections: v.array(
    v.object({ id: v.string(), label: v.exactOptional(v.string()), address: v.exactOptional(v.string()) }),
  ),
});

const FILE = /^connections-([0-9a-f-]{36})\.json$/;

/** Undefined if there is none. An unreadable list counts as a separate change that lists nothing. */
export async function readConnectionList(folder: string, profile: string): Promise<ConnectionList | undefined> {
  const path = pathOf(folder, profile);
  try {
    const [text, { mtimeMs }] = await Promise.all([readFile(path, 'utf8'), stat(path)]);
    const result = v.safeParse(v.pipe(v.string(), v.parseJson(), schema), text);
    return result.success
      ? { revision: result.output.revision, connections: result.output.connections, writtenAt: mtimeMs }
      : { revision: 'unreadable', connections: [], writtenAt: mtimeMs };
  } catch (error) {
    if (hasCode(error, 'ENOENT')) {
      return undefined;
    }
    throw error;
  }
}

/** Replaces the file atomically: a reader sees the old one or the new one. */
export async function writeConnectionList(
  folder: string,
  profile: string,
  roster: Pick<ConnectionList, 'revision' | 'connections'>,
): Promise<void> {
  const path = pathOf(folder, profile);
  const draft = `${path}.${randomUUID()}`;
  const { revision, connections } = roster;
  await writeFile(draft, JSON.stringify({ version: 1, revision, connections }), { mode: 0o600 });
  await rename(draft, path);
}

/** Browser profiles that have a list in this folder. */
export async function listedProfiles(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).flatMap((name) => FILE.exec(name)?.[1] ?? []);
  } catch (error) {
    if (hasCode(error, 'ENOENT')) {
      return [];
    }
    throw error;
  }
}

/**
 * Calls back after any window has written. Creates the folder if needed. If the system can't watch it, a window notices
 * other windows' changes only when it reads the folder.
 */
export function watchConnectionLists(folder: string, changed: () => void): { dispose(): void } {
  try {
    mkdirSync(folder, { recursive: true });
    const watcher = watch(folder, { persistent: false }, (_, name) => {
      if (name === null || FILE.test(name)) {
        changed();
      }
    });
    watcher.on('error', () => watcher.close());
    return { dispose: () => watcher.close() };
  } catch {
    return { dispose: () => undefined };
  }
}

function pathOf(folder: string, profile: string): string {
  return join(folder, `connections-${profile}.json`);
}
