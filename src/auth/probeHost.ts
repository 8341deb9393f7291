import { connect, isIP } from 'node:net';
import type { LookupFunction } from 'node:net';
import { addressesOf } from './addressesOf.js';
import type { Evidence } from './diagnosis.js';

// Somebody waits for the answer, and the request itself has waited already.
const PATIENCE = 3000;
const MOST = 3;

/**
 * Where the name of an address leads, and whether a connection to each place comes about; nothing is sent. Never throws.
 * Only for what a request was sent to directly.
 */
export async function probeHost(
  url: URL,
  { lookup, signal }: { readonly lookup: LookupFunction; readonly signal: AbortSignal },
): Promise<Evidence[]> {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const port = Number(url.port === '' ? (url.protocol === 'http:' ? 80 : 443) : url.port);
  const addresses = isIP(host) === 0 ? await addressesOf(host, { lookup, signal }) : [host];
  const found = typeof addresses === 'string' ? [] : addresses.slice(0, MOST);
  const outcomes = await Promise.all(found.map((address) => outcomeOf(address, port, signal)));
  return [
    ...(isIP(host) !== 0
      ? []
      : [{ id: 'leadsTo' as const, text: found.length > 0 ? found.join(', ') : String(addresses) }]),
    ...outcomes.map((text) => ({ id: 'tried' as const, text })),
  ];
}

/** "127.0.0.1:443 connected in 3 ms", or the code of what went wrong. */
async function outcomeOf(address: string, port: number, signal: AbortSignal): Promise<string> {
  const place = `${isIP(address) === 6 ? `[${address}]` : address}:${String(port)}`;
  const started = performance.now();
  return new Promise((resolve) => {
    const late = AbortSignal.any([signal, AbortSignal.timeout(PATIENCE)]);
    const socket = connect({ host: address, port, signal: late });
    socket.once('connect', () => {
      socket.destroy();
      resolve(`${place} ${String(Math.round(performance.now() - started))} ms`);
    });
    socket.once('error', (error: NodeJS.ErrnoException) => {
      resolve(`${place} ${late.aborted ? 'ETIMEDOUT' : (error.code ?? error.message)}`);
    });
  });
}
