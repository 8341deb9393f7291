// What npm run bench measures: everything in one run, side by side, as ratios. Nothing fails for being slow.
import { build } from '../esbuild.mjs';
import { measureConnectionsInEditor, measureInEditor } from '../scripts/benchHost.mjs';
import { startProxy } from '../test/faults/proxy.js';
import { skopeo } from '../test/playground/programs.js';
import { type ActivationRow, EMPTY, FIRST_COMMAND } from './activation.js';
import type { ConnectionsRow } from './connections.js';
import { ROUND_TRIP, startFarRegistries } from './farRegistry.js';
import { type JwtRow, measureJwt } from './jwt.js';
import type { MemoryRow, TreeRow } from './memory.js';
import { measurePanel, type PanelRow } from './panel.js';
import { type Measured, type TargetRow, targetRows } from './targets.js';
import { measureWaits, type WaitRow } from './waits.js';

/** How often the editor is started: an extension is activated once in each, as the first in every other one. */
const HOSTS = 20;

/** One table of results: texts for people, `rows` as measured. */
export interface Section {
  readonly title: string;
  readonly head: readonly string[];
  readonly lines: readonly (readonly string[])[];
  readonly rows: readonly object[];
}

/** Section by section, as they are ready. */
export async function* measure(): AsyncGenerator<Section> {
  const connections = await connectionsRows();
  yield connectionsSection(connections);
  const jwt = measureJwt();
  yield jwtSection(jwt);
  const hosts = await measureInEditor(HOSTS);
  const activations = activationRows(hosts.flatMap(({ activation }) => activation));
  yield activationSection(activations);
  yield treeSection(hosts.at(-1)?.tree ?? []);
  const memory = hosts.at(-1)?.memory ?? [];
  yield memorySection(memory);
  const sizes = sizeRows(await build());
  yield sizesSection(sizes);
  const panel = await measurePanel();
  yield panelSection(panel);
  const waits = await measureWaits();
  yield waitsSection(waits);
  const activation = Math.max(
    ...activations.filter(({ extension }) => extension !== FIRST_COMMAND).map(({ minimumRatio }) => minimumRatio),
  );
  yield targetsSection(targetRows({ connections, jwt, activation, memory, sizes, panel, waits }));
}

/** Directly, and through a proxy. */
async function connectionsRows(): Promise<readonly ConnectionsRow[]> {
  const far = await startFarRegistries(ROUND_TRIP);
  const proxy = await startProxy();
  try {
    const task = { control: far.control, ca: far.ca };
    const direct = await measureConnectionsInEditor({ ...task, through: '', ...(skopeo && { skopeo }) });
    const settings = { 'http.proxy': proxy.origin };
    const proxied = await measureConnectionsInEditor({ ...task, through: ', through a proxy' }, settings);
    return [...direct, ...proxied];
  } finally {
    await Promise.all([far.stop(), proxy.stop()]);
  }
}

function connectionsSection(rows: readonly ConnectionsRow[]): Section {
  return {
    title: `A token in the editor, over TLS, with ${String(ROUND_TRIP)} ms to the registry and back`,
    head: ['Case', 'Client', 'Time (ms)', 'Round trips', 'At least', 'New connections', 'Requests'],
    lines: rows.map(({ what, client, time, roundTrips, limit, connections, requests }) => [
      what,
      client,
      time.toFixed(0),
      roundTrips.toFixed(1),
      String(limit),
      String(connections),
      String(requests),
    ]),
    rows,
  };
}

function jwtSection(rows: readonly JwtRow[]): Section {
  return {
    title: 'Reading a token (JWT)',
    head: ['What', 'Bytes', 'Per second', 'ns per byte', 'Times jose'],
    lines: rows.map(({ what, size, perSecond, perByte, ratio }) => [
      what,
      String(size),
      perSecond.toFixed(0),
      perByte.toFixed(1),
      ratio.toFixed(2),
    ]),
    rows,
  };
}

interface ActivationTimes {
  readonly extension: string;
  /** Milliseconds, over both turns. Whatever else the machine does only ever adds. */
  readonly minimum: number;
  readonly median: number;
  /** Minimum and median over those of the empty extension. */
  readonly minimumRatio: number;
  readonly medianRatio: number;
}

