import { isLoopbackHost } from '../auth/network/ipAddress.js';
import type { Translate } from '../text/message.js';
import type { Connection } from './connection.js';
import { rowWords } from './rows/texts.js';

/** Reasons why a third party on the network path could read or change the traffic. */
export type Risk = 'plain-http' | 'unverified';

/** Risks of a connection. Loopback traffic has no network path. */
export function risksOf({ address, options }: Pick<Connection, 'address' | 'options'>): readonly Risk[] {
  const { protocol, hostname } = new URL(address);
  if (protocol === 'http:') {
    return isLoopbackHost(hostname) ? [] : ['plain-http'];
  }
  return options?.unverified === true ? ['unverified'] : [];
}

/** Short badge texts, for every place that shows the connection. */
export function badgesOf(connection: Pick<Connection, 'address' | 'options'>, translate: Translate): readonly string[] {
  const words: Readonly<Record<Risk, string>> = {
    'plain-http': rowWords.plainHttpBadge,
    unverified: rowWords.unverified,
  };
  return risksOf(connection).map((risk) => translate(words[risk]));
}
