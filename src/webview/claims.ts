import { fullTime, section, type TokenContext } from './context.js';
import type { Child } from './dom.js';
import { actionButton, itemButton } from './header.js';
import { lazyRows } from './lazyRows.js';

type Claim = TokenContext['view']['inspection']['claims'][number];

/** Row with its index among claims, header and details, which identifies it to the host. */
interface Numbered extends Claim {
  readonly index: number;
}

export function claimsSection(context: TokenContext, now: number): Child[] {
  const { texts, view } = context;
  return table(
    context,
    { id: 'claims', title: texts.claims, name: texts.claim, before: 0 },
    view.inspection.claims,
    now,
  );
}

export function headerSection(context: TokenContext, now: number): Child[] {
  const { texts, view } = context;
  const { claims, header } = view.inspection;
  return table(context, { id: 'header', title: texts.header, name: texts.field, before: claims.length }, header, now);
}

/** Section with the details beside the token, which aren't part of it. */
export function detailsSection(context: TokenContext, now: number): Child[] {
  const { texts, view } = context;
  const { claims, header, details } = view.inspection;
  const before = claims.length + header.length;
  return table(context, { id: 'details', title: texts.details, name: texts.field, before }, details, now);
}

interface ClaimsTable {
  readonly id: 'claims' | 'header' | 'details';
  readonly title: string;
  /** Heading of the first column. */
  readonly name: string;
  /** Number of rows on the page before these. */
  readonly before: number;
}

function table(
  context: TokenContext,
  { id, title, name, before }: ClaimsTable,
  claims: readonly Claim[],
  now: number,
): Child[] {
  if (claims.length === 0) {
    return [];
  }
  const { el, texts, view } = context;
  const heads = [name, texts.value, texts.meaning].map((head) => el('th', { scope: 'col' }, [head]));
  const table = el('table', { class: 'claims' }, [
    el('caption', { class: 'unseen' }, [title]),
    el('thead', {}, [el('tr', {}, heads)]),
  ]);
  const rows = lazyRows<Numbered>(context, table, (claim) => claimRow(context, claim, now));
  rows.show(claims.map((claim, index) => ({ ...claim, index: before + index })));
  // When the claims aren't readable, only the header can be opened.
  const first = view.inspection.claims.length > 0 ? 'claims' : 'header';
  const offers =
    id === first && view.actions.includes('openClaims') ? [actionButton(context, 'openClaims', 'link')] : [];
  return [section(context, id, title, rows.nodes, { offers })];
}

function claimRow(context: TokenContext, claim: Numbered, now: number): HTMLTableRowElement {
  const { el, foreign } = context;
  const hint = claim.hint === undefined ? [] : [el('p', { class: 'hint' }, foreign(claim.hint))];
  return el('tr', {}, [
    el('th', { scope: 'row' }, [el('code', {}, foreign(claim.name))]),
    el('td', {}, [...valueNodes(context, claim, now), ...buttons(context, claim)]),
    el('td', { class: 'muted' }, [...foreign(claim.meaning ?? ''), ...hint]),
  ]);
}

/** Buttons of a row: copy and inspect for a hidden value, copy for any other. */
function buttons(context: TokenContext, { index, inner = [], name }: Numbered): Child[] {
  const { el, view } = context;
  const offered = (inner.length > 0 ? (['copyInner', 'inspectInner'] as const) : (['copyClaim'] as const)).filter(
    (action) => view.actions.includes(action),
  );
  if (offered.length === 0) {
    return [];
  }
  const links = offered.flatMap((action) => [' ', itemButton(context, action, index, name)]);
  return [el('span', { class: inner.length > 0 ? 'offers' : 'offers quiet' }, links)];
}

function valueNodes(context: TokenContext, { value, json, length, time }: Claim, now: number): Child[] {
  const { el, foreign, texts } = context;
  // The line breaks of formatted JSON are real. Those in a text belong to the token and are written out like all
  // invisible characters.
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
