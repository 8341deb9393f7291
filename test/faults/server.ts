import { createServer as createHttpServer, type IncomingMessage, type RequestListener } from 'node:http';
import { createServer as createHttpsServer, type ServerOptions } from 'node:https';
import type { AddressInfo, Server, Socket } from 'node:net';
import type { SecureVersion } from 'node:tls';
import { forwardDefaultPort } from './defaultPort.js';

/** A request as it arrived; `body` grows while it comes in. */
export interface Recorded {
  readonly method: string;
  /** Path and query, as sent. */
  readonly url: string;
  /** Names and values in turn, as sent. */
  readonly rawHeaders: readonly string[];
  body: string;
  /** Resolves when the connection has gone. */
  readonly closed: Promise<void>;
}

export interface Stoppable {
  /** Destroys every connection; resolves when the port is free. */
  readonly stop: () => Promise<void>;
}

export interface FaultServer extends Stoppable {
  readonly origin: string;
  /** With the port. */
  readonly host: string;
  readonly received: readonly Recorded[];
  /** Connections that were accepted so far, and those that are open. */
  readonly connections: { accepted: number; open: number };
  /** Resolves with the first request to `path` (without query), at once when it has come already. */
  requested(path: string): Promise<Recorded>;
}

/** What to do for which path (without query); `*` for all others, else they get 404. */
export type Routes = Readonly<Record<string, RequestListener>>;

export interface TlsServerOptions {
  readonly key: string;
  /** May hold a whole chain. */
  readonly cert: string;
  /** Authority whose client certificates are wanted; absent: none are. */
  readonly clientCa?: string;
  readonly minVersion?: SecureVersion;
  readonly maxVersion?: SecureVersion;
  readonly ciphers?: string;
}

export interface FaultOptions {
  /** An address of the loopback network. */
  readonly address?: string;
  /** What it is called in place of the address. */
  readonly name?: string;
  /** Its address has no port, and the default port of the name leads to it. */
  readonly defaultPort?: boolean;
  /** PEM texts; absent: plain http. */
  readonly tls?: TlsServerOptions;
}

/** Starts a server that misbehaves as `makeRoutes` says, which gets the server's own origin. */
export async function startFault(
  makeRoutes: (origin: string) => Routes,
  options: FaultOptions = {},
): Promise<FaultServer> {
  const received: Recorded[] = [];
  const waiting = new Set<{ path: string; resolve: (request: Recorded) => void }>();
  let routes: Routes = {};
  const serve: RequestListener = (request, response) => {
    const recorded = record(request);
    const path = pathOf(recorded.url);
    received.push(recorded);
    for (const waiter of waiting) {
      if (waiter.path !== path) {
        continue;
      }
      waiting.delete(waiter);
      waiter.resolve(recorded);
    }
    const answer = routes[path] ?? routes['*'];
    if (answer) {
      answer(request, response);
    } else {
      response.writeHead(404).end();
    }
  };
  const server = options.tls ? createHttpsServer(tlsOptions(options.tls), serve) : createHttpServer(serve);
  const { host: address, stop } = await listenOn(server, options.address);
  const connections = { accepted: 0, open: 0 };
  server.on('connection', (socket: Socket) => {
    connections.accepted += 1;
    connections.open += 1;
    socket.once('close', () => (connections.open -= 1));
  });
  const { name, defaultPort = false } = options;
  if (name !== undefined && defaultPort) {
    forwardDefaultPort(name, Number(new URL(`http://${address}`).port));
  }
  const host = name === undefined ? address : defaultPort ? name : address.replace(/^.*(?=:)/, name);
  const origin = `${options.tls ? 'https' : 'http'}://${host}`;
  routes = makeRoutes(origin);
  return {
    origin,
    host,
    stop,
    received,
    connections,
    requested: async (path) =>
      received.find(({ url }) => pathOf(url) === path) ??
      new Promise<Recorded>((resolve) => {
        waiting.add({ path, resolve });
      }),
  };
}

function tlsOptions({ clientCa, ...options }: TlsServerOptions): ServerOptions {
  return clientCa === undefined ? options : { ...options, ca: clientCa, requestCert: true, rejectUnauthorized: true };
}

/** Listens on a free port of `address`. */
export async function listenOn(server: Server, address = '127.0.0.1'): Promise<Stoppable & { readonly host: string }> {
  const sockets = new Set<Socket>();
  // One listener for each request that it carries.
  server.on('secureConnection', (socket: Socket) => socket.setMaxListeners(0));
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.setMaxListeners(0);
    socket.on('error', () => undefined); // clients go away, which is what these servers are for
    socket.once('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, address, resolve);
  });
  const { port } = server.address() as AddressInfo; // a TCP server that listens has one
  return {
    host: `${address}:${port}`,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) {
          socket.destroy();
        }
      }),
  };
}

function record(request: IncomingMessage): Recorded {
  const recorded = {
    method: request.method ?? '',
    url: request.url ?? '',
    rawHeaders: request.rawHeaders,
    body: '',
    closed: new Promise<void>((resolve) => request.socket.once('close', () => resolve())),
  };
  request.setEncoding('utf8').on('data', (text: string) => (recorded.body += text));
  return recorded;
}

const pathOf = (url: string) => url.split('?')[0] ?? '';
