import { type EndingScope, mergeScopes, parseScope, withoutClass } from '../auth/scope.js';

/**
 * What the states of an action are called. `extra`: granted but not requested, although something else was; normal at
 * some services. `unknown`: requested, but the token doesn't state its grants. `at-most`: the maximum for access tokens
 * obtained with a refresh token. `ended`: was granted until the entry's own expiry.
 */
export const grantStates = {
  granted: 'granted',
  'granted-as-wildcard': 'granted as *',
  missing: 'not granted',
  extra: 'granted, not requested',
  unknown: 'requested; the registry doesn’t report it',
  'at-most': 'can be granted',
  ended: 'expired',
} as const;

export type GrantState = keyof typeof grantStates;

/** One resource and the state of each action. */
export interface GrantRow {
  readonly type: string;
  readonly name: string;
  /** `name` is a text for all resources. */
  readonly any?: true;
  readonly actions: readonly { readonly action: string; readonly state: GrantState }[];
  /** Number of actions left out; those that weren't requested are left out first. */
  readonly more?: number;
  /** Advice on the missing actions. */
  readonly hint?: string;
  /** Own expiry of the grant, if it has one; milliseconds since the epoch. */
  readonly expires?: number;
  /** Other statements of the token about the grant. */
  readonly notes?: readonly string[];
}

/**
 * Compares requested scopes with granted ones: one row per type and name, requested ones first. The class of a type
 * (`repository(plugin)`) is ignored. A granted `*` covers every action; an expired entry grants nothing. `granted` is
 * undefined if the grants are unknown. `now` is in milliseconds since the epoch.
 */
export function compareGrants(
  asked: readonly string[],
  granted: readonly StatedGrant[] | undefined,
  now: number,
): GrantRow[] {
  const over = ({ expires }: StatedGrant) => expires !== undefined && expires <= now;
  const wanted = collect(mergeScopes(asked).map(parseScope), Math.min);
  const held = collect(
    (granted ?? []).filter((grant) => !over(grant)),
    Math.min,
  );
  const ended = collect((granted ?? []).filter(over), Math.max);
  return [...new Set([...wanted.keys(), ...held.keys(), ...ended.keys()])].flatMap((key) => {
    const want = wanted.get(key)?.actions ?? new Set<string>();
    const has = held.get(key)?.actions ?? new Set<string>();
    const gone = ended.get(key)?.actions ?? new Set<string>();
    const resource = wanted.get(key) ?? held.get(key) ?? ended.get(key);
    if (!resource) {
      return [];
    }
    const actions = [...new Set([...want, ...has, ...gone])].map((action) => ({
      action,
      state: granted ? stateOf(action, wanted.size > 0, { want, has, gone }) : ('unknown' as const),
    }));
    const { expires, notes } = held.get(key) ?? ended.get(key) ?? {};
    return [
      {
        type: resource.type,
        name: resource.name,
        actions: actions.sort(byAction),
        ...(expires !== undefined && { expires }),
        ...(notes && { notes }),
      },
    ];
  });
}

/** Maximum number of actions in a row: a page with all that a token can hold would never finish loading. */
export const ACTIONS_SHOWN = 50;

/** Limits the row to ACTIONS_SHOWN actions. */
export function cutActions(row: GrantRow): GrantRow {
  const more = row.actions.length - ACTIONS_SHOWN;
  if (more <= 0) {
    return row;
  }
  const first = row.actions.filter(({ state }) => state === 'missing' || state === 'granted');
  const kept = new Set([...new Set([...first, ...row.actions])].slice(0, ACTIONS_SHOWN));
  return { ...row, actions: row.actions.filter((one) => kept.has(one)), more };
}

/** Whether a requested action wasn't granted. */
export function lacksSome(rows: readonly GrantRow[] = []): boolean {
  return rows.some(({ actions }) => actions.some(({ state }) => state === 'missing'));
}

function stateOf(
  action: string,
  anythingAsked: boolean,
  { want, has, gone }: Readonly<Record<'want' | 'has' | 'gone', ReadonlySet<string>>>,
): GrantState {
  if (has.has(action)) {
    return want.has(action) || !anythingAsked ? 'granted' : 'extra';
  }
  if (has.has('*') && want.has(action)) {
    return 'granted-as-wildcard';
  }
  return gone.has(action) || gone.has('*') ? 'ended' : 'missing';
}

interface Resource extends Pick<StatedGrant, 'type' | 'name' | 'expires' | 'notes'> {
  readonly actions: Set<string>;
}

/**
 * Groups grants by type and name. `endOf` chooses between several expiries. Text that isn't a resource scope (`aws`)
 * can't be compared and is left out.
 */
function collect(grants: readonly StatedGrant[], endOf: (one: number, other: number) => number): Map<string, Resource> {
  const resources = new Map<string, Resource>();
  for (const { type, name, actions, ...said } of grants) {
    if (name === '') {
      continue;
    }
    const plain = withoutClass(type);
    const key = JSON.stringify([plain, name]);
    const resource = resources.get(key) ?? { ...said, type: plain, name, actions: new Set<string>() };
    actions.forEach((action) => resource.actions.add(action));
    const [one = said.expires, other = one] = [resource.expires, said.expires];
    resources.set(
      key,
      one === undefined || other === undefined ? resource : { ...resource, expires: endOf(one, other) },
    );
  }
  return resources;
}

const order = ['pull', 'push', 'delete', '*'];

function byAction({ action: a }: { action: string }, { action: b }: { action: string }): number {
  const rank = (action: string) => (order.includes(action) ? order.indexOf(action) : order.length);
  return rank(a) - rank(b) || (a < b ? -1 : 1);
}

/** A grant as stated by a token. */
export interface StatedGrant extends EndingScope {
  readonly notes?: readonly string[];
}

/** Grants after each later moment at which some expire, in order. */
export type LaterGrants = readonly { readonly from: number; readonly grants: readonly GrantRow[] }[];
