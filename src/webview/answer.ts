import type { TokenView } from '../ui/panelMessages.js';
import { answerAt, mark, pieceNodes, type TokenContext } from './context.js';
import type { Child } from './dom.js';

/** The live region speaks at most this often (ms), unless the state changes. */
const SPEAK_EVERY = 60_000;

/** The first sentence, with state and proof below it. All of it moves on with the clock. */
export function answerSection(context: TokenContext, now: number): Child[] {
  const { el, texts, view } = context;
  const { proof, lessThanAsked } = view.inspection;
  const sentence = el('p', { class: 'answer' });
  const state = el('span', { class: 'pill' });
  const live = el('p', { class: 'unseen', role: 'status' });
  let spoken: { readonly state: string; readonly at: number } | undefined;

  context.onTick((moment) => {
    const answer = answerAt(view, moment);
    const nodes = el('p', {}, pieceNodes(context, answer.sentence, moment));
    if (nodes.textContent !== sentence.textContent) {
      sentence.replaceChildren(...nodes.childNodes);
      state.className = `pill ${answer.tone}`;
      state.replaceChildren(mark(context, answer.tone), ` ${stateWord(context, answer.state)}`);
    }
    // The first sentence is read with the page; only what changes afterwards is announced.
    spoken ??= { state: answer.state, at: moment };
    if (spoken.state !== answer.state || moment - spoken.at >= SPEAK_EVERY) {
      spoken = { state: answer.state, at: moment };
      live.textContent = sentence.textContent;
    }
  });

  const less = el('span', { class: 'pill warn' }, [mark(context, 'warn'), ` ${texts.lessThanAsked}`]);
  const facts = el('span', { class: 'proof' }, pieceNodes(context, proof, now));
  return [sentence, el('p', { class: 'row' }, [state, ...(lessThanAsked ? [' ', less] : []), ' ', facts]), live];
}

/** What nobody has checked is not called valid. */
function stateWord({ texts, view }: TokenContext, state: TokenView['inspection']['answers'][number]['state']): string {
  return view.inspection.pasted && state === 'valid' ? texts.notExpired : texts[state];
}
