// What a window keeps of tokens that it fetched, and what many connections cost the tree.
import { getHeapSnapshot, getHeapSpaceStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { createKeychain } from '../src/connections/keychain.js';
import { row } from '../src/connections/rows/connectionRow.js';
import { createConnectionStore } from '../src/connections/store.js';
import { findKind } from '../src/registries/index.js';
import { desktopSecrets } from '../test/connections/fakes.js';
import { connectionOf } from '../test/hardening/connections.js';
import { connectionTo, tokensFor } from '../test/loopbackTokens.js';
import { startSlowRegistry } from './slowRegistry.js';

export interface MemoryRow {
  readonly fetches: number;
  /** Bytes of heap after a collection. */
  readonly heap: number;
  /** Bytes of it that hold machine code: the engine compiles what is often run, more and more until all of it is. */
  readonly code: number;
  /** How many objects of each type there are, at the two counts that are compared. */
  readonly objects?: Readonly<Record<string, number>>;
}

/** Between these, no type of object may grow. */
export const COMPARED: readonly number[] = [1000, 3000];

const COLLECTIONS = 6;

/** One token after the other, each for another repository. */
export async function measureMemory(): Promise<readonly MemoryRow[]> {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void; // what the flag makes of it
  const registry = await startSlowRegistry(0);
  const tokens = tokensFor({ type: 'password', username: 'dana', password: 'planted' });
  const connection = connectionTo(registry.origin, 'oci', 'password');
  const { signal } = new AbortController();
  const rows: MemoryRow[] = [];
  for (let fetches = 0; fetches <= 3000; fetches += 1) {
    if ([0, 100, 1000, 2000, 3000].includes(fetches)) {
      // What was collected is told of, and sets free more.
      for (let round = 0; round < COLLECTIONS; round += 1) {
        collect();
        await new Promise(setImmediate);
      }
      const row = { fetches, heap: process.memoryUsage().heapUsed, code: codeBytes() };
      rows.push(COMPARED.includes(fetches) ? { ...row, objects: await countObjects() } : row);
    }
    await tokens.get(connection, [`repository:app-${fetches}:pull`], { signal });
  }
  await registry.stop();
  return rows;
}

/** Of objects by the name of what made them; of everything else in the heap by its type, such as `closure`. */
async function countObjects(): Promise<Readonly<Record<string, number>>> {
  const chunks: Buffer[] = [];
  for await (const chunk of getHeapSnapshot()) {
    chunks.push(Buffer.from(chunk as Uint8Array));
  }
  const { snapshot, nodes, strings } = JSON.parse(Buffer.concat(chunks).toString()) as Snapshot;
  const { node_fields: fields, node_types: types } = snapshot.meta;
  const [kinds = []] = types;
  const counts: Record<string, number> = {};
  for (let at = 0; at < nodes.length; at += fields.length) {
    const kind = kinds[nodes[at + fields.indexOf('type')] ?? 0] ?? '';
    const name = kind === 'object' ? (strings[nodes[at + fields.indexOf('name')] ?? 0] ?? '') : kind;
    counts[name] = (counts[name] ?? 0) + 1;
  }
  return counts;
}

/** As much of a heap snapshot as is read here. */
interface Snapshot {
  readonly snapshot: {
    readonly meta: { readonly node_fields: readonly string[]; readonly node_types: readonly (readonly string[])[] };
  };
  readonly nodes: readonly number[];
  readonly strings: readonly string[];
}

function codeBytes(): number {
  return getHeapSpaceStatistics()
    .filter(({ space_name: name }) => /^(code|trusted)/.test(name))
    .reduce((sum, { space_used_size: used }) => sum + used, 0);
}

export interface TreeRow {
  readonly connections: number;
  /** Milliseconds. */
  readonly time: number;
}

/** From the secrets to the words of every row. */
export async function measureTree(): Promise<readonly TreeRow[]> {
  const rows: TreeRow[] = [];
  for (const connections of [10, 1000, 5000]) {
    const secrets = desktopSecrets();
    const store = createConnectionStore({ keychain: createKeychain(secrets), onDidChangeSecret: secrets.onDidChange });
    for (let index = 0; index < connections; index += 1) {
      const { connection, credential } = connectionOf(`c${index}`, 0);
      await store.save(connection, credential);
    }
    const kind = findKind('oci');
    const times: number[] = [];
    for (let run = 0; run < 10; run += 1) {
      const started = performance.now();
      for (const entry of await store.list()) {
        row({ entry, ...(kind ? { kind } : {}), tokens: [], used: [], now: Date.now() });
      }
      times.push(performance.now() - started);
    }
    rows.push({ connections, time: Math.min(...times) });
  }
  return rows;
}
