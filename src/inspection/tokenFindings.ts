import { LEEWAY } from '../auth/expiry.js';
import { type DecodedJwt, isNone, signatureLengths, timeOf } from '../auth/jwt.js';
import { nameInSentence } from '../text/foreignName.js';
import { isJsonObject, type Json } from '../text/json.js';
import { mask, type OpaqueForm, shorten } from '../text/masking.js';
import { durationText, list, plainText, type Translate } from '../text/message.js';
import type { TokenFacts } from './facts.js';
import { type FindingCode, type Found, found } from './finding.js';
import { NAME_IN_SENTENCE } from './grantPhrases.js';
import { type InspectionInput, type Reading, SURELY_MILLISECONDS } from './reading.js';

const DAY = 24 * 3_600_000;
const NAMES_SHOWN = 5;

/** Findings on the times of a token, especially those in its claims. */
export function timeFindings({ claims = {}, life, skew }: Reading, now: number, translate: Translate): Found[] {
  const named = ['exp', 'nbf', 'iat'].flatMap((name): [string, Json][] => {
    const value = claims[name];
    return value === undefined || value === null ? [] : [[name, value]];
  });
  const noNumbers = named.filter(([, value]) => typeof value !== 'number' || !Number.isFinite(value));
  const huge = named.filter(([, value]) => typeof value === 'number' && value > SURELY_MILLISECONDS);
  const issued = timeOf(claims.iat);
  const from = life.from?.at ?? now;
  // A service that checks only the claims accepts the token until its `exp`, whatever the response stated.
  const ends = [life.to?.at ?? from, (timeOf(claims.exp) ?? -Infinity) - skew];
  const lifetime = huge.length > 0 ? 0 : Math.max(...ends) - from;
  const ahead = huge.length > 0 || issued === undefined ? 0 : issued - skew - now;
  const duration = (ms: number) => durationText('length', ms, translate);
  return [
    ...aboutNames(noNumbers, 'time-not-a-number', translate),
    ...aboutNames(huge, 'time-in-milliseconds', translate),
    ...found(ahead > LEEWAY, 'warning', 'issued-ahead', { duration: duration(ahead) }),
    ...found(lifetime > DAY, 'warning', 'long-lived', { duration: duration(lifetime) }),
  ];
}

function aboutNames(named: readonly (readonly [string, Json])[], code: FindingCode, translate: Translate): Found[] {
  const names = namesOf(
    named.map(([name]) => name),
    [],
    translate,
  );
  const all = found(named.length > 0, 'warning', code, { names });
  return named.length > 1 ? all.map((one) => ({ ...one, many: true })) : all;
}

/** Findings on header and signature. Signing with a shared secret is normal for some kinds. */
export function headerFindings(
  { decoded }: Reading,
  facts: TokenFacts,
  { knowledge, opaqueForms = [] }: InspectionInput,
  translate: Translate,
): Found[] {
  if (decoded?.format !== 'jwt') {
    return [];
  }
  const { header } = decoded;
  const alg = typeof header.alg === 'string' ? header.alg : '';
  const spoken = (text: string) => nameInSentence(shorten(mask(text, opaqueForms), NAME_IN_SENTENCE));
  const shared = /^HS\d/i.test(alg);
  const pair = alg !== '' && !shared && !isNone(alg);
  const named = ['kid', 'x5c', 'jwk', 'x5t', 'x5t#S256', 'x5u', 'jku'].some((name) => header[name] !== undefined);
  const type = typeof header.typ === 'string' ? header.typ : undefined;
  const key = header.jwk;
  const critical = Array.isArray(header.crit)
    ? (header.crit as readonly Json[]).filter((name) => typeof name === 'string')
    : [];
  return [
    ...found(facts.brokenSignature === 'missing', 'blocks', 'signature-missing', { alg: spoken(alg) }),
    ...found(facts.brokenSignature === 'damaged', 'blocks', 'signature-damaged'),
    ...lengthFindings(decoded, facts, translate),
    ...found(facts.unsigned === true || isNone(header.alg), 'warning', 'unsigned'),
    ...found(isJsonObject(key) && (key.d !== undefined || key.k !== undefined), 'warning', 'private-key'),
    // Only its issuer reads a refresh token.
    ...found(shared && knowledge?.sharedKey !== true && facts.use !== 'refresh', 'warning', 'shared-key', {
      alg: spoken(alg),
    }),
    ...found(critical.length > 0, 'warning', 'critical', { names: namesOf(critical, opaqueForms, translate) }),
    ...found(pair && !named, 'info', 'no-key-named'),
    ...found(type !== undefined && !/^(application\/)?(at\+)?jwt$/i.test(type), 'info', 'odd-type', {
      typ: spoken(type ?? ''),
    }),
    ...found(header.jwk !== undefined || header.jku !== undefined || header.x5u !== undefined, 'info', 'own-key'),
  ];
}

function lengthFindings(decoded: DecodedJwt, facts: TokenFacts, translate: Translate): Found[] {
  const { brokenSignature, unusualSignature } = facts;
  const alg = typeof decoded.header.alg === 'string' ? decoded.header.alg : '';
  // Shorter RSA signatures than these are of no use (RFC 7518 section 3.3).
  const lengths = (signatureLengths(alg) ?? []).filter((length) => !/^[RP]S/.test(alg) || length >= 256);
  const expected = new Intl.ListFormat(translate.language ?? 'en', { type: 'disjunction' }).format(lengths.map(String));
  const holes = { alg, expected, count: String(decoded.signatureLength) };
  return [
    ...found(brokenSignature === 'cut', 'blocks', 'signature-cut', holes),
    ...found(brokenSignature === 'misfit', 'blocks', 'signature-length', holes),
    ...found(unusualSignature === true, 'warning', 'signature-unusual', holes),
  ];
}

/** Findings on numbers that common JavaScript or JSON readers can't hold. */
export function numberFindings(
  { numbers, claims }: Reading,
  { opaqueForms = [] }: InspectionInput,
  translate: Translate,
): Found[] {
  if (!claims) {
    return [];
  }
  const large = [...numbers].filter(([, text]) => Math.abs(Number(text)) > Number.MAX_SAFE_INTEGER);
  const names = new Set(
    large.map(([pointer]) => (pointer.split('/')[1] ?? '').replaceAll('~1', '/').replaceAll('~0', '~')),
  );
  return found(names.size > 0, 'info', 'large-numbers', { names: namesOf([...names], opaqueForms, translate) });
}

function namesOf(names: readonly string[], forms: readonly OpaqueForm[], translate: Translate): string {
  const shown = names.slice(0, NAMES_SHOWN).map((name) => [{ text: nameInSentence(mask(name, forms).slice(0, 40)) }]);
  return plainText(list(names.length > NAMES_SHOWN ? [...shown, [{ text: '…' }]] : shown, translate), 0);
}
