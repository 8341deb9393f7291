// As much of a surface as commands at one connection use: real tokens over real servers, and a person with a script.
import type { Connection } from '../../src/connections/connection.js';
import { createUsage, type Usage } from '../../src/connections/usage.js';
import * as core from '../../src/core.js';
import type { Tokens } from '../../src/tokens.js';
import type { ServiceText } from '../../src/ui/documents.js';
import type { Surface } from '../../src/ui/surface.js';
import type { Node } from '../../src/ui/treeNode.js';
import { type Reply, type Script, script } from '../vscode/script.js';

export interface SurfaceAt {
  readonly surface: Surface;
  readonly node: Node;
  readonly person: Script;
  readonly usage: Usage;
  /** Texts of the documents that were opened. */
  readonly opened: readonly string[];
  /** Texts that were put on the clipboard. */
  readonly copied: readonly string[];
}

/** `press` names the button for a message; undefined dismisses it. */
export function surfaceAt(
  connection: Connection,
  tokens: Tokens,
  replies: readonly Reply[],
  press?: (text: string) => string | undefined,
): SurfaceAt {
  const person = script(replies, ({ text }) => press?.(text));
  const memory = new Map<string, unknown>();
  const usage = createUsage({
    keys: () => [...memory.keys()],
    get: (key) => memory.get(key),
    update: (key, value) => Promise.resolve(void memory.set(key, value)),
  });
  const opened: string[] = [];
  const copied: string[] = [];
  const parts = {
    ask: person,
    store: { list: () => Promise.resolve([{ state: 'ok', connection }]), save: () => Promise.resolve() },
    playground: { connections: () => [], credential: () => undefined, suggestions: () => [] },
    usage,
    usageOf: () => usage,
    core: () => Promise.resolve(core),
    tokens: Object.assign(() => Promise.resolve(tokens), { peek: () => tokens }),
    tree: { refresh: () => undefined },
    health: { asked: () => undefined, worked: () => undefined, failed: () => undefined },
    log: { error: () => undefined },
    now: () => Date.now(),
    documents: () =>
      Promise.resolve({ open: (_: string, { text }: ServiceText) => Promise.resolve(void opened.push(text)) }),
    clipboard: { copyText: (text: string) => Promise.resolve(void copied.push(text)) },
  };
  // The rest of a surface is of the editor, and these commands leave it alone.
  const node = { type: 'connection', connection } as const;
  return { surface: parts as unknown as Surface, node, person, usage, opened, copied };
}
