import { mask, shorten } from './claims.js';
import { isJsonObject } from './json.js';
import type { Json } from './json.js';
import { mergeScopes, parseScope } from './scope.js';
import type { Scope } from './scope.js';

/**
 * `extra`: granted without being asked for although something else was, which is normal at some services. `unknown`:
 * asked for, and the token does not tell.
 */
export type GrantState = 'granted' | 'granted-as-wildcard' | 'missing' | 'extra' | 'unknown';

/** One resource and what became of each action. */
export interface GrantRow {
  readonly type: string;
  readonly name: string;
  readonly actions: readonly { readonly action: string; readonly state: GrantState }[];
  /** What to do about what is missing. */
  readonly hint?: string;
}

/** Longer names are refused by every registry (255 characters in the distribution specification). */
const NAME_SHOWN = 255;

/**
 * The `access` claim (distribution "Token Authentication Implementation"); undefined when there is none, so that
 * nobody can tell. `null` is an empty list. Entries and actions of another shape are left out.
 */
export function readAccess(access: Json | undefined): Scope[] | undefined {
  if (access === null) return [];
  if (!Array.isArray(access)) return undefined;
  return (access as readonly Json[]).filter(isJsonObject).flatMap(({ type, name, actions }) => {
    if (typeof type !== 'string' || typeof name !== 'string') return [];
    const texts = Array.isArray(actions) ? (actions as readonly Json[]).filter((item) => typeof item === 'string') : [];
    return [{ type: clean(type), name: clean(name), actions: texts.map(clean) }];
  });
}

/**
 * Asked for next to granted, one row per type and name, what was asked for first. The class of a type
 * (`repository(plugin)`) is ignored; a granted `*` covers every action. `granted` undefined: cannot tell.
 */
export function compareGrants(asked: readonly string[], granted: readonly Scope[] | undefined): GrantRow[] {
  const wanted = collect(mergeScopes(asked).map(parseScope));
  const held = collect(granted ?? []);
  return [...new Set([...wanted.keys(), ...held.keys()])].flatMap((key) => {
    const want = wanted.get(key)?.actions ?? new Set<string>();
    const has = held.get(key)?.actions ?? new Set<string>();
    const resource = wanted.get(key) ?? held.get(key);
    if (!resource) return [];
    const actions = [...new Set([...want, ...has])].map((action) => ({
      action,
      state: granted ? stateOf(action, wanted.size > 0, want, has) : 'unknown',
    }));
    return [{ type: resource.type, name: resource.name, actions: actions.sort(byAction) }];
  });
}

/** What was asked for and not granted, as scopes. */
export function missingOf(rows: readonly GrantRow[] = []): Scope[] {
  return rows.flatMap(({ type, name, actions }) => {
    const missing = actions.filter(({ state }) => state === 'missing').map(({ action }) => action);
    return missing.length > 0 ? [{ type, name, actions: missing }] : [];
  });
}

function stateOf(
  action: string,
  anythingAsked: boolean,
  want: ReadonlySet<string>,
  has: ReadonlySet<string>,
): GrantState {
  if (!want.has(action)) return anythingAsked ? 'extra' : 'granted';
  if (has.has(action)) return 'granted';
  return has.has('*') ? 'granted-as-wildcard' : 'missing';
}

interface Resource {
  readonly type: string;
  readonly name: string;
  readonly actions: Set<string>;
}

/** By type and name. What is no resource scope (`aws`) cannot be compared and is left out. */
function collect(scopes: readonly Scope[]): Map<string, Resource> {
  const resources = new Map<string, Resource>();
  for (const { type, name, actions } of scopes) {
    if (name === '') continue;
    const plain = type.replace(/\([^)]*\)$/, '');
    const key = JSON.stringify([plain, name]);
    const resource = resources.get(key) ?? { type: plain, name, actions: new Set<string>() };
    actions.forEach((action) => resource.actions.add(action));
    resources.set(key, resource);
  }
  return resources;
}

const order = ['pull', 'push', 'delete', '*'];

function byAction({ action: a }: { action: string }, { action: b }: { action: string }): number {
  const rank = (action: string) => (order.includes(action) ? order.indexOf(action) : order.length);
  return rank(a) - rank(b) || (a < b ? -1 : 1);
}

function clean(text: string): string {
  return shorten(mask(text), NAME_SHOWN);
}
