import type { Facts } from './answer.js';
import { phrases, several } from './phrases.js';
import { durationText, fill, plainText } from './pieces.js';
import type { Translate } from './pieces.js';
import type { Reading } from './facts.js';
import { findings, sentences } from './words.js';

/** Something that the reader should know. `blocks`: the token will be refused. */
export interface Finding {
  readonly severity: 'blocks' | 'warning' | 'info';
  readonly title: string;
  readonly text: string;
}

/** Seconds since the epoch in the year 5138; as milliseconds it was in 1973, before any token. */
const SURELY_MILLISECONDS = 1e11;

/** What is worth saying beside the first sentence, the worst first. `rowsShown`: tables were cut after so many rows. */
export function findingsOf(
  { account }: { readonly account?: string },
  reading: Reading,
  facts: Facts,
  rowsShown: number | undefined,
  translate: Translate,
): Finding[] {
  const { claims, decoded, skew, token } = reading;
  const found: Finding[] = [];
  const host = facts.host ?? translate(sentences.theHost);
  const say = (severity: Finding['severity'], code: keyof typeof findings, holes: Record<string, string> = {}) => {
    const { title, text } = findings[code];
    const filled = plainText(fill(translate(text), { host, ...holes }), 0);
    found.push({ severity, title: translate(title), text: filled });
  };

  if (facts.otherAudience !== undefined) {
    say('blocks', 'other-audience', { other: facts.otherAudience, expected: reading.service ?? host });
  }
  if (facts.misused) say('blocks', 'refresh-as-access');
  const missing = phrases(facts.grants ?? [], ['missing'], translate);
  if (missing.length > 0) say('warning', 'missing', { what: plainText(several(missing, translate), 0) });
  if (facts.subject.type === 'anonymous' && account !== undefined) say('warning', 'anonymous', { account });
  if (skew !== 0) {
    const duration = durationText('length', Math.abs(skew), translate);
    say('warning', skew > 0 ? 'clock-behind' : 'clock-ahead', { duration });
  }
  const exp = claims?.exp;
  if (exp !== undefined && exp !== null && (typeof exp !== 'number' || !Number.isFinite(exp))) {
    say('warning', 'expiry-not-a-number');
  }
  if (typeof exp === 'number' && exp > SURELY_MILLISECONDS) say('warning', 'expiry-in-milliseconds');
  if (decoded?.format === 'jwt' && !decoded.signed) say('warning', 'unsigned');
  if (decoded && decoded.format !== 'jwt') {
    say(facts.format === 'damaged' ? 'warning' : 'info', 'unreadable', { reason: decoded.reason });
  }
  if (facts.format === 'opaque' && (token?.use ?? 'access') === 'access') say('info', 'opaque-may-be-credential');
  if (decoded?.format === 'jwt') decoded.notes.forEach(({ text }) => say('info', 'note', { reason: text }));
  if (rowsShown !== undefined) say('info', 'hidden', { count: String(rowsShown) });
  return found;
}
