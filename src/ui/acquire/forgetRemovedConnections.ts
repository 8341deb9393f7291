import type { Surface } from '../surface.js';

/** Drops the tokens of connections that any window removed or gave another credential. */
export function forgetRemovedConnections({
  store,
  tokens,
  panel,
  log,
}: Pick<Surface, 'store' | 'tokens' | 'panel' | 'log'>): {
  dispose(): void;
} {
  // Revisions by ID. Holds saved connections only: one that is being added isn't in the list yet and doesn't count as
  // removed.
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
      if (present.has(id)) {
        continue;
      }
      tokens.peek()?.forget(id);
      panel.peek()?.close(id);
    }
    for (const [id, revision] of present) {
      // Also covers what has no access token, such as a refresh token.
      if (revision !== undefined && revision !== known.get(id)) {
        tokens.peek()?.forgetOlder({ id, revision });
      }
    }
    known = present;
  }

  function next(): void {
    last = last.then(sift).catch((error: unknown) => log.error(error));
  }

  // Reads the list before the first change. Otherwise the first removal would go unnoticed.
  next();
  return store.onDidChange(next);
}
