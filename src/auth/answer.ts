import { LEEWAY } from './leeway.js';
import { shorten } from './masking.js';
import type { GrantRow } from './grants.js';
import { marksOf } from './marks.js';
import { fill, list, plainText, same, strong } from './pieces.js';
import type { Piece, Translate } from './pieces.js';
import { capitalised, NAME_IN_SENTENCE, phrases, several } from './phrases.js';
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
  readonly asked: boolean;
  /** Milliseconds that the service's clock is ahead of ours. */
  readonly skew: number;
  /** The service refused it at that time (ms since the epoch). */
  readonly refused?: { readonly host: string; readonly at: number };
  readonly notBefore?: number;
  readonly expires?: number;
  /** When it becomes `expiring`. */
  readonly expiring?: number;
  /** When something else that is said of it stops being true. */
  readonly turns?: readonly number[];
}

export type Subject =
  { readonly type: 'account'; readonly name: string } | { readonly type: 'anonymous' } | { readonly type: 'unknown' };

const blank: Piece = { text: ' ' };

/** The answer now, and those that follow by the mere passing of time, in order. */
export function answers(facts: Facts, now: number, translate: Translate = same): [Answer, ...Answer[]] {
  const early = facts.notBefore === undefined ? undefined : facts.notBefore - LEEWAY;
  const moments = [early, facts.expiring, facts.expires, ...(facts.turns ?? [])];
  const later = moments.filter((moment) => moment !== undefined && moment > now).sort((a, b) => Number(a) - Number(b));
  const [first, ...rest] = [now, ...new Set(later)].map((moment) => answerAt(facts, moment ?? now, translate));
  return [first ?? answerAt(facts, now, translate), ...rest];
}

export type Verdict = Pick<Answer, 'state' | 'tone' | 'sentence'>;

function answerAt(facts: Facts, now: number, translate: Translate): Answer {
  const verdict = blocked(facts, now, translate) ?? unreadable(facts, translate) ?? readable(facts, now, translate);
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

function readable(facts: Facts, now: number, translate: Translate): Verdict {
  const { pasted, use, grants, expires, subject } = facts;
  const holes = {
    who: who(subject, translate),
    checked: checked(facts, translate),
    on: facts.host === undefined ? [] : [blank, ...fill(translate(sentences.on), { host: facts.host })],
    life:
      expires === undefined
        ? translate(sentences.noExpiry)
        : [blank, ...fill(translate(sentences.for), { left: [{ left: expires, strong: true }] })],
  };
  const lasting = { state: stateOf(facts, now), tone: toneOf(facts, now) };
  if (use === 'refresh') {
    return { ...lasting, sentence: fill(translate(pasted ? sentences.saysRenew : sentences.renew), holes) };
  }
  if (!grants) {
    const sentence = fill(translate(pasted ? sentences.saysUntold : sentences.untold), holes);
    return { ...lasting, tone: lasting.tone === 'good' ? 'plain' : lasting.tone, sentence };
  }
  const held = phrases(grants, ['granted', 'granted-as-wildcard', 'extra'], translate);
  if (held.length === 0) {
    const sentence = fill(translate(sentences[nothingSentence(facts)]), holes);
    return { state: 'nothing-granted', tone: 'warn', sentence };
  }
  const may = fill(translate(pasted ? sentences.saysMay : sentences.may), { ...holes, what: several(held, translate) });
  const missed = phrases(grants, ['missing'], translate);
  if (missed.length === 0) return { ...lasting, sentence: may };
  const what = capitalised(several(missed, translate));
  const missing = fill(translate(missed.length > 1 ? sentences.missingSeveral : sentences.missing), { what });
  return { ...lasting, sentence: [...may, blank, ...missing] };
}

function nothingSentence({ pasted, subject, asked }: Facts): keyof typeof sentences {
  if (pasted) return 'saysNothing';
  if (!asked) return subject.type === 'account' ? 'nothingAsked' : 'nothingAskedUnknown';
  return ({ account: 'nothing', anonymous: 'nothingAnonymous', unknown: 'nothingUnknown' } as const)[subject.type];
}

function stateOf({ expires, expiring }: Facts, now: number): TokenState {
  if (expires === undefined) return 'no-expiry';
  return expiring !== undefined && now >= expiring ? 'expiring' : 'valid';
}

/** Good is only what a service handed out, in time and signed: nobody has checked what was pasted. */
function toneOf(facts: Facts, now: number): Tone {
  const state = stateOf(facts, now);
  if (state === 'expiring' || facts.unsigned || facts.signature?.matches === false) return 'warn';
  return state === 'valid' && !facts.pasted ? 'good' : 'plain';
}

/** How far the word of a pasted token goes. */
function checked({ accepted, signature }: Facts, translate: Translate): Piece[] {
  const proved = [
    ...(accepted ? [fill(translate(sentences.accepted), { host: accepted.host, time: [{ time: accepted.at }] })] : []),
    ...(signature ? [signatureWords(signature, translate)] : []),
  ];
  return proved.length === 0 ? [{ text: translate(sentences.unchecked) }] : list(proved, translate);
}

function signatureWords({ key, matches }: CheckedSignature, translate: Translate): Piece[] {
  if (key === undefined) return [{ text: translate(sentences.differsAll) }];
  return fill(translate(matches ? sentences.matches : sentences.differs), { key });
}

function who(subject: Subject, translate: Translate): Piece[] {
  if (subject.type === 'account') return [strong(shorten(subject.name, NAME_IN_SENTENCE))];
  return [{ text: translate(subject.type === 'anonymous' ? sentences.anyone : sentences.holder) }];
}

function hostOf({ host }: Facts, translate: Translate): Piece[] {
  return [{ text: host ?? translate(sentences.theHost) }];
}

/** The first letter becomes a capital, unless it belongs to a name. */
function asSentence(pieces: readonly Piece[], { host, refused, subject }: Facts): readonly Piece[] {
  const first = pieces[0] && 'text' in pieces[0] ? pieces[0] : undefined;
  const isName = first?.text === host || first?.text === refused?.host || (first?.strong && subject.type === 'account');
  return isName ? pieces : capitalised(pieces);
}
