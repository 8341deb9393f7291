import { nameInSentence, withoutQuotationMarks } from '../text/foreignName.js';
import { shorten } from '../text/masking.js';
import { fill, list, type Piece, plainText, strong, type Translate } from '../text/message.js';
import type { TokenFacts } from './facts.js';
import type { GrantRow, GrantState } from './grants.js';
import { catalog, catalogueVerb, otherVerb, sentences, verbs } from './sentences.js';

export const NAME_IN_SENTENCE = 80;
const RESOURCES_IN_SENTENCE = 3;
const ACTIONS_IN_SENTENCE = 3;

/**
 * Phrases such as "pull from and push to team/app" for the actions in these states. Resources with the same actions
 * share one phrase.
 */
export function phrases(grants: readonly GrantRow[], states: readonly GrantState[], translate: Translate): Piece[][] {
  const bySameActions = new Map<string, { actions: readonly string[]; names: Piece[][] }>();
  const catalogue: Piece[][] = [];
  for (const { type, name, any, actions } of grants) {
    if (!actions.some(({ state }) => states.includes(state))) {
      continue;
    }
    const fitting = actions.filter(({ state }) => states.includes(state)).map(({ action }) => action);
    if (isCatalog({ type, name })) {
      catalogue.push([strong(translate(catalogueVerb))]);
      continue;
    }
    const key = JSON.stringify(fitting);
    const group = bySameActions.get(key) ?? { actions: fitting, names: [] };
    group.names.push(resourceName({ type, name, ...(any && { any }) }));
    bySameActions.set(key, group);
  }
  const resources = [...bySameActions.values()].map(({ actions, names }) => {
    const todo = actions.includes('*') ? ['*'] : actions;
    return [...verbsOf(todo, translate), { text: ' ' }, ...several(names, translate)];
  });
  return [...resources, ...catalogue];
}

function isCatalog({ type, name }: Pick<GrantRow, 'type' | 'name'>): boolean {
  return type === 'registry' && name === 'catalog';
}

function resourceName({ type, name, any }: Pick<GrantRow, 'type' | 'name' | 'any'>): Piece[] {
  const shown = strong(any ? name : nameInSentence(shorten(name, NAME_IN_SENTENCE)));
  return type === 'repository' ? [shown] : [{ text: `${nameInSentence(shorten(type, NAME_IN_SENTENCE))} ` }, shown];
}

/** Resources with a missing action. `arePulls`: all are repositories whose pull is missing. */
function refusedIn(rows: readonly GrantRow[], translate: Translate): SpokenGrants['refused'] {
  const lacking = rows.filter(({ actions }) => actions.some(({ state }) => state === 'missing'));
  return {
    names: lacking.map((row) => (isCatalog(row) ? [{ text: translate(catalog) }] : resourceName(row))),
    arePulls: lacking.every(
      ({ type, actions }) =>
        type === 'repository' && actions.some(({ action, state }) => action === 'pull' && state === 'missing'),
    ),
  };
}

function verbsOf(actions: readonly string[], translate: Translate): Piece[] {
  const phrases = actions.map((action) => {
    const known = Object.hasOwn(verbs, action) ? verbs[action] : undefined;
    const { verb, at } = known ?? otherVerb;
    const words = fill(translate(verb), { action: withoutQuotationMarks(shorten(action, NAME_IN_SENTENCE)) });
    return [strong(plainText(words, 0)), { text: ` ${translate(at)}` }];
  });
  const rest = phrases.length - ACTIONS_IN_SENTENCE;
  // The text on the others needs two or more.
  if (rest <= 1) {
    return list(phrases, translate);
  }
  const more = fill(translate(sentences.moreActions), { count: rest.toLocaleString(translate.language ?? 'en') });
  return list([...phrases.slice(0, ACTIONS_IN_SENTENCE), more], translate);
}

/** Joins the first few items and the number of the others. */
export function several(items: readonly (readonly Piece[])[], translate: Translate): Piece[] {
  const rest = items.length - RESOURCES_IN_SENTENCE;
  if (rest <= 0) {
    return list(items, translate);
  }
  const more = fill(translate(sentences.more), { count: rest.toLocaleString(translate.language ?? 'en') });
  return list([...items.slice(0, RESOURCES_IN_SENTENCE), more], translate);
}

export function capitalised(pieces: readonly Piece[]): Piece[] {
  const [first, ...rest] = pieces;
  return first && 'text' in first
    ? [{ ...first, text: first.text.charAt(0).toUpperCase() + first.text.slice(1) }, ...rest]
    : [...pieces];
}

/** Grants as phrases for the sentence, valid from `from`. Times are milliseconds since the epoch, local clock. */
export interface SpokenGrants {
  readonly from: number;
  readonly held: readonly (readonly Piece[])[];
  readonly missed: readonly (readonly Piece[])[];
  readonly refused: { readonly names: readonly (readonly Piece[])[]; readonly arePulls: boolean };
  readonly ended: readonly (readonly Piece[])[];
  /** Earliest expiry of a held grant, if one has its own. */
  readonly until?: number;
  /** Latest expiry of the grants that have ended. */
  readonly endedAt?: number;
}

/** States of an action that the token grants. */
export const heldStates: readonly GrantState[] = ['granted', 'granted-as-wildcard', 'extra'];

/**
 * One entry for now, and one for each later moment at which a grant expires. Empty if the token doesn't state its
 * grants.
 */
export function spokenGrants(
  { grants, laterGrants = [] }: TokenFacts,
  now: number,
  translate: Translate,
): SpokenGrants[] {
  if (!grants) {
    return [];
  }
  return [{ from: now, grants }, ...laterGrants].map(({ from, grants: rows }) => {
    const until = least(endsOf(rows, heldStates));
    const endedAt = least(endsOf(rows, ['ended']).map((end) => -end));
    return {
      from,
      held: phrases(rows, heldStates, translate),
      missed: phrases(rows, ['missing'], translate),
      refused: refusedIn(rows, translate),
      ended: phrases(rows, ['ended'], translate),
      ...(until !== undefined && { until }),
      ...(endedAt !== undefined && { endedAt: -endedAt }),
    };
  });
}

function endsOf(rows: readonly GrantRow[], states: readonly GrantState[]): number[] {
  return rows.flatMap(({ expires, actions }) =>
    expires !== undefined && actions.some(({ state }) => states.includes(state)) ? [expires] : [],
  );
}

function least(times: readonly number[]): number | undefined {
  return times.reduce<number | undefined>(
    (first, time) => (first === undefined || time < first ? time : first),
    undefined,
  );
}
