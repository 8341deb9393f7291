import type { LookupAddress } from 'node:dns';
import http from 'node:http';
import https from 'node:https';
import { isIP, type LookupFunction, type Socket } from 'node:net';
import { TLSSocket, checkServerIdentity, createSecureContext, rootCertificates, type SecureContext } from 'node:tls';
import { hostNameOf } from './ipAddress.js';
import { observe, type ConnectionEvidence } from './evidence.js';

/** TLS settings, and the names of the hosts that they were made for, without port. */
export interface HostTls {
  readonly hosts: readonly string[];
  readonly options: TlsOptions;
}

/**
 * The settings for a request. A host that somebody else named, such as a token server or the target of a redirect, is
 * checked in any case and never shown the client certificate; it may be of an authority that is trusted.
 */
export function tlsFor({ hosts, options }: HostTls): (url: URL) => TlsOptions {
  const elsewhere: TlsOptions = options.ca === undefined ? {} : { ca: options.ca };
  return (url) => (hosts.includes(hostNameOf(url)) ? options : elsewhere);
}

/** TLS settings of one connection. They go on the request itself: the editor replaces an agent that carries them. */
export interface TlsOptions {
  /** PEM text of authorities that are trusted besides the well-known ones. */
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
  readonly rejectUnauthorized?: boolean;
}

interface Wiring {
  readonly tls: TlsOptions;
  readonly lookup: LookupFunction;
  /** Says why this address must not be used; undefined when it may. */
  readonly refuseAddress?: (address: string) => string | undefined;
  readonly evidence: ConnectionEvidence;
}

/** The shape of what axios calls in place of `http.request`. */
export interface Transport {
  request(options: https.RequestOptions, callback: (response: http.IncomingMessage) => void): http.ClientRequest;
}

// A kept-alive socket connects without another look-up, so its address is remembered from its first use.
const directAddresses = new WeakMap<Socket, string>();

/**
 * Makes the request that carries the secret also the one that is checked: TLS options, the address check inside the
 * look-up, and evidence all sit on it. A separate look-up before could be answered differently. An answer to https that
 * came without TLS is none: the editor's agent hands on what a proxy says that opens no way.
 */
export function createTransport({ tls, lookup, refuseAddress, evidence }: Wiring): Transport {
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
                .find(Boolean);
          if (refusal !== undefined) {
            evidence.refusal = refusal;
            done(new Error('address refused'), '', 0);
            return;
          }
          done(error, address, family);
        });
      };
      evidence.proxied = !literal; // until a look-up of ours happens
      // Behind a proxy the editor's agent forgets a host that is an address, and the certificate would be checked for
      // the proxy's name. For all others Node's own check stays: with another one it keeps no connection.
      const identity: https.RequestOptions = literal
        ? { checkServerIdentity: (_name, certificate) => checkServerIdentity(host, certificate) }
        : {};
      const plain = options.protocol === 'http:';
      const send = plain ? http.request : https.request;
      // No agent of our own, not even `false`: the editor would then leave its proxy out.
      const request = send({ ...options, ...identity, ...withContext(tls), lookup: checkedLookup }, (response) => {
        if (response.statusCode !== undefined) evidence.status = response.statusCode;
        evidence.outsideTls = !plain && !(response.socket instanceof TLSSocket);
        if (!evidence.outsideTls) evidence.authenticate = response.headersDistinct['www-authenticate'] ?? [];
        callback(response);
        if (evidence.outsideTls) response.destroy(new Error('answered outside TLS'));
      });
      observe(request, evidence);
      request.on('socket', (socket) => {
        const known = directAddresses.get(socket);
        if (known !== undefined) {
          use(known);
        } else if (request.reusedSocket && socket.remoteAddress !== undefined) {
          // Somebody else opened it, and nobody checked where it leads.
          use(socket.remoteAddress);
        } else if (socket.connecting) {
          socket.once('connect', () => {
            if (!evidence.proxied && socket.remoteAddress !== undefined) {
              directAddresses.set(socket, socket.remoteAddress);
              use(socket.remoteAddress);
            }
          });
        }
      });
      return request;

      // Before the request is written: Node flushes it only after these events.
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

const contexts = new WeakMap<TlsOptions, SecureContext>();

/**
 * Node's `ca` takes the place of the well-known authorities, so both go in. As a context, made once for a flow: reading
 * them all takes 20 ms. `ca` itself stays beside it, since connections are kept, and told apart, by it.
 */
function withContext(given: TlsOptions): TlsOptions & { readonly secureContext?: SecureContext } {
  // Said aloud, or a variable of the environment (NODE_TLS_REJECT_UNAUTHORIZED) would decide.
  const tls = { rejectUnauthorized: true, ...given };
  const { ca, cert, key } = tls;
  if (ca === undefined) return tls;
  const secureContext =
    contexts.get(given) ??
    createSecureContext({
      ca: [...rootCertificates, ca],
      ...(cert === undefined || key === undefined ? {} : { cert, key }),
    });
  contexts.set(given, secureContext);
  return { ...tls, secureContext };
}

function addressesOf(address: string | readonly LookupAddress[]): string[] {
  return typeof address === 'string' ? [address] : address.map((entry) => entry.address);
}
