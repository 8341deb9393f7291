import { once } from 'node:events';
import { connect, isIP, type LookupFunction, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { addressesOf } from '../auth/network/ipAddress.js';
import { describeChain } from '../auth/network/certificate.js';
import { certificateEvidence, type Evidence } from './diagnosis.js';

// Somebody waits for the answer, and the request itself has waited already.
const PATIENCE = 3000;
const MOST = 3;

interface Way {
  readonly lookup: LookupFunction;
  readonly signal: AbortSignal;
  /** Says why an address must not be tried; undefined when it may. */
  readonly refuseAddress: (address: string) => string | undefined;
}

/**
 * Where the name of an address leads, whether a connection to each place comes about, and for https what is shown there
 * when TLS begins, whoever vouches for it; nothing else is sent. Never throws. Only for what a request was sent to
 * directly.
 */
export async function probeHost(url: URL, { lookup, signal, refuseAddress }: Way): Promise<Evidence[]> {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const addresses = isIP(host) === 0 ? await addressesOf(host, { lookup, signal }) : [host];
  const found = typeof addresses === 'string' ? [] : addresses.slice(0, MOST);
  const outcomes = await Promise.all(
    found.map(async (address): Promise<Evidence[]> => {
      const refusal = refuseAddress(address);
      return refusal === undefined ? tryAddress(url, host, address, signal) : [{ id: 'reason', text: refusal }];
    }),
  );
  return [
    ...(isIP(host) !== 0
      ? []
      : [{ id: 'leadsTo' as const, text: found.length > 0 ? found.join(', ') : String(addresses) }]),
    ...outcomes.flat(),
  ];
}

/** "127.0.0.1:443 3 ms", or the code of what went wrong; then what TLS shows. */
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

/** Agrees on TLS without a look at who is there: what is shown is told, and the connection ends. */
async function shownOn(socket: Socket, host: string, signal: AbortSignal): Promise<Evidence[]> {
  const secure = connectTls({ socket, rejectUnauthorized: false, ...(isIP(host) === 0 ? { servername: host } : {}) });
  try {
    const failure = await come(secure, 'secureConnect', signal);
    if (failure !== undefined) return [{ id: 'system', text: failure }];
    const chain = describeChain(secure.getPeerCertificate(true));
    return [{ id: 'tls', text: secure.getProtocol() ?? '' }, ...certificateEvidence(chain)];
  } finally {
    secure.destroy();
  }
}

/** The code of what happened in its place; undefined when it came. */
async function come(socket: Socket, event: string, signal: AbortSignal): Promise<string | undefined> {
  socket.on('error', () => undefined); // also when nobody waits any more
  try {
    await once(socket, event, { signal });
    return undefined;
  } catch (error) {
    if (signal.aborted) return 'ETIMEDOUT';
    return error instanceof Error && 'code' in error ? String(error.code) : String(error);
  }
}
