import type { Facts } from './answer.js';
import { claimHints } from './claimWords.js';
import { timeOf } from './claims.js';
import type { Json } from './json.js';
import { isNone } from './jwt.js';
import { LEEWAY } from './leeway.js';
import { fill, plainText } from './pieces.js';
import type { Translate } from './pieces.js';
import { SURELY_MILLISECONDS } from './tokenFindings.js';

const times: ReadonlySet<string> = new Set(['exp', 'nbf', 'iat']);

/** Why the value of a registered claim matters for this reader now (ms since the epoch), if it does. */
export function claimHint(
  name: string,
  value: Json,
  facts: Facts,
  now: number,
  translate: Translate,
): string | undefined {
  const hint = times.has(name) ? timeHint(name, value, now + facts.skew) : otherHint(name, value, facts);
  return hint && plainText(fill(translate(claimHints[hint]), { host: facts.host ?? '' }), 0);
}

/** The same of a header field: a claim of that name says nothing of the signature. */
export function headerHint(name: string, value: Json, translate: Translate): string | undefined {
  if (name !== 'alg') return undefined;
  if (isNone(value)) return translate(claimHints['alg-none']);
  return typeof value === 'string' && /^HS\d/i.test(value) ? translate(claimHints['alg-shared']) : undefined;
}

function timeHint(name: string, value: Json, now: number): keyof typeof claimHints | undefined {
  if (value === null) return undefined;
  if (typeof value !== 'number' || !Number.isFinite(value)) return 'not-a-number';
  if (value > SURELY_MILLISECONDS) return 'milliseconds';
  const time = timeOf(value) ?? now;
  if (name === 'exp') return time <= now ? 'exp-past' : undefined;
  if (time - LEEWAY <= now) return undefined;
  return name === 'nbf' ? 'nbf-ahead' : 'iat-ahead';
}

function otherHint(name: string, value: Json, facts: Facts): keyof typeof claimHints | undefined {
  if (name === 'aud') return facts.otherAudience === undefined ? undefined : 'aud-other';
  if (name === 'sub') return value === '' ? 'sub-empty' : undefined;
  return name === 'grant_type' && value === 'refresh_token' ? 'refresh' : undefined;
}
