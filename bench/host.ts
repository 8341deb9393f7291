// Loaded by VS Code in the extension host: what can only be measured there.
import { writeFileSync } from 'node:fs';
import { commands, extensions } from 'vscode';
import { type ActivationRow, EMPTY, FIRST_COMMAND } from './activation.js';
import { type ConnectionsTask, measureConnections } from './connections.js';
import { measureMemory, measureTree, type MemoryRow, type TreeRow } from './memory.js';

export interface HostRows {
  readonly activation: readonly ActivationRow[];
  /** In the last host only. */
  readonly tree: readonly TreeRow[];
  readonly memory: readonly MemoryRow[];
}

const shown: readonly (readonly [id: string, name: string])[] = [
  ['registry-auth.registry-auth', 'Registry Auth'],
  ['registry-auth-bench.empty', EMPTY],
];

export async function run(): Promise<void> {
  const task = process.env.REGISTRY_AUTH_BENCH_CONNECTIONS;
  const rows =
    task === undefined ? await measureWindow() : await measureConnections(JSON.parse(task) as ConnectionsTask);
  writeFileSync(process.env.REGISTRY_AUTH_RESULTS ?? '', JSON.stringify(rows));
}

async function measureWindow(): Promise<HostRows> {
  await activated('registry-auth-test.stranger'); // the first one pays for the host
  const activation: ActivationRow[] = [];
  // The second one finds more ready.
  const order = process.env.REGISTRY_AUTH_BENCH_TURN === 'second' ? shown.toReversed() : shown;
  for (const [id, extension] of order) {
    activation.push({ extension, time: await activated(id) });
  }
  const started = performance.now();
  await commands.executeCommand('registryAuth.stopPlayground'); // has nothing to do
  const loaded = performance.now() - started;
  const own = activation.filter(({ extension }) => extension !== EMPTY);
  activation.push(...own.map(({ time }) => ({ extension: FIRST_COMMAND, time: time + loaded })));
  return process.env.REGISTRY_AUTH_BENCH_WHOLE === 'true'
    ? { activation, tree: await measureTree(), memory: await measureMemory() }
    : { activation, tree: [], memory: [] };
}

async function activated(id: string): Promise<number> {
  const extension = extensions.getExtension(id);
  if (!extension || extension.isActive) {
    throw new Error(`${id} cannot be activated for the first time.`);
  }
  const started = performance.now();
  await extension.activate();
  return performance.now() - started;
}
