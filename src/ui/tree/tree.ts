import { EventEmitter, l10n } from 'vscode';
import { wireScopes } from '../../auth/scope.js';
import type { Connection } from '../../connections/connection.js';
import { type Row, row } from '../../connections/rows/connectionRow.js';
import type { ScopeRow } from '../../connections/rows/scopeRow.js';
import type { Entry } from '../../connections/storedEntry.js';
import { findKind } from '../../registries/index.js';
import { heldTokens } from '../acquire/heldTokens.js';
import { createAlarm } from '../alarm.js';
import { nameOf, translate } from '../localize.js';
import type { Surface } from '../surface.js';
import { type Node, type Tree, unreadNode } from '../treeNode.js';
import { playgroundItem, treeItem } from './treeItem.js';

/** Rows as data for the view. A command acts without asking only on objects created here. */
export function createTree(
  surface: Pick<
    Surface,
    'store' | 'tokens' | 'usage' | 'usageOf' | 'playground' | 'health' | 'now' | 'machine' | 'log'
  >,
): Tree {
  const { store, playground } = surface;
  const changed = new EventEmitter<undefined>();
  const ours = new WeakSet();
  const rows = new WeakMap<Node, Row | ScopeRow>();
  const alarm = createAlarm(surface.now, refresh);
  let waits: number[] = [];

  const handOut = (node: Node, content?: Row | ScopeRow): Node => {
    ours.add(node);
    if (content !== undefined) {
      rows.set(node, content);
    }
    return node;
  };

  const playgroundNode = handOut({ type: 'playground' });

  const topRow = (entry: Entry): Node => {
    const content = rowOf(surface, entry);
    waits.push(...(content.changesIn === undefined ? [] : [content.changesIn]));
    return handOut(nodeOf(entry, content.label), content);
  };

  /** Empty when the storage fails; the view's message reports that. */
  const readable = (): Promise<readonly Entry[]> => store.list().catch(() => []);

  async function topRows(): Promise<Node[]> {
    waits = [];
    const entries = inOrder(await readable(), surface.usage.order());
    const saved = entries.map(topRow);
    return playground.runs() ? [...saved, playgroundNode] : saved;
  }

  function below(node: Node): Node[] {
    switch (node.type) {
      case 'playground':
        return playground.connections().map((connection) => topRow({ state: 'ok', connection }));
      case 'connection':
        return childrenOf(rows.get(node)).map((child) =>
          handOut({ type: 'scope', connection: node.connection, scopes: child.scopes }, child),
        );
      case 'scope':
      case 'broken':
      case 'lost':
        return [];
    }
  }

  /** Sets one timer for all rows: the next time at which any row changes. */
  function wait(): void {
    alarm.set(waits.length === 0 ? undefined : surface.now() + Math.min(...waits));
  }

  function refresh(): void {
    changed.fire(undefined);
  }

  return {
    onDidChangeTreeData: changed.event,
    async getChildren(node) {
      const nodes = node === undefined ? await topRows() : below(node);
      wait();
      return nodes;
    },
    getTreeItem(node) {
      const content = rows.get(node);
      if (node.type === 'playground' || content === undefined) {
        return playgroundItem();
      }
      return treeItem(node, content, node.type === 'connection' && isOf(playground, node.connection));
    },
    getParent: (node) => (node.type === 'connection' && isOf(playground, node.connection) ? playgroundNode : undefined),
    handedOut: (argument) =>
      typeof argument === 'object' && argument !== null && ours.has(argument) ? (argument as Node) : undefined,
    async message() {
      try {
        if (await store.behind()) {
          return l10n.t('Another window has changed the connections. Reload this window to see and change them.');
        }
        const empty = (await store.list()).length === 0 && !playground.runs();
        return empty ? undefined : l10n.t('Runs on {0}', surface.machine);
      } catch (error) {
        surface.log.error(error);
        return l10n.t('The saved connections cannot be read: the secret storage of this editor failed. See the log.');
      }
    },
    refresh,
    dispose() {
      alarm.dispose();
      changed.dispose();
    },
  };
}

/** Current content of an entry's row. */
export function rowOf(surface: Parameters<typeof createTree>[0], entry: Entry): Row {
  const { usageOf, health, now } = surface;
  if (entry.state !== 'ok') {
    return row({ entry, tokens: [], used: [], now: now() }, translate);
  }
  const { connection } = entry;
  const kind = findKind(connection.kind);
  const used = usageOf(connection).scopes(connection.id);
  const removed = usageOf(connection).removedScopes(connection.id).map(keyOf);
  // The user didn't request tokens that list names in the background or test a credential.
  const background = kind?.scopes ? [[], wireScopes(kind.scopes.catalogue?.scopes ?? [])].map(keyOf) : [];
  const hidden = [...removed, ...background].filter((key) => !used.map(keyOf).includes(key));
  return row(
    {
      entry,
      ...(kind === undefined ? {} : { kind }),
      tokens: heldTokens(surface, connection).filter(({ scopes }) => !hidden.includes(keyOf(scopes))),
      used,
      refused: health.refusedScopes(connection),
      needsCredential: health.needsCredential(connection) || isSpent(surface, connection),
      needsConsent: health.needsConsent(connection),
      ...(health.isElsewhere(connection) ? { notOn: surface.machine } : {}),
      now: now(),
    },
    translate,
  );
}

/** Whether a one-time credential is used up: it isn't stored, and its token can't be renewed. */
function isSpent({ tokens }: Pick<Surface, 'tokens'>, connection: Connection): boolean {
  const form = findKind(connection.kind)?.credentials.find(({ id }) => id === connection.form);
  return form?.oneUse === true && tokens.peek()?.canRenew(connection) !== true;
}

function childrenOf(content: Row | ScopeRow | undefined): readonly ScopeRow[] {
  return content !== undefined && 'children' in content ? content.children : [];
}

function nodeOf(entry: Entry, label: string): Node {
  return entry.state === 'ok' ? { type: 'connection', connection: entry.connection } : unreadNode(entry, label);
}

function keyOf(scopes: readonly string[]): string {
  return scopes.join(' ');
}

/** Sorts by last use, then by name. */
function inOrder(entries: readonly Entry[], order: readonly string[]): Entry[] {
  const rank = (entry: Entry): number => {
    const place = order.indexOf(idOf(entry));
    return place === -1 ? order.length : place;
  };
  return [...entries].sort((a, b) => rank(a) - rank(b) || byName(a, b));
}

let collator: Intl.Collator | undefined;

/** Compares digits in names as numbers. */
function byName(a: Entry, b: Entry): number {
  collator ??= new Intl.Collator(undefined, { numeric: true }); // takes longer to make than all rows
  return collator.compare(labelOf(a), labelOf(b));
}

function idOf(entry: Entry): string {
  return entry.state === 'ok' ? entry.connection.id : entry.id;
}

function labelOf(entry: Entry): string {
  return entry.state === 'ok' ? nameOf(entry.connection) : '';
}

function isOf(playground: Surface['playground'], { id }: Connection): boolean {
  return playground.connections().some((connection) => connection.id === id);
}
