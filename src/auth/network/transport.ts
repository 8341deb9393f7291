import type { LookupAddress } from 'node:dns';
import http from 'node:http';
import https from 'node:https';
import { isIP, type LookupFunction, type Socket } from 'node:net';
import { checkServerIdentity, createSecureContext, rootCertificates, type SecureContext, TLSSocket } from 'node:tls';
import type { Clause } from '../../text/message.js';
import { type Excess, limitBody, limitInterim } from './bodyLimits.js';
import { type ConnectionEvidence, observe } from './evidence.js';
import { headerText } from './headerText.js';
import { hostAndPortOf } from './ipAddress.js';
import { type FlowConnections, newKey, type Reuse } from './keptConnections.js';
import { failOnUpgrade } from './requestFailure.js';

/** TLS settings, and the hosts they apply to, with port. */
export interface HostTls {
  readonly hosts: readonly string[];
  readonly options: TlsOptions;
}

/**
 * TLS settings for a request. Any other host or port, such as a token server or the target of a redirect, is always
 * verified and never gets the client certificate. The trusted authorities apply to it too.
 */
export function tlsFor({ hosts, options }: HostTls): (url: URL) => TlsOptions {
  const elsewhere: TlsOptions = options.ca === undefined ? {} : { ca: options.ca };
  return (url) => (hosts.includes(hostAndPortOf(url)) ? options : elsewhere);
}

/**
 * TLS settings of one connection. They are set on the request itself, because the editor replaces an agent that carries
 * them.
 */
export interface TlsOptions {
  /** PEM text of authorities that are trusted in addition to the well-known ones. */
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
  readonly rejectUnauthorized?: boolean;
}

interface Wiring {
  readonly tls: TlsOptions;
  readonly lookup: LookupFunction;
  /** Returns the reason why this address must not be used; undefined if it is allowed. */
  readonly refuseAddress?: (address: string) => Clause | undefined;
  readonly evidence: ConnectionEvidence;
  /** Maximum size of a body in bytes. */
  readonly maxBytes: number;
  /** Absent: opens a connection of its own, and keeps none. */
  readonly reuse?: Reuse;
  readonly connections?: FlowConnections;
}

/** The interface that axios calls instead of `http.request`. */
export interface Transport {
  request(options: https.RequestOptions, callback: (response: http.IncomingMessage) => void): http.ClientRequest;
}

// A keep-alive socket is reused without another lookup, so its address is stored at its first use.
const directAddresses = new WeakMap<Socket, string>();

/**
 * Applies TLS options, the address check inside the lookup, and evidence to the very request that carries the secret. A
 * separate lookup beforehand could return a different address. An https request answered without TLS fails: the
 * editor's agent passes on the response of a proxy that doesn't open the tunnel.
 */
