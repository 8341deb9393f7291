import { mark, section, timeElement, type TokenContext, type Tone } from './context.js';
import type { Child } from './dom.js';
import { lazyRows } from './lazyRows.js';

type Grant = NonNullable<TokenContext['view']['inspection']['grants']>[number];
type State = Grant['actions'][number]['state'];

/** Maximum number of action columns. Further actions share one column. */
const COLUMNS = 6;
/** Minimum number of grants for a filter. A shorter list needs none. */
const WORTH_A_FILTER = 10;
const usual = ['pull', 'push', 'delete', '*'];
const tones: Readonly<Record<State, Tone>> = {
  granted: 'good',
  'granted-as-wildcard': 'good',
  missing: 'warn',
  extra: 'plain',
  unknown: 'plain',
  'at-most': 'plain',
  ended: 'warn',
};

/** Table of resources and actions. It distinguishes requested from granted, each as text. */
export function grantsSection(context: TokenContext, now: number): Child[] {
  const { el, texts, view } = context;
  const { grants } = view.inspection;
  if (!grants) {
    return [];
  }
  if (grants.length === 0) {
    return [section(context, 'grants', texts.grants, [el('p', { class: 'muted' }, [texts.nothingListed])])];
  }
  const columns = columnsOf(grants);
  const others = grants.some(
    ({ actions, more }) => more !== undefined || actions.some(({ action }) => !columns.includes(action)),
  );
  const ends = grants.some(({ expires }) => expires !== undefined);
  const heads = [texts.resource, ...columns, ...(others ? [texts.others] : []), ...(ends ? [texts.ends] : [])];
  const table = el('table', { class: 'grants' }, [
    el('caption', { class: 'unseen' }, [texts.grants]),
    el('thead', {}, [
      el(
        'tr',
        {},
        heads.map((head) => el('th', { scope: 'col' }, context.foreign(head))),
      ),
    ]),
  ]);
  const rows = lazyRows<Grant>(context, table, (grant) => grantRow(context, grant, { columns, others, ends, now }));
  rows.show(grants);
  const filter = grants.length < WORTH_A_FILTER ? [] : [filterBox(context, grants, rows.show)];
  const scroller = el(
    'div',
    { class: 'wide', tabindex: '0', 'data-key': 'grants', role: 'group', 'aria-labelledby': 'grants' },
    rows.nodes,
  );
  return [section(context, 'grants', texts.grants, [...filter, scroller], { count: grants.length })];
}

/** Filters the table to grants that contain all typed words, in names, actions or states. */
function filterBox(
  { el, texts }: TokenContext,
  grants: readonly Grant[],
  show: (grants: readonly Grant[]) => void,
): HTMLElement {
  const input = el('input', {
    type: 'search',
    'data-key': 'filter',
    'aria-label': texts.filter,
    placeholder: texts.filter,
  });
  const found = el('span', { class: 'muted', role: 'status' });
  const searched = grants.map(({ type, name, actions }) =>
    [type, name, ...actions.map(({ action, state }) => `${action} ${texts[state]}`)].join(' ').toLowerCase(),
  );
  input.addEventListener('input', () => {
    const words = input.value.toLowerCase().split(' ');
    const kept = grants.filter((_grant, index) => words.every((word) => searched[index]?.includes(word)));
    show(kept);
    found.textContent = texts.shownOf.replace('{shown}', String(kept.length)).replace('{count}', String(grants.length));
  });
  return el('p', { class: 'row filter' }, [input, found]);
}

function columnsOf(grants: readonly Grant[]): string[] {
  const named = new Set(grants.flatMap(({ actions }) => actions.map(({ action }) => action)));
  const first = usual.filter((action) => named.has(action));
  return [...first, ...[...named].filter((action) => !usual.includes(action))].slice(0, COLUMNS);
}

/** Columns of the table. */
interface Layout {
  readonly columns: readonly string[];
  readonly others: boolean;
  readonly ends: boolean;
  readonly now: number;
}

function grantRow(
  context: TokenContext,
  { type, name, any, actions, more, expires, notes = [] }: Grant,
  { columns, others, ends, now }: Layout,
): HTMLTableRowElement {
  const { el, foreign } = context;
  const kind = type === 'repository' ? [] : [el('span', { class: 'muted' }, [...foreign(type), ' '])];
  const rest = actions.filter(({ action }) => !columns.includes(action));
  return el('tr', {}, [
    el('th', { scope: 'row' }, [
      ...kind,
      ...(any ? foreign(name) : [el('code', {}, foreign(name))]),
      ...notes.map((note) => el('p', { class: 'muted' }, foreign(note))),
    ]),
    ...columns.map((column) => actionCell(context, actions.find(({ action }) => action === column)?.state)),
    ...(others ? [restCell(context, rest, more)] : []),
    ...(ends ? [el('td', {}, expires === undefined ? [] : [timeElement(context, expires, now)])] : []),
  ]);
}

function actionCell(context: TokenContext, state: State | undefined): HTMLElement {
  const { el, texts } = context;
  if (state !== undefined) {
    return el('td', {}, stateWords(context, state));
  }
  const dash = el('span', { class: 'muted', 'aria-hidden': 'true' }, ['–']);
  return el('td', {}, [dash, el('span', { class: 'unseen' }, [texts.notAsked])]);
}

function restCell(context: TokenContext, rest: Grant['actions'], more: number | undefined): HTMLElement {
  const { el, foreign, texts } = context;
  const listed = rest.flatMap(({ action, state }, index) => [
    ...(index === 0 ? [] : ['; ']),
    el('code', {}, foreign(action)),
    ': ',
    ...stateWords(context, state),
  ]);
  const unlisted =
    more === undefined ? [] : [`${rest.length > 0 ? '; ' : ''}${texts.more.replace('{count}', String(more))}`];
  return el('td', {}, [...listed, ...unlisted]);
}

function stateWords(context: TokenContext, state: State): Child[] {
  return [mark(context, tones[state]), ` ${context.texts[state]}`];
}
