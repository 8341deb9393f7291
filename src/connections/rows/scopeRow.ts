import { mergeScopes, missingScopes, parseScope, type Scope, wireScopes, withoutClass } from '../../auth/scope.js';
import type { Token } from '../../auth/token.js';
import type { Translate } from '../../text/message.js';
import { lifeOf, type Say, sayer } from './remainingLife.js';

/** Texts of a row for scopes. */
export interface ScopeRow {
  /** As they are requested (see wireScopes). */
  readonly scopes: readonly string[];
  readonly state: 'none' | 'early' | 'valid' | 'expiring' | 'expired' | 'refused';
  readonly label: string;
  readonly description: string;
  readonly tooltip: readonly string[];
  /** Codicon id without `$()`. */
  readonly icon: string;
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
  /** Meaning of a refused catalog listing, if it is normal for this kind. */
  readonly catalogueRefused?: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

const icons = {
  none: 'circle-outline',
  early: 'watch',
  valid: 'pass',
  expiring: 'watch',
  expired: 'history',
  refused: 'circle-slash',
} as const;

export function scopeRow(input: ScopeRowInput, translate: Translate): ScopeRow {
  const { token, now } = input;
  const say = sayer(translate);
  const scopes = wireScopes(input.scopes);
  const asked = mergeScopes(scopes);
  const label = scopes.map((text) => nameOf(parseScope(text), say)).join(', ') || say('noScope');
  const row = { scopes, label };
  const grant = readGrant(asked, token?.granted, say);

  if (input.refused || (token && grant.nothing)) {
    const catalogue = scopes.length === 1 && isCatalogue(parseScope(scopes[0] ?? ''));
    const normal = catalogue ? input.catalogueRefused : undefined;
    const why = normal !== undefined ? 'notAllowedNormal' : input.refused || catalogue ? 'notAllowed' : 'nothing';
    return finish(row, 'refused', icons.refused, [say(why)], [say(why)], normal === undefined ? [] : [normal]);
  }
  if (!token) {
    return finish(row, 'none', icons.none, [grant.held, say('none')], [grant.held, say('none')]);
  }
  if (input.tokenRefused === true) {
    return finish(row, 'refused', icons.refused, [say('tokenRefused')], [say('tokenRefused')]);
  }
  const life = lifeOf(token, now, translate);
  const missing = life.state === 'expired' ? [] : grant.missing;
  // Rows are truncated at the end, so missing grants come first.
  const untried = token.details?.unproved === undefined ? '' : say('notTried');
  const shown = [...missing.map(({ text }) => text), untried, grant.held, life.text];
  const spoken = [untried, grant.held, life.spoken, ...missing.map((one) => one.spoken)];
  const doubtful = life.state === 'valid' && (missing.length > 0 ? 'warning' : untried !== '' && 'unverified');
  const icon = doubtful || icons[life.state];
  return {
    ...finish(row, life.state, icon, shown, spoken),
    ...(life.changesIn === undefined ? {} : { changesIn: life.changesIn }),
  };
}

function finish(
  row: Pick<ScopeRow, 'scopes' | 'label'>,
  state: ScopeRow['state'],
  icon: string,
  shown: readonly string[],
  spoken: readonly string[],
  notes: readonly string[] = [],
): ScopeRow {
  const description = shown.filter(Boolean).join(' · ');
  const accessibleLabel = [row.label, ...spoken].filter(Boolean).join(', ');
  return { ...row, state, icon, description, accessibleLabel, tooltip: [...row.scopes, description, ...notes] };
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
  /** The token grants nothing that was requested. */
  readonly nothing: boolean;
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
    nothing: missing.length > 0 && missing.join(' ') === scopes.join(' '),
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
