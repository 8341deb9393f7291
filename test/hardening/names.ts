// A network of names on this machine: every name has whatever address a test gives it, and whoever connects to it
// reaches one of two real servers, which write down under which name they were asked.
import http, { createServer as createHttpServer, type RequestListener } from 'node:http';
import https, { createServer as createHttpsServer } from 'node:https';
import { connect, isIP, type LookupFunction, type Socket } from 'node:net';
import { connect as connectTls, type ConnectionOptions, TLSSocket } from 'node:tls';
import { listenOn } from '../faults/server.js';

/** A request as it arrived. */
export interface Arrived {
  /** Where the client believed to be, such as `https://auth.example.com`. */
  readonly origin: string;
  readonly method: string;
  readonly url: string;
  /** Names and values in turn. */
  readonly rawHeaders: readonly string[];
  /** Number of the connection that it came over; 1 is the first one opened. */
  readonly connection: number;
  /** Where that connection was opened to. */
  readonly address: string;
  /** What the client certificate names; absent: the client showed none. */
  readonly client?: string;
  body: string;
}

type Opened = Pick<Arrived, 'origin' | 'connection' | 'address'>;

export interface Network {
  readonly lookup: LookupFunction;
  readonly arrived: readonly Arrived[];
  /** Every name that was looked up. */
  readonly lookedUp: readonly string[];
  /** Opens the connection to an origin that whoever asks next will use again. */
  open(origin: string): Promise<void>;
  /** Gives a name the address that it has from now on. */
  point(name: string, address: string): void;
  /** How many connections are open. */
  openConnections(): number;
  /** Ends every open connection. */
  hangUp(): void;
  /** Forgets what arrived and every open connection; `serve` gets what arrives from now on. */
  reset(serve: (origin: string, request: string) => RequestListener, addresses: Addresses): void;
  stop(): Promise<void>;
}

/** Host names and what each look-up answers, the last answer again and again. */
export type Addresses = Readonly<Record<string, readonly (readonly string[])[]>>;

/** What names lead to that nobody gave an address. */
const PUBLIC_ADDRESS = '93.184.216.34';

/** Every client may show a certificate, whoever signed it. */
const asking = { requestCert: true, rejectUnauthorized: false };

type Place = ConnectionOptions & { readonly lookup?: LookupFunction };
type Created = (error: Error | null, socket?: Socket) => void;

/** Takes the place of this process's agents until it is stopped. `tls` is what every name proves itself with. */
export async function startNetwork(tls: { readonly key: string; readonly cert: string }): Promise<Network> {
  const arrived: Arrived[] = [];
  const lookedUp: string[] = [];
  const opened = new Map<number, Opened>();
  const sockets = new Set<Socket>();
  let count = 0;
  let serve: (origin: string, request: string) => RequestListener = () => (_, response) => response.end();
  let lookups = new Map<string, string[][]>();
  const answer: RequestListener = (request, response) => {
    const from = opened.get(request.socket.remotePort ?? 0) ?? { origin: 'unknown', connection: 0, address: '' };
    const { method = '', url = '', rawHeaders } = request;
    const client = clientOf(request.socket);
    const one: Arrived = { ...from, method, url, rawHeaders, ...(client === undefined ? {} : { client }), body: '' };
    arrived.push(one);
    request.setEncoding('utf8').on('data', (text: string) => (one.body += text));
    serve(from.origin, url)(request, response);
  };
  const plain = await listenOn(createHttpServer({ keepAlive: true }, answer));
  const secure = await listenOn(createHttpsServer({ ...tls, ...asking, keepAlive: true }, answer));

  const lookup: LookupFunction = (name, options, done) => {
    lookedUp.push(name);
    const answers = lookups.get(name) ?? [[PUBLIC_ADDRESS]];
    const found = ((answers.length > 1 ? answers.shift() : answers[0]) ?? []).map((address) => ({
      address,
      family: isIP(address),
    }));
    if (options.all === true) {
      done(null, found);
    } else {
      done(null, found[0]?.address ?? '', found[0]?.family);
    }
  };

  function create(options: Place, created: Created, encrypted: boolean): void {
    const host = options.host ?? '';
    const reach = (address: string): void => {
      const port = Number(new URL(`http://${(encrypted ? secure : plain).host}`).port);
      const socket = encrypted
        ? connectTls({ ...options, host: '127.0.0.1', port, servername: isIP(host) ? '' : host.replace(/\.$/, '') })
        : connect({ host: '127.0.0.1', port });
      Object.defineProperty(socket, 'remoteAddress', { value: address });
      const shown = isIP(host) === 6 ? `[${host}]` : host;
      const { origin } = new URL(`${encrypted ? 'https' : 'http'}://${shown}:${options.port ?? ''}`);
      const connection = (count += 1);
      socket.once('connect', () => opened.set(socket.localPort ?? 0, { origin, connection, address }));
      sockets.add(socket);
      socket.once('close', () => sockets.delete(socket));
      created(null, socket);
    };
    if (isIP(host)) {
      reach(host);
      return;
    }
    (options.lookup ?? lookup)(host, { all: true }, (error, found) => {
      const address = typeof found === 'string' ? found : found[0]?.address;
      if (error || address === undefined) {
        created(error ?? new Error('no address'));
      } else {
        reach(address);
      }
    });
  }

  /** Node calls this method of an agent for every new connection. */
  const agentOf = <T extends http.Agent>(agent: T, encrypted: boolean): T =>
    Object.defineProperty(agent, 'createConnection', {
      value: (options: Place, created: Created) => {
        create(options, created, encrypted);
      },
    });
  const own = { http: http.globalAgent, https: https.globalAgent };
  const renew = (): void => {
    for (const agent of [http.globalAgent, https.globalAgent]) {
      if (agent !== own.http && agent !== own.https) {
        agent.destroy();
      }
    }
    http.globalAgent = agentOf(new http.Agent({ keepAlive: true }), false);
    https.globalAgent = agentOf(new https.Agent({ keepAlive: true }), true);
  };

  return {
    lookup,
    arrived,
    lookedUp,
    hangUp: renew,
    open: (origin) =>
      new Promise((resolve, reject) => {
        const get = origin.startsWith('https:') ? https.get : http.get;
        get(origin, { ca: tls.cert, rejectUnauthorized: true } as https.RequestOptions, (response) =>
          response.resume().once('end', resolve),
        ).once('error', reject);
      }),
    point: (name, address) => void lookups.set(name, [[address]]),
    openConnections: () => [...sockets].filter(({ destroyed }) => !destroyed).length,
    reset(next, addresses) {
      serve = next;
      lookups = new Map(Object.entries(addresses).map(([name, answers]) => [name, answers.map((one) => [...one])]));
      arrived.length = 0;
      lookedUp.length = 0;
      count = 0;
      renew();
    },
    async stop() {
      renew();
      http.globalAgent = own.http;
      https.globalAgent = own.https;
      await Promise.all([plain.stop(), secure.stop()]);
    },
  };
}

function clientOf(socket: Socket): string | undefined {
  return socket instanceof TLSSocket ? socket.getPeerX509Certificate()?.subjectAltName : undefined;
}
