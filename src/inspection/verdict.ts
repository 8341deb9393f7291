import { expiringFrom, LEEWAY } from '../auth/expiry.js';
import { nameInSentence } from '../text/foreignName.js';
import { shorten } from '../text/masking.js';
import { fill, list, type Piece, strong, type Translate } from '../text/message.js';
import type { TokenFacts } from './facts.js';
import { capitalised, NAME_IN_SENTENCE, several, type SpokenGrants } from './grantPhrases.js';
import { nothingGranted } from './nothingGranted.js';
import type { CheckedSignature } from './reading.js';
import { sentences } from './sentences.js';
import type { TokenSubject } from './subject.js';

export type TokenState =
  | 'valid'
  | 'expiring'
  | 'expired'
  | 'not-yet-valid'
  | 'no-expiry'
  | 'opaque'
  | 'encrypted'
  | 'damaged'
  | 'incomplete'
  | 'blocked'
  | 'refused'
  | 'nothing-granted';
export type Tone = 'good' | 'warn' | 'bad' | 'plain';

/** State, tone and summary sentence of a token at one moment. */
export interface Verdict {
  readonly state: TokenState;
  readonly tone: Tone;
  readonly sentence: readonly Piece[];
}

/** Verdict on a token that a service will reject; undefined if nothing blocks it. */
export function blocked(facts: TokenFacts, now: number, translate: Translate): Verdict | undefined {
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
    const other = [strong(nameInSentence(shorten(otherAudience, NAME_IN_SENTENCE)))];
    return { state: 'blocked', tone: 'bad', sentence: says('otherAudience', 'saysOtherAudience', { other }) };
  }
  if (isLogin(facts) && expires !== undefined && now >= expires) {
    const sentence = fill(translate(sentences.loginExpired), {
      ago: [{ ago: expires }],
      tried: tried(facts, true, translate),
    });
    return { state: 'expired', tone: 'bad', sentence };
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
  if (facts.brokenSignature !== undefined) {
    const [plain, pastedForm] = signatureSentences[facts.brokenSignature];
    return { state: 'blocked', tone: 'bad', sentence: says(plain, pastedForm, {}) };
  }
  if (facts.refused !== undefined) {
    const { host, at } = facts.refused;
    const words = isLogin(facts) ? (facts.login?.user === '' ? 'loginRefusedAlone' : 'loginRefused') : 'refused';
    const sentence = says(words, words, { host: [{ text: host }], ago: [{ ago: at }] });
    return { state: 'refused', tone: 'bad', sentence };
  }
  return undefined;
}

const signatureSentences = {
  missing: ['noSignature', 'saysNoSignature'],
  damaged: ['badSignature', 'saysBadSignature'],
  cut: ['cutSignature', 'saysCutSignature'],
  misfit: ['oddSignature', 'saysOddSignature'],
} as const;

/** Verdict on a token whose claims or grants can't be read; undefined if they can. */
export function unreadable(facts: TokenFacts, translate: Translate): Verdict | undefined {
  const { format, pasted, expires, grants } = facts;
  const left: Piece[] = expires === undefined ? [] : [{ left: expires, strong: true }];
  if (facts.unread) {
    return { state: 'opaque', tone: 'plain', sentence: fill(translate(sentences.tooLong), {}) };
  }
  if (isLogin(facts)) {
    return loginVerdict(facts, translate);
  }
  const good = pasted ? sentences.saysGood : sentences.good;
  const life =
    expires === undefined ? [] : [blank, ...fill(translate(good), { left, checked: checked(facts, translate) })];
  const say = (template: string) => fill(translate(template), { host: hostOf(facts, translate), life });
  // A Basic value that expires was issued by the service, and belongs to a subject as any other token does.
  if (format === 'basic' && expires === undefined) {
    const sentence = say(facts.unproved ? sentences.basicUnproved : sentences.basic);
    return { state: 'no-expiry', tone: facts.unproved ? 'warn' : 'plain', sentence };
  }
  if (format === 'damaged') {
    return { state: 'damaged', tone: 'bad', sentence: say(sentences.damaged) };
  }
  if (facts.part !== undefined) {
    const words = facts.part === 'header' ? sentences.headerAlone : sentences.claimsAlone;
    return { state: 'incomplete', tone: 'bad', sentence: say(words) };
  }
  if (format === 'jwe') {
    const sentence = say(pasted ? sentences.saysEncrypted : sentences.encrypted);
    return { state: 'encrypted', tone: 'plain', sentence };
  }
  if (format === 'opaque' && !grants && facts.use === 'access') {
    const { what, isId, isPlain } = (pasted ? facts.form : undefined) ?? { what: '' };
    if (isId || isPlain) {
      const sentence = fill(translate(isId ? sentences.id : sentences.plain), { what: translate(what), life });
      return { state: 'opaque', tone: 'plain', sentence };
    }
    if (pasted && expires !== undefined && facts.form?.expiryOf) {
      const holes = { left, checked: checked(facts, translate) };
      return { state: 'opaque', tone: 'plain', sentence: fill(translate(sentences.statesEnd), holes) };
    }
    return { state: 'opaque', tone: 'plain', sentence: say(pasted ? sentences.saysOpaque : sentences.opaque) };
  }
  if (format === 'opaque' && pasted) {
    const words = facts.namedHost === undefined ? sentences.opaqueRenewAnywhere : sentences.opaqueRenew;
    const holes = { host: facts.namedHost ?? '', checked: checked(facts, translate), life };
    return { state: 'opaque', tone: 'plain', sentence: fill(translate(words), holes) };
  }
  return undefined;
}

