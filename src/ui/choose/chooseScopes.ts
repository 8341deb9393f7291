import { l10n } from 'vscode';
import { isAuthError } from '../../auth/errors.js';
import { parseScope } from '../../auth/scope.js';
import { type Connection, hostOf } from '../../connections/connection.js';
import type { ScopeSuggestions } from '../../registries/kind.js';
import { asksForAnotherCredential } from '../acquire/connectionHealth.js';
import { scopeWords, translate } from '../localize.js';
import { type Choice, headed } from '../prompts/ask.js';
import { back, type OrBack, type StepPosition } from '../prompts/multiStep.js';
import type { Surface } from '../surface.js';
import { readTypedScopes } from './typedScopes.js';

/** Names without actions yet, or complete scopes. */
export type ChosenScopes = { readonly names: readonly string[] } | { readonly scopes: readonly string[] };

interface NameQuestion extends StepPosition {
  /** Nothing is sent before the user types. */
  readonly onTyping: boolean;
  /** Called before names are listed. */
  readonly typing: () => void;
}

/** Asks for scopes that are known, or for a repository whose actions are asked next. Throws AuthError `cancelled`. */
export async function askName(
  surface: Surface,
  connection: Connection,
  suggestions: ScopeSuggestions,
  { onTyping, typing, ...place }: NameQuestion,
): Promise<OrBack<ChosenScopes>> {
  const { ask } = surface;
  const { used, suggested } = knownScopes(surface, connection);
  const known = [
    ...headed(
      used.map((scopes) => scopeChoice(scopes, 'history')),
      l10n.t('Used before'),
    ),
    ...headed(
      suggested.map((scopes) => scopeChoice(scopes, 'lightbulb')),
      l10n.t('Suggested'),
    ),
  ];
  const several: Choice<'several'> = {
    label: l10n.t('Several of These in One Token…'),
    icon: 'checklist',
    value: 'several',
  };
  const more: Choice<ChosenScopes | 'several'>[] = [
    ...repositoriesIn([...used, ...suggested], suggestions).map(otherActionsChoice),
    ...(known.length > 1 ? [several] : []),
  ];
  const other: Choice<'other'> = { label: l10n.t('Other repository…'), icon: 'edit', group: '', value: 'other' };
  for (;;) {
    const chosen = await ask.pick<ChosenScopes | 'several' | 'other'>({
      ...place,
      placeholder: l10n.t('Repository, such as team/app, or a scope, such as repository:team/app:pull'),
      choices: [...known, ...headed(more, l10n.t('More'))],
      last: [other],
      typed: (text) => typedChoices(text, suggestions),
      ...(suggestions.catalogue === undefined
        ? {}
        : {
            onTyping,
            waiting: l10n.t('Listing the repositories of {0}…', hostOf(connection)),
            later: (signal) => {
              typing();
              return listNames(surface, connection, suggestions, signal);
            },
          }),
    });
    const answer =
      chosen === 'several'
        ? await askSeveral(surface, known, place)
        : chosen === 'other'
          ? await askOther(surface, suggestions, place)
          : chosen;
    if (answer !== back || chosen === back) {
      return answer;
    }
  }
}

/** Scopes that were requested, and others that are likely, without repetition. */
function knownScopes(
  { usageOf, playground }: Surface,
  connection: Connection,
): Readonly<Record<'used' | 'suggested', readonly (readonly string[])[]>> {
  const usage = usageOf(connection);
  const used = usage.scopes(connection.id);
  const keys = new Set(used.map((scopes) => scopes.join(' ')));
  const suggested = [...usage.suggested(connection.id), ...playground.suggestions(connection.id)].filter((scopes) => {
    const key = scopes.join(' ');
    return !keys.has(key) && keys.add(key);
  });
  return { used, suggested };
}

/** Repositories that a token can be for with other actions. */
function repositoriesIn(lists: readonly (readonly string[])[], { type }: ScopeSuggestions): readonly string[] {
  const scopes = lists.flat().map(parseScope);
  return [...new Set(scopes.filter((scope) => scope.type === type && scope.name !== '*').map(({ name }) => name))];
}

function scopeChoice(scopes: readonly string[], icon: string): Choice<{ readonly scopes: readonly string[] }> {
  return { label: scopeWords(scopes), value: { scopes }, icon };
}

function otherActionsChoice(repository: string): Choice<ChosenScopes> {
  return { label: l10n.t('Other actions on {0}…', repository), icon: 'settings', value: { names: [repository] } };
}

