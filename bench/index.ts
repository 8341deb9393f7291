// What npm run bench measures: everything in one run, side by side, as ratios. Nothing fails for being slow.
import { build } from '../esbuild.mjs';
import { measureJwt, type JwtRow } from './jwt.js';
import { measureRequests, type RequestsRow } from './requests.js';

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
  yield sizesSection(await build());
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
