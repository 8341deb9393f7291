// What a window keeps of tokens that it fetched, and what many connections cost the tree.
import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8';
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
}

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
      rows.push({ fetches, heap: process.memoryUsage().heapUsed, code: codeBytes() });
    }
    await tokens.get(connection, [`repository:app-${fetches}:pull`], { signal });
  }
  await registry.stop();
  return rows;
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
