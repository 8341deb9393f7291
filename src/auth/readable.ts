import type { Facts, TokenState, Tone, Verdict } from './answer.js';
import { expiringFrom } from './expiry.js';
import { capitalised, several } from './phrases.js';
import { fill } from './pieces.js';
import type { Piece, Translate } from './pieces.js';
import { blank, checked, who } from './sentenceParts.js';
import type { SpokenGrants } from './spokenGrants.js';
import { sentences } from './words.js';

/** What to say of a token that can be read and that nothing stands against. */
export function readable(facts: Facts, grants: SpokenGrants | undefined, now: number, translate: Translate): Verdict {
  const { pasted, use, subject } = facts;
  const expires = endOf(facts, grants);
  const holes = {
    who: who(subject, translate),
    checked: checked(facts, translate),
    on: facts.host === undefined ? [] : [blank, ...fill(translate(sentences.on), { host: facts.host })],
    life:
      expires === undefined
        ? translate(sentences.noExpiry)
        : [blank, ...fill(translate(sentences.for), { left: [{ left: expires, strong: true }] })],
  };
  const state = stateOf(expires, facts.begun, now);
  const lasting = { state, tone: toneOf(facts, state) };
  if (use === 'refresh') {
    return { ...lasting, sentence: fill(translate(pasted ? sentences.saysRenew : sentences.renew), holes) };
  }
  if (!grants) {
    const sentence = fill(translate(pasted ? sentences.saysUntold : sentences.untold), holes);
    return { ...lasting, tone: lasting.tone === 'good' ? 'plain' : lasting.tone, sentence };
  }
  const { held, missed, ended, endedAt } = grants;
  if (held.length === 0 && endedAt !== undefined) {
    const over = { ...holes, ago: [{ ago: endedAt }] };
    const sentence = fill(translate(pasted ? sentences.saysEnded : sentences.ended), over);
    return { state: 'expired', tone: 'bad', sentence };
  }
  if (held.length === 0) {
    const sentence = fill(translate(sentences[nothingSentence(facts)]), holes);
    return { state: 'nothing-granted', tone: 'warn', sentence };
  }
  const may = fill(translate(pasted ? sentences.saysMay : sentences.may), { ...holes, what: several(held, translate) });
  const besides = (what: readonly (readonly Piece[])[], one: string, many: string): Piece[] =>
    what.length === 0
      ? []
      : [blank, ...fill(translate(what.length > 1 ? many : one), { what: capitalised(several(what, translate)) })];
  const gone = besides(ended, sentences.endedOne, sentences.endedSeveral);
  const missing = besides(missed, sentences.missing, sentences.missingSeveral);
  return { ...lasting, sentence: [...may, ...gone, ...missing] };
}

/** Until when the sentence holds: the end of the token, or of the first grant that ends before it. */
function endOf({ expires }: Facts, grants: SpokenGrants | undefined): number | undefined {
  const ends = [expires, grants?.until].filter((end) => end !== undefined);
  return ends.length === 0 ? undefined : Math.min(...ends);
}

function nothingSentence({ pasted, subject, asked }: Facts): keyof typeof sentences {
  if (pasted) return 'saysNothing';
  if (!asked) return subject.type === 'account' ? 'nothingAsked' : 'nothingAskedUnknown';
  return ({ account: 'nothing', anonymous: 'nothingAnonymous', unknown: 'nothingUnknown' } as const)[subject.type];
}

function stateOf(expires: number | undefined, begun: number | undefined, now: number): TokenState {
  if (expires === undefined) return 'no-expiry';
  return now >= expiringFrom(expires, begun) ? 'expiring' : 'valid';
}

/** Good is only what a service handed out, in time and signed: nobody has checked what was pasted. */
function toneOf(facts: Facts, state: TokenState): Tone {
  if (state === 'expiring' || facts.unsigned || facts.signature?.matches === false) return 'warn';
  return state === 'valid' && !facts.pasted ? 'good' : 'plain';
}
