import { nameInSentence } from '../text/foreignName.js';
import { own } from '../text/jsonValue.js';
import { mask, shorten } from '../text/masking.js';
import { fill, type Piece, type Translate } from '../text/message.js';
import type { TokenFacts } from './facts.js';
import { NAME_IN_SENTENCE } from './grantPhrases.js';
import type { InspectionInput, Reading } from './reading.js';
import { proofs } from './sentences.js';

/** Formats without a signature that anyone but the service could verify. */
const unsignedFormats: ReadonlySet<TokenFacts['format']> = new Set(['basic', 'opaque', 'jwe']);

/** What is known of a token, such as "access token · JWT RS256 · fetched from HOST at 10:02 · signature not verified". */
export function proofOf(
  input: InspectionInput,
  { token, decoded, claims }: Reading,
  facts: TokenFacts,
  translate: Translate,
): Piece[] {
  const alg = decoded?.header?.alg;
  const holes = {
    alg: typeof alg === 'string' ? nameInSentence(shorten(mask(alg, input.opaqueForms), 20)) : '',
    host: facts.host ?? '',
  };
  const parts: Piece[][] = [];
  const say = (template: string, more: Record<string, readonly Piece[] | string> = {}) =>
    parts.push(fill(translate(template), { ...holes, ...more }));
  if (facts.login) {
    const { user, host = '' } = facts.login;
    say(proofs[loginWords(facts)], { user: nameInSentence(shorten(user, NAME_IN_SENTENCE)), host });
  } else if (facts.format === 'basic') {
    say(proofs.basic);
  } else {
    say(facts.part === undefined ? typeOf(input, facts, { decoded, claims }) : proofs[facts.part]);
  }
  if (facts.format !== 'basic' && facts.format !== 'part') {
    say(facts.format === 'jwt' && holes.alg === '' ? proofs.jwtBare : proofs[facts.format]);
  }
  // Without a realm, the user entered the token: a ready-made bearer token, or user name and password.
  const realm = token?.details?.realm;
  const time = token ? [{ time: token.obtainedAt }] : [];
  if (!token && input.maker !== undefined) {
    say(proofs.looks, { maker: input.maker });
  }
  if (!token) {
    say(proofs.pasted);
    if (unsignedFormats.has(facts.format) && !input.accepted && !input.refused) {
      say(proofs.unverified);
    }
    if (facts.namedHost !== undefined && facts.namedHost !== facts.host) {
      say(proofs.named, { host: facts.namedHost });
    }
  } else if (realm === undefined) {
    say(proofs.kept, { time });
  } else {
    say(proofs.fetched, { time, host: URL.canParse(realm) ? new URL(realm).host : realm });
  }
  for (const verdict of ['accepted', 'refused'] as const) {
    const said = input[verdict];
    if (said) {
      say(proofs[verdict], { host: said.host, time: [{ time: said.at }] });
    }
  }
  if (decoded?.format === 'jwt' && input.signature) {
    const { key, matches } = input.signature;
    if (key === undefined) {
      say(proofs.signatureMatchesNone);
    } else {
      const words = matches ? (facts.ownKey ? 'signatureMatchesOwn' : 'signatureMatches') : 'signatureDiffers';
      say(proofs[words], { key });
    }
  } else if (decoded?.format === 'jwt') {
    say(decoded.signed ? proofs.signatureNotChecked : proofs.notSigned);
  }
  return parts.flatMap((part, index) => (index === 0 ? part : [{ text: ' · ' }, ...part]));
}

/** What the token is called: its known form, or that of the prefix of a JWT, says more than its use. */
function typeOf(
  { knowledge }: InspectionInput,
  { use, form, pasted, grants }: TokenFacts,
  { decoded, claims }: { readonly decoded: Reading['decoded']; readonly claims: Reading['claims'] },
): string {
  const named = typeof claims?.typ === 'string' ? own(claimedTypes, claims.typ) : undefined;
  if (use === 'refresh') {
    return named ?? proofs.refresh;
  }
  // Claims of an ID token only (OpenID Connect Core sections 2 and 3.3.2.11).
  const isIdentity = [claims?.nonce, claims?.at_hash, claims?.c_hash].some((claim) => claim !== undefined);
  const type =
    (pasted ? (form?.what ?? knowledge?.type ?? named) : undefined) ?? (isIdentity ? proofs.identity : undefined);
  // RFC 9068 section 2.1. Grants are in access tokens only, and so is what a known service issues.
  const headerType = decoded?.header?.typ;
  const isCalledAccess = typeof headerType === 'string' && /^(application\/)?at\+jwt$/i.test(headerType);
  const isAccess = !pasted || knowledge !== undefined || grants !== undefined || isCalledAccess;
  return type ?? (isAccess ? proofs.access : proofs.token);
}

/** By the claim `typ`, in which some sign-in services write the type. */
const claimedTypes: Readonly<Record<string, string>> = {
  Refresh: proofs.refresh,
  Offline: proofs.offline,
  ID: proofs.identity,
  Bearer: proofs.access,
};

/** Whose password it is. A password that can't be read is told in the sentence already. */
function loginWords({ login: { user, host } = { user: '' }, format }: TokenFacts): keyof typeof proofs {
  if (format === 'basic') {
    return user === '' ? 'password' : 'basic';
  }
  if (user === '') {
    return host === undefined ? 'password' : 'passwordAt';
  }
  return host === undefined ? 'passwordOf' : 'passwordOfAt';
}