/** Whether it is a pasted user name and password, and the password isn't a JWT. */
export function isLogin({ login, format }: TokenFacts): boolean {
  return login !== undefined && format === 'basic';
}

function loginVerdict(facts: TokenFacts, translate: Translate): Verdict {
  const { login: { user, host } = { user: '' }, expires } = facts;
  const isAlone = user === '';
  const [somewhere, anywhere] = isAlone
    ? [sentences.loginOfNobody, sentences.loginAlone]
    : [sentences.login, sentences.loginAnywhere];
  const left: Piece[] = expires === undefined ? [] : [{ left: expires, strong: true }];
  const sentence = fill(translate(host === undefined ? anywhere : somewhere), {
    user: [strong(nameInSentence(shorten(user, NAME_IN_SENTENCE)))],
    host: host ?? '',
    tried: tried(facts, isAlone, translate),
    life: expires === undefined ? [] : [blank, ...fill(translate(sentences.loginGood), { left })],
  });
  return { state: 'no-expiry', tone: 'plain', sentence };
}

function tried({ accepted }: TokenFacts, isAlone: boolean, translate: Translate): Piece[] {
  if (!accepted) {
    return [{ text: translate(isAlone ? sentences.untriedAlone : sentences.untried) }];
  }
  const words = isAlone ? sentences.triedAlone : sentences.tried;
  return fill(translate(words), { host: accepted.host, time: [{ time: accepted.at }] });
}

/** Verdict on a token that can be decoded and that nothing blocks. */
export function readable(
  facts: TokenFacts,
  grants: SpokenGrants | undefined,
  now: number,
  translate: Translate,
): Verdict {
  const { pasted, use, subject } = facts;
  const expires = endOf(facts, grants);
  const holes = {
    who: who(subject, translate),
    whom: whom(subject, translate),
    host: hostOf(facts, translate),
    checked: checked(facts, translate),
    on: facts.host === undefined ? [] : [blank, ...fill(translate(sentences.on), { host: facts.host })],
    life:
      expires === undefined
        ? facts.endsFarOff
          ? []
          : translate(facts.unreadExpiry ? sentences.unreadExpiry : sentences.noExpiry)
        : [blank, ...fill(translate(sentences.for), { left: [{ left: expires, strong: true }] })],
  };
  const state = stateOf(expires, facts.begun, now);
  const lasting = { state, tone: toneOf(facts, state) };
  if (use === 'refresh') {
    return { ...lasting, sentence: fill(translate(pasted ? sentences.saysRenew : sentences.renew), holes) };
  }
  if (!grants) {
    const [plain, pastedForm] = untoldWords(facts);
    const sentence = fill(translate(sentences[pasted ? pastedForm : plain]), holes);
    return { ...lasting, tone: lasting.tone === 'good' ? 'plain' : lasting.tone, sentence };
  }
  const { held, missed, ended, endedAt } = grants;
  if (held.length === 0 && endedAt !== undefined) {
    const over = { ...holes, ago: [{ ago: endedAt }] };
    const sentence = fill(translate(pasted ? sentences.saysEnded : sentences.ended), over);
    return { state: 'expired', tone: 'bad', sentence };
  }
  if (held.length === 0) {
    return { state: 'nothing-granted', tone: 'warn', sentence: nothingGranted(facts, grants, holes, translate) };
  }
  const can = fill(translate(pasted ? sentences.saysCan : sentences.can), { ...holes, what: several(held, translate) });
  const besides = (what: readonly (readonly Piece[])[], template: string): Piece[] => {
    const pieces = fill(translate(template), { ...holes, what: several(what, translate) });
    return what.length === 0 ? [] : [blank, ...asStart(pieces, facts)];
  };
  const gone = besides(ended, ended.length > 1 ? sentences.endedSeveral : sentences.endedOne);
  return { ...lasting, sentence: [...can, ...gone, ...besides(missed, sentences.missing)] };
}

