import { answerAt, mark, pieceNodes, type TokenContext } from './context.js';
import type { Child } from './dom.js';
import { actionButton } from './header.js';

/** Section with the answer, its marks, and the proof. The answer and the marks are updated with the clock. */
export function verdictSection(context: TokenContext, now: number): Child[] {
  const { el, foreign, view } = context;
  const { proof } = view.inspection;
  const sentence = el('p', { class: 'answer' });
  const pills = el('span', { class: 'pills' });

  context.onTick((moment) => {
    const answer = answerAt(view, moment);
    const nodes = el('p', {}, pieceNodes(context, answer.sentence, moment));
    if (nodes.textContent !== sentence.textContent) {
      sentence.replaceChildren(...nodes.childNodes);
      const marks = answer.marks.map(({ tone, text }) =>
        el('span', { class: `pill ${tone}` }, [mark(context, tone), ' ', ...foreign(text)]),
      );
      pills.replaceChildren(...marks.flatMap((pill, index) => (index === 0 ? [pill] : [' ', pill])));
    }
    context.speaker.say(answer.state, sentence.textContent, moment);
  });

  const facts = el('span', { class: 'proof' }, pieceNodes(context, proof, now));
  const checks = (['verify', 'testToken'] as const)
    .filter((action) => view.actions.includes(action))
    .flatMap((action) => [' ', actionButton(context, action, 'link')]);
  return [sentence, el('p', { class: 'row' }, [pills, ' ', facts, ...checks])];
}
