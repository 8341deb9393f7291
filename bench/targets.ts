// What was aimed at, and what came of it in this run.
import { OURS, OURS_WITH_CA } from './clients.js';
import type { ConnectionsRow } from './connections.js';
import type { JwtRow } from './jwt.js';
import { COMPARED, type MemoryRow } from './memory.js';
import type { PanelRow } from './panel.js';
import { OURS as IN_WINDOW, QUESTION, type WaitRow } from './waits.js';

export interface Measured {
  readonly connections: readonly ConnectionsRow[];
  readonly jwt: readonly JwtRow[];
  /** Fastest activation over that of an empty extension. */
  readonly activation: number;
  readonly memory: readonly MemoryRow[];
  readonly sizes: readonly { readonly file: string; readonly bytes: number; readonly budget: number }[];
  readonly panel: readonly PanelRow[];
  readonly waits: readonly WaitRow[];
}

export interface TargetRow {
  readonly target: string;
  readonly measured: string;
  readonly met: boolean;
}

/** In the editor, directly: the most round trips and new connections. */
const reach: Readonly<Record<string, { readonly roundTrips: number; readonly connections?: number }>> = {
  'cold, after a restart': { roundTrips: 4 },
  'after the last choice of Fetch Token, cold': { roundTrips: 1.4, connections: 0 },
  'after the last choice of Fetch Token': { roundTrips: 1.4, connections: 0 },
  'second repository': { roundTrips: 1.4, connections: 0 },
  '50 in turn': { roundTrips: 70, connections: 2 },
  '20 at once': { roundTrips: 14 },
  '20 at once, again': { roundTrips: 5 },
  'after 10 s of idle': { roundTrips: 1.4, connections: 0 },
  'after 60 s of idle': { roundTrips: 1.4, connections: 0 },
};
/** The dearest byte over the cheapest. */
const FLAT = 1.5;
/** Activation over that of an empty extension. */
const ACTIVATION = 1.3;
/** Milliseconds to the first question of a command, the first one of a window that has settled. */
const FIRST_QUESTION = 150;
/** Reading a token of 63 kB, over decoding it with jose: six tenths of what it was before only what is shown was printed. */
const INSPECT = { bytes: 60_000, ratio: 8.7 };
/** As many objects more in two thousand fetches come and go with the editor. */
const COMING_AND_GOING = 100;
/** Of the heap: what a collection leaves differs by as much from one to the next. */
const STEADY = 0.01;

export function targetRows({
  connections,
  jwt,
  activation,
  memory,
  sizes,
  panel,
  waits,
}: Measured): readonly TargetRow[] {
  const readers = [...new Set(jwt.map(({ what }) => what))].filter((what) => what !== 'jose alone');
  const large = sizes.filter(({ bytes, budget }) => bytes > budget);
  return [
    ...reached(connections),
    ahead(connections),
    {
      target: 'Activation at most 1.3 times an empty extension’s',
      measured: times(activation),
      met: activation <= ACTIVATION,
    },
    ...waits
      .filter(({ what, extension }) => what === QUESTION && extension === IN_WINDOW)
      .map(({ first }) => ({
        target: `The first question of a settled window within ${String(FIRST_QUESTION)} ms`,
        measured: `${first.toFixed(0)} ms`,
        met: first <= FIRST_QUESTION,
      })),
    ...readers.map((what) => flatness(what, jwt)),
    ...jwt
      .filter(({ what, size }) => what === 'inspect' && size > INSPECT.bytes)
      .slice(0, 1)
      .map(({ ratio }) => ({
        target: `Reading a token of 63 kB within ${String(INSPECT.ratio)} times what jose takes to decode it`,
        measured: times(ratio),
        met: ratio <= INSPECT.ratio,
      })),
    ...growth(memory),
    {
      target: 'Every chunk within its budget',
      measured: listed(
        large.length > 0 ? large : sizes.slice(0, 1),
        ({ file, bytes }) => `${file}: ${kilobytes(bytes)}`,
      ),
      met: large.length === 0,
    },
    ...panel.flatMap(({ grants, time, target }) =>
      target === undefined
        ? []
        : [
            {
              target: `The panel of ${String(grants)} grants painted within ${String(target)} ms`,
              measured: `${time.toFixed(0)} ms`,
              met: time <= target,
            },
          ],
    ),
  ];
}