async function askSeveral(
  { ask }: Surface,
  known: readonly Choice<{ readonly scopes: readonly string[] }>[],
  place: StepPosition,
): Promise<OrBack<ChosenScopes>> {
  const lists = await ask.pickSeveral({
    ...place,
    canGoBack: true,
    placeholder: l10n.t('Scopes for one token'),
    choices: known.map(({ label, value }) => ({ label, value: value.scopes })),
  });
  return lists === back ? back : { scopes: lists.flat() };
}

async function askOther(
  { ask }: Surface,
  suggestions: ScopeSuggestions,
  place: StepPosition,
): Promise<OrBack<ChosenScopes>> {
  const text = await ask.text({
    ...place,
    canGoBack: true,
    prompt: l10n.t('Repository name (the actions come next)'),
    placeholder: 'team/app',
    validate(typed) {
      const choices = typedChoices(typed, suggestions);
      return typeof choices === 'string' ? choices : undefined;
    },
  });
  const choices = text === back ? back : typedChoices(text, suggestions);
  return choices === back || typeof choices === 'string' ? back : (choices[0]?.value ?? back);
}

function typedChoices(text: string, { type }: ScopeSuggestions): readonly Choice<ChosenScopes>[] | string {
  const read = readTypedScopes(text);
  if (read === 'mixed') {
    return l10n.t('Beside other scopes, a repository needs its actions, such as repository:team/app:pull.');
  }
  if (read === undefined) {
    return l10n.t('A repository name has lowercase letters, digits, and . _ - / between them.');
  }
  const asIs = (description: string): Choice<ChosenScopes>[] =>
    'scopes' in read ? [{ label: text, description, icon: 'key', value: { scopes: read.scopes } }] : [];
  if (!('names' in read)) {
    return asIs(read.scopes.length === 1 ? l10n.t('this scope') : l10n.t('these scopes in one token'));
  }
  const { names } = read;
  const description =
    names.length === 1 ? l10n.t('choose actions on this {0}', type) : l10n.t('choose actions for all of them');
  return [{ label: text, description, icon: 'key', value: { names } }, ...asIs(l10n.t('as a scope'))];
}

/** Lists repository names without user input. Doesn't try a credential that failed at its last use. */
async function listNames(
  { core, tokens, health, tree }: Surface,
  connection: Connection,
  { catalogueRefused }: ScopeSuggestions,
  signal: AbortSignal,
): Promise<readonly Choice<ChosenScopes>[] | string> {
  const host = hostOf(connection);
  if (connection.provedAt === undefined || health.needsCredential(connection)) {
    return l10n.t('Type a repository name. Suggestions appear after the first successful sign-in.');
  }
  try {
    const { listRepositories } = await core();
    const names = await listRepositories(await tokens(), connection, { signal });
    const choices = names.map((name): Choice<ChosenScopes> => ({ label: name, value: { names: [name] } }));
    return headed(choices, l10n.t('Repositories on {0}', host));
  } catch (error) {
    const failed = l10n.t('{0} didn’t list its repositories. Type a repository name.', host);
    if (!isAuthError(error)) {
      return failed;
    }
    // A denied catalog doesn't mean that the repositories are denied.
    const closed = error.code === 'denied' || error.code === 'no-credential';
    if (closed && catalogueRefused !== undefined) {
      return translate(catalogueRefused);
    }
    if (error.code === 'realm-needs-consent') {
      health.failed(connection, [], error);
      tree.refresh();
      return l10n.t('Type a repository name. Suggestions appear after you allow the token server of {0}.', host);
    }
    if (asksForAnotherCredential(error)) {
      health.failed(connection, [], error);
      tree.refresh();
      return l10n.t('{0} rejected the credential and listed no repositories. Type a repository name.', host);
    }
    return failed;
  }
}

/** Asks what a token does with these repositories. What was requested or suggested last is ticked. */
export function askActions(
  surface: Surface,
  connection: Connection,
  { actions }: ScopeSuggestions,
  names: readonly string[],
  place: StepPosition,
): Promise<OrBack<readonly string[]>> {
  const { used, suggested } = knownScopes(surface, connection);
  const before = [...used, ...suggested].flat().map(parseScope);
  const picked = before.find((scope) => names.includes(scope.name))?.actions ?? [actions[0]?.name];
  return surface.ask.pickSeveral<string>({
    ...place,
    placeholder: l10n.t('Actions on {0}', names.join(', ')),
    choices: actions.map((action) => ({
      label: action.name,
      value: action.name,
      description: translate(action.detail),
      picked: picked.includes(action.name),
      ...(action.warning === undefined ? {} : { detail: translate(action.warning), warns: true as const }),
    })),
  });
}
