import type { TlsOptions } from '../auth/network/transport.js';

/** How to reach one place, where that is not as usual. Holds no secret: the key of the client certificate lies beside. */
export interface ConnectionOptions {
  /** PEM text of authorities that are trusted here too, one or several. */
  readonly ca?: string;
  /** PEM text of the client certificate, with its chain where it has one. */
  readonly clientCertificate?: string;
  /** Whoever answers is believed: chain and name of its certificate are not checked. */
  readonly unverified?: true;
  /** Seconds that one request may take. */
  readonly deadline?: number;
}

/** Seconds; as for the setting that is the default. */
export const LONGEST_DEADLINE = 600;

/** What goes on each request; undefined where there is nothing to say. `clientKey` is secret. */
export function tlsOptionsOf(
  { ca, clientCertificate, unverified }: ConnectionOptions = {},
  clientKey?: string,
): TlsOptions | undefined {
  const tls: TlsOptions = {
    ...(ca === undefined ? {} : { ca }),
    ...(clientCertificate === undefined || clientKey === undefined ? {} : { cert: clientCertificate, key: clientKey }),
    ...(unverified === true ? { rejectUnauthorized: false } : {}),
  };
  return Object.keys(tls).length === 0 ? undefined : tls;
}

/** What stays when the address changes: trust and keys were given to the one before. */
export function movableOptions({ deadline }: ConnectionOptions): ConnectionOptions {
  return deadline === undefined ? {} : { deadline };
}
