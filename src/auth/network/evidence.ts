import type { ClientRequest } from 'node:http';
import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import type { Clause } from '../../text/message.js';
import type { Excess } from './bodyLimits.js';
import { type Certificate, describeChain } from './certificate.js';

/**
 * When each phase of a request ended, in milliseconds since its start. Absent if the request didn't get that far or had
 * no such phase, as on a reused connection. Through a proxy, `connect` is the proxy's tunnel.
 */
export interface Phases {
  lookup?: number;
  connect?: number;
  tls?: number;
  firstByte?: number;
  /** Time of the last byte, or of the failure. */
  end?: number;
}

/** Facts from the TLS handshake. */
export interface TlsEvidence {
  /** Such as `TLSv1.3`. */
  readonly protocol: string;
  /** Chain and host name were verified. */
  readonly verified: boolean;
  /** As presented, the server's own certificate first. */
  readonly chain: readonly Certificate[];
}

/** Facts about the connection, collected during one request. */
export interface ConnectionEvidence {
  /** Response status, even if the body wasn't read completely. */
  status?: number;
  /** Response headers, as Node gives them. */
  headers?: object;
  readonly phases: Phases;
  /** Milliseconds since the request was started. */
  readonly elapsed: () => number;
  remoteAddress?: string;
  /** No DNS lookup happened locally: a proxy did it. */
  proxied: boolean;
  /** `host:port` of the proxy, if the editor reports it. */
  proxy?: string;
  /** Absent without TLS or a completed handshake. */
  tls?: TlsEvidence;
  /** An https request was answered without TLS: by a proxy that didn't open the tunnel. */
  outsideTls?: boolean;
  /** The agent handed out a connection that must not be used; nothing was sent. */
  unfit?: boolean;
  /** Sent on a kept connection of ours. */
  reused?: boolean;
  /** Something came back on the reused connection. */
  heard?: boolean;
  /** Sent once more, because a kept connection turned out to be closed. */
  resent?: true;
  /** What the response had too much of, so that it was given up. */
  excess?: Excess;
  /** Why the address check stopped the request. */
  refusal?: Clause;
  /** `WWW-Authenticate`, line by line: in a joined header, a malformed line would swallow the next one. */
  authenticate?: readonly string[];
}

/** Starts a timer in milliseconds. It uses a monotonic clock, so a change of the system clock doesn't affect it. */
export function startTimer(): () => number {
  const started = performance.now();
  return () => performance.now() - started;
}

/** `elapsed` runs since the request was started, in milliseconds. */
export function newEvidence(elapsed = startTimer()): ConnectionEvidence {
  return { phases: {}, elapsed, proxied: false };
}

/** Records the evidence of one request, even if it fails. */
export function observe(request: ClientRequest, evidence: ConnectionEvidence): void {
  const { phases, elapsed } = evidence;
  const heard = (): void => void (evidence.heard = true);
  // The editor's agent reports its proxy before the socket exists.
  request.on('proxy', (way: unknown) => {
    const proxy = proxyIn(way);
    evidence.proxied = proxy !== undefined;
    if (proxy !== undefined) {
      evidence.proxy = proxy;
    }
  });
  request.on('socket', (socket) => {
    if (request.reusedSocket) {
      const known = handshakes.get(socket);
      if (known) {
        evidence.tls = known;
      } else {
        noteTls(socket, evidence);
      }
      socket.once('data', heard);
      request.once('close', () => socket.off('data', heard));
      return;
    }
    if (socket.connecting) {
      socket.once('connect', () => (phases.connect = elapsed()));
    } else {
      phases.connect = elapsed();
    }
    // Must run before other listeners: if the chain isn't trusted, they destroy the socket, and the chain is lost.
    socket.prependOnceListener('secure', () => {
      phases.tls = elapsed();
      noteTls(socket, evidence);
    });
  });
  request.on('response', ({ socket }) => {
    phases.firstByte = elapsed();
    if (evidence.tls && socket instanceof TLSSocket) {
      evidence.tls = { ...evidence.tls, verified: socket.authorized };
      handshakes.set(socket, evidence.tls);
    }
  });
}

function noteTls(socket: Socket, evidence: ConnectionEvidence): void {
  if (!(socket instanceof TLSSocket)) {
    return;
  }
  evidence.tls = {
    protocol: socket.getProtocol() ?? '',
    verified: socket.authorized,
    // Not getPeerX509Certificate: after it, Node finds no certificate to check the host name against.
    chain: describeChain(socket.getPeerCertificate(true)),
  };
}

// Of kept connections, because reading a chain takes longer than a whole request on one.
const handshakes = new WeakMap<Socket, TlsEvidence>();

/** Parses `PROXY user:password@host:port` or `DIRECT`; keeps only host and port. */
function proxyIn(way: unknown): string | undefined {
  const told = typeof way === 'object' && way !== null && 'proxy' in way ? way.proxy : undefined;
  const [, target] = typeof told === 'string' ? (/^\w+\s+(?:.*@)?([^\s@/]+)/.exec(told) ?? []) : [];
  return target;
}
