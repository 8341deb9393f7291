import { statedExpiry } from '../../auth/expiry.js';
import type { Token } from '../../auth/token.js';
import { clauseText, same, type Translate } from '../../text/message.js';
import { type Connection, hostOf } from '../connection.js';
import { badgesOf } from '../risks.js';
import type { Entry } from '../storedEntry.js';
import { lifeOf, type Say, sayer } from './remainingLife.js';
import { type ScopeRow, scopeRow } from './scopeRow.js';

export type RowState =
  | 'none'
  | 'early'
  | 'valid'
  | 'expiring'
  | 'expired'
  | 'refused'
  | 'broken'
  | 'lost'
  | 'needs-credential'
  | 'needs-consent'
  | 'not-here'
  | 'not-tried';

/** Texts of a tree row. The state is always in the text too, never in icon or color alone. */
export interface Row {
  readonly state: RowState;
  readonly label: string;
  /** State and remaining life. */
  readonly summary: string;
  /** Risk badges, state and remaining life, and the account. */
  readonly description: string;
  readonly tooltip: readonly string[];
  /** Codicon id without `$()`: the kind's, the risk icon, or the icon of a state that needs the user. */
  readonly icon: string;
  readonly accessibleLabel: string;
  readonly children: readonly ScopeRow[];
  /** Milliseconds until this row or one of its children changes; absent: never. */
  readonly changesIn?: number;
}

export interface RowInput {
  readonly entry: Entry;
  /** Absent: a kind that this version does not know. */
  readonly kind?: {
    readonly label: string;
    readonly icon: string;
    readonly scopes?: { readonly catalogueRefused?: string };
  };
  /** Includes expired tokens, newest first. */
  readonly tokens: readonly HeldToken[];
  /** Scopes requested before, last used first. */
  readonly used: readonly (readonly string[])[];
  /** Scopes that the service refused completely in this window. */
  readonly refused?: readonly (readonly string[])[];
  /** The service rejects the credential. */
  readonly needsCredential?: boolean;
  /** The token server was not asked, because the user has not agreed to it. */
  readonly needsConsent?: boolean;
  /** Machine that sends the requests, if the credential's prerequisites are missing there. */
  readonly notOn?: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

export interface HeldToken {
  /** As they are requested (see wireScopes). */
  readonly scopes: readonly string[];
  readonly token: Token;
  /** Result of the token test; absent: not tested. */
  readonly proof?: { readonly accepted: boolean };
}

const alarms: Readonly<Partial<Record<RowState, string>>> = {
  expired: 'history',
  refused: 'circle-slash',
  broken: 'error',
  lost: 'warning',
  'needs-credential': 'key',
  'needs-consent': 'question',
  'not-here': 'remote',
};

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
  const summary = summarise(connection, input, translate);
  const children = kind.scopes ? scopeRows(input, kind.scopes.catalogueRefused, translate) : [];
  const { account } = connection;
  const badges = badgesOf(connection, translate);
  const accountWords = account === undefined ? [] : [say('account', { account })];
  return {
    state: summary.state,
    label,
    summary: summary.text,
    description: [...badges, summary.text, ...(account === undefined ? [] : [account])].join(' · '),
    tooltip: [
      connection.address,
      kind.label,
      [summary.spoken, ...accountWords].join(', '),
      ...(connection.address.startsWith('http:') ? [say('plainHttp')] : []),
      ...(connection.options?.unverified === true ? [say('unverifiedNote')] : []),
      ...(summary.state === 'needs-consent' ? [say('askedWhenFetched')] : []),
      ...(connection.provedAt === undefined && input.tokens.length === 0 ? [say('savedUntried')] : []),
    ],
    icon: badges.length > 0 ? 'unlock' : (alarms[summary.state] ?? kind.icon),
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

interface Summary {
  readonly state: RowState;
  readonly text: string;
  readonly spoken: string;
  readonly changesIn?: number;
}

function summarise(connection: Connection, input: RowInput, translate: Translate): Summary {
  const { tokens, needsCredential, needsConsent, notOn, now } = input;
  const say = sayer(translate);
  if (notOn !== undefined) {
    return plain('not-here', say('notHere', { machine: notOn }));
  }
  if (needsCredential === true) {
    return plain('needs-credential', say('needsCredential'));
  }
  if (needsConsent === true) {
    return plain('needs-consent', say('needsConsent'));
  }
  if (tokens.length === 0) {
    return connection.provedAt === undefined ? plain('not-tried', say('notTried')) : plain('none', say('none'));
  }
  const taken = tokens.filter((held) => !isRefused(held)).map(({ token }) => token);
  return taken.length === 0 ? plain('refused', say('tokenRefused')) : summariseTokens(taken, now, say, translate);
}

function isRefused({ proof }: HeldToken): boolean {
  return proof?.accepted === false;
}

function summariseTokens(tokens: readonly Token[], now: number, say: Say, translate: Translate): Summary {
  const expiryOf = (token: Token) => statedExpiry(token)?.at ?? Infinity;
  const lives = [...tokens].sort((a, b) => expiryOf(a) - expiryOf(b)).map((token) => lifeOf(token, now, translate));
  const alive = lives.filter(({ state }) => state !== 'expired');
  const [first] = alive;
  const count = String(tokens.length);
  if (!first) {
    return plain('expired', tokens.length === 1 ? say('expired') : say('allExpired', { count }));
  }
  if (tokens.length === 1) {
    return first;
  }
  // Some tokens can be expiring while others are valid for hours. The connection shows its best token's state.
  const state = (['valid', 'expiring'] as const).find((best) => alive.some((life) => life.state === best)) ?? 'early';
  const expired = String(tokens.length - alive.length);
  const words = first.state === 'expiring' ? 'tokensFirst' : 'tokens';
  const some = alive.length < tokens.length;
  return {
    state,
    text: some ? say('someExpired', { count, expired }) : say(words, { count, life: first.text }),
    spoken: some ? say('someExpired', { count, expired }) : say(words, { count, life: first.spoken }),
    ...soonest(alive),
  };
}

function soonest(parts: readonly { readonly changesIn?: number }[]): { readonly changesIn?: number } {
  const changes = parts.map(({ changesIn }) => changesIn).filter((ms) => ms !== undefined);
  return changes.length === 0 ? {} : { changesIn: Math.min(...changes) };
}

function scopeRows(input: RowInput, catalogueRefused: string | undefined, translate: Translate): ScopeRow[] {
  const { tokens, used, refused = [], now } = input;
  const key = (scopes: readonly string[]) => scopes.join(' ');
  const lists = new Map([...used, ...tokens.map(({ scopes }) => scopes)].map((scopes) => [key(scopes), scopes]));
  return [...lists.values()].map((scopes) => {
    const held = tokens.find((one) => key(one.scopes) === key(scopes));
    return scopeRow(
      {
        scopes,
        now,
        refused: refused.some((one) => key(one) === key(scopes)),
        ...(held ? { token: held.token, tokenRefused: isRefused(held) } : {}),
        ...(catalogueRefused === undefined ? {} : { catalogueRefused }),
      },
      translate,
    );
  });
}

function plain(state: RowState, words: string): Summary {
  return { state, text: words, spoken: words };
}

function without(state: 'broken' | 'lost', label: string, words: string, notes: readonly string[]): Row {
  return {
    state,
    label,
    summary: words,
    description: words,
    tooltip: [label, words, ...notes],
    icon: alarms[state] ?? 'error',
    accessibleLabel: `${label}, ${words}`,
    children: [],
  };
}
