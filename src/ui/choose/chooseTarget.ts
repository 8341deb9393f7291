import { formatScope, wireScopes } from '../../auth/scope.js';
import type { Connection } from '../../connections/connection.js';
import { findKind } from '../../registries/index.js';
import type { Target } from '../acquire/runWithProgress.js';
import { current } from '../acquire/usableConnections.js';
import { titleFor } from '../localize.js';
import { back, runSteps, type Step } from '../prompts/multiStep.js';
import type { Surface } from '../surface.js';
import type { Node } from '../treeNode.js';
import { chooseConnection, onlyConnection } from './chooseConnection.js';
import { askActions, askName, type ChosenScopes } from './chooseScopes.js';

interface TargetDraft {
  readonly connection?: Connection;
  readonly chosen?: ChosenScopes;
  readonly actions?: readonly string[];
}

/**
 * Asks for the connection and scopes that `node` doesn't specify, last used scopes first. The only connection is taken
 * without asking if another question follows: here, or by the caller (`asksMore`). Throws AuthError `cancelled`.
 */
export async function chooseTarget(
  surface: Surface,
  title: string,
  node: Node | undefined,
  { asksMore = false }: { readonly asksMore?: boolean } = {},
): Promise<Target> {
  const given =
    node?.type === 'connection' || node?.type === 'scope' ? await current(surface, node.connection) : undefined;
  if (given !== undefined && node?.type === 'scope') {
    return { connection: given, scopes: node.scopes };
  }
  const only = given === undefined ? await onlyConnection(surface) : undefined;
  const taken = only !== undefined && (asksMore || findKind(only.kind)?.scopes !== undefined) ? only : undefined;
  const start = given ?? taken;
  const ahead = createPreparation(surface);
  const draft = await runSteps<TargetDraft>(start === undefined ? {} : { connection: start }, (draft) => [
    ...(start === undefined ? [connectionStep(surface, title, ahead)] : []),
    ...scopeSteps(surface, title, draft, { ahead, onTyping: taken !== undefined }),
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

/** `onTyping`: nothing is sent before the user types, because nobody chose the connection yet. */
function scopeSteps(
  surface: Surface,
  title: string,
  { connection, chosen }: TargetDraft,
  { ahead, onTyping }: { readonly ahead: Preparation; readonly onTyping: boolean },
): Step<TargetDraft>[] {
  const suggestions = connection && findKind(connection.kind)?.scopes;
  if (connection === undefined || suggestions === undefined) {
    return [];
  }
  const named = titleFor(connection, title);
  const name: Step<TargetDraft> = {
    decides: true,
    async ask(draft, place) {
      const prepare = (): void => ahead.start(connection);
      if (!onTyping) {
        prepare();
      }
      const question = { title: named, ...place, onTyping, typing: prepare };
      const chosen = await askName(surface, connection, suggestions, question);
      return chosen === back ? back : { ...draft, chosen };
    },
  };
  const actions: Step<TargetDraft> = {
    async ask(draft, place) {
      const names = draft.chosen !== undefined && 'names' in draft.chosen ? draft.chosen.names : [];
      const actions = await askActions(surface, connection, suggestions, names, { title: named, ...place });
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

/** Replaces a connection row with the row of its last used scopes, so that no question is needed. */
export function lastUsed({ usageOf }: Surface, node: Node | undefined): Node | undefined {
  if (node?.type !== 'connection') {
    return node;
  }
  const { connection } = node;
  const [scopes] = usageOf(connection).scopes(connection.id);
  return scopes === undefined ? node : { type: 'scope', connection, scopes };
}
