import { isLoopbackHost } from '../auth/network/ipAddress.js';
import type { Connection } from './connection.js';
import { rowWords } from './rows/texts.js';
import type { Translate } from '../text/message.js';

/** What makes it possible for somebody on the way to read or change what is sent. */
export type Risk = 'plain-http' | 'unverified';

/** On the way to this machine itself there is nobody. */
export function risksOf({ address, options }: Pick<Connection, 'address' | 'options'>): readonly Risk[] {
  const { protocol, hostname } = new URL(address);
  if (protocol === 'http:') return isLoopbackHost(hostname) ? [] : ['plain-http'];
  return options?.unverified === true ? ['unverified'] : [];
}

/** A few words each, for wherever the connection is shown. */
export function badgesOf(connection: Pick<Connection, 'address' | 'options'>, translate: Translate): readonly string[] {
  const words: Readonly<Record<Risk, string>> = {
    'plain-http': rowWords.plainHttpBadge,
    unverified: rowWords.unverified,
  };
  return risksOf(connection).map((risk) => translate(words[risk]));
}
