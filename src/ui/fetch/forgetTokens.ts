import { l10n } from 'vscode';
import type { Connection } from '../../connections/connection.js';
import { shownTokens } from '../acquire/heldTokens.js';
import { usableConnections } from '../acquire/usableConnections.js';
import { nameOf } from '../localize.js';
import { inform } from '../prompts/ask.js';
import type { Surface } from '../surface.js';
import type { Node } from '../treeNode.js';

/**
 * Drops the tokens of the rows' connections, or all tokens without rows, for example before the user leaves the desk.
 * Credentials are kept.
 */
export async function forgetTokens(surface: Surface, nodes: readonly Node[]): Promise<void> {
  const { tokens, clipboard, panel, documents, tree, ask, log } = surface;
  const chosen = nodes.length === 0 ? undefined : connectionsOf(surface, nodes);
  const counted =
    chosen ??
    (await usableConnections(surface).catch((error: unknown) => {
      log.error(error);
      return undefined;
    }));
  const count = counted?.reduce((sum, connection) => sum + shownTokens(surface, connection).length, 0);
  if (chosen === undefined) {
    tokens.peek()?.forget();
    panel.peek()?.dispose();
    await documents.peek()?.close();
  }
  for (const { id } of chosen ?? []) {
    tokens.peek()?.forget(id);
    panel.peek()?.close(id);
  }
  await clipboard.clear();
  tree.refresh();
  const text = wordsOf(count, chosen);
  inform(ask, text);
}

function connectionsOf({ playground }: Surface, nodes: readonly Node[]): readonly Connection[] {
  const connections = nodes.flatMap((node) => {
    switch (node.type) {
      case 'connection':
      case 'scope':
        return [node.connection];
      case 'playground':
        return playground.connections();
      case 'broken':
      case 'lost':
        return [];
    }
  });
  return [...new Map(connections.map((connection) => [connection.id, connection])).values()];
}

/** `count` is undefined when the saved connections can't be read. */
function wordsOf(count: number | undefined, chosen: readonly Connection[] | undefined): string {
  const [one, ...others] = chosen ?? [];
  if (count === undefined) {
    return l10n.t('Forgot all tokens. The credentials are kept.');
  }
  if (count === 0) {
    return l10n.t('There are no tokens to forget.');
  }
  if (one !== undefined && others.length === 0) {
    return count === 1
      ? l10n.t('Forgot 1 token of {0}. The credential is kept.', nameOf(one))
      : l10n.t('Forgot {0} tokens of {1}. The credential is kept.', count, nameOf(one));
  }
  if (one !== undefined) {
    return count === 1
      ? l10n.t('Forgot 1 token of {0} connections. The credentials are kept.', others.length + 1)
      : l10n.t('Forgot {0} tokens of {1} connections. The credentials are kept.', count, others.length + 1);
  }
  return count === 1
    ? l10n.t('Forgot 1 token. The credential is kept.')
    : l10n.t('Forgot {0} tokens. The credentials are kept.', count);
}
