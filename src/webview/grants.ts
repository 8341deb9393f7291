import { mark, section, type TokenContext, type Tone } from './context.js';
import type { Child } from './dom.js';

type Grant = NonNullable<TokenContext['view']['inspection']['grants']>[number];
type State = Grant['actions'][number]['state'];

/** Columns for actions beyond these would not fit; those actions are listed in one. */
const COLUMNS = 6;
const usual = ['pull', 'push', 'delete', '*'];
const tones: Readonly<Record<State, Tone>> = {
  granted: 'good',
  'granted-as-wildcard': 'good',
  missing: 'warn',
  extra: 'plain',
  unknown: 'plain',
};

/** Resources and actions, what was asked for told apart from what was granted, each in words. */
export function grantsSection(context: TokenContext): Child[] {
  const { el, texts, view } = context;
  const { grants } = view.inspection;
  if (!grants) return [];
  if (grants.length === 0) {
    return [section(context, 'grants', texts.grants, 0, [el('p', { class: 'muted' }, [texts.nothingListed])])];
  }
  const columns = columnsOf(grants);
  const others = grants.some(({ actions }) => actions.some(({ action }) => !columns.includes(action)));
  const hints = grants.some(({ hint }) => hint !== undefined);
  const heads = [texts.resource, ...columns, ...(others ? [texts.others] : []), ...(hints ? [texts.next] : [])];
  const table = el('table', { class: 'grants' }, [
    el('caption', { class: 'unseen' }, [texts.grants]),
    el('thead', {}, [
      el(
        'tr',
        {},
        heads.map((head) => el('th', { scope: 'col' }, context.foreign(head))),
      ),
    ]),
    el(
      'tbody',
      {},
      grants.map((grant) => grantRow(context, grant, columns, others, hints)),
    ),
  ]);
  const scroller = el('div', { class: 'wide', tabindex: '0', role: 'group', 'aria-labelledby': 'grants' }, [table]);
  return [section(context, 'grants', texts.grants, grants.length, [scroller])];
}

function columnsOf(grants: readonly Grant[]): string[] {
  const named = new Set(grants.flatMap(({ actions }) => actions.map(({ action }) => action)));
  const first = usual.filter((action) => named.has(action));
  return [...first, ...[...named].filter((action) => !usual.includes(action))].slice(0, COLUMNS);
}

function grantRow(
  context: TokenContext,
  { type, name, actions, hint }: Grant,
  columns: readonly string[],
  others: boolean,
  hints: boolean,
): HTMLElement {
  const { el, foreign, texts } = context;
  const kind = type === 'repository' ? [] : [el('span', { class: 'muted' }, [...foreign(type), ' '])];
  const cells = columns.map((column) => {
    const state = actions.find(({ action }) => action === column)?.state;
    return el(
      'td',
      {},
      state
        ? stateWords(context, state)
        : [
            el('span', { class: 'muted', 'aria-hidden': 'true' }, ['–']),
            el('span', { class: 'unseen' }, [texts.notAsked]),
          ],
    );
  });
  const rest = actions.filter(({ action }) => !columns.includes(action));
  const restCell = el(
    'td',
    {},
    rest.flatMap(({ action, state }, index) => [
      ...(index === 0 ? [] : ['; ']),
      el('code', {}, foreign(action)),
      ': ',
      ...stateWords(context, state),
    ]),
  );
  return el('tr', {}, [
    el('th', { scope: 'row' }, [...kind, el('code', {}, foreign(name))]),
    ...cells,
    ...(others ? [restCell] : []),
    ...(hints ? [el('td', { class: 'muted' }, foreign(hint ?? ''))] : []),
  ]);
}

function stateWords(context: TokenContext, state: State): Child[] {
  return [mark(context, tones[state]), ` ${context.texts[state]}`];
}
