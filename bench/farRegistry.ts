// A registry and its token server over TLS under two names, each as far away as a relay makes it.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { connect, createServer as createTcpServer, type Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { type Authority, authority } from '../test/faults/certificate.js';
import { listenOn } from '../test/faults/server.js';

/** What came in since the last time, at registry and token server together. */
export interface Traffic {
  /** TCP connections. */
  readonly connections: number;
  /** TLS handshakes, by whether an earlier session was resumed. */
  readonly full: number;
  readonly resumed: number;
  readonly requests: number;
}

/** A registry that nobody has asked yet. */
export interface Place {
  /** By name, for clients that look it up themselves, and by address. */
  readonly named: string;
  readonly numbered: string;
  readonly tokenServer: { readonly named: string; readonly numbered: string };
}

export interface FarRegistries {
  /** Speaks HTTP, for another process: POST /place makes a Place, POST /traffic takes the Traffic. */
  readonly control: string;
  /** PEM text of the authority that signs for all of them. */
  readonly ca: string;
  readonly stop: () => Promise<void>;
}

/** Milliseconds to a far registry and back. */
export const ROUND_TRIP = 50;

export const REGISTRY = { name: 'registry.localhost', address: '127.0.0.2' };
export const TOKEN_SERVER = { name: 'auth.localhost', address: '127.0.0.3' };

/** `roundTrip` in milliseconds, the TCP handshake included. */
export async function startFarRegistries(roundTrip: number): Promise<FarRegistries> {
  const ours = await authority();
  const stops: (() => Promise<void>)[] = [];
  let traffic = none();
  const count = (what: keyof Traffic): void => {
    traffic = { ...traffic, [what]: traffic[what] + 1 };
  };
  const control = await listenOn(
    createServer((request, response) => {
      void (async () => {
        const answer = request.url === '/place' ? await newPlace() : traffic;
        traffic = none();
        response.end(JSON.stringify(answer));
      })();
    }),
  );
  return {
    control: `http://${control.host}`,
    ca: ours.cert,
    stop: async () => {
      await Promise.all([control.stop(), ...stops.map((stop) => stop())]);
    },
  };

  async function newPlace(): Promise<Place> {
    const tokenServer = await far(TOKEN_SERVER, (_request, response) => {
      response.writeHead(200, json).end(JSON.stringify({ token: 'token-of-the-benchmark', expires_in: 300 }));
    });
    const registry = await far(REGISTRY, (request, response) => {
      const realm = request.headers.host?.startsWith(REGISTRY.name) ? tokenServer.named : tokenServer.numbered;
      answerAsRegistry(request, response, `${realm}/token`);
    });
    return { ...registry, tokenServer };
  }

  async function far(
    { name, address }: typeof REGISTRY,
    answer: (request: IncomingMessage, response: ServerResponse) => void,
  ): Promise<Pick<Place, 'named' | 'numbered'>> {
    const server = createTlsServer(await identity(ours, [name, address]), (request, response) => {
      count('requests');
      answer(request, response);
    });
    server.keepAliveTimeout = 75_000;
    server.on('secureConnection', (socket: TLSSocket) => count(socket.isSessionReused() ? 'resumed' : 'full'));
    const near = await listenOn(server);
    const relay = await listenOn(
      createTcpServer({ noDelay: true, allowHalfOpen: true }, (client) => {
        count('connections');
        relayTo(Number(near.host.split(':')[1]), client, roundTrip / 2);
      }),
      address,
    );
    stops.push(relay.stop, near.stop);
    const port = relay.host.split(':')[1] ?? '';
    return { named: `https://${name}:${port}`, numbered: `https://${address}:${port}` };
  }
}

const none = (): Traffic => ({ connections: 0, full: 0, resumed: 0, requests: 0 });
const json = { 'Content-Type': 'application/json' };
const identities = new Map<string, ReturnType<Authority['issue']>>();

function identity(ours: Authority, names: readonly string[]): ReturnType<Authority['issue']> {
  const known = identities.get(names.join()) ?? ours.issue({ names });
  identities.set(names.join(), known);
  return known;
}

/** Wants a token everywhere, and takes any. */
function answerAsRegistry({ url = '', headers }: IncomingMessage, response: ServerResponse, realm: string): void {
  if (headers.authorization?.startsWith('Bearer ')) {
    response.writeHead(200, json).end('{"name":"name","tags":[]}');
    return;
  }
  const name = /^\/v2\/(.+)\/tags\/list/.exec(url)?.[1];
  const scope = name === undefined ? '' : `,scope="repository:${name}:pull"`;
  response
    .writeHead(401, {
      ...json,
      'Docker-Distribution-Api-Version': 'registry/2.0',
      'WWW-Authenticate': `Bearer realm="${realm}",service="bench"${scope}`,
    })
    .end('{"errors":[{"code":"UNAUTHORIZED"}]}');
}

/** Every byte comes `oneWay` milliseconds late, and the first ones a round trip later, in place of the handshake. */
function relayTo(port: number, client: Socket, oneWay: number): void {
  const accepted = performance.now();
  const server = connect({ port, host: '127.0.0.1', noDelay: true, allowHalfOpen: true });
  late(client, server, (now) => Math.max(now, accepted + 2 * oneWay) + oneWay);
  late(server, client, (now) => now + oneWay);
}

function late(from: Socket, to: Socket, due: (now: number) => number): void {
  const queue: { readonly at: number; readonly act: () => void }[] = [];
  let waiting = false;
  const wait = (): void => {
    const [next] = queue;
    if (!next || waiting) {
      return;
    }
    waiting = true;
    const left = next.at - performance.now();
    // Timers are up to two milliseconds late.
    if (left > 2) {
      setTimeout(flush, left - 2);
    } else {
      setImmediate(flush);
    }
  };
  const flush = (): void => {
    waiting = false;
    while (queue[0] && queue[0].at <= performance.now()) {
      queue.shift()?.act();
    }
    wait();
  };
  const put = (act: () => void): void => {
    queue.push({ at: Math.max(due(performance.now()), queue.at(-1)?.at ?? 0), act });
    wait();
  };
  from.on('data', (data) => {
    put(() => {
      if (!to.destroyed) {
        to.write(data);
      }
    });
  });
  from.on('end', () => put(() => to.end()));
  from.on('error', () => put(() => to.destroy()));
  from.on('close', () => put(() => to.destroy()));
}
