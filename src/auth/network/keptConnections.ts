import { createHash, randomBytes } from 'node:crypto';
import http, { type IncomingMessage } from 'node:http';
import https from 'node:https';
import type { Socket } from 'node:net';
import { networkInterfaces } from 'node:os';
import { type SecureContext, TLSSocket } from 'node:tls';

/**
 * The network connections that a window keeps open between requests (RFC 9112 section 9.3). They stay in Node's global
 * agent, which every extension of the host shares, because the editor bypasses its proxy for any other agent. This
 * module therefore decides which connection belongs to which group, and checks it again when the agent returns one.
 */
export interface KeptConnections {
  /**
   * `trust` is everything that trust in a connection depends on; it can be secret. When it changes, all connections of the
   * group end: none of them is reused even if it changes back.
   */
  of(group: string, trust: readonly unknown[]): FlowConnections;
  /** Closes all, or those of one group. What is in use closes when its request ends. */
  forget(group?: string): void;
}

export interface FlowConnections {
  /** Undefined after the group has ended: nothing is kept any longer. */
  to(origin: string): KeptOrigin | undefined;
  /** The secure context made with `settings`, once: reading all authorities takes 15 ms or more. Can be secret. */
  contextFor(settings: readonly unknown[], make: () => SecureContext): SecureContext;
}

/** The kept connections to one origin, for flows that trust the same. */
export interface KeptOrigin {
  /** Part of the agent's key for reuse over TLS, which no other code uses; a session id context, at most 32 bytes. */
  readonly key: string;
  /** A connection is open, idle or in use, so the next request can reuse it. */
  readonly open: boolean;
  /** Keeps a new direct connection of a request with this key when the request ends. */
  keep(socket: Socket, key: string): void;
  /**
   * Whether a connection that the agent returns is one of ours, isn't too old, and has the same destination as a new
   * one: an address that the host's name still resolves to. A connection opened after the request was started always
   * fits.
   */
  fits(socket: Socket, request: Pick<Reuse, 'addresses' | 'since'>): boolean;
  /** Notes how long the server keeps the connection (`Keep-Alive: timeout=`, in seconds). */
  heard(response: IncomingMessage): void;
  /** Reuses none of the connections opened so far. */
  renew(): void;
}

/** Which kept-alive connections a request can use. */
export interface Reuse {
  readonly origin: KeptOrigin;
  /** Its key when the request was started. */
  readonly key: string;
  /** The host's addresses when the request was started; absent if nothing was open then. */
  readonly addresses?: readonly string[];
  /** When the request was started, in milliseconds since the epoch. */
  readonly since: number;
}

// Milliseconds. Most servers and load balancers close an idle connection after 60 s or 75 s.
const IDLE = 90_000;
// Over http, Node's agent hands our connections to other extensions, too, so that they don't get older than theirs.
const IDLE_HTTP = 5_000;
const MARGIN = 1000;

interface Kept {
  readonly key: string;
  readonly openedAt: number;
  freeAt?: number;
  /** Maximum idle time in milliseconds. */
  idle: number;
}

interface Group {
  readonly trust: string;
  ended: boolean;
  readonly origins: Map<string, Renewable>;
  readonly contexts: Map<string, SecureContext>;
}

type Renewable = KeptOrigin & { readonly close: () => void };

/** `now` in milliseconds since the epoch: a monotonic clock would stand still while the machine sleeps. */
export function createKeptConnections(now: () => number): KeptConnections {
  const groups = new Map<string, Group>();
  // Nothing secret can be computed from a salted hash.
  const salt = randomBytes(16);
  const hashOf = (settings: readonly unknown[]): string =>
    createHash('sha256').update(salt).update(JSON.stringify(settings)).digest('hex');
  const end = (group: Group): void => {
    group.ended = true;
    [...group.origins.values()].forEach(({ close }) => close());
  };
  return {
    of(name, trust) {
      const hash = hashOf(trust);
      const last = groups.get(name);
      const group: Group =
        last?.trust === hash ? last : { trust: hash, ended: false, origins: new Map(), contexts: new Map() };
      if (last && last !== group) {
        end(last);
      }
      groups.set(name, group);
      return {
        to(origin) {
          if (group.ended) {
            return undefined;
          }
          const kept = group.origins.get(origin) ?? keptOrigin(now);
          group.origins.set(origin, kept);
          return kept;
        },
        contextFor(settings, make) {
          const id = hashOf(settings);
          const context = group.contexts.get(id) ?? make();
          if (!group.ended) {
            group.contexts.set(id, context);
          }
          return context;
        },
      };
    },
    forget(name) {
      for (const [id, group] of groups) {
        if (name === undefined || id === name) {
          groups.delete(id);
          end(group);
        }
      }
    },
  };
}

