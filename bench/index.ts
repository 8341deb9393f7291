// What npm run bench measures: everything in one run, side by side, as ratios. Nothing fails for being slow.
import { build } from '../esbuild.mjs';
import { measureJwt, type JwtRow } from './jwt.js';
import { measureInEditor } from '../scripts/benchHost.mjs';
import type { ActivationRow } from './host.js';
import type { MemoryRow, TreeRow } from './memory.js';
import { measurePanel, type PanelRow } from './panel.js';
import { measureRequests, type RequestsRow } from './requests.js';

/** How often the editor is started: an extension is activated once in each. */
const HOSTS = 3;

/** One table of results: texts for people, `rows` as measured. */
export interface Section {
  readonly title: string;
  readonly head: readonly string[];
  readonly lines: readonly (readonly string[])[];
  readonly rows: readonly object[];
}

/** Section by section, as they are ready. */
export async function* measure(): AsyncGenerator<Section> {
  yield requestsSection(await measureRequests());
  yield jwtSection(measureJwt());
  const inEditor = await measureInEditor(HOSTS);
  yield activationSection(inEditor.flatMap(({ activation }) => activation));
  yield treeSection(inEditor.at(-1)?.tree ?? []);
  yield memorySection(inEditor.at(-1)?.memory ?? []);
  yield sizesSection(await build());
  yield panelSection(await measurePanel());
}

function requestsSection(rows: readonly RequestsRow[]): Section {
  return {
    title: 'A token, with 20 ms to the registry and back',
    head: ['Case', 'Client', 'Requests', 'At least', 'Time (ms)', 'Times the limit'],
    lines: rows.map(({ scenario, client, requests, time, limit, ratio }) => [
      scenario,
      client,
      String(requests),
      String(limit.requests),
      time.toFixed(1),
      ratio?.toFixed(2) ?? '–',
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

/** The fastest of the runs: whatever else the machine does only ever adds. */
function activationSection(rows: readonly ActivationRow[]): Section {
  const best = [...new Set(rows.map(({ extension }) => extension))].map((extension) => ({
    extension,
    time: Math.min(...rows.filter((row) => row.extension === extension).map(({ time }) => time)),
  }));
  const empty = best[0]?.time ?? NaN;
  return {
    title: 'Activation in the extension host',
    head: ['Extension', 'Time (ms)', 'Times the empty one'],
    lines: best.map(({ extension, time }) => [extension, time.toFixed(1), (time / empty).toFixed(2)]),
    rows: best,
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

function memorySection(rows: readonly MemoryRow[]): Section {
  const [, base = { heap: NaN }] = rows;
  return {
    title: 'Memory of the extension host after fetches, each for another repository',
    head: ['Fetches', 'Heap (MB)', 'Since the first hundred (kB)'],
    lines: rows.map(({ fetches, heap }) => [
      String(fetches),
      (heap / 1_000_000).toFixed(1),
      fetches < 100 ? '–' : ((heap - base.heap) / 1000).toFixed(0),
    ]),
    rows,
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

function sizesSection({ sizes, budgets }: Awaited<ReturnType<typeof build>>): Section {
  const rows = Object.entries(sizes).map(([file, bytes]) => ({ file, bytes, budget: budgets[file] ?? 0 }));
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
