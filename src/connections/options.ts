import type { TlsOptions } from '../auth/network/transport.js';

/** Network options of one connection. Holds no secret: the client certificate's key is stored separately. */
export interface ConnectionOptions {
  /** PEM text of one or several CA certificates that are also trusted here. */
  readonly ca?: string;
  /** PEM text of the client certificate, optionally with its chain. */
  readonly clientCertificate?: string;
  /** The server certificate's chain and name aren't verified. */
  readonly unverified?: true;
  /** Timeout of one request, in seconds. */
  readonly deadline?: number;
}

/** Seconds; also the limit of the setting with the default. */
export const LONGEST_DEADLINE = 600;

/** TLS options for each request; undefined if there are none. `clientKey` is secret. */
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

/** Options that stay when the address changes. Trust and keys were given to the old address. */
export function movableOptions({ deadline }: ConnectionOptions): ConnectionOptions {
  return deadline === undefined ? {} : { deadline };
}
