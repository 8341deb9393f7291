import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { type AddressInfo, isIP } from 'node:net';

/** Received HTTP request. */
export interface ReceivedRequest {
  readonly method: string;
  /** Path and query, unmodified. */
  readonly url: string;
  /** Names in lowercase. Repeated headers are joined with `, `. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface ServerAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
}

export type Handle = (request: ReceivedRequest) => ServerAnswer | Promise<ServerAnswer>;

export interface Address {
  /** `http://127.0.0.1:PORT`, or `https://NAME:PORT`. */
  readonly origin: string;
  /** `127.0.0.1:PORT`, or `NAME:PORT`. */
  readonly host: string;
  readonly port: number;
}

/**
 * Certificate and key in PEM, with the name that they are for. The server listens on the name when it is an IP address.
 */
export interface ServerCertificate {
  readonly name: string;
  readonly key: string;
  readonly cert: string;
  /** Its address has no port, because the server is reachable on the scheme's default port. */
  readonly defaultPort?: true;
}

export interface LoopbackServer extends Address {
  /** The latest requests, oldest first, including refused ones. */
  readonly received: readonly ReceivedRequest[];
  /** Closes all connections immediately; resolves when the port is free. */
  readonly stop: () => Promise<void>;
}

/** 64 KiB. A token request with a refresh token and a dozen scopes stays below 8 KiB. */
const maximumBody = 64 * 1024;

/** Limits memory, because the playground can run for days. */
const remembered = 200;

/** A bound port without a handler yet. */
export interface Listener extends Address {
  serve(handle: Handle): LoopbackServer;
}

/**
 * Listens on 127.0.0.1 and a free port, with https when there is a certificate. Web pages can't use the server. It
 * rejects a `Host` other than its own address, which stops DNS rebinding, and sends no CORS headers.
 */
export async function listen(certificate?: ServerCertificate): Promise<Listener> {
  const name = certificate?.name ?? '127.0.0.1';
  const server = certificate ? createSecureServer(certificate) : createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, isIP(name) === 0 ? '127.0.0.1' : name, resolve);
  });
  const { port } = server.address() as AddressInfo; // a listening TCP server has an address
  const host = certificate?.defaultPort ? name : `${name}:${port}`;
  const address = { origin: `${certificate ? 'https' : 'http'}://${host}`, host, port };
  return { ...address, serve: (handle) => serve(server, address, handle) };
}

function serve(server: Server, address: Address, handle: Handle): LoopbackServer {
  const received: ReceivedRequest[] = [];

  async function respond(message: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readBody(message);
    const request = receivedRequest(message, body ?? '');
    received.push(request);
    if (received.length > remembered) {
      received.shift();
    }
    writeAnswer(response, refusalOf(message, address.host, body) ?? (await handle(request)));
  }

  server.on('request', (message, response) => {
    respond(message, response).catch(() => response.destroy());
  });
  return {
    ...address,
    received,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function receivedRequest({ method = '', url = '', headersDistinct }: IncomingMessage, body: string): ReceivedRequest {
  const headers = Object.entries(headersDistinct).map(([name, values = []]) => [name, values.join(', ')] as const);
  return { method, url, headers: Object.fromEntries(headers), body };
}

/** Rejects requests that no HTTP server should accept. */
function refusalOf(message: IncomingMessage, host: string, body: string | undefined): ServerAnswer | undefined {
  // RFC 9110 15.5.20: the host isn't served here
  if (message.headers.host !== host) {
    return plain(421, `This server answers only to ${host}.`);
  }
  // RFC 9112 3.2.2: the absolute form is for proxies
  if (!message.url?.startsWith('/')) {
    return plain(400, 'The request target is not a path.');
  }
  // RFC 9110 11.6.2: Authorization is one value, not a list
  if ((message.headersDistinct.authorization?.length ?? 0) > 1) {
    return plain(400, 'Two Authorization headers.');
  }
  if (body === undefined) {
    return plain(413, `The body is larger than ${maximumBody} bytes.`, { Connection: 'close' });
  }
  return undefined;
}

function plain(status: number, text: string, headers: Readonly<Record<string, string>> = {}): ServerAnswer {
  return { status, headers: { 'Content-Type': 'text/plain; charset=utf-8', ...headers }, body: `${text}\n` };
}

/** Reads the body as UTF-8. Undefined when it is larger than the limit. */
async function readBody(message: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  const stream: AsyncIterable<Buffer> = message.iterator({ destroyOnReturn: false }); // the refusal needs the socket
  for await (const chunk of stream) {
    size += chunk.length;
    if (size > maximumBody) {
      return undefined;
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function writeAnswer(response: ServerResponse, { status, headers = {}, body = '' }: ServerAnswer): void {
  const bytes = Buffer.from(body);
  response.writeHead(status, { ...headers, 'Content-Length': bytes.length }).end(bytes);
}
