// Many connections, a store that is full, and many fetches at the same time.
import { createServer } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { isAuthError } from '../../src/auth/errors.js';
import { createKeychain } from '../../src/connections/keychain.js';
import { row } from '../../src/connections/rows/connectionRow.js';
import { createConnectionStore } from '../../src/connections/store.js';
import { findKind } from '../../src/registries/index.js';
import { desktopSecrets } from '../connections/fakes.js';
import { listenOn } from '../faults/server.js';
import { connectionTo, tokensFor } from '../loopbackTokens.js';
import { connectionOf, storedIn } from './connections.js';
import type { Section } from './section.js';

const COUNT = { short: 1000, full: 5000 };
const FETCHES = 500;
const KEYS = 50;
const MOST_AT_ONCE = 16;

export const crowd: Section = {
  name: 'crowd',
  run: async (size) => {
    const [many, full, fetches] = [await manyConnections(COUNT[size]), await fullStore(), await manyFetches()];
    const faults = [...many.faults, ...full.faults, ...fetches.faults];
    const attempted = COUNT[size] + 1 + FETCHES;
    return {
      attempted,
      survived: attempted - faults.length,
      leaked: full.faults.length,
      faults,
      figures: `${many.figures}; ${fetches.figures}`,
    };
  },
};

interface Found {
  readonly faults: readonly string[];
  readonly figures: string;
}

/** Every row is there and can be found by its name. */
async function manyConnections(count: number): Promise<Found> {
  const secrets = desktopSecrets();
  const store = createConnectionStore({ keychain: createKeychain(secrets), onDidChangeSecret: secrets.onDidChange });
  for (let index = 0; index < count; index += 1) {
    const { connection, credential } = connectionOf(`c${index}`, 0);
    await store.save(connection, credential);
  }
  const started = performance.now();
  const kind = findKind('oci');
  const labels = new Set(
    (await store.list()).map((entry) => row({ entry, ...(kind ? { kind } : {}), tokens: [], used: [], now: 0 }).label),
  );
  const time = performance.now() - started;
  const missing = Array.from({ length: count }, (_, index) => `c${index}.example.com`).filter(
    (one) => !labels.has(one),
  );
  return {
    faults: missing.map((label) => `${label} has no row`),
    figures: `${count} rows in ${time.toFixed(0)} ms`,
  };
}

/** The store takes no more: that is said as what it is, and what was there stays. */
async function fullStore(): Promise<Found> {
  const secrets = desktopSecrets();
  let room = 10;
  const full = {
    ...secrets,
    store: async (key: string, value: string) => {
      if (room === 0) {
        throw new Error(`The quota has been exceeded: ${value}`);
      }
      room -= 1;
      return secrets.store(key, value);
    },
  };
  const store = createConnectionStore({ keychain: createKeychain(full), onDidChangeSecret: secrets.onDidChange });
  const faults: string[] = [];
  for (let index = 0; index < 12; index += 1) {
    const { connection, credential } = connectionOf(`c${index}`, 0);
    const end = await store.save(connection, credential).then(
      () => 'saved',
      (error: unknown) => (isAuthError(error) ? `${error.code} ${error.message}` : String(error)),
    );
    if (!(index < 10 ? /^saved$/ : /^storage .*quota/).test(end)) {
      faults.push(`connection ${index + 1} ended with ${end}`);
    }
    if (end.includes('planted')) {
      faults.push('the failure holds what was to be stored');
    }
  }
  const found = await storedIn(store);
  if (found.size !== 10 || [...found.values()].includes('broken')) {
    faults.push(`a full store kept ${found.size} of 10`);
  }
  return { faults, figures: '' };
}

/** One exchange for each key, so many at a time, and every waiter gets its token. */
async function manyFetches(): Promise<Found> {
  let running = 0;
  let most = 0;
  let exchanges = 0;
  const server = await listenOn(
    createServer((request, response) => {
      running += 1;
      most = Math.max(most, running);
      void sleep(5).then(() => {
        running -= 1;
        const token = request.url?.startsWith('/token') === true;
        exchanges += token ? 1 : 0;
        const realm = `Bearer realm="http://${server.host}/token",service="s"`;
        response.writeHead(token ? 200 : 401, token ? {} : { 'WWW-Authenticate': realm });
        response.end(token ? JSON.stringify({ token: 'opaque', expires_in: 300 }) : '');
      });
    }),
  );
  const tokens = tokensFor({ type: 'password', username: 'dana', password: 'planted' });
  const connection = connectionTo(`http://${server.host}`, 'oci', 'password');
  const { signal } = new AbortController();
  const results = await Promise.allSettled(
    Array.from({ length: FETCHES }, (_, index) =>
      tokens.get(connection, [`repository:app-${index % KEYS}:pull`], { signal }),
    ),
  );
  await server.stop();
  const failed = results.filter(({ status }) => status === 'rejected').length;
  return {
    faults: [
      ...(failed > 0 ? [`${failed} fetches failed`] : []),
      ...(exchanges === KEYS ? [] : [`${exchanges} exchanges for ${KEYS} keys`]),
      ...(most <= MOST_AT_ONCE ? [] : [`${most} requests at once`]),
    ],
    figures: `${FETCHES} fetches at once: ${exchanges} exchanges for ${KEYS} keys, ${most} requests at a time`,
  };
}
