import type { ComparisonView } from '../ui/panel/messages.js';
import { type Context, section } from './context.js';
import type { Child } from './dom.js';
import { pageHeader } from './header.js';
import { lazyRows } from './lazyRows.js';

type Changed = ComparisonView['comparison']['claims'][number];
type Grant = ComparisonView['comparison']['grants'][number];

/** Page with the differences in claims and grants between two tokens. */
export function comparisonPage(context: Context<ComparisonView>): Child[] {
  const { el, foreign, root, view } = context;
  root.className = 'plain';
  const { claims, grants, sentence } = view.comparison;
  return [
    pageHeader(context),
    el('p', { class: 'answer' }, foreign(sentence)),
    sidesList(context),
    ...grantsTable(context, grants),
    ...claimsTable(context, claims),
  ];
}

function sidesList({ el, foreign, texts, view }: Context<ComparisonView>): HTMLElement {
  const pairs = (['before', 'after'] as const).map((side) =>
    el('div', {}, [el('dt', {}, [texts[side]]), el('dd', {}, foreign(view.sides[side]))]),
  );
  return el('dl', { class: 'facts' }, pairs);
}

function grantsTable(context: Context<ComparisonView>, grants: readonly Grant[]): Child[] {
  const { el, foreign, texts } = context;
  const none = () => [
    el('span', { class: 'muted', 'aria-hidden': 'true' }, ['–']),
    el('span', { class: 'unseen' }, [texts.nothing]),
  ];
  const actions = (names: readonly string[]): Child[] => (names.length === 0 ? none() : foreign(names.join(', ')));
  const unlisted = (more: number): HTMLElement =>
    el('p', { class: 'muted' }, [texts.more.replace('{count}', String(more))]);
  const rowOf = ({ type, name, gained, lost, more }: Grant) =>
    el('tr', {}, [
      el('th', { scope: 'row' }, [
        ...(type === 'repository' ? [] : [el('span', { class: 'muted' }, [...foreign(type), ' '])]),
        el('code', {}, foreign(name)),
        ...(more === undefined ? [] : [unlisted(more)]),
      ]),
      el('td', {}, actions(gained)),
      el('td', {}, actions(lost)),
    ]);
  return table(context, 'grants', texts.comparedGrants, [texts.resource, texts.gained, texts.lost], grants, rowOf);
}

function claimsTable(context: Context<ComparisonView>, claims: readonly Changed[]): Child[] {
  const { el, foreign, texts } = context;
  const value = (text: string | undefined): Child[] =>
    text === undefined
      ? [el('em', { class: 'muted' }, [texts.absent])]
      : [
          el(
            'code',
            { class: 'value' },
            text.split('\n').flatMap((line, index) => [...(index === 0 ? [] : ['\n']), ...foreign(line)]),
          ),
        ];
  const rowOf = ({ part, name, before, after, usual }: Changed) =>
    el('tr', {}, [
      el('th', { scope: 'row' }, [
        ...(part === 'claims' ? [] : [el('span', { class: 'muted' }, [`${texts.header} `])]),
        el('code', {}, foreign(name)),
        ...(usual ? [el('p', { class: 'muted' }, [texts.ofEveryToken])] : []),
      ]),
      el('td', {}, value(before)),
      el('td', {}, value(after)),
    ]);
  return table(context, 'claims', texts.comparedClaims, [texts.claim, texts.before, texts.after], claims, rowOf);
}

function table<Item>(
  context: Context,
  id: string,
  title: string,
  heads: readonly string[],
  items: readonly Item[],
  rowOf: (item: Item) => HTMLTableRowElement,
): Child[] {
  if (items.length === 0) {
    return [];
  }
  const { el } = context;
  const element = el('table', { class: 'compared' }, [
    el('caption', { class: 'unseen' }, [title]),
    el('thead', {}, [
      el(
        'tr',
        {},
        heads.map((text) => el('th', { scope: 'col' }, [text])),
      ),
    ]),
  ]);
  const rows = lazyRows<Item>(context, element, rowOf);
  rows.show(items);
  return [section(context, id, title, rows.nodes, { count: items.length })];
}
