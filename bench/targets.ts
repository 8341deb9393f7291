// What was aimed at, and what came of it in this run.
import type { JwtRow } from './jwt.js';
import type { MemoryRow } from './memory.js';
import type { PanelRow } from './panel.js';
import type { RequestsRow } from './requests.js';

export interface Measured {
  readonly requests: readonly RequestsRow[];
  readonly jwt: readonly JwtRow[];
  /** Median of activation over that of an empty extension. */
  readonly activation: number;
  readonly memory: readonly MemoryRow[];
  readonly sizes: readonly { readonly file: string; readonly bytes: number; readonly budget: number }[];
  readonly panel: readonly PanelRow[];
}

export interface TargetRow {
  readonly target: string;
  readonly measured: string;
  readonly met: boolean;
}

/** Time over the arithmetic limit. */
const NEAR = 1.1;
/** The dearest byte over the cheapest. */
const FLAT = 1.5;
/** Activation over that of an empty extension. */
const ACTIVATION = 1.3;
/** Of the heap: what a collection leaves differs by as much from one to the next. */
const STEADY = 0.01;

export function targetRows({ requests, jwt, activation, memory, sizes, panel }: Measured): readonly TargetRow[] {
  const own = requests.filter(({ client }) => client === 'Registry Auth');
  const many = own.filter((row) => row.requests > row.limit.requests);
  const slow = own.filter(({ ratio = 0 }) => ratio > NEAR);
  const readers = [...new Set(jwt.map(({ what }) => what))].filter((what) => what !== 'jose alone');
  const large = sizes.filter(({ bytes, budget }) => bytes > budget);
  return [
    {
      target: 'No request more than must be',
      measured: listed(many.length > 0 ? many : own, (row) => `${row.scenario}: ${String(row.requests)}`),
      met: many.length === 0,
    },
    {
      target: 'Within 10 % of the arithmetic limit',
      measured: listed(slow.length > 0 ? slow : own, ({ scenario, ratio }) => `${scenario}: ${times(ratio)}`),
      met: slow.length === 0,
    },
    {
      target: 'Activation at most 1.3 times an empty extension’s',
      measured: times(activation),
      met: activation <= ACTIVATION,
    },
    ...readers.map((what) => flatness(what, jwt)),
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
  ];
}

const times = (ratio: number | undefined): string => `${ratio?.toFixed(2) ?? '–'} times`;
const kilobytes = (bytes: number): string => `${(bytes / 1000).toFixed(0)} kB`;

function listed<T>(rows: readonly T[], text: (row: T) => string): string {
  return rows.map(text).join('; ');
}