function untoldWords({ unreadGrants, scoped }: TokenFacts): [keyof typeof sentences, keyof typeof sentences] {
  if (unreadGrants) {
    return ['unread', 'saysUnread'];
  }
  return scoped ? ['scoped', 'saysScoped'] : ['untold', 'saysUntold'];
}

/** When the sentence stops being true: the expiry of the token, or of the first grant that ends before it. */
function endOf({ expires }: TokenFacts, grants: SpokenGrants | undefined): number | undefined {
  const ends = [expires, grants?.until].filter((end) => end !== undefined);
  return ends.length === 0 ? undefined : Math.min(...ends);
}

function stateOf(expires: number | undefined, begun: number | undefined, now: number): TokenState {
  if (expires === undefined) {
    return 'no-expiry';
  }
  return now >= expiringFrom(expires, begun) ? 'expiring' : 'valid';
}

/** Only a fetched, valid and signed token is `good`: a pasted token isn't verified. */
function toneOf(facts: TokenFacts, state: TokenState): Tone {
  if (state === 'expiring' || facts.unsigned || facts.signature?.matches === false) {
    return 'warn';
  }
  return state === 'valid' && !facts.pasted ? 'good' : 'plain';
}

const blank: Piece = { text: ' ' };

/** How far the statements of a pasted token were verified. */
function checked(facts: TokenFacts, translate: Translate): Piece[] {
  const { accepted, signature, ownKey } = facts;
  const proved = [
    ...(accepted ? [fill(translate(sentences.accepted), { host: accepted.host, time: [{ time: accepted.at }] })] : []),
    ...(signature ? [signatureWords(signature, ownKey, translate)] : []),
  ];
  if (proved.length > 0) {
    return list(proved, translate);
  }
  const unverified = facts.format === 'jwt' ? sentences.unverified : sentences.unverifiedAlone;
  return [{ text: translate(facts.unsigned ? sentences.notSigned : unverified) }];
}

function signatureWords({ key, matches }: CheckedSignature, ownKey: true | undefined, translate: Translate): Piece[] {
  if (key === undefined) {
    return [{ text: translate(sentences.differsAll) }];
  }
  const words = matches ? (ownKey ? 'matchesOwn' : 'matches') : 'differs';
  return fill(translate(sentences[words]), { key });
}

function who(subject: TokenSubject, translate: Translate): Piece[] {
  if (subject.type === 'account') {
    const name = shorten(subject.name, NAME_IN_SENTENCE);
    return [strong(subject.described ? name : nameInSentence(name))];
  }
  return [{ text: translate(subject.type === 'anonymous' ? sentences.anyone : sentences.holder) }];
}

/** As the object of a sentence, where "anyone" would be wrong. */
function whom(subject: TokenSubject, translate: Translate): Piece[] {
  return subject.type === 'account'
    ? who(subject, translate)
    : [{ text: translate(subject.type === 'anonymous' ? sentences.anonymousUser : sentences.noUser) }];
}

/** Capitalizes the first letter, unless it belongs to a name. */
export function asStart(pieces: readonly Piece[], { host, refused, subject }: TokenFacts): readonly Piece[] {
  const first = pieces[0] && 'text' in pieces[0] ? pieces[0] : undefined;
  const isAccount = subject.type === 'account' && !subject.described;
  const isName = first?.text === host || first?.text === refused?.host || (first?.strong && isAccount);
  return isName ? pieces : capitalised(pieces);
}

function hostOf({ host }: TokenFacts, translate: Translate): Piece[] {
  return [{ text: host ?? translate(sentences.theHost) }];
}
