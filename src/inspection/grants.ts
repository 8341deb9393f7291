import { mergeScopes, parseScope, type Scope } from '../auth/scope.js';

/**
 * `extra`: granted without being asked for although something else was, which is normal at some services. `unknown`:
 * asked for, and the token does not tell. `at-most`: what access tokens made with a refresh token can be granted.
 * `ended`: granted once, until the entry's own end.
 */
export type GrantState = 'granted' | 'granted-as-wildcard' | 'missing' | 'extra' | 'unknown' | 'at-most' | 'ended';

/** One resource and what became of each action. */
export interface GrantRow {
  readonly type: string;
  readonly name: string;
  /** `name` is a word for all that there are. */
  readonly any?: true;
  readonly actions: readonly { readonly action: string; readonly state: GrantState }[];
  /** How many more actions there are; those that were not asked for are left out first. */
  readonly more?: number;
  /** What to do about what is missing. */
  readonly hint?: string;
  /** Its own end, where it has one; milliseconds since the epoch. */
  readonly expires?: number;
  /** What else the token says of it. */
  readonly notes?: readonly string[];
}

/**
 * Asked for next to granted, one row per type and name, what was asked for first. The class of a type
 * (`repository(plugin)`) is ignored; a granted `*` covers every action; an entry past its own end grants nothing.
 * `granted` undefined: cannot tell. `now` in milliseconds since the epoch.
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
    if (!resource) return [];
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

/** Nobody reads on, and a page of all that a token may hold would never come up. */
export const ACTIONS_SHOWN = 50;

/** The row with no more actions than a page can show. */
export function cutActions(row: GrantRow): GrantRow {
  const more = row.actions.length - ACTIONS_SHOWN;
  if (more <= 0) return row;
  const first = row.actions.filter(({ state }) => state === 'missing' || state === 'granted');
  const kept = new Set([...new Set([...first, ...row.actions])].slice(0, ACTIONS_SHOWN));
  return { ...row, actions: row.actions.filter((one) => kept.has(one)), more };
}

/** Whether anything that was asked for was not granted. */
export function lacksSome(rows: readonly GrantRow[] = []): boolean {
  return rows.some(({ actions }) => actions.some(({ state }) => state === 'missing'));
}

function stateOf(
  action: string,
  anythingAsked: boolean,
  { want, has, gone }: Readonly<Record<'want' | 'has' | 'gone', ReadonlySet<string>>>,
): GrantState {
  if (has.has(action)) return want.has(action) || !anythingAsked ? 'granted' : 'extra';
  if (has.has('*') && want.has(action)) return 'granted-as-wildcard';
  return gone.has(action) || gone.has('*') ? 'ended' : 'missing';
}

interface Resource extends Pick<StatedGrant, 'type' | 'name' | 'expires' | 'notes'> {
  readonly actions: Set<string>;
}

/**
 * By type and name, with the first or the last of several ends. What is no resource scope (`aws`) cannot be compared and
 * is left out.
 */
function collect(grants: readonly StatedGrant[], endOf: (one: number, other: number) => number): Map<string, Resource> {
  const resources = new Map<string, Resource>();
  for (const { type, name, actions, ...said } of grants) {
    if (name === '') continue;
    const plain = type.replace(/\([^)]*\)$/, '');
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

/** What a token says that it grants. */
export interface StatedGrant extends Scope {
  readonly expires?: number;
  readonly notes?: readonly string[];
}

/** What becomes of the grants at each later moment at which some end, in order. */
export type LaterGrants = readonly { readonly from: number; readonly grants: readonly GrantRow[] }[];
