// Requests and time for a token, client by client, against the arithmetic limit.
import { type Client, clients, type Session } from './clients.js';
import { type SlowRegistry, startSlowRegistry } from './slowRegistry.js';

/** Milliseconds. */
const LATENCY = 20;
const RUNS = 15;

interface Scenario {
  readonly name: string;
  /** The fewest requests that can do it, and how many of them must wait for each other. */
  readonly limit: { readonly requests: number; readonly inTurn: number };
  readonly runs: number;
  /** Before the clock starts. */
  prepare?(token: Session): Promise<void>;
  use(token: Session): Promise<void>;
}

const first = (token: Session) => token('first');
const scenarios: readonly Scenario[] = [
  { name: 'cold', limit: { requests: 2, inTurn: 2 }, runs: RUNS, use: first },
  {
    name: 'known challenge',
    limit: { requests: 1, inTurn: 1 },
    runs: RUNS,
    prepare: first,
    use: (token) => token('second'),
  },
  { name: 'cached', limit: { requests: 0, inTurn: 0 }, runs: RUNS, prepare: first, use: first },
  {
    name: 'same scope, 20 times',
    limit: { requests: 2, inTurn: 2 },
    runs: 3,
    use: async (token) => {
      for (let count = 0; count < 20; count += 1) {
        await token('first');
      }
    },
  },
  {
    name: 'same scope, 100 at once, known challenge',
    limit: { requests: 1, inTurn: 1 },
    runs: 5,
    prepare: first,
    use: async (token) => {
      await Promise.all(Array.from({ length: 100 }, () => token('second')));
    },
  },
  {
    name: '200 repositories, one after the other',
    limit: { requests: 201, inTurn: 201 },
    runs: 1,
    use: async (token) => {
      for (let count = 0; count < 200; count += 1) {
        await token(`app-${count}`);
      }
    },
  },
];

export interface RequestsRow {
  readonly scenario: string;
  readonly client: string;
  readonly requests: number;
  /** Milliseconds, of the fastest run: whatever else the machine does only ever adds. */
  readonly time: number;
  /** Requests and milliseconds that it must take. */
  readonly limit: { readonly requests: number; readonly time: number };
  /** Time over limit; absent where the limit is nothing. */
  readonly ratio?: number;
}

export async function measureRequests(): Promise<readonly RequestsRow[]> {
  const registry = await startSlowRegistry(LATENCY);
  try {
    const rows: RequestsRow[] = [];
    for (const client of clients) {
      await warmUp(client, registry);
    }
    for (const scenario of scenarios) {
      for (const client of clients) {
        rows.push(await measure(scenario, client, registry));
      }
    }
    return rows;
  } finally {
    await registry.stop();
  }
}

/** Nobody is charged for loading and compiling code. */
async function warmUp(client: Client, registry: SlowRegistry): Promise<void> {
  for (let count = 0; count < 10; count += 1) {
    await client.start(registry)('first');
  }
}

async function measure(scenario: Scenario, client: Client, registry: SlowRegistry): Promise<RequestsRow> {
  const samples: { requests: number; time: number }[] = [];
  for (let run = 0; run < scenario.runs; run += 1) {
    const token = client.start(registry);
    await scenario.prepare?.(token);
    registry.taken();
    const started = performance.now();
    await scenario.use(token);
    samples.push({ time: performance.now() - started, requests: registry.taken() });
  }
  const requests = Math.max(...samples.map((sample) => sample.requests));
  const time = Math.min(...samples.map((sample) => sample.time));
  const limit = { requests: scenario.limit.requests, time: scenario.limit.inTurn * LATENCY };
  const ratio = limit.time === 0 ? {} : { ratio: time / limit.time };
  return { scenario: scenario.name, client: client.name, requests, time, limit, ...ratio };
}