function reached(rows: readonly ConnectionsRow[]): readonly TargetRow[] {
  return Object.entries(reach).flatMap(([what, { roundTrips, connections }]) =>
    rows
      .filter((row) => row.what === what && (row.client === OURS || row.client === OURS_WITH_CA))
      .map((row) => ({
        target:
          `${row.client}: ${what} in ${String(roundTrips)} round trips` +
          (connections === undefined ? '' : ` and ${String(connections)} new connections`),
        measured: `${row.roundTrips.toFixed(1)}, ${String(row.connections)} new`,
        met: row.roundTrips <= roundTrips && row.connections <= (connections ?? Infinity),
      })),
  );
}

/** In every case, with a token only, against those that use theirs. */
function ahead(rows: readonly ConnectionsRow[]): TargetRow {
  const behind = rows.filter(({ client, what, time }) =>
    client === OURS
      ? rows.some((other) => other.what === what && !other.client.startsWith(OURS) && other.time < time)
      : false,
  );
  return {
    target: 'Ahead of the others in every case',
    measured: behind.length === 0 ? 'ahead' : `behind: ${listed(behind, ({ what }) => what)}`,
    met: behind.length === 0,
  };
}

function flatness(what: string, rows: readonly JwtRow[]): TargetRow {
  const costs = rows.filter((row) => row.what === what).map(({ perByte }) => perByte);
  const spread = Math.max(...costs) / Math.min(...costs);
  return {
    target: `Cost per byte flat: ${what}`,
    measured: `${costs.map((cost) => cost.toFixed(0)).join(', ')} ns, ${times(spread)}`,
    met: spread <= FLAT,
  };
}

/** From the first hundred fetches to a thousand, in which the engine still compiles, and from then on. */
function growth(rows: readonly MemoryRow[]): readonly TargetRow[] {
  const [first, then, last] = [100, 1000, 3000].map((fetches) => rows.find((row) => row.fetches === fetches));
  if (!first || !then || !last) {
    return [];
  }
  const steady = (from: MemoryRow, to: MemoryRow): boolean => to.heap - from.heap <= STEADY * from.heap;
  const code = kilobytes(then.code - first.code);
  const grown = grownTypes(rows);
  return [
    {
      target: 'No growth after the first hundred fetches',
      measured: `${kilobytes(then.heap - first.heap)} up to a thousand, of it machine code ${code}`,
      met: steady(first, then),
    },
    {
      target: 'No growth after the first thousand',
      measured: `${kilobytes(last.heap - then.heap)} up to three thousand`,
      met: steady(then, last),
    },
    {
      target: 'No type of object grows between the thousandth and the three thousandth fetch',
      measured: grown.length === 0 ? 'none' : listed(grown, ([name, more]) => `${name}: ${String(more)} more`),
      met: grown.length === 0,
    },
  ];
}

function grownTypes(rows: readonly MemoryRow[]): readonly (readonly [name: string, more: number])[] {
  const [before, after] = COMPARED.map((count) => rows.find(({ fetches }) => fetches === count)?.objects);
  if (!before || !after) {
    throw new Error('The objects of the heap were not counted.');
  }
  return Object.entries(after)
    .map(([name, count]) => [name, count - (before[name] ?? 0)] as const)
    .filter(([, more]) => more > COMING_AND_GOING);
}

const times = (ratio: number | undefined): string => `${ratio?.toFixed(2) ?? '–'} times`;
const kilobytes = (bytes: number): string => `${(bytes / 1000).toFixed(0)} kB`;

function listed<T>(rows: readonly T[], text: (row: T) => string): string {
  return rows.map(text).join('; ');
}
