import { l10n } from 'vscode';
import { isAuthError } from '../../auth/errors.js';
import { formatScope, parseScope, wireScopes } from '../../auth/scope.js';
import { type Connection, hostOf } from '../../connections/connection.js';
import { findKind } from '../../registries/index.js';
import type { ScopeSuggestions } from '../../registries/kind.js';
import { asksForAnotherCredential } from '../acquire/connectionHealth.js';
import type { Target } from '../acquire/runWithProgress.js';
import { current } from '../acquire/usableConnections.js';
import { scopeWords, translate } from '../localize.js';
import type { Choice } from '../prompts/ask.js';
import { back, type OrBack, runSteps, type Step, type StepPosition } from '../prompts/multiStep.js';
import type { Surface } from '../surface.js';
import type { Node } from '../treeNode.js';
import { chooseConnection } from './chooseConnection.js';
import { readTypedScopes } from './typedScopes.js';

interface TargetDraft {
  readonly connection?: Connection;
  /** Names without actions yet, or complete scopes. */
  readonly chosen?: { readonly names: readonly string[] } | { readonly scopes: readonly string[] };
  readonly actions?: readonly string[];
}

/**
 * Asks for the connection and scopes that `node` doesn't specify, last used scopes first. Throws AuthError `cancelled`,
 * and `no-credential` without a connection.
 */
export async function chooseTarget(surface: Surface, title: string, node: Node | undefined): Promise<Target> {
  const given =
    node?.type === 'connection' || node?.type === 'scope' ? await current(surface, node.connection) : undefined;
  if (given !== undefined && node?.type === 'scope') {
    return { connection: given, scopes: node.scopes };
  }
  const ahead = createPreparation(surface);
  const draft = await runSteps<TargetDraft>(given === undefined ? {} : { connection: given }, (draft) => [
    ...(given === undefined ? [connectionStep(surface, title, ahead)] : []),
    ...scopeSteps(surface, title, draft, ahead),
  ]).catch((error: unknown) => {
    ahead.stop();
    throw error;
  });
  if (draft.connection === undefined) {
    throw new Error('runSteps ended without a connection');
  }
  return { connection: draft.connection, scopes: scopesOf(draft) };
}

function connectionStep(surface: Surface, title: string, ahead: Preparation): Step<TargetDraft> {
  return {
    decides: true,
    async ask(_, place) {
      ahead.stop();
      const connection = await chooseConnection(surface, { title, ...place });
      return connection === back ? back : { connection };
    },
  };
}

function scopeSteps(
  surface: Surface,
  title: string,
  { connection, chosen }: TargetDraft,
  ahead: Preparation,
): Step<TargetDraft>[] {
  const suggestions = connection && findKind(connection.kind)?.scopes;
  if (connection === undefined || suggestions === undefined) {
    return [];
  }
  const name: Step<TargetDraft> = {
    decides: true,
    async ask(draft, place) {
      ahead.start(connection);
      const chosen = await askName(surface, connection, suggestions, { title, ...place });
      return chosen === back ? back : { ...draft, chosen };
    },
  };
  const actions: Step<TargetDraft> = {
    async ask(draft, place) {
      const actions = await askActions(surface, suggestions, draft, { title, ...place });
      return actions === back ? back : { ...draft, actions };
    },
  };
  return chosen !== undefined && 'scopes' in chosen ? [name] : [name, actions];
}

function scopesOf({ connection, chosen, actions = [] }: TargetDraft): readonly string[] {
  if (chosen === undefined || connection === undefined) {
    return [];
  }
  if ('scopes' in chosen) {
    return wireScopes(chosen.scopes);
  }
  const type = findKind(connection.kind)?.scopes?.type ?? 'repository';
  return wireScopes(chosen.names.map((name) => formatScope({ type, name, actions })));
}

type Chosen = NonNullable<TargetDraft['chosen']>;

async function askName(
  surface: Surface,
  connection: Connection,
  suggestions: ScopeSuggestions,
  place: StepPosition,
): Promise<OrBack<Chosen>> {
  const { ask, usageOf, playground } = surface;
  const used = usageOf(connection).scopes(connection.id);
  const suggested = playground
    .suggestions(connection.id)
    .filter((scopes) => !used.some((other) => other.join(' ') === scopes.join(' ')));
  const choices = [
    ...used.map((scopes, index) => scopeChoice(scopes, index, l10n.t('Used before'), 'history')),
    ...suggested.map((scopes, index) => scopeChoice(scopes, index, l10n.t('Suggested'), 'beaker')),
  ];
  const several: Choice<'several'> = {
    label: l10n.t('Several of These in One Token…'),
    icon: 'checklist',
    value: 'several',
  };
  for (;;) {
    const chosen = await ask.pick<Chosen | 'several'>({
      ...place,
      placeholder: l10n.t('Repository, such as team/app, or whole scopes such as repository:team/app:pull'),
      choices: [...choices, ...(choices.length > 1 ? [several] : [])],
      typed: (text) => typedChoices(text, suggestions),
      ...(suggestions.catalogue === undefined
        ? {}
        : { later: (signal) => listNames(surface, connection, suggestions, signal) }),
    });
    if (chosen !== 'several') {
      return chosen;
    }
    const lists = await ask.pickSeveral({
      ...place,
      canGoBack: true,
      placeholder: l10n.t('Scopes that one token is for'),
      choices: choices.map(({ label, value }) => ({ label, value: value.scopes })),
    });
    if (lists !== back) {
      return { scopes: lists.flat() };
    }
  }
}

