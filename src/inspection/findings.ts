import { unreadEntries } from '../auth/jwt.js';
import { nameInSentence } from '../text/foreignName.js';
import { mask, shorten } from '../text/masking.js';
import { durationText, fill, plainText, type Translate } from '../text/message.js';
import { withOneEnd } from './ellipsis.js';
import type { TokenFacts } from './facts.js';
import {
  advices,
  cleanings,
  type Finding,
  type FindingCode,
  findings,
  type Found,
  found,
  type Severity,
} from './finding.js';
import { heldStates, NAME_IN_SENTENCE, phrases, several } from './grantPhrases.js';
import type { GrantRow } from './grants.js';
import { hideInQuotes } from './opaqueToken.js';
import type { InspectionInput, Reading } from './reading.js';
import { sentences } from './sentences.js';
import { headerFindings, numberFindings, timeFindings } from './tokenFindings.js';
import { isLogin } from './verdict.js';

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
    ...headerFindings(reading, facts, input, translate),
    ...numberFindings(reading, input, translate),
    ...formFindings(input, reading, facts, translate),
    ...(cut ? [{ severity: 'info' as const, code: 'hidden' as const, holes: cut }] : []),
  ];
  return all
    .toSorted((a, b) => order.indexOf(a.severity) - order.indexOf(b.severity))
    .map(({ severity, code, holes = {}, many, advice }) => {
      const words = findings[code];
      const say = (template: string) => withOneEnd(plainText(fill(translate(template), { host, ...holes }), 0));
      return {
        code,
        severity,
        title: translate(words.title),
        text: say(many && 'many' in words ? words.many : words.text),
        advice: advice ?? say(words.advice),
      };
    });
}

/** Findings on a token that doesn't fit its intended use. */
function useFindings(
  { account, knowledge }: InspectionInput,
  { service, skew, claims }: Reading,
  facts: TokenFacts,
  host: string,
  translate: Translate,
): Found[] {
  const { otherAudience, signature, subject, grants = [] } = facts;
  const key = signature?.key;
  const missing = phrases(grants, ['missing'], translate);
  const held = phrases(grants, heldStates, translate).length > 0;
  const granted = grants.filter(({ actions }) => actions.some(({ state }) => state === 'granted' || state === 'extra'));
  const { exchange } = knowledge ?? {};
  const isExchanged = claims !== undefined && exchange?.fits(claims) && !(exchange.isPassword && facts.login);
  const unread = unreadEntries(claims?.access);
  const wanted = grants.some(({ actions }) =>
    actions.some(({ action, state }) => action === '*' && state === 'granted'),
  );
  const hints = new Set(grants.flatMap(({ hint }) => (hint === undefined ? [] : [hint])));
  const hint = hints.size === 0 ? undefined : [...hints].slice(0, HINTS_SHOWN).join(' ');
  const isSignedOut = subject.type === 'anonymous' && account === undefined;
  const signIn = isSignedOut ? translate(advices.signIn) : undefined;
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
    ...found(missing.length > 0, 'warning', held ? 'missing' : 'no-access', { what: words(missing) }, hint ?? signIn),
    ...found(subject.type === 'anonymous' && account !== undefined, 'warning', 'anonymous', { account: account ?? '' }),
    ...found(skew !== 0, 'warning', skew > 0 ? 'clock-behind' : 'clock-ahead', {
      duration: durationText('length', Math.abs(skew), translate),
    }),
    ...found(isExchanged === true, 'info', 'exchange', {
      text: translate(exchange?.text ?? ''),
      advice: translate(exchange?.advice ?? ''),
    }),
    ...wildcards.flatMap(({ code, severity, fits }) => {
      const what = phrases(granted.filter(fits).map(starred), ['granted', 'extra'], translate);
      const usual = code === 'wildcard' ? knowledge?.usualWildcard : undefined;
      const weight = (facts.asked && wanted) || usual !== undefined ? 'info' : severity;
      return found(
        what.length > 0,
        weight,
        code,
        { what: words(what) },
        usual === undefined ? usual : translate(usual),
      );
    }),
    ...found(grants.length > 0 && unread > 0, 'info', 'access-unread', { count: String(unread) }),
  ];
}

const isListing = ({ type, name }: GrantRow) => type === 'registry' && name === 'catalog';

/** Grants beyond one repository or action. Listing the catalog has the same form and is excluded. */
const wildcards: readonly {
  readonly code: FindingCode;
  readonly severity: Severity;
  readonly fits: (row: GrantRow) => boolean;
}[] = [
  { code: 'wildcard-all', severity: 'warning', fits: ({ name }) => /^\*+$/.test(name) },
  { code: 'wildcard-name', severity: 'info', fits: ({ name }) => name.endsWith('*') && !/^\*+$/.test(name) },
  {
    code: 'wildcard',
    severity: 'warning',
    fits: (row) => !isListing(row) && !row.name.endsWith('*') && row.actions.some(({ action }) => action === '*'),
  },
];

/** Of a row with the action `*`, the other actions say nothing more. */
function starred(row: GrantRow): GrantRow {
  const star = row.actions.filter(({ action }) => action === '*');
  return star.length > 0 ? { ...row, actions: star } : row;
}

/** Findings on the format of the token. */
function formFindings(
  { cleaned = [], opaqueForms = [] }: InspectionInput,
  { decoded, form }: Reading,
  facts: TokenFacts,
  translate: Translate,
): Found[] {
  const { format, use } = facts;
  const isOpaque = format === 'opaque';
  const isKnown = form !== undefined && !form.common;
  const statesEnd = facts.pasted && facts.expires !== undefined && form?.expiryOf !== undefined;
  return [
    ...found(decoded !== undefined && format === 'damaged', 'warning', 'unreadable', { reason: whyUnread(decoded) }),
    ...found(facts.part !== undefined, 'warning', facts.part === 'header' ? 'header-alone' : 'claims-alone'),
    ...found(facts.unread === true, 'info', 'too-long', { reason: whyUnread(decoded) }),
    ...found(
      (isOpaque && !facts.unread && !form?.isId && !form?.isPlain && !statesEnd) || format === 'jwe',
      'info',
      'not-readable',
      {
        reason: whyUnread(decoded),
      },
    ),
    ...found(
      (isOpaque || isLogin(facts)) && isKnown && form.lasting === true,
      'warning',
      'opaque-is-credential',
      {
        what: translate(form?.what ?? ''),
      },
      form?.isElsewhere ? translate(advices.elsewhere) : undefined,
    ),
    ...found(isOpaque && !facts.unread && !isKnown && use !== 'refresh', 'info', 'opaque-may-be-credential'),
    ...cleaned.flatMap((code) => found(true, 'info', 'cleaned', { reason: translate(cleanings[code]) })),
    ...(decoded?.format === 'jwt' ? decoded.notes : [])
      .filter(({ code }) => code !== 'damaged-signature')
      .flatMap(({ text }) => found(true, 'info', 'note', { reason: hideInQuotes(text, opaqueForms) })),
  ];
}

function whyUnread(decoded: Reading['decoded']): string {
  return decoded && decoded.format !== 'jwt' ? decoded.reason : '';
}
