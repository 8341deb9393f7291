import type { LookupFunction } from 'node:net';

// Milliseconds. Somebody waits for the answer.
const PATIENCE = 3000;

/** The IP addresses that a host name leads to now, or the code of what went wrong. Never throws. */
export async function addressesOf(
  host: string,
  { lookup, signal }: { readonly lookup: LookupFunction; readonly signal: AbortSignal },
): Promise<readonly string[] | string> {
  return new Promise((resolve) => {
    const late = AbortSignal.any([signal, AbortSignal.timeout(PATIENCE)]);
    late.addEventListener('abort', () => resolve('ETIMEDOUT'), { once: true });
    lookup(host, { all: true }, (error, address) => {
      if (error) resolve(error.code ?? error.message);
      else resolve(typeof address === 'string' ? [address] : address.map((one) => one.address));
    });
  });
}
