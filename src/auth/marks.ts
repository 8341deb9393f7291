import type { Facts, Mark, Verdict } from './answer.js';
import { lacksSome } from './grants.js';
import { durationText, fill, plainText } from './pieces.js';
import type { Translate } from './pieces.js';
import { marks, sentences } from './words.js';

/** What is to be seen at once: the state, and what is wrong beside it. */
export function marksOf({ state, tone }: Verdict, facts: Facts, translate: Translate): Mark[] {
  const host = (state === 'refused' ? facts.refused?.host : facts.host) ?? translate(sentences.theHost);
  const duration = durationText('length', Math.abs(facts.skew), translate);
  const say = (template: string) => plainText(fill(translate(template), { host, duration }), 0);
  // What nobody has checked is not called valid.
  const word = facts.pasted && state === 'valid' ? marks.notExpired : marks[state];
  return [
    { tone, text: say(word) },
    ...(lacksSome(facts.grants) ? [{ tone: 'warn' as const, text: say(marks.lessThanAsked) }] : []),
    ...(facts.unsigned ? [{ tone: 'warn' as const, text: say(marks.unsigned) }] : []),
    ...(facts.skew === 0 ? [] : [{ tone: 'warn' as const, text: say(marks.clock) }]),
  ];
}
