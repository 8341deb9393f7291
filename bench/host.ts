// Loaded by VS Code in the extension host: what can only be measured there.
import { writeFileSync } from 'node:fs';
import { extensions } from 'vscode';
import { measureMemory, measureTree, type MemoryRow, type TreeRow } from './memory.js';

export interface HostRows {
  readonly activation: readonly ActivationRow[];
  readonly tree: readonly TreeRow[];
  readonly memory: readonly MemoryRow[];
}

export interface ActivationRow {
  readonly extension: string;
  /** Milliseconds. */
  readonly time: number;
}

const shown: readonly (readonly [id: string, name: string])[] = [
  ['registry-auth-bench.empty', 'an empty extension'],
  ['registry-auth.registry-auth', 'Registry Auth'],
];

export async function run(): Promise<void> {
  await activated('registry-auth-test.stranger'); // the first one pays for the host
  const activation: ActivationRow[] = [];
  for (const [id, extension] of shown) activation.push({ extension, time: await activated(id) });
  const rows: HostRows = { activation, tree: await measureTree(), memory: await measureMemory() };
  writeFileSync(process.env.REGISTRY_AUTH_RESULTS ?? '', JSON.stringify(rows));
}

async function activated(id: string): Promise<number> {
  const extension = extensions.getExtension(id);
  if (!extension || extension.isActive) throw new Error(`${id} cannot be activated for the first time.`);
  const started = performance.now();
  await extension.activate();
  return performance.now() - started;
}
