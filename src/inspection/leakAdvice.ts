import { textForForm } from '../text/jsonValue.js';
import type { Translate } from '../text/message.js';
import type { TokenFacts } from './facts.js';
import type { InspectionInput, Reading } from './reading.js';

/** Advice in case the token leaked. */
export interface Leaked {
  readonly text: string;
  /** Expiry, if it is stated; milliseconds since the epoch, local clock. */
  readonly until?: number;
}

/** The advice for the form of the secret, that of the kind for the credential form, or otherwise general advice for this type of token. */
export function leakedOf(
  { knowledge, form }: InspectionInput,
  { form: looks, claims }: Reading,
  { format, expires, use, subject }: TokenFacts,
  now: number,
  translate: Translate,
): Leaked | undefined {
  if (expires !== undefined && expires <= now) {
    return { text: translate(leakedWords.expired) };
  }
  if (format === 'part') {
    return undefined; // without its signature it opens nothing
  }
  if (subject.type === 'anonymous') {
    return { text: translate(leakedWords.anonymous), ...(expires !== undefined && { until: expires }) };
  }
  const lasting = (format === 'opaque' || format === 'basic') && looks?.lasting === true && !looks.common;
  const byKind = looks?.leaked ?? textForForm(knowledge?.leaked, form ?? (claims && knowledge?.leakedForm?.(claims)));
  const endless = format === 'jwt' && expires === undefined;
  const general = leakedWords[lasting ? 'lasting' : use === 'refresh' ? 'refresh' : endless ? 'endless' : format];
  return { text: translate(byKind ?? general), ...(expires !== undefined && { until: expires }) };
}

/** General advice for a leaked token of an unknown issuer, by type of token. */
export const leakedWords = {
  jwt: 'It stays valid until it expires: most services can’t revoke it. Change the credential that it was obtained with, if there is one.',
  endless: 'It states no expiry. Revoke it where it was created, or change the credential that it was obtained with.',
  anonymous: 'It identifies no user, so no credential is at risk. Anyone can get such a token.',
  jwe: 'A client can use it without decrypting it. Change the credential that it was obtained with.',
  opaque: 'It might be a long-lived credential. Revoke it where it was created.',
  damaged: 'A damaged token should not work, but the intact one can still be used.',
  basic: 'It is a user name and password. Change the password.',
  refresh: 'A client can get access tokens with it until it expires. Sign out, or revoke it where it was created.',
  lasting: 'Revoke it where it was created. It doesn’t expire by itself.',
  expired: 'It has expired and is unusable. The credential that it was obtained with can still be valid.',
} as const;
