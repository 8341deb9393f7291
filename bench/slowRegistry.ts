// A registry and its token server in one, with the latency of a network.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { listenOn } from '../test/faults/server.js';

export interface SlowRegistry {
  readonly origin: string;
  readonly host: string;
  /** Requests since the last time, those with a good token left out: they are what a token is for. */
  taken(): number;
  readonly stop: () => Promise<void>;
}

/** `latency` in milliseconds: how long everything waits but content that a good token asks for. */
export async function startSlowRegistry(latency: number): Promise<SlowRegistry> {
  let requests = 0;
  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const authorised = request.headers.authorization?.startsWith('Bearer token-') === true;
    requests += authorised ? 0 : 1;
    if (!authorised) {
      await exactly(latency);
    }
    const { status, headers, body } = answerTo(request, authorised, origin);
    response.writeHead(status, { 'Content-Type': 'application/json', ...headers }).end(JSON.stringify(body));
  };
  const { host, stop } = await listenOn(
    createServer((request, response) => {
      void serve(request, response);
    }),
  );
  const origin = `http://${host}`;
  return {
    origin,
    host,
    stop,
    taken() {
      const count = requests;
      requests = 0;
      return count;
    },
  };
}

interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: unknown;
}

function answerTo(request: IncomingMessage, authorised: boolean, origin: string): Answer {
  const url = new URL(request.url ?? '/', origin);
  if (url.pathname === '/token') {
    const token = `token-${url.searchParams.getAll('scope').join('-')}`.replace(/[^\w-]/g, '.');
    return { status: 200, body: { token, expires_in: 300 } };
  }
  if (authorised) {
    return { status: 200, body: { name: 'name', tags: [] } };
  }
  const name = /^\/v2\/(.+)\/tags\/list$/.exec(url.pathname)?.[1];
  const scope = name === undefined ? '' : `,scope="repository:${name}:pull"`;
  return {
    status: 401,
    headers: {
      'Docker-Distribution-Api-Version': 'registry/2.0',
      'WWW-Authenticate': `Bearer realm="${origin}/token",service="bench"${scope}`,
    },
    body: { errors: [{ code: 'UNAUTHORIZED' }] },
  };
}

/** Timers are up to two milliseconds late, which would be a tenth of what is measured. */
async function exactly(milliseconds: number): Promise<void> {
  const until = performance.now() + milliseconds;
  await sleep(Math.max(0, milliseconds - 2));
  while (performance.now() < until) {
    await new Promise(setImmediate);
  }
}
