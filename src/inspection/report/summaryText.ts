import { writtenLines } from '../../text/invisible.js';
import { fill, plainText, same, type Translate } from '../../text/message.js';
import type { TokenInspection } from '../inspection.js';
import { answerParts } from '../sentences.js';

/** The panel's summary as text to copy: the sentence, all marks, the proof, and each problem with advice, a line each. */
export function summaryText(
  { answers, proof, findings }: TokenInspection,
  now: number,
  translate: Translate = same,
): string {
  const answer = answers.findLast(({ from }) => from <= now) ?? answers[0];
  const say = (template: string, holes: Record<string, string>) => plainText(fill(translate(template), holes), 0);
  const worth = findings.filter(({ severity }) => severity !== 'info');
  return writtenLines([
    plainText(answer.sentence, now, translate),
    say(answerParts.state, { marks: answer.marks.map(({ text }) => text).join(', ') }),
    say(answerParts.proof, { proof: plainText(proof, now, translate) }),
    ...worth.map(({ severity, title, text, advice }) =>
      say(answerParts[severity === 'blocks' ? 'blocks' : 'warning'], { title, text, advice }),
    ),
  ]);
}
