import { once } from 'node:events';
import { connect, isIP, type LookupFunction, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { describeChain } from '../auth/network/certificate.js';
import { addressesOf } from '../auth/network/ipAddress.js';
import type { Clause } from '../text/message.js';
import { certificateEvidence, type Evidence } from './diagnosis.js';

// The user is waiting, and the request itself has already taken its time; milliseconds.
const PATIENCE = 3000;
const MOST = 3;

interface Way {
  readonly lookup: LookupFunction;
  readonly signal: AbortSignal;
  /** Returns why an address must not be connected to; undefined if it can be. */
  readonly refuseAddress: (address: string) => Clause | undefined;
}

/**
 * Resolves the host of a URL, connects to each address, and for https reads the certificate from a TLS handshake. The
 * certificate isn't verified, and nothing else is sent. Never throws. Only for hosts that a request was sent to
 * directly.
 */
export async function probeHost(url: URL, { lookup, signal, refuseAddress }: Way): Promise<Evidence[]> {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const addresses = isIP(host) === 0 ? await addressesOf(host, { lookup, signal }) : [host];
  const found = typeof addresses === 'string' ? [] : addresses.slice(0, MOST);
  const outcomes = await Promise.all(
    found.map(async (address): Promise<Evidence[]> => {
      const refusal = refuseAddress(address);
      return refusal === undefined ? tryAddress(url, host, address, signal) : [{ id: 'reason', clause: refusal }];
    }),
  );
  return [
    ...(isIP(host) !== 0
      ? []
      : [{ id: 'leadsTo' as const, text: found.length > 0 ? found.join(', ') : String(addresses) }]),
    ...outcomes.flat(),
  ];
}

/** Returns "127.0.0.1:443 3 ms" or the error code, then the TLS evidence. */
async function tryAddress(url: URL, host: string, address: string, signal: AbortSignal): Promise<Evidence[]> {
  const port = Number(url.port === '' ? (url.protocol === 'http:' ? 80 : 443) : url.port);
  const place = `${isIP(address) === 6 ? `[${address}]` : address}:${String(port)}`;
  const late = AbortSignal.any([signal, AbortSignal.timeout(PATIENCE)]);
  const started = performance.now();
  const socket = connect({ host: address, port });
  try {
    const failure = await come(socket, 'connect', late);
    const outcome = failure ?? `${String(Math.round(performance.now() - started))} ms`;
    const shown = failure === undefined && url.protocol === 'https:' ? await shownOn(socket, host, late) : [];
    return [{ id: 'tried', text: `${place} ${outcome}` }, ...shown];
  } finally {
    socket.destroy();
  }
}

/** Completes a TLS handshake without verification, reports the certificate chain, and closes the connection. */
async function shownOn(socket: Socket, host: string, signal: AbortSignal): Promise<Evidence[]> {
  const secure = connectTls({ socket, rejectUnauthorized: false, ...(isIP(host) === 0 ? { servername: host } : {}) });
  try {
    const failure = await come(secure, 'secureConnect', signal);
    if (failure !== undefined) {
      return [{ id: 'system', text: failure }];
    }
    const chain = describeChain(secure.getPeerCertificate(true));
    return [{ id: 'tls', text: secure.getProtocol() ?? '' }, ...certificateEvidence(chain)];
  } finally {
    secure.destroy();
  }
}

/** Waits for an event. Returns undefined, or the code of the error that came instead. */
async function come(socket: Socket, event: string, signal: AbortSignal): Promise<string | undefined> {
  socket.on('error', () => undefined); // also after the wait has ended
  try {
    await once(socket, event, { signal });
    return undefined;
  } catch (error) {
    if (signal.aborted) {
      return 'ETIMEDOUT';
    }
    return error instanceof Error && 'code' in error ? String(error.code) : String(error);
  }
}
