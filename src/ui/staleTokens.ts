import type { Surface } from './surface.js';

/** Drops the tokens of connections that were removed, or got another credential, in whatever window. */
export function watchStaleTokens({ store, tokens, log }: Pick<Surface, 'store' | 'tokens' | 'log'>): {
  dispose(): void;
} {
  // Only what was saved once can have been removed: one that is being added is not in the list yet.
  let known: ReadonlySet<string> = new Set();

  async function sift(): Promise<void> {
    const held = tokens.peek();
    if (held === undefined) return;
    const entries = await store.list();
    const present = new Set(entries.map((entry) => (entry.state === 'ok' ? entry.connection.id : entry.id)));
    for (const id of known) if (!present.has(id)) held.forget(id);
    for (const entry of entries) {
      if (entry.state !== 'ok') continue;
      const { id, revision } = entry.connection;
      if (held.cached(id).some((one) => one.revision < revision)) held.forgetOlder(entry.connection);
    }
    known = present;
  }

  return store.onDidChange(() => void sift().catch((error: unknown) => log.error(error)));
}
