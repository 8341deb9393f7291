import { hostNameOf } from './address.js';
import type { TlsOptions } from './transport.js';

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