function activationRows(runs: readonly ActivationRow[]): readonly ActivationTimes[] {
  const times = (extension: string): { minimum: number; median: number } => {
    const sorted = runs
      .filter((run) => run.extension === extension)
      .map(({ time }) => time)
      .sort((a, b) => a - b);
    const [low = NaN, high = NaN] = [Math.floor, Math.ceil].map((round) => sorted[round((sorted.length - 1) / 2)]);
    return { minimum: sorted[0] ?? NaN, median: (low + high) / 2 };
  };
  const empty = times(EMPTY);
  return [...new Set(runs.map(({ extension }) => extension))].map((extension) => {
    const { minimum, median } = times(extension);
    const ratios = { minimumRatio: minimum / empty.minimum, medianRatio: median / empty.median };
    return { extension, minimum, median, ...ratios };
  });
}

function activationSection(rows: readonly ActivationTimes[]): Section {
  return {
    title: `Activation in ${String(HOSTS)} extension hosts, in half of them as the first of the two`,
    head: ['Extension', 'Minimum (ms)', 'Median (ms)', 'Times the empty one: minimum', 'Median'],
    lines: rows.map(({ extension, minimum, median, minimumRatio, medianRatio }) => [
      extension,
      minimum.toFixed(1),
      median.toFixed(1),
      minimumRatio.toFixed(2),
      medianRatio.toFixed(2),
    ]),
    rows,
  };
}

function waitsSection(rows: readonly WaitRow[]): Section {
  return {
    title: 'What a person waits for in a window that has settled',
    head: ['What', 'Extension', 'First time (ms)', 'Every other time (ms)'],
    lines: rows.map(({ what, extension, first, again }) => [what, extension, first.toFixed(0), again.toFixed(0)]),
    rows,
  };
}

function treeSection(rows: readonly TreeRow[]): Section {
  return {
    title: 'The rows of the tree, from the secrets to the words',
    head: ['Connections', 'Time (ms)', 'Microseconds each'],
    lines: rows.map(({ connections, time }) => [
      String(connections),
      time.toFixed(1),
      ((1000 * time) / connections).toFixed(0),
    ]),
    rows,
  };
}

/** What grows after the first hundred fetches, and what of that is machine code, which has an end. */
function memorySection(rows: readonly MemoryRow[]): Section {
  const base = rows.find(({ fetches }) => fetches === 100);
  const since = (row: MemoryRow, what: 'heap' | 'code'): number => row[what] - (base?.[what] ?? NaN);
  const kilobytes = (row: MemoryRow, bytes: number): string => (row.fetches < 100 ? '–' : (bytes / 1000).toFixed(0));
  return {
    title: 'Memory of the extension host after fetches, each for another repository',
    head: ['Fetches', 'Heap (MB)', 'Since the first hundred (kB)', 'Of it machine code', 'Of it data'],
    lines: rows.map((row) => [
      String(row.fetches),
      (row.heap / 1_000_000).toFixed(1),
      kilobytes(row, since(row, 'heap')),
      kilobytes(row, since(row, 'code')),
      kilobytes(row, since(row, 'heap') - since(row, 'code')),
    ]),
    rows: rows.map(({ fetches, heap, code }) => ({ fetches, heap, code })),
  };
}

function panelSection(rows: readonly PanelRow[]): Section {
  return {
    title: 'The panel in a window: from the message to the first paint',
    head: ['Grants', 'Time (ms)', 'Wanted (ms)'],
    lines: rows.map(({ grants, time, target }) => [String(grants), time.toFixed(0), target?.toFixed(0) ?? '–']),
    rows,
  };
}

function sizeRows({ sizes, budgets }: Awaited<ReturnType<typeof build>>): Measured['sizes'] {
  return Object.entries(sizes).map(([file, bytes]) => ({ file, bytes, budget: budgets[file] ?? 0 }));
}

function sizesSection(rows: Measured['sizes']): Section {
  return {
    title: 'Size of each chunk, against the budget that fails the build',
    head: ['Chunk', 'kB', 'Budget', 'Of it'],
    lines: rows.map(({ file, bytes, budget }) => [
      file,
      (bytes / 1000).toFixed(1),
      (budget / 1000).toFixed(0),
      `${((100 * bytes) / budget).toFixed(0)} %`,
    ]),
    rows,
  };
}

function targetsSection(rows: readonly TargetRow[]): Section {
  return {
    title: 'What was aimed at',
    head: ['Target', 'Measured', ''],
    lines: rows.map(({ target, measured, met }) => [target, measured, met ? 'met' : '**missed**']),
    rows,
  };
}
