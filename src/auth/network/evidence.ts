import type { ClientRequest } from 'node:http';
import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { describeChain, type Certificate } from './certificate.js';

/**
 * When each phase of a request was over, in milliseconds since it was started. Absent: it did not come to that, or there
 * was no such phase, as on a connection that was kept. Through a proxy `connect` is the proxy's tunnel.
 */
export interface Phases {
  lookup?: number;
  connect?: number;
  tls?: number;
  firstByte?: number;
  /** Of the last byte, or of the failure. */
  end?: number;
}

/** What the TLS handshake showed. */
export interface TlsEvidence {
  /** Such as `TLSv1.3`. */
  readonly protocol: string;
  /** Chain and name were checked, and found good. */
  readonly verified: boolean;
  /** As presented, the server's own certificate first. */
  readonly chain: readonly Certificate[];
}

/** What was learnt about the wire while one request was under way. */
export interface ConnectionEvidence {
  /** Of the answer, even of one that was not read to its end. */
  status?: number;
  readonly phases: Phases;
  /** Milliseconds since the request was started. */
  readonly elapsed: () => number;
  remoteAddress?: string;
  /** No look-up happened here: a proxy did it. */
  proxied: boolean;
  /** `host:port` of the proxy, where the editor tells. */
  proxy?: string;
  /** Absent without TLS, and where no handshake came to its end. */
  tls?: TlsEvidence;
  /** What answered an https request did so in plain: a proxy, in place of opening the way. */
  outsideTls?: boolean;
  /** Why the address check stopped the request. */
  refusal?: string;
  /** `WWW-Authenticate`, line by line: joined, a broken line would swallow the next. */
  authenticate?: readonly string[];
}

/** Starts the watch. It is a stopwatch and no clock: a clock that is set meanwhile must not show. */
export function newEvidence(): ConnectionEvidence {
  const started = performance.now();
  return { phases: {}, elapsed: () => performance.now() - started, proxied: false };
}

/** Notes what happens to this very request, also when it fails. */
export function observe(request: ClientRequest, evidence: ConnectionEvidence): void {
  const { phases, elapsed } = evidence;
  // The editor's agent says which way it took, before the socket is there.
  request.on('proxy', (way: unknown) => {
    const proxy = proxyIn(way);
    evidence.proxied = proxy !== undefined;
    if (proxy !== undefined) evidence.proxy = proxy;
  });
  request.on('socket', (socket) => {
    if (request.reusedSocket) {
      noteTls(socket, evidence);
      return;
    }
    if (socket.connecting) socket.once('connect', () => (phases.connect = elapsed()));
    else phases.connect = elapsed();
    // The first to hear it: whoever does not trust the chain destroys the socket, and the chain goes with it.
    socket.prependOnceListener('secure', () => {
      phases.tls = elapsed();
      noteTls(socket, evidence);
    });
  });
  request.on('response', ({ socket }) => {
    phases.firstByte = elapsed();
    if (evidence.tls && socket instanceof TLSSocket) evidence.tls = { ...evidence.tls, verified: socket.authorized };
  });
}

function noteTls(socket: Socket, evidence: ConnectionEvidence): void {
  if (!(socket instanceof TLSSocket)) return;
  evidence.tls = {
    protocol: socket.getProtocol() ?? '',
    verified: socket.authorized,
    // Not getPeerX509Certificate: after it Node finds no certificate to check the host's name against.
    chain: describeChain(socket.getPeerCertificate(true)),
  };
}

/** `PROXY user:password@host:port`, or `DIRECT`; only the host and the port are kept. */
function proxyIn(way: unknown): string | undefined {
  const told = typeof way === 'object' && way !== null && 'proxy' in way ? way.proxy : undefined;
  const [, target] = typeof told === 'string' ? (/^\w+\s+(?:.*@)?([^\s@/]+)/.exec(told) ?? []) : [];
  return target;
}
