import { shorten } from './masking.js';
import type { GrantRow, GrantState } from './grants.js';
import { fill, list, plainText, strong } from './pieces.js';
import type { Piece, Translate } from './pieces.js';
import { catalogueVerb, otherVerb, sentences, verbs } from './words.js';

export const NAME_IN_SENTENCE = 80;
const RESOURCES_IN_SENTENCE = 3;
const ACTIONS_IN_SENTENCE = 3;

/** "pull from and push to team/app", one for each resource that has an action in one of these states. */
export function phrases(grants: readonly GrantRow[], states: readonly GrantState[], translate: Translate): Piece[][] {
  const bySameActions = new Map<string, { actions: readonly string[]; names: Piece[][] }>();
  const catalogue: Piece[][] = [];
  for (const { type, name, actions } of grants) {
    if (!actions.some(({ state }) => states.includes(state))) continue;
    const fitting = actions.filter(({ state }) => states.includes(state)).map(({ action }) => action);
    if (type === 'registry' && name === 'catalog') {
      catalogue.push([strong(translate(catalogueVerb))]);
      continue;
    }
    const key = JSON.stringify(fitting);
    const group = bySameActions.get(key) ?? { actions: fitting, names: [] };
    const shown = strong(shorten(name, NAME_IN_SENTENCE));
    group.names.push(type === 'repository' ? [shown] : [{ text: `${type} ` }, shown]);
    bySameActions.set(key, group);
  }
  const resources = [...bySameActions.values()].map(({ actions, names }) => {
    const todo = actions.includes('*') ? ['*'] : actions;
    return [...verbsOf(todo, translate), { text: ' ' }, ...several(names, translate)];
  });
  return [...resources, ...catalogue];
}

function verbsOf(actions: readonly string[], translate: Translate): Piece[] {
  const phrases = actions.map((action) => {
    const known = Object.hasOwn(verbs, action) ? verbs[action] : undefined;
    const { verb, at } = known ?? otherVerb;
    const words = fill(translate(verb), { action: shorten(action, NAME_IN_SENTENCE) });
    return [strong(plainText(words, 0)), { text: ` ${translate(at)}` }];
  });
  const rest = phrases.length - ACTIONS_IN_SENTENCE;
  if (rest <= 0) return list(phrases, translate);
  const more = fill(translate(sentences.moreActions), { count: String(rest) });
  return list([...phrases.slice(0, ACTIONS_IN_SENTENCE), more], translate);
}

/** The first few of them, and how many more there are. */
export function several(items: readonly (readonly Piece[])[], translate: Translate): Piece[] {
  const rest = items.length - RESOURCES_IN_SENTENCE;
  if (rest <= 0) return list(items, translate);
  const more = fill(translate(sentences.more), { count: String(rest) });
  return list([...items.slice(0, RESOURCES_IN_SENTENCE), more], translate);
}

export function capitalised(pieces: readonly Piece[]): Piece[] {
  const [first, ...rest] = pieces;
  return first && 'text' in first
    ? [{ ...first, text: first.text.charAt(0).toUpperCase() + first.text.slice(1) }, ...rest]
    : [...pieces];
}
