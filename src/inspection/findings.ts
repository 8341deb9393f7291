import { nameInSentence } from '../text/foreignName.js';
import { mask, shorten } from '../text/masking.js';
import { durationText, fill, plainText, type Translate } from '../text/message.js';
import type { TokenFacts } from './facts.js';
import { cleanings, type Finding, findings, type Found, found, type Severity } from './finding.js';
import { NAME_IN_SENTENCE, phrases, several } from './grantPhrases.js';
import type { InspectionInput, Reading } from './reading.js';
import { sentences } from './sentences.js';
import { headerFindings, numberFindings, timeFindings } from './tokenFindings.js';

/** The hints for further repositories differ only in the name. */
const HINTS_SHOWN = 3;

const order: readonly Severity[] = ['blocks', 'warning', 'info'];

/**
 * Findings beyond the summary sentence, most severe first. `cut` holds the row limits of the tables, if they were cut.
 */
export function findingsOf(
  input: InspectionInput,
  reading: Reading,
  facts: TokenFacts,
  cut: { readonly claims: string; readonly grants: string } | undefined,
  translate: Translate,
): Finding[] {
  const host = facts.host ?? translate(sentences.theHost);
  const all: Found[] = [
    ...useFindings(input, reading, facts, host, translate),
    ...timeFindings(reading, input.now, translate),
    ...headerFindings(reading, facts, input.knowledge?.sharedKey === true, translate),
    ...numberFindings(reading, translate),
    ...formFindings(input, reading, facts, translate),
    ...(cut ? [{ severity: 'info' as const, code: 'hidden' as const, holes: cut }] : []),
  ];
  return all
    .toSorted((a, b) => order.indexOf(a.severity) - order.indexOf(b.severity))
    .map(({ severity, code, holes = {}, advice }) => {
      const words = findings[code];
      const say = (template: string) => plainText(fill(translate(template), { host, ...holes }), 0);
      return {
        code,
        severity,
        title: translate(words.title),
        text: say(words.text),
        advice: advice ?? say(words.advice),
      };
    });
}

/** Findings on a token that doesn't fit its intended use. */
function useFindings(
  { account }: InspectionInput,
  { service, skew }: Reading,
  facts: TokenFacts,
  host: string,
  translate: Translate,
): Found[] {
  const { otherAudience, signature, subject, grants = [] } = facts;
  const key = signature?.key;
  const missing = phrases(grants, ['missing'], translate);
  const all = phrases(everything(grants), ['granted', 'extra'], translate);
  const wanted = grants.some(({ actions }) =>
    actions.some(({ action, state }) => action === '*' && state === 'granted'),
  );
  const hints = new Set(grants.flatMap(({ hint }) => (hint === undefined ? [] : [hint])));
  const hint = hints.size === 0 ? undefined : [...hints].slice(0, HINTS_SHOWN).join(' ');
  const words = (items: typeof missing) => plainText(several(items, translate), 0);
  return [
    ...found(otherAudience !== undefined, 'blocks', 'other-audience', {
      other: nameInSentence(shorten(mask(otherAudience ?? ''), NAME_IN_SENTENCE)),
      expected: nameInSentence(shorten(mask(service ?? host), NAME_IN_SENTENCE)),
    }),
    ...found(facts.misused, 'blocks', 'refresh-as-access'),
    ...found(signature?.matches === false, 'warning', key === undefined ? 'no-key-matches' : 'signature-differs', {
      key: key ?? '',
    }),
    ...found(missing.length > 0, 'warning', 'missing', { what: words(missing) }, hint),
    ...found(subject.type === 'anonymous' && account !== undefined, 'warning', 'anonymous', { account: account ?? '' }),
    ...found(skew !== 0, 'warning', skew > 0 ? 'clock-behind' : 'clock-ahead', {
      duration: durationText('length', Math.abs(skew), translate),
    }),
    ...found(all.length > 0, facts.asked && wanted ? 'info' : 'warning', 'wildcard', { what: words(all) }),
  ];
}

/** Rows that grant everything. Listing the catalog has the same form and is excluded. */
function everything(grants: NonNullable<TokenFacts['grants']>) {
  const isListing = ({ type, name }: { type: string; name: string }) => type === 'registry' && name === 'catalog';
  return grants
    .filter((row) => !isListing(row) && (row.name.endsWith('*') || row.actions.some(({ action }) => action === '*')))
    .map((row) => ({
      ...row,
      actions: row.actions.filter(({ action }) => action === '*' || row.name.endsWith('*')),
    }));
}

/** Findings on the format of the token. */
function formFindings(
  { cleaned = [] }: InspectionInput,
  { decoded, form }: Reading,
  { format, use }: TokenFacts,
  translate: Translate,
): Found[] {
  const isOpaque = format === 'opaque';
  const isKnown = form !== undefined && !form.common;
  return [
    ...found(decoded !== undefined && format === 'damaged', 'warning', 'unreadable', { reason: whyUnread(decoded) }),
    ...found(isOpaque || format === 'jwe', 'info', 'not-readable', { reason: whyUnread(decoded) }),
    ...found(isOpaque && isKnown && form.lasting === true, 'warning', 'opaque-is-credential', {
      what: translate(form?.what ?? ''),
    }),
    ...found(isOpaque && !isKnown && use !== 'refresh', 'info', 'opaque-may-be-credential'),
    ...cleaned.flatMap((code) => found(true, 'info', 'cleaned', { reason: translate(cleanings[code]) })),
    ...(decoded?.format === 'jwt' ? decoded.notes : [])
      .filter(({ code }) => code !== 'damaged-signature')
      .flatMap(({ text }) => found(true, 'info', 'note', { reason: text })),
  ];
}

function whyUnread(decoded: Reading['decoded']): string {
  return decoded && decoded.format !== 'jwt' ? decoded.reason : '';
}
