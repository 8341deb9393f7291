import type { Connection } from '../../connections/connection.js';
import { type Row, row } from '../../connections/rows/connectionRow.js';
import type { ScopeRow } from '../../connections/rows/scopeRow.js';
import type { Entry } from '../../connections/storedEntry.js';
import { findKind } from '../../registries/index.js';
import { shownTokens } from '../acquire/heldTokens.js';
import { translate } from '../localize.js';
import type { Surface } from '../surface.js';
import type { Node } from '../treeNode.js';

/** What the content of rows depends on. */
export type Rows = Pick<Surface, 'tokens' | 'usageOf' | 'playground' | 'health' | 'now' | 'machine'>;

/** Current content of an entry's row. */
export function rowOf(surface: Rows, entry: Entry): Row {
  const { health, now, machine } = surface;
  if (entry.state !== 'ok') {
    return row({ entry, tokens: [], used: [], now: now() }, translate);
  }
  const { connection } = entry;
  const kind = findKind(connection.kind);
  const failed = health.lastFailure(connection);
  const credential = health.credential(connection) ?? (isSpent(surface, connection) ? 'needed' : undefined);
  return row(
    {
      entry,
      ...(kind === undefined ? {} : { kind }),
      tokens: shownTokens(surface, connection),
      used: usedScopes(surface, connection),
      refused: health.refusedScopes(connection),
      ...(failed === undefined ? {} : { failed }),
      ...(credential === undefined ? {} : { credential }),
      needsConsent: health.needsConsent(connection),
      asks: health.asks(connection) && surface.tokens.peek()?.canRenew(connection) !== true,
      ...(health.isElsewhere(connection) ? { notOn: machine } : {}),
      machine,
      now: now(),
    },
    translate,
  );
}

/** Current content of a row for a connection or for scopes. Undefined for scopes that aren't in the list any more. */
export function contentOf(
  surface: Rows,
  node: Extract<Node, { type: 'connection' | 'scope' }>,
): Row | ScopeRow | undefined {
  const content = rowOf(surface, { state: 'ok', connection: node.connection });
  return node.type === 'connection'
    ? content
    : content.children.find(({ scopes }) => keyOf(scopes) === keyOf(node.scopes));
}

/** Scopes requested before. The playground suggests one as long as there are none, so that a click can fetch a token. */
function usedScopes(surface: Rows, connection: Connection): readonly (readonly string[])[] {
  const { usageOf, playground } = surface;
  const used = usageOf(connection).scopes(connection.id);
  if (used.length > 0 || usageOf(connection).removedScopes(connection.id).length > 0) {
    return used;
  }
  return playground.suggestions(connection.id).slice(0, 1);
}

/** Whether a one-time credential is used up: it isn't stored, and its token can't be renewed. */
function isSpent({ tokens }: Pick<Surface, 'tokens'>, connection: Connection): boolean {
  const form = findKind(connection.kind)?.credentials.find(({ id }) => id === connection.form);
  return form?.oneUse === true && tokens.peek()?.canRenew(connection) !== true;
}

function keyOf(scopes: readonly string[]): string {
  return scopes.join(' ');
}
