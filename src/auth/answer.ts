import { expiringFrom } from './expiry.js';
import { LEEWAY } from './leeway.js';
import { shorten } from './masking.js';
import type { GrantRow } from './grants.js';
import { marksOf } from './marks.js';
import { fill, plainText, same, strong } from './pieces.js';
import type { Piece, Translate } from './pieces.js';
import { capitalised, NAME_IN_SENTENCE } from './phrases.js';
import { readable } from './readable.js';
import { blank, checked, hostOf } from './sentenceParts.js';
import { spokenGrants } from './spokenGrants.js';
import type { SpokenGrants } from './spokenGrants.js';
import { sentences } from './words.js';

export type TokenState =
  | 'valid'
  | 'expiring'
  | 'expired'
  | 'not-yet-valid'
  | 'no-expiry'
  | 'opaque'
  | 'encrypted'
  | 'damaged'
  | 'blocked'
  | 'refused'
  | 'nothing-granted';
export type Tone = 'good' | 'warn' | 'bad' | 'plain';

/** A word or two with the tone of what it says. */
export interface Mark {
  readonly tone: Tone;
  readonly text: string;
}

/** What to say of the token from a moment on. */
export interface Answer {
  /** Milliseconds since the epoch, local clock. */
  readonly from: number;
  readonly state: TokenState;
  readonly tone: Tone;
  /** Words for the state first, then for what else is to be seen at once. */
  readonly marks: readonly Mark[];
  readonly sentence: readonly Piece[];
  /** The sentence as plain text, as of `from`. */
  readonly text: string;
}

/** What came of checking a signature; `key` says with which key. Absent: with several, and none of them matched. */
export interface CheckedSignature {
  readonly matches: boolean;
  readonly key?: string;
}

/** All that the first sentence depends on. Times are milliseconds since the epoch on the local clock. */
export interface Facts {
  readonly pasted: boolean;
  readonly format: 'jwt' | 'jwe' | 'opaque' | 'damaged' | 'basic';
  readonly use: 'access' | 'refresh';
  /** Handed out as an access token, says of itself that it is a refresh token. */
  readonly misused: boolean;
  /** Where the token is meant to be used. */
  readonly host?: string;
  /** Whom the token was made for, where the host is somebody else. */
  readonly otherAudience?: string;
  /** The header says that nobody signed it, and nobody did. */
  readonly unsigned?: true;
  readonly brokenSignature?: 'missing' | 'damaged';
  /** A request with this token was answered (ms since the epoch). */
  readonly accepted?: { readonly host: string; readonly at: number };
  readonly signature?: CheckedSignature;
  readonly subject: Subject;
  /** Undefined: the token does not tell. */
  readonly grants?: readonly GrantRow[];
  /** What becomes of them at each later moment at which some end, in order. */
  readonly laterGrants?: readonly { readonly from: number; readonly grants: readonly GrantRow[] }[];
  readonly asked: boolean;
  /** Milliseconds that the service's clock is ahead of ours. */
  readonly skew: number;
  /** The service refused it at that time (ms since the epoch). */
  readonly refused?: { readonly host: string; readonly at: number };
  readonly notBefore?: number;
  readonly expires?: number;
  /** When its life began, which says from when on it counts as expiring. */
  readonly begun?: number;
  /** When something else that is said of it stops being true. */
  readonly turns?: readonly number[];
}

export type Subject =
  { readonly type: 'account'; readonly name: string } | { readonly type: 'anonymous' } | { readonly type: 'unknown' };

/** The answer now, and those that follow by the mere passing of time, in order. */
export function answers(facts: Facts, now: number, translate: Translate = same): [Answer, ...Answer[]] {
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

export type Verdict = Pick<Answer, 'state' | 'tone' | 'sentence'>;

function answerAt(facts: Facts, grants: SpokenGrants | undefined, now: number, translate: Translate): Answer {
  const verdict =
    blocked(facts, now, translate) ?? unreadable(facts, translate) ?? readable(facts, grants, now, translate);
  const sentence = asSentence(verdict.sentence, facts);
  const marks = marksOf(verdict, facts, translate);
  return { ...verdict, marks, from: now, sentence, text: plainText(sentence, now, translate) };
}

function blocked(facts: Facts, now: number, translate: Translate): Verdict | undefined {
  const { pasted, otherAudience, expires, notBefore } = facts;
  const says = (
    plain: keyof typeof sentences,
    pastedForm: keyof typeof sentences,
    holes: Record<string, readonly Piece[]>,
  ) =>
    fill(translate(sentences[pasted ? pastedForm : plain]), {
      host: hostOf(facts, translate),
      checked: checked(facts, translate),
      ...holes,
    });
  if (otherAudience !== undefined) {
    const other = [strong(shorten(otherAudience, NAME_IN_SENTENCE))];
    return { state: 'blocked', tone: 'bad', sentence: says('otherAudience', 'saysOtherAudience', { other }) };
  }
  if (expires !== undefined && now >= expires) {
    return { state: 'expired', tone: 'bad', sentence: says('expired', 'saysExpired', { ago: [{ ago: expires }] }) };
  }
  if (notBefore !== undefined && now < notBefore - LEEWAY) {
    const time = [{ time: notBefore }];
    return { state: 'not-yet-valid', tone: 'bad', sentence: says('early', 'saysEarly', { time }) };
  }
  if (facts.misused) {
    return { state: 'blocked', tone: 'bad', sentence: says('refreshAsAccess', 'refreshAsAccess', {}) };
  }
  if (facts.brokenSignature === 'missing') {
    return { state: 'blocked', tone: 'bad', sentence: says('noSignature', 'saysNoSignature', {}) };
  }
  if (facts.brokenSignature === 'damaged') {
    return { state: 'blocked', tone: 'bad', sentence: says('badSignature', 'saysBadSignature', {}) };
  }
  if (facts.refused !== undefined) {
    const { host, at } = facts.refused;
    const sentence = says('refused', 'refused', { host: [{ text: host }], ago: [{ ago: at }] });
    return { state: 'refused', tone: 'bad', sentence };
  }
  return undefined;
}

function unreadable(facts: Facts, translate: Translate): Verdict | undefined {
  const { format, pasted, expires, grants } = facts;
  const left: Piece[] = expires === undefined ? [] : [{ left: expires, strong: true }];
  const life = expires === undefined ? [] : [blank, ...fill(translate(sentences.good), { left })];
  const say = (template: string) => fill(translate(template), { host: hostOf(facts, translate), life });
  // One that ends was handed out by the service, and speaks for somebody as any other token does.
  if (format === 'basic' && expires === undefined)
    return { state: 'no-expiry', tone: 'plain', sentence: say(sentences.basic) };
  if (format === 'damaged') return { state: 'damaged', tone: 'bad', sentence: say(sentences.damaged) };
  if (format === 'jwe') {
    const sentence = say(pasted ? sentences.saysEncrypted : sentences.encrypted);
    return { state: 'encrypted', tone: 'plain', sentence };
  }
  if (format === 'opaque' && !grants && facts.use === 'access') {
    return { state: 'opaque', tone: 'plain', sentence: say(pasted ? sentences.saysOpaque : sentences.opaque) };
  }
  return undefined;
}

/** The first letter becomes a capital, unless it belongs to a name. */
function asSentence(pieces: readonly Piece[], { host, refused, subject }: Facts): readonly Piece[] {
  const first = pieces[0] && 'text' in pieces[0] ? pieces[0] : undefined;
  const isName = first?.text === host || first?.text === refused?.host || (first?.strong && subject.type === 'account');
  return isName ? pieces : capitalised(pieces);
}
