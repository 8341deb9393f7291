import { mergeScopes, missingScopes, parseScope, type Scope, wireScopes, withoutClass } from '../../auth/scope.js';
import type { Token } from '../../auth/token.js';
import type { Translate } from '../../text/message.js';
import { lifeOf, type Say, sayer } from './remainingLife.js';
import { type StateIcon, stateIcons } from './stateIcons.js';

type ScopeState = 'none' | 'early' | 'valid' | 'expiring' | 'expired' | 'refused' | 'failed';

/** Texts of a row for scopes. */
export interface ScopeRow {
  /** As they are requested (see wireScopes). */
  readonly scopes: readonly string[];
  readonly state: ScopeState;
  readonly label: string;
  readonly description: string;
  readonly tooltip: readonly string[];
  /** Codicon id without `$()`. */
  readonly icon: string;
  /** Theme color of the icon. */
  readonly color?: string;
  /** What a click does without a question; absent: select the row. */
  readonly click?: 'show' | 'fetch';
  readonly accessibleLabel: string;
  /** Milliseconds until any of these fields changes; absent: never. */
  readonly changesIn?: number;
}

export interface ScopeRowInput {
  readonly scopes: readonly string[];
  /** The newest token for these scopes. */
  readonly token?: Token;
  /** The service rejected that token. */
  readonly tokenRefused?: boolean;
  /** The service refused these scopes completely. */
  readonly refused: boolean;
  /** State of the last fetch of these scopes, if it failed for a technical reason. Translated. */
  readonly failed?: string;
  /** What the connection needs from the user before it can fetch. Translated. */
  readonly needs?: string;
  /** Meaning of a refused catalog listing, if it is normal for this kind. */
  readonly catalogueRefused?: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

export function scopeRow(input: ScopeRowInput, translate: Translate): ScopeRow {
  const { token, now, needs } = input;
  const say = sayer(translate);
  const scopes = wireScopes(input.scopes);
  const asked = mergeScopes(scopes);
  const label = scopes.map((text) => nameOf(parseScope(text), say)).join(', ') || say('noScope');
  const click: ScopeRow['click'] = token !== undefined ? 'show' : needs === undefined ? 'fetch' : undefined;
  const row = { scopes, label, ...(click === undefined ? {} : { click }) };
  const requested = readGrant(asked, undefined, say).held;
  const simple = (state: ScopeState, words: string, notes: readonly string[] = []): ScopeRow =>
    finish(row, state, stateIcons[state], [requested, words], [requested, words], notes);

  if (input.refused || (token && grantsNothing(scopes, token.granted))) {
    const catalogue = scopes.length === 1 && isCatalogue(parseScope(scopes[0] ?? ''));
    const normal = catalogue ? input.catalogueRefused : undefined;
    return simple(
      'refused',
      say(normal === undefined ? 'noAccess' : 'noAccessNormal'),
      normal === undefined ? [] : [normal],
    );
  }
  if (!token) {
    return input.failed === undefined ? simple('none', needs ?? say('none')) : simple('failed', input.failed);
  }
  if (input.tokenRefused === true) {
    return simple('refused', say('tokenRefused'));
  }
  const life = lifeOf(token, now, translate);
  if (life.state === 'expired') {
    // The next fetch requests all actions again, so that is what tells rows of one repository apart.
    return simple('expired', [life.text, input.failed ?? needs].filter(Boolean).join(', '));
  }
  const grant = readGrant(asked, token.granted, say);
  // Rows are truncated at the end, so missing grants come first.
  const untried = token.details?.unproved === undefined ? '' : say('notTried');
  const shown = [...grant.missing.map(({ text }) => text), untried, grant.held, life.text];
  const spoken = [untried, grant.held, life.spoken, ...grant.missing.map((one) => one.spoken)];
  const doubtful =
    life.state === 'valid' && (grant.missing.length > 0 ? doubt.missing : untried !== '' && doubt.untried);
  return {
    ...finish(row, life.state, doubtful || stateIcons[life.state], shown, spoken),
    ...(life.changesIn === undefined ? {} : { changesIn: life.changesIn }),
  };
}

const doubt = {
  missing: { icon: 'warning', color: 'problemsWarningIcon.foreground' },
  untried: stateIcons['not-tried'],
} as const;

/** Whether a token lists what it grants, and nothing of what was requested is in it. */
export function grantsNothing(scopes: readonly string[], granted: readonly string[] | undefined): boolean {
  const asked = mergeScopes(wireScopes(scopes));
  const missing = granted === undefined ? [] : missingScopes(granted, asked);
  return missing.length > 0 && missing.join(' ') === asked.join(' ');
}

function finish(
  row: Pick<ScopeRow, 'scopes' | 'label' | 'click'>,
  state: ScopeState,
  icon: StateIcon,
  shown: readonly string[],
  spoken: readonly string[],
  notes: readonly string[] = [],
): ScopeRow {
  const description = shown.filter(Boolean).join(' · ');
  const accessibleLabel = [row.label, ...spoken].filter(Boolean).join(', ');
  return { ...row, ...icon, state, description, accessibleLabel, tooltip: [...row.scopes, description, ...notes] };
}

interface Words {
  readonly text: string;
  /** For a screen reader, which reads the whole text. */
  readonly spoken: string;
}

interface Grant {
  /** Requested actions that the token grants; all requested ones if the token doesn't list its grant. */
  readonly held: string;
  readonly missing: readonly Words[];
}

function readGrant(scopes: readonly string[], granted: readonly string[] | undefined, say: Say): Grant {
  const missing = granted === undefined ? [] : missingScopes(granted, scopes);
  const lacking = missing.map(parseScope);
  const asked = scopes.map(parseScope);
  const held = asked.flatMap((scope) => {
    const lacks = lacking.find((other) => sameResource(scope, other))?.actions ?? [];
    const actions = scope.actions.filter((action) => !lacks.includes(action));
    return actions.length === 0 || isCatalogue(scope)
      ? []
      : [{ name: scope.name, actions: actionsText(scope, actions, granted, say) }];
  });
  const alike = held.length === asked.length && held.every(({ actions }) => actions === held[0]?.actions);
  return {
    held: alike ? (held[0]?.actions ?? '') : held.map((one) => say('actionsOn', one)).join('; '),
    missing: lacking.map((scope) => missingText(scope, asked.length > 1, say)),
  };
}

function missingText(scope: Scope, several: boolean, say: Say): Words {
  const name = nameOf(scope, say);
  const actions = scope.actions.join(', ');
  if (actions === '' || isCatalogue(scope)) {
    return { text: say('missingScope', { name }), spoken: say('missingScopeSpoken', { name }) };
  }
  return several
    ? { text: say('missingOn', { actions, name }), spoken: say('missingOnSpoken', { actions, name }) }
    : { text: say('missing', { actions }), spoken: say('missingSpoken', { actions }) };
}

function actionsText(scope: Scope, held: readonly string[], granted: readonly string[] | undefined, say: Say): string {
  const actions = held.join(', ');
  const wildcard = granted
    ?.flatMap((text) => mergeScopes([text]))
    .map(parseScope)
    .some((other) => sameResource(scope, other) && other.actions.includes('*'));
  return wildcard === true && !held.includes('*') ? say('asWildcard', { actions }) : actions;
}

/** The class in a type, as in `repository(plugin)`, doesn't make it a different resource. */
function sameResource(one: Scope, other: Scope): boolean {
  return one.name === other.name && withoutClass(one.type) === withoutClass(other.type);
}

function isCatalogue({ type, name }: Scope): boolean {
  return type === 'registry' && name === 'catalog';
}

function nameOf(scope: Scope, say: Say): string {
  if (isCatalogue(scope)) {
    return say('catalogue');
  }
  return scope.name === '' || withoutClass(scope.type) !== 'repository'
    ? `${scope.type} ${scope.name}`.trim()
    : scope.name;
}
