import type { Surface } from '../surface.js';

/** Drops the tokens of connections that were removed, or got another credential, in whatever window. */
export function forgetRemovedConnections({
  store,
  tokens,
  panel,
  log,
}: Pick<Surface, 'store' | 'tokens' | 'panel' | 'log'>): {
  dispose(): void;
} {
  // Revisions by id. Only what was saved once can have been removed: one that is being added is not in the list yet.
  let known: ReadonlyMap<string, number | undefined> = new Map();
  let last = Promise.resolve();

  async function sift(): Promise<void> {
    const entries = await store.list();
    const present = new Map(
      entries.map((entry): [string, number | undefined] =>
        entry.state === 'ok' ? [entry.connection.id, entry.connection.revision] : [entry.id, undefined],
      ),
    );
    for (const id of known.keys()) {
      if (present.has(id)) continue;
      tokens.peek()?.forget(id);
      panel.peek()?.close(id);
    }
    for (const [id, revision] of present) {
      // Also what has no token beside it, such as a refresh token.
      if (revision !== undefined && revision !== known.get(id)) tokens.peek()?.forgetOlder({ id, revision });
    }
    known = present;
  }

  function next(): void {
    last = last.then(sift).catch((error: unknown) => log.error(error));
  }

  // What is there before anything changes: else the first change could not be seen as a removal.
  next();
  return store.onDidChange(next);
}