export function createTransport(wiring: Wiring): Transport {
  const { tls, lookup, refuseAddress, evidence, maxBytes, reuse, connections } = wiring;
  return {
    request(options, callback) {
      const host = (options.hostname ?? options.host ?? '').replace(/^\[|\]$/g, '');
      const literal = isIP(host) !== 0;
      const checkedLookup: LookupFunction = (name, lookupOptions, done) => {
        evidence.proxied = false;
        lookup(name, lookupOptions, (error, address, family) => {
          evidence.phases.lookup = evidence.elapsed();
          const refusal = error
            ? undefined
            : addressesOf(address)
                .map((one) => refuseAddress?.(one))
                .find((one) => one !== undefined);
          if (refusal !== undefined) {
            evidence.refusal = refusal;
            done(new Error('address refused'), '', 0);
            return;
          }
          done(error, address, family);
        });
      };
      evidence.proxied = !literal; // until a local lookup happens
      // Behind a proxy, the editor's agent drops a host that is an IP address, so the certificate would be checked for
      // the proxy's name. All other hosts keep Node's own check: with a custom one, Node doesn't reuse connections.
      const identity: https.RequestOptions = literal
        ? { checkServerIdentity: (_name, certificate) => checkServerIdentity(host, certificate) }
        : {};
      const plain = options.protocol === 'http:';
      const send = plain ? http.request : https.request;
      // No custom agent, not even `false`: the editor would then bypass its proxy.
      const limits = { maxHeaderSize: MAX_HEADERS };
      // Without a key of its own, a request could get a connection of another extension.
      const sessionIdContext = reuse?.key ?? newKey();
      // No session is resumed: Node would then neither check nor know the certificate.
      const own = { sessionIdContext, session: undefined };
      const secured = plain ? {} : { ...identity, ...withContext(tls, connections), ...own };
      const request = send({ ...options, ...limits, ...secured, lookup: checkedLookup }, (response) => {
        reuse?.origin.heard(response);
        if (response.statusCode !== undefined) {
          evidence.status = response.statusCode;
        }
        evidence.outsideTls = !plain && !(response.socket instanceof TLSSocket);
        if (!evidence.outsideTls) {
          evidence.headers = response.headers;
          evidence.authenticate = (response.headersDistinct['www-authenticate'] ?? []).map(headerText);
        }
        limitBody(response, maxBytes, giveUp);
        callback(response);
        if (evidence.outsideTls) {
          response.destroy(new Error('answered outside TLS'));
        }
      });
      limitInterim(request, giveUp);
      request.on('socket', (socket) => {
        if (!request.reusedSocket) {
          // The agent keeps none whose address wasn't seen: nobody would end it.
          socket.once('free', () => {
            if (!directAddresses.has(socket)) {
              socket.destroy();
            }
          });
          return;
        }
        if (reuse?.origin.fits(socket, reuse) === true) {
          evidence.reused = true;
        } else {
          evidence.unfit = true;
          request.destroy(new Error('connection not reusable'));
        }
      });
      observe(request, evidence);
      failOnUpgrade(request);
      request.on('socket', (socket) => {
        const known = directAddresses.get(socket);
        if (known !== undefined) {
          use(known);
        } else if (socket.connecting) {
          socket.once('connect', () => {
            if (!evidence.proxied && socket.remoteAddress !== undefined) {
              directAddresses.set(socket, socket.remoteAddress);
              reuse?.origin.keep(socket, reuse.key);
              use(socket.remoteAddress);
            }
          });
        }
      });
      return request;

      function giveUp(excess: Excess): void {
        evidence.excess = excess;
        request.destroy(new Error('response too large'));
      }

      // Runs before the request is written: Node flushes it only after these events.
      function use(address: string): void {
        evidence.proxied = false;
        evidence.remoteAddress = address;
        const refusal = refuseAddress?.(address);
        if (refusal !== undefined) {
          evidence.refusal = refusal;
          request.destroy(new Error('address refused'));
        }
      }
    },
  };
}

// Bytes. Some servers send more than Node's 16 KiB, mostly a Content-Security-Policy.
const MAX_HEADERS = 64 * 1024;

/**
 * Node's `ca` replaces the well-known authorities, so the secure context gets both. `ca` itself stays set, because it is
 * part of the key for connection reuse.
 */
function withContext(
  given: TlsOptions,
  connections: FlowConnections | undefined,
): TlsOptions & { readonly secureContext?: SecureContext } {
  // Set explicitly, or the environment variable NODE_TLS_REJECT_UNAUTHORIZED would decide.
  const tls = { rejectUnauthorized: true, ...given };
  const { ca, cert, key } = tls;
  if (ca === undefined) {
    return tls;
  }
  const make = (): SecureContext =>
    createSecureContext({
      ca: [...rootCertificates, ca],
      ...(cert === undefined || key === undefined ? {} : { cert, key }),
    });
  return { ...tls, secureContext: connections?.contextFor([ca, cert, key], make) ?? make() };
}

function addressesOf(address: string | readonly LookupAddress[]): string[] {
  return typeof address === 'string' ? [address] : address.map((entry) => entry.address);
}
