/** A resource scope, `type:name:action,action` (distribution specification, "Token Scope Documentation"). */
export interface Scope {
  readonly type: string;
  readonly name: string;
  readonly actions: readonly string[];
}

/**
 * Splits at the first and the last colon, because a name can hold one (`localhost:5000/team/app`). Text that isn't a
 * resource scope (`aws`, `*`) is returned whole in `type` with an empty name.
 */
export function parseScope(text: string): Scope {
  const first = text.indexOf(':');
  const last = text.lastIndexOf(':');
  if (first <= 0 || last <= first + 1) {
    return { type: text, name: '', actions: [] };
  }
  const actions = text
    .slice(last + 1)
    .split(',')
    .filter(Boolean);
  return { type: text.slice(0, first), name: text.slice(first + 1, last), actions };
}

export function formatScope(scope: Scope): string {
  return scope.name === '' ? scope.type : `${scope.type}:${scope.name}:${scope.actions.join(',')}`;
}

/** A grant of a token, with its own expiry (milliseconds since the epoch), if it has one. */
export interface EndingScope extends Scope {
  readonly expires?: number;
}

/**
 * Scopes that the entries grant at `now` (milliseconds since the epoch, the service's clock), canonical. An entry that
 * reads as another scope when it is written as one grants nothing.
 */
export function grantedScopes(entries: readonly EndingScope[], now: number): string[] {
  const held = entries.filter(({ expires = Infinity }) => expires > now);
  return mergeScopes(
    held
      .map(({ type, name, actions }) => ({ type, name, actions }))
      .filter(isScope)
      .map(formatScope),
  );
}

function isScope(scope: Scope): boolean {
  const text = formatScope(scope);
  return scope.name !== '' && !/\s/.test(text) && JSON.stringify(parseScope(text)) === JSON.stringify(scope);
}

/**
 * Canonical form, for comparison and display. Scopes of one type and name are merged, and scopes without actions are
 * dropped. `*` replaces all other actions. Actions and scopes are sorted. An element can hold several scopes separated
 * by whitespace. Text that isn't a resource scope is kept unchanged.
 */
export function mergeScopes(scopes: readonly string[]): string[] {
  return merged(scopes, (actions) => (actions.has('*') ? ['*'] : [...actions]));
}

/**
 * Form of a request, also used as cache key: as `mergeScopes`, but every action is named as requested. Some servers
 * grant action by action, and grant nothing for `*` alone.
 */
export function wireScopes(scopes: readonly string[]): string[] {
  return merged(scopes, (actions) => [...actions]);
}

function merged(scopes: readonly string[], named: (actions: ReadonlySet<string>) => string[]): string[] {
  const resources = new Map<string, { scope: Scope; actions: Set<string> }>();
  const others = new Set<string>();
  for (const text of scopes.flatMap(words)) {
    const scope = parseScope(text);
    if (scope.name === '') {
      others.add(text);
      continue;
    }
    const key = `${scope.type}:${scope.name}`;
    const entry = resources.get(key) ?? { scope, actions: new Set<string>() };
    scope.actions.forEach((action) => entry.actions.add(action));
    resources.set(key, entry);
  }
  const texts = [...resources.values()]
    .filter(({ actions }) => actions.size > 0)
    .map(({ scope, actions }) => formatScope({ ...scope, actions: named(actions).sort() }));
  return [...others, ...texts].sort();
}

/**
 * Requested scopes that weren't granted, canonical. The class of a type (`repository(plugin)`) is ignored. A granted
 * `*` covers every action of its type and name; a requested `*` is missing unless `*` is granted.
 */
export function missingScopes(granted: readonly string[], requested: readonly string[]): string[] {
  const held = new Map<string, Set<string>>();
  for (const scope of mergeScopes(granted).map(parseScope)) {
    const key = resourceKey(scope);
    held.set(key, new Set([...(held.get(key) ?? []), ...scope.actions]));
  }
  const missing = mergeScopes(requested)
    .map(parseScope)
    .flatMap((scope): Scope[] => {
      const has = held.get(resourceKey(scope));
      if (scope.name === '') {
        return has ? [] : [scope];
      }
      const actions = scope.actions.filter((action) => !has?.has(action) && !has?.has('*'));
      return actions.length > 0 ? [{ ...scope, actions }] : [];
    });
  return missing.map(formatScope);
}

/** Whether more than pull is requested. */
export function isWriting(scope: string): boolean {
  return parseScope(scope).actions.some((action) => action !== 'pull');
}

/** Type and name, without the class of the type. Text that isn't a resource scope is returned unchanged. */
export function resourceKey({ type, name }: Scope): string {
  return name === '' ? type : `${withoutClass(type)}:${name}`;
}

function words(text: string): string[] {
  return text.split(/\s+/).filter(Boolean);
}

/** The type without its class: `repository(plugin)` is a repository (distribution token specification, "Resource class"). */
export function withoutClass(type: string): string {
  return type.replace(/\([^)]*\)$/, '');
}
