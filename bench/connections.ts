// Time to a token from a registry that is far away, inside the extension host, client by client.
import { request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Program } from '../test/playground/programs.js';
import { waits } from './choice.js';
import { type Client, hostClients, OURS, type Session } from './clients.js';
import { type Place, ROUND_TRIP, type Traffic } from './farRegistry.js';

interface Case {
  readonly what: string;
  /** The fewest round trips that can do it. */
  readonly limit: number;
  readonly use: (token: Session) => Promise<unknown>;
}

const many = (count: number, token: Session, name: string): Promise<unknown> =>
  Promise.all(Array.from({ length: count }, (_, index) => token(`${name}-${String(index)}`)));

const cold: Case = { what: 'cold', limit: 6, use: (token) => token('first') };
/** In the first window after one in which the same was fetched. Whoever remembers nothing starts cold. */
const restarted: Case = { what: 'cold, after a restart', limit: 3, use: (token) => token('first') };
/** One after the other in the same window, after a cold start. */
const warm: readonly Case[] = [
  { what: 'second repository', limit: 1, use: (token) => token('second') },
  {
    what: '50 in turn',
    limit: 50,
    use: async (token) => {
      for (let count = 0; count < 50; count += 1) {
        await token(`turn-${String(count)}`);
      }
    },
  },
  { what: '20 at once', limit: 3, use: (token) => many(20, token, 'once') },
  { what: '20 at once, again', limit: 1, use: (token) => many(20, token, 'again') },
  {
    what: 'the same one 100 times at once',
    limit: 1,
    use: (token) => Promise.all(Array.from({ length: 100 }, () => token('same'))),
  },
];
const idle: readonly (Case & { readonly seconds: number })[] = [10, 60].map((seconds) => ({
  seconds,
  what: `after ${String(seconds)} s of idle`,
  limit: 1,
  use: (token) => token(`idle-${String(seconds)}`),
}));

export interface ConnectionsRow extends Traffic {
  readonly client: string;
  readonly what: string;
  /** Milliseconds. */
  readonly time: number;
  readonly roundTrips: number;
  readonly limit: number;
}

export interface ConnectionsTask {
  /** Of the far registries. */
  readonly control: string;
  /** PEM text of their authority, which the host trusts. */
  readonly ca: string;
  /** What is added to the name of each case. */
  readonly through: string;
  readonly skopeo?: Program;
}

const RUNS = 3;

export async function measureConnections({
  control,
  ca,
  through,
  skopeo,
}: ConnectionsTask): Promise<readonly ConnectionsRow[]> {
  const rows: ConnectionsRow[] = [];
  const sessions: (readonly [Client, Session])[] = [];
  for (const client of hostClients(ca, skopeo)) {
    await client.start(await newPlace(control, through))('warm'); // nobody is charged for loading and compiling code
    const runs: ConnectionsRow[][] = [];
    let token: Session | undefined;
    for (let run = 0; run < RUNS; run += 1) {
      token = client.start(await newPlace(control, through));
      const found: ConnectionsRow[] = [];
      const place = await newPlace(control, through);
      const next = (await client.restart?.(place, 'first')) ?? client.start(place);
      found.push(await measure(restarted, client.name, next, control));
      for (const one of [cold, ...warm]) {
        found.push(await measure(one, client.name, token, control));
      }
      runs.push(found);
    }
    rows.push(...fastest(runs));
    if (token && client.keeps) {
      sessions.push([client, token]);
    }
  }
  if (through === '') {
    rows.push(...(await measureChoices(control)));
  }
  for (const one of through === '' ? idle : []) {
    for (const [, token] of sessions) {
      await token(`before-${String(one.seconds)}`); // the others took their time
    }
    await sleep(one.seconds * 1000);
    for (const [client, token] of sessions) {
      rows.push(await measure(one, client.name, token, control));
    }
  }
  return rows.map((row) => ({ ...row, what: `${row.what}${through}` }));
}

/** What a person waits for: the first token of a window, and the next one. */
async function measureChoices(control: string): Promise<readonly ConnectionsRow[]> {
  const runs: ConnectionsRow[][] = [];
  for (let run = 0; run < RUNS; run += 1) {
    const found: ConnectionsRow[] = [];
    const chosen = async (): Promise<unknown> => ask(control, '/traffic');
    for await (const time of waits(await newPlace(control, ''), ['first', 'second'], chosen)) {
      const what = `after the last choice of Fetch Token${found.length === 0 ? ', cold' : ''}`;
      const traffic = (await ask(control, '/traffic')) as Traffic;
      found.push({ client: OURS, what, time, roundTrips: time / ROUND_TRIP, limit: 1, ...traffic });
    }
    runs.push(found);
  }
  return fastest(runs);
}

/** Of each case the fastest run, with the traffic of that which needed most. Whatever else the machine does only adds. */
function fastest(runs: readonly (readonly ConnectionsRow[])[]): ConnectionsRow[] {
  return (runs[0] ?? []).map((first, index) => {
    const same = runs.map((run) => run[index] ?? first);
    const best = same.reduce((one, other) => (other.time < one.time ? other : one));
    const most = (what: keyof Traffic): number => Math.max(...same.map((row) => row[what]));
    return {
      ...best,
      ...{ connections: most('connections'), full: most('full') },
      ...{ resumed: most('resumed'), requests: most('requests') },
    };
  });
}

async function measure(
  { what, limit, use }: Case,
  client: string,
  token: Session,
  control: string,
): Promise<ConnectionsRow> {
  await ask(control, '/traffic');
  const started = performance.now();
  await use(token);
  const time = performance.now() - started;
  await sleep(3 * ROUND_TRIP); // what is on its way counts, too
  const traffic = (await ask(control, '/traffic')) as Traffic;
  return { client, what, time, roundTrips: time / ROUND_TRIP, limit, ...traffic };
}

/** No proxy of the tests leads to a name. */
async function newPlace(control: string, through: string): Promise<Place> {
  const place = (await ask(control, '/place')) as Place;
  const { numbered, tokenServer } = place;
  return through === ''
    ? place
    : { ...place, named: numbered, tokenServer: { ...tokenServer, named: tokenServer.numbered } };
}

/** Over a connection of its own, past any proxy of the editor: 127.0.0.1 is left alone. */
function ask(control: string, path: string): Promise<unknown> {
  return new Promise((resolve, reject) => {
    request(`${control}${path}`, { method: 'POST', agent: false }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (more: string) => (text += more));
      response.on('end', () => resolve(JSON.parse(text)));
    })
      .on('error', reject)
      .end();
  });
}