function scopeChoice(
  scopes: readonly string[],
  index: number,
  group: string,
  icon: string,
): Choice<{ readonly scopes: readonly string[] }> {
  return { label: scopeWords(scopes), value: { scopes }, icon, ...(index === 0 ? { group } : {}) };
}

function typedChoices(text: string, { type }: ScopeSuggestions): readonly Choice<Chosen>[] | string {
  const read = readTypedScopes(text);
  if (read === 'mixed') {
    return l10n.t('Next to scopes, a repository needs its actions too, such as repository:team/app:pull.');
  }
  if (read === undefined) {
    return l10n.t('Repository names are lower-case letters, digits, and . _ - / between them.');
  }
  const asIs = (description: string): Choice<Chosen>[] =>
    'scopes' in read ? [{ label: text, description, icon: 'key', value: { scopes: read.scopes } }] : [];
  if (!('names' in read)) {
    return asIs(read.scopes.length === 1 ? l10n.t('this scope') : l10n.t('these scopes, in one token'));
  }
  const { names } = read;
  const description =
    names.length === 1 ? l10n.t('choose actions on this {0}', type) : l10n.t('choose actions, the same on each');
  return [{ label: text, description, icon: 'key', value: { names } }, ...asIs(l10n.t('as a scope of its own'))];
}

/** What is done for the token while its scopes are chosen. Without a choice it stops; the token takes what is there. */
interface Preparation {
  start(connection: Connection): void;
  stop(): void;
}

function createPreparation({ tokens, playground, log }: Surface): Preparation {
  let running: AbortController | undefined;
  return {
    start(connection) {
      if (running || playground.credential(connection.id) !== undefined) {
        return;
      }
      const { signal } = (running = new AbortController());
      void tokens()
        .then((loaded) => loaded.prepare(connection, { signal }))
        .catch((error: unknown) => log.error(error));
    },
    stop() {
      running?.abort();
      running = undefined;
    },
  };
}

/** Lists repository names without user input. Doesn't try a credential that failed at its last use. */
async function listNames(
  { core, tokens, health, tree }: Surface,
  connection: Connection,
  { catalogueRefused }: ScopeSuggestions,
  signal: AbortSignal,
): Promise<readonly Choice<Chosen>[] | string> {
  if (connection.provedAt === undefined || health.needsCredential(connection)) {
    return l10n.t('Names are listed once the credential has worked');
  }
  try {
    const { listRepositories } = await core();
    const names = await listRepositories(await tokens(), connection, { signal });
    return names.map((name, index) => ({
      label: name,
      value: { names: [name] },
      ...(index === 0 ? { group: l10n.t('In the catalogue') } : {}),
    }));
  } catch (error) {
    if (!isAuthError(error)) {
      return l10n.t('The names could not be listed');
    }
    // A denied catalog doesn't mean that the repositories are denied.
    const closed = error.code === 'denied' || error.code === 'no-credential';
    if (closed && catalogueRefused !== undefined) {
      return translate(catalogueRefused);
    }
    if (error.code === 'realm-needs-consent') {
      health.failed(connection, [], error);
      tree.refresh();
      return l10n.t('Names are listed once you agreed to the token server of {0}', hostOf(connection));
    }
    if (asksForAnotherCredential(error)) {
      health.failed(connection, [], error);
      tree.refresh();
      return l10n.t('{0} refused the credential, so no names are listed', hostOf(connection));
    }
    return l10n.t('The names could not be listed');
  }
}

function askActions(
  { ask, usageOf }: Surface,
  { actions }: ScopeSuggestions,
  { connection, chosen }: TargetDraft,
  place: StepPosition,
): Promise<OrBack<readonly string[]>> {
  const names = chosen !== undefined && 'names' in chosen ? chosen.names : [];
  const before = connection === undefined ? [] : usageOf(connection).scopes(connection.id).flat().map(parseScope);
  const picked = before.find((scope) => names.includes(scope.name))?.actions ?? [actions[0]?.name];
  return ask.pickSeveral<string>({
    ...place,
    placeholder: l10n.t('What the token is for on {0}', names.join(', ')),
    choices: actions.map((action) => ({
      label: action.name,
      value: action.name,
      description: translate(action.detail),
      picked: picked.includes(action.name),
      ...(action.warning === undefined ? {} : { detail: translate(action.warning), warns: true as const }),
    })),
  });
}

/** Replaces a connection row with the row of its last used scopes, so that no question is needed. */
export function lastUsed({ usageOf }: Surface, node: Node | undefined): Node | undefined {
  if (node?.type !== 'connection') {
    return node;
  }
  const { connection } = node;
  const [scopes] = usageOf(connection).scopes(connection.id);
  return scopes === undefined ? node : { type: 'scope', connection, scopes };
}
