import type { ChallengeView } from '../ui/panel/messages.js';
import { type Context, section } from './context.js';
import type { Child } from './dom.js';
import { pageHeader } from './header.js';

/** Page of a pasted challenge: who asks for what, then each parameter with its meaning. */
export function challengePage(context: Context<ChallengeView>): Child[] {
  const { el, foreign, root, view } = context;
  root.className = 'plain';
  const { sentence, notes, schemes } = view.challenge;
  return [
    pageHeader(context),
    el('p', { class: 'answer' }, foreign(sentence)),
    ...notes.map((note) => el('p', { class: 'next' }, foreign(note))),
    ...schemes.flatMap((one, index) => schemeSection(context, one, `scheme${index}`)),
  ];
}

type Scheme = ChallengeView['challenge']['schemes'][number];

function schemeSection(context: Context, { scheme, rows }: Scheme, id: string): Child[] {
  const { el, foreign, texts } = context;
  if (rows.length === 0) {
    return [];
  }
  const title = texts.challengeOf.replace('{scheme}', () => scheme);
  const heads = [texts.parameter, texts.value, texts.meaning].map((head) => el('th', { scope: 'col' }, [head]));
  const body = rows.map(({ name, value, meaning }) =>
    el('tr', {}, [
      el('th', { scope: 'row' }, [el('code', {}, foreign(name))]),
      el('td', {}, [el('code', { class: 'value' }, foreign(value))]),
      el('td', { class: 'muted' }, foreign(meaning)),
    ]),
  );
  const table = el('table', { class: 'claims' }, [
    el('caption', { class: 'unseen' }, foreign(title)),
    el('thead', {}, [el('tr', {}, heads)]),
    el('tbody', {}, body),
  ]);
  return [section(context, id, title, [table])];
}