/** Key of a connection in Node's agent that no other code uses; a TLS session id context, 32 bytes at most. */
export const newKey = (): string => randomBytes(16).toString('hex');

function keptOrigin(now: () => number): Renewable {
  let key = newKey();
  let ended = false;
  const sockets = new Map<Socket, Kept>();

  const renew = (): void => {
    key = newKey();
    // Of those in use, others may have one over http. Ours end with their requests.
    [...sockets.keys()].filter(isIdle).forEach((socket) => socket.destroy());
  };
  const freed = (socket: Socket, kept: Kept): void => {
    if (socket.destroyed) {
      return; // the agent doesn't keep it
    }
    if (ended || kept.key !== key) {
      socket.destroy();
      return;
    }
    kept.freeAt = now();
    // After the agent, which allows five seconds, or less if the server says so.
    socket.setTimeout(kept.idle);
  };
  return {
    get key() {
      return key;
    },
    get open() {
      return sockets.size > 0;
    },
    keep(socket, given) {
      const kept: Kept = { key: given, openedAt: now(), idle: socket instanceof TLSSocket ? IDLE : IDLE_HTTP };
      sockets.set(socket, kept);
      socket.on('free', () => freed(socket, kept));
      // An idle connection can fail at any time, which is of no interest to anybody.
      socket.on('error', () => undefined);
      socket.once('close', () => sockets.delete(socket));
    },
    fits(socket, { addresses, since }) {
      const kept = sockets.get(socket);
      if (kept?.key !== key) {
        return false;
      }
      const rested = now() - (kept.freeAt ?? NaN);
      delete kept.freeAt;
      const { remoteAddress, localAddress } = socket;
      const young = rested >= 0 && rested < kept.idle;
      const reached = kept.openedAt >= since || addresses?.includes(remoteAddress ?? '') === true;
      return young && reached && isHere(localAddress);
    },
    heard({ socket, headers }) {
      const kept = sockets.get(socket);
      const [, seconds] = /(?:^|[,\s])timeout=(\d{1,9})/i.exec(String(headers['keep-alive'] ?? '')) ?? [];
      if (kept && seconds !== undefined) {
        kept.idle = Math.min(kept.idle, Math.max(1, Number(seconds) * 1000 - MARGIN));
      }
    },
    renew,
    close() {
      ended = true;
      renew();
    },
  };
}

/** Whether a connection waits in Node's agent. */
function isIdle(socket: Socket): boolean {
  return [http.globalAgent, https.globalAgent].some(({ freeSockets }) =>
    Object.values(freeSockets).some((idle) => idle?.includes(socket)),
  );
}

/** Whether this machine still has the address that a connection was opened from: not after a change of networks. */
function isHere(address = ''): boolean {
  const plain = address.replace(/^::ffff:/, '');
  if (plain.startsWith('127.')) {
    return true;
  }
  try {
    return Object.values(networkInterfaces()).some((all) => all?.some((one) => one.address === plain));
  } catch {
    return false; // some systems don't tell
  }
}

/** For a flow that keeps no connection. */
export function noKeptConnections(): FlowConnections {
  let last: { readonly id: string; readonly context: SecureContext } | undefined;
  return {
    to: () => undefined,
    contextFor(settings, make) {
      const id = JSON.stringify(settings);
      last = last?.id === id ? last : { id, context: make() };
      return last.context;
    },
  };
}
