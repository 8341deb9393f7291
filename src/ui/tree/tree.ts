import { EventEmitter } from 'vscode';
import type { Connection } from '../../connections/connection.js';
import type { Row } from '../../connections/rows/connectionRow.js';
import { byName, shortLabels } from '../../connections/rows/rowOrder.js';
import type { ScopeRow } from '../../connections/rows/scopeRow.js';
import type { Entry } from '../../connections/storedEntry.js';
import { written } from '../../text/invisible.js';
import { createAlarm } from '../alarm.js';
import type { Surface } from '../surface.js';
import { type Node, type Tree, unreadNode } from '../treeNode.js';
import { rowOf, type Rows } from './rowOf.js';
import { playgroundItem, treeItem } from './treeItem.js';
import { treeStatus } from './treeStatus.js';

// Characters that leave room for a state behind them in a view of 300 px.
const MOST_OF_NAME = 40;
const MOST_OF_HOST = 24;
const MOST_OF_SCOPE = 20;

interface Content {
  readonly row: Row | ScopeRow;
  /** Label as far as the view has room for it. */
  readonly label: string;
}

/** Rows as data for the view. A command acts without asking only on objects created here. */
export function createTree(surface: Rows & Pick<Surface, 'store' | 'log'>): Tree {
  const { store, playground } = surface;
  const changed = new EventEmitter<undefined>();
  const ours = new WeakSet();
  const contents = new WeakMap<Node, Content>();
  const alarm = createAlarm(surface.now, refresh);
  let waits: number[] = [];

  const handOut = (node: Node, content?: Content): Node => {
    ours.add(node);
    if (content !== undefined) {
      contents.set(node, content);
    }
    return node;
  };

  const playgroundNode = handOut({ type: 'playground' });

  const connectionNodes = (entries: readonly Entry[]): Node[] => {
    const rows = entries.map((entry) => ({ entry, row: rowOf(surface, entry) }));
    waits.push(...rows.flatMap(({ row }) => row.changesIn ?? []));
    const labels = shortLabels(rows.map(({ entry, row }) => ({ label: written(row.label), most: mostOf(entry) })));
    return rows.map(({ entry, row }, index) =>
      handOut(nodeOf(entry, row.label), { row, label: labels[index] ?? row.label }),
    );
  };

  const scopeNodes = (connection: Connection, rows: readonly ScopeRow[]): Node[] => {
    const labels = shortLabels(rows.map(({ label }) => ({ label: written(label), most: MOST_OF_SCOPE })));
    return rows.map((row, index) =>
      handOut({ type: 'scope', connection, scopes: row.scopes }, { row, label: labels[index] ?? row.label }),
    );
  };

  /** Empty when the storage fails; the view's message reports that. */
  const readable = (): Promise<readonly Entry[]> => store.list().catch(() => []);

  async function topRows(): Promise<Node[]> {
    waits = [];
    const saved = connectionNodes(await readable()).sort((a, b) => byName(labelOf(a), labelOf(b)));
    return playground.runs() ? [...saved, playgroundNode] : saved;
  }

  const labelOf = (node: Node): string => contents.get(node)?.row.label ?? '';

  function below(node: Node): Node[] {
    switch (node.type) {
      case 'playground':
        return connectionNodes(playground.connections().map((connection) => ({ state: 'ok', connection })));
      case 'connection':
        return scopeNodes(node.connection, childrenOf(contents.get(node)?.row));
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
      const content = contents.get(node);
      if (node.type === 'playground' || content === undefined) {
        return playgroundItem();
      }
      return treeItem(node, content.row, {
        label: content.label,
        inPlayground: node.type === 'connection' && isOf(playground, node.connection),
      });
    },
    getParent: (node) => (node.type === 'connection' && isOf(playground, node.connection) ? playgroundNode : undefined),
    handedOut: (argument) =>
      typeof argument === 'object' && argument !== null && ours.has(argument) ? (argument as Node) : undefined,
    status: () => treeStatus(surface),
    refresh,
    dispose() {
      alarm.dispose();
      changed.dispose();
    },
  };
}

function childrenOf(content: Row | ScopeRow | undefined): readonly ScopeRow[] {
  return content !== undefined && 'children' in content ? content.children : [];
}

function nodeOf(entry: Entry, label: string): Node {
  return entry.state === 'ok' ? { type: 'connection', connection: entry.connection } : unreadNode(entry, label);
}

function isOf(playground: Surface['playground'], { id }: Connection): boolean {
  return playground.connections().some((connection) => connection.id === id);
}

function mostOf(entry: Entry): number {
  const isHost = entry.state === 'ok' && entry.connection.name === undefined;
  return isHost ? MOST_OF_HOST : MOST_OF_NAME;
}
