import { clauseText, same, type Translate } from '../../text/message.js';
import { type Connection, hostOf } from '../connection.js';
import { badgesOf } from '../risks.js';
import { sayer } from './remainingLife.js';
import type { RowInput, RowState } from './rowInput.js';
import { byName } from './rowOrder.js';
import { type ScopeRow, scopeRow } from './scopeRow.js';
import { stateIcons } from './stateIcons.js';
import { blockOf, failureText, isRefused, soonest, summarise } from './summary.js';

/** Texts of a tree row. The state is always in the text too, never in icon or color alone. */
export interface Row {
  readonly state: RowState;
  readonly label: string;
  /** State and remaining life. */
  readonly summary: string;
  /** State and remaining life, risk badges, and the account: what is at the end can be cut off. */
  readonly description: string;
  readonly tooltip: readonly string[];
  /** Codicon id without `$()`: the state's, or the risk icon. */
  readonly icon: string;
  /** Theme color of the icon. */
  readonly color?: string;
  /** What a click does without a question; absent: select the row, and show or hide its children. */
  readonly click?: 'show' | 'fetch';
  /** The connection works again only after the user has done something. */
  readonly needsUser?: true;
  readonly accessibleLabel: string;
  readonly children: readonly ScopeRow[];
  /** Milliseconds until this row or one of its children changes; absent: never. */
  readonly changesIn?: number;
}

const needUser: readonly RowState[] = ['credential-refused', 'needs-credential', 'needs-consent', 'broken', 'lost'];

export function row(input: RowInput, translate: Translate = same): Row {
  const { entry } = input;
  const say = sayer(translate);
  switch (entry.state) {
    case 'ok':
      return connectionRow(entry.connection, input, translate);
    case 'broken':
      return without('broken', `${say('unnamed')} ${entry.id.slice(0, 8)}`, say('broken'), [
        say('brokenBecause', { reason: clauseText(entry.reason, translate) }),
      ]);
    case 'lost':
      return without('lost', entry.label ?? `${say('unnamed')} ${entry.id.slice(0, 8)}`, say('lost'), [
        say('enterAgain'),
      ]);
  }
}

function connectionRow(connection: Connection, input: RowInput, translate: Translate): Row {
  const say = sayer(translate);
  const { kind } = input;
  const host = hostOf(connection);
  const label = connection.name ?? host;
  if (!kind) {
    return without('broken', label, say('unknownKind'), [host]);
  }
  const block = blockOf(input, say);
  const needs = block?.text ?? (input.asks === true ? say('needsInput') : undefined);
  const children = kind.scopes ? scopeRows(input, needs, kind.scopes.catalogueRefused, translate) : [];
  const chooses = kind.scopes !== undefined && children.length === 0;
  const noAccess = children.length > 0 && children.every(({ state }) => state === 'refused');
  const summary = block ?? summarise(connection, input, { noAccess, chooses }, translate);
  const held = input.tokens.length > 0;
  const click = children.length > 0 || chooses ? undefined : held ? 'show' : needs === undefined ? 'fetch' : undefined;
  const { account } = connection;
  const badges = badgesOf(connection, translate);
  const accountWords = account === undefined ? [] : [say('account', { account })];
  return {
    state: summary.state,
    label,
    summary: summary.text,
    description: [summary.text, ...badges, ...(account === undefined ? [] : [account])].join(' · '),
    tooltip: [
      connection.address,
      kind.label,
      [summary.spoken, ...accountWords].join(', '),
      ...(connection.address.startsWith('http:') ? [say('plainHttp')] : []),
      ...(connection.options?.unverified === true ? [say('unverifiedNote')] : []),
      ...(summary.state === 'needs-consent' ? [say('askedWhenFetched')] : []),
      ...(connection.provedAt === undefined && !held ? [say('savedUntried')] : []),
      ...(input.machine === undefined ? [] : [say('sentFrom', { machine: input.machine })]),
    ],
    ...stateIcons[summary.state],
    ...(badges.length > 0 ? { icon: 'unlock', color: 'problemsWarningIcon.foreground' } : {}),
    ...(click === undefined ? {} : { click }),
    ...(needUser.includes(summary.state) ? { needsUser: true } : {}),
    accessibleLabel: [
      label,
      ...(label === host ? [] : [host]),
      kind.label,
      ...badges,
      summary.spoken,
      ...accountWords,
    ].join(', '),
    children,
    ...soonest([summary, ...children]),
  };
}

/** One row for each scope, in an order that using them doesn't change. */
function scopeRows(
  input: RowInput,
  needs: string | undefined,
  catalogueRefused: string | undefined,
  translate: Translate,
): ScopeRow[] {
  const { tokens, used, refused = [], failed, now } = input;
  const key = (scopes: readonly string[]) => scopes.join(' ');
  const lists = new Map([...used, ...tokens.map(({ scopes }) => scopes)].map((scopes) => [key(scopes), scopes]));
  const rows = [...lists.values()].map((scopes) => {
    const held = tokens.find((one) => key(one.scopes) === key(scopes));
    return scopeRow(
      {
        scopes,
        now,
        refused: refused.some((one) => key(one) === key(scopes)),
        ...(held ? { token: held.token, tokenRefused: isRefused(held) } : {}),
        ...(failed && key(failed.scopes) === key(scopes) ? { failed: failureText(failed.code, translate) } : {}),
        ...(needs === undefined ? {} : { needs }),
        ...(catalogueRefused === undefined ? {} : { catalogueRefused }),
      },
      translate,
    );
  });
  return rows.sort((a, b) => byName(a.label, b.label) || byName(key(a.scopes), key(b.scopes)));
}

function without(state: 'broken' | 'lost', label: string, words: string, notes: readonly string[]): Row {
  return {
    state,
    label,
    summary: words,
    description: words,
    tooltip: [label, words, ...notes],
    ...stateIcons[state],
    needsUser: true,
    accessibleLabel: `${label}, ${words}`,
    children: [],
  };
}
