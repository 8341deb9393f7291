import { fullTime, section, type TokenContext } from './context.js';
import type { Child } from './dom.js';
import { lazyRows } from './lazyRows.js';

type Claim = TokenContext['view']['inspection']['claims'][number];

export function claimsSection(context: TokenContext, now: number): Child[] {
  const { texts, view } = context;
  return table(context, 'claims', texts.claims, texts.claim, view.inspection.claims, now);
}

export function headerSection(context: TokenContext, now: number): Child[] {
  const { texts, view } = context;
  return table(context, 'header', texts.header, texts.field, view.inspection.header, now);
}

function table(
  context: TokenContext,
  id: string,
  title: string,
  name: string,
  claims: readonly Claim[],
  now: number,
): Child[] {
  if (claims.length === 0) return [];
  const { el, texts } = context;
  const heads = [name, texts.value, texts.meaning].map((head) => el('th', { scope: 'col' }, [head]));
  const table = el('table', { class: 'claims' }, [
    el('caption', { class: 'unseen' }, [title]),
    el('thead', {}, [el('tr', {}, heads)]),
  ]);
  const rows = lazyRows<Claim>(context, table, (claim) => claimRow(context, claim, now));
  rows.show(claims);
  return [section(context, id, title, rows.nodes)];
}

function claimRow(context: TokenContext, claim: Claim, now: number): HTMLTableRowElement {
  const { el, foreign } = context;
  return el('tr', {}, [
    el('th', { scope: 'row' }, [el('code', {}, foreign(claim.name))]),
    el('td', {}, valueNodes(context, claim, now)),
    el('td', { class: 'muted' }, foreign(claim.meaning ?? '')),
  ]);
}

function valueNodes(context: TokenContext, { value, json, length, time }: Claim, now: number): Child[] {
  const { el, foreign, texts } = context;
  // The line breaks of JSON are ours; those of a text are the token's, and written out like everything unseen.
  const lines = json ? value.split('\n') : [value];
  const nodes = lines.flatMap((line, index) => [...(index === 0 ? [] : ['\n']), ...foreign(line)]);
  return [
    el('code', { class: 'value' }, nodes),
    ...(length === undefined
      ? []
      : [el('span', { class: 'muted' }, [` … ${texts.cut.replace('{count}', String(length))}`])]),
    ...(time === undefined ? [] : [el('span', { class: 'times' }, fullTime(context, time, now))]),
  ];
}
