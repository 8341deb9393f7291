// What the rows of the table of situations stand on: real servers on this machine, and the product's own core.
import { lookup as systemLookup } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { type Credential, secretsOf } from '../../../src/auth/credential.js';
import type { Connection } from '../../../src/connections/connection.js';
import type { Action } from '../../../src/diagnosis/situations/index.js';
import type { Cause, EvidenceId } from '../../../src/diagnosis/texts.js';
import type { ReceivedRequest } from '../../../src/playground/server.js';
import { Tokens } from '../../../src/tokens.js';
import type { TokensWorld } from '../../../src/tokensTypes.js';
import { referrersOf } from '../../../src/tokenUses.js';
import { json } from '../../faults/answers.js';
import { type FaultOptions, type Routes, startFault } from '../../faults/server.js';
import { connectionTo } from '../../loopbackTokens.js';

export const PASSWORD = 'planted-password-7f3a';
export const dana: Credential = { type: 'password', username: 'dana', password: PASSWORD };
export const anonymous: Credential = { type: 'anonymous' };
export const scopes = ['repository:team/app:pull'];

/** One situation as it really comes about, and what is made of it. */
export interface Row {
  readonly situation: string;
  /** The use that fails. */
  happens(stage: Stage): Promise<unknown>;
  readonly cause: Cause;
  /** Among the evidence; texts are whole. */
  readonly evidence: Readonly<Partial<Record<EvidenceId, string | RegExp>>>;
  /** What it says to do, whole; `{host}`, `{registry}` and `{origin}` are those of the diagnosis. */
  readonly next: string | RegExp;
  readonly offers: readonly Action[];
  /** How often a server received the credential; absent: never. */
  readonly sent?: number;
}

export interface Stage {
  /** Starts a server that is stopped with the stage. */
  start(routes: (origin: string) => Routes, options?: FaultOptions): ReturnType<typeof startFault>;
  /** Stops it with the stage; what it received counts. */
  watch<T extends Watched>(server: Promise<T>): Promise<T>;
  /** Runs at the end, the last first. */
  atEnd(end: () => unknown): void;
  tokens(credential?: Credential, more?: Partial<TokensWorld>): Tokens;
  /** A use of a connection to `origin`, through the whole core. */
  use(origin: string, how?: Use): Promise<unknown>;
}

interface Use {
  readonly credential?: Credential;
  readonly world?: Partial<TokensWorld>;
  readonly connection?: Partial<Connection>;
  readonly scopes?: readonly string[];
  /** Present: what is attached to this image is read after the token was fetched. */
  readonly image?: string;
}

interface Watched {
  readonly received: readonly { readonly body: string; readonly url: string }[];
  readonly stop: () => Promise<void>;
}

/** With `warm`, token servers give one good token at first, and every use is of a connection that has fetched it. */
export function newStage({ warm = false } = {}): Stage & { received(): number; strike(): Promise<void> } {
  let before = 0;
  const servers: Watched[] = [];
  const ends: (() => unknown)[] = [];
  const sent: string[] = [];
  const stage: Stage = {
    async start(routes, options) {
      return stage.watch(startFault(warm ? (origin) => warmed(routes(origin)) : routes, options));
    },
    async watch(starting) {
      const server = await starting;
      servers.push(server);
      return server;
    },
    atEnd: (end) => void ends.unshift(end),
    tokens(credential = dana, more = {}) {
      sent.push(...secretsOf(credential));
      const tokens = new Tokens({
        machine: 'test machine',
        now: () => Date.now(),
        lookup: systemLookup,
        timeout: 5000,
        credential: async () => credential,
        realms: () => ({ allowed: [] }),
        ...more,
      });
      ends.unshift(() => tokens.stop());
      return tokens;
    },
    async use(origin, { credential = dana, world = {}, connection = {}, scopes: wanted = scopes, image } = {}) {
      const place: Connection = { ...connectionTo(origin), ...connection };
      const tokens = stage.tokens(credential, world);
      const { signal } = new AbortController();
      if (warm) {
        await tokens.get(place, ['repository:another:pull'], { signal });
        before = received();
      }
      return image === undefined
        ? tokens.get(place, wanted, { signal })
        : referrersOf(tokens, place, image, 'latest', { signal });
    },
  };
  const received = (): number =>
    servers.flatMap((server) => server.received).filter((request) => holds(request, sent)).length;
  return {
    ...stage,
    received: () => received() - before,
    async strike() {
      for (const end of ends) {
        await end();
      }
      await Promise.all(servers.map(({ stop }) => stop()));
    },
  };
}

function warmed(routes: Routes): Routes {
  const { '/token': token } = routes;
  let first = true;
  return token === undefined
    ? routes
    : {
        ...routes,
        '/token': (request, response) => {
          (first ? json(200, { token: 'an-earlier-token' }) : token)(request, response);
          first = false;
        },
      };
}

/** Whether one of the secrets is anywhere in a request, as it is or in base64. */
function holds(request: object, secrets: readonly string[]): boolean {
  const { headers, rawHeaders = [], body, url } = request as Partial<ReceivedRequest> & { rawHeaders?: string[] };
  const texts = [body ?? '', url ?? '', ...rawHeaders, ...Object.values(headers ?? {})];
  const opened = texts.map((text) => Buffer.from(text.replace(/^Basic /i, ''), 'base64').toString());
  const spelled = [...texts, ...opened, new URLSearchParams(body).toString()].map(withoutEscapes);
  return secrets.some((secret) => spelled.some((text) => text.includes(secret)));
}

/** Names lead where the table says, others nowhere: a network of names without a network. */
export function names(table: Readonly<Record<string, string>>): LookupFunction {
  return (name, options, done) => {
    const address = table[name];
    if (address === undefined || !/^[\d.]+$/.test(address)) {
      done(Object.assign(new Error('no such name'), { code: address ?? 'ENOTFOUND' }), '');
    } else if (options.all === true) {
      done(null, [{ address, family: 4 }]);
    } else {
      done(null, address, 4);
    }
  };
}

/** The same server under a name. */
export function named(origin: string, name: string): string {
  return origin.replace(/127\.\d+\.\d+\.\d+/, name);
}

/** A text with its percent escapes read. Random bytes may look like one and be none. */
function withoutEscapes(text: string): string {
  return text.replace(/(?:%[0-9a-f]{2})+/gi, (escapes) => {
    try {
      return decodeURIComponent(escapes);
    } catch {
      return escapes;
    }
  });
}
