import { randomUUID } from 'node:crypto';
import { readFile, stat, unlink, writeFile } from 'node:fs/promises';
import { AuthError } from '../../auth/errors.js';

export interface LockWorld {
  /** Milliseconds since the epoch, from the clock that also sets file times. */
  now(): number;
  wait(ms: number): Promise<void>;
}

export interface Lock {
  /** False if another holder judged this one dead. */
  held(): Promise<boolean>;
}

// Removing everything writes once per connection: 500 writes took 7 s in a browser-hosted window.
const STALE_AFTER = 15_000;
const PATIENCE = 20_000;
const LONGEST_PAUSE = 500;

/**
 * Runs `action` while this caller holds the lock file at `path`. The file holds a random owner, and its modification
 * time is the time of locking. A stale lock is removed after 15 s. `abandoned` runs before that, because the holder's
 * progress is unknown. Throws AuthError `storage` after waiting 20 s for a live holder.
 */
export async function withLock<T>(
  path: string,
  world: LockWorld,
  abandoned: () => Promise<void>,
  action: (lock: Lock) => Promise<T>,
): Promise<T> {
  const owner = randomUUID();
  let waited = 0;
  for (let pause = 10; !(await take(path, owner)); pause = Math.min(2 * pause, LONGEST_PAUSE)) {
    const holder = await look(path);
    if (holder && Math.abs(world.now() - holder.since) > STALE_AFTER) {
      await abandoned();
      await give(path, holder.owner);
      continue;
    }
    if (waited >= PATIENCE) {
      throw new AuthError('storage', 'Another window took too long to save connections.', {
        details: { reason: 'another window took too long to save', limit: PATIENCE },
      });
    }
    await world.wait(pause);
    waited += pause;
  }
  try {
    return await action({ held: async () => (await look(path))?.owner === owner });
  } finally {
    await give(path, owner);
  }
}

async function take(path: string, owner: string): Promise<boolean> {
  try {
    await writeFile(path, owner, { flag: 'wx', mode: 0o600 });
    return true;
  } catch (error) {
    if (hasCode(error, 'EEXIST')) {
      return false;
    }
    throw error;
  }
}

/** Returns the lock's holder; undefined if there is none (any more). */
async function look(path: string): Promise<{ owner: string; since: number } | undefined> {
  try {
    return { owner: await readFile(path, 'utf8'), since: (await stat(path)).mtimeMs };
  } catch (error) {
    if (hasCode(error, 'ENOENT')) {
      return undefined;
    }
    throw error;
  }
}

/** Removes the file only if this owner still holds it. */
async function give(path: string, owner: string): Promise<void> {
  if ((await look(path))?.owner !== owner) {
    return;
  }
  try {
    await unlink(path);
  } catch (error) {
    if (!hasCode(error, 'ENOENT')) {
      throw error;
    }
  }
}

export function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
