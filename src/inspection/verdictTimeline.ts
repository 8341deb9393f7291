import { expiringFrom, LEEWAY } from '../auth/expiry.js';
import { durationText, fill, type Piece, plainText, same, type Translate } from '../text/message.js';
import { piecesWithOneEnd } from './ellipsis.js';
import type { TokenFacts } from './facts.js';
import { type SpokenGrants, spokenGrants } from './grantPhrases.js';
import { lacksSome } from './grants.js';
import { marks, sentences } from './sentences.js';
import {
  asStart,
  blocked,
  isLogin,
  readable,
  type TokenState,
  type Tone,
  unreadable,
  type Verdict,
} from './verdict.js';

/** A short label with its tone. */
export interface Mark {
  readonly tone: Tone;
  readonly text: string;
}

/** A verdict, and the moment from which it applies. */
export interface TimedVerdict {
  /** Milliseconds since the epoch, local clock. */
  readonly from: number;
  readonly state: TokenState;
  readonly tone: Tone;
  /** Label of the state first, then labels of other important facts. */
  readonly marks: readonly Mark[];
  readonly sentence: readonly Piece[];
  /** The sentence as plain text, as of `from`. */
  readonly text: string;
}

/** The verdict now, and the later verdicts that follow from the passing of time alone, in order. */
export function verdictTimeline(
  facts: TokenFacts,
  now: number,
  translate: Translate = same,
): [TimedVerdict, ...TimedVerdict[]] {
  const { notBefore, expires, begun, turns = [] } = facts;
  const spoken = spokenGrants(facts, now, translate);
  const ends = [expires, ...spoken.map(({ until }) => until)].filter((end) => end !== undefined);
  const moments = [
    ...(notBefore === undefined ? [] : [notBefore - LEEWAY]),
    ...ends.flatMap((end) => [expiringFrom(end, begun), end]),
    ...turns,
  ];
  const later = [...new Set(moments)].filter((moment) => moment > now).sort((a, b) => a - b);
  const at = (moment: number) => {
    const grants = spoken.findLast(({ from }) => from <= moment);
    return answerAt(facts, grants, moment, translate);
  };
  return [at(now), ...later.map(at)];
}

function answerAt(
  facts: TokenFacts,
  grants: SpokenGrants | undefined,
  now: number,
  translate: Translate,
): TimedVerdict {
  const verdict =
    blocked(facts, now, translate) ??
    ledBy(facts, unreadable(facts, translate) ?? readable(facts, grants, now, translate), translate);
  const sentence = piecesWithOneEnd(asStart(verdict.sentence, facts));
  const marks = marksOf(verdict, facts, translate);
  return { ...verdict, marks, from: now, sentence, text: plainText(sentence, now, translate) };
}

/** An end that no reader understands comes first: it matters more than what the token grants. */
function ledBy({ endsFarOff }: TokenFacts, verdict: Verdict, translate: Translate): Verdict {
  return endsFarOff
    ? {
        ...verdict,
        tone: 'warn',
        sentence: [...fill(translate(sentences.endsFarOff), {}), { text: ' ' }, ...verdict.sentence],
      }
    : verdict;
}

function wordFor(state: TokenState, facts: TokenFacts): string {
  if (facts.unread) {
    return marks.unread;
  }
  if (state === 'no-expiry' && isLogin(facts)) {
    return facts.accepted ? marks.tried : marks.untried;
  }
  if (state === 'no-expiry' && facts.unreadExpiry) {
    return marks.unreadExpiry;
  }
  // An unverified token isn't called valid.
  return facts.pasted && state === 'valid' ? marks.notExpired : marks[state];
}

/** Labels for the state, and for problems beside it. */
function marksOf({ state, tone }: Verdict, facts: TokenFacts, translate: Translate): Mark[] {
  const proved = isLogin(facts) && state === 'no-expiry';
  const host =
    (state === 'refused' ? facts.refused?.host : proved ? facts.accepted?.host : facts.host) ??
    translate(sentences.theHost);
  const duration = durationText('length', Math.abs(facts.skew), translate);
  const say = (template: string) => plainText(fill(translate(template), { host, duration }), 0);
  const word = wordFor(state, facts);
  return [
    { tone, text: say(word) },
    ...(state !== 'nothing-granted' && lacksSome(facts.grants)
      ? [{ tone: 'warn' as const, text: say(marks.lessThanAsked) }]
      : []),
    ...(facts.unsigned ? [{ tone: 'warn' as const, text: say(marks.unsigned) }] : []),
    ...(facts.skew === 0 ? [] : [{ tone: 'warn' as const, text: say(marks.clock) }]),
  ];
}
