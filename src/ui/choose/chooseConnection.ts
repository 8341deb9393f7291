import { l10n } from 'vscode';
import { AuthError } from '../../auth/errors.js';
import { type Connection, hostOf } from '../../connections/connection.js';
import { row } from '../../connections/rows/connectionRow.js';
import type { Entry } from '../../connections/storedEntry.js';
import { findKind } from '../../registries/index.js';
import { current, usableConnections } from '../acquire/usableConnections.js';
import { nameOf, translate } from '../localize.js';
import { type Choice, headed, inform } from '../prompts/ask.js';
import { type OrBack, type StepPosition, unlessBack } from '../prompts/multiStep.js';
import type { Surface } from '../surface.js';
import { type Node, unreadNode } from '../treeNode.js';
import { abilitiesOf, type Ability } from './abilities.js';

/**
 * Asks for one of the suitable connections. Offers to add a connection when there is none. Throws AuthError
 * `cancelled`.
 */
export async function chooseConnection(
  surface: Surface,
  place: StepPosition,
  suits: (connection: Connection) => boolean = () => true,
): Promise<OrBack<Connection>> {
  const connections = (await usableConnections(surface)).filter(suits);
  if (connections.length === 0) {
    throw await offerToAdd(surface);
  }
  const saved = connections.filter(({ id }) => !isPlayed(surface, id));
  const played = connections.filter(({ id }) => isPlayed(surface, id));
  return surface.ask.pick({
    ...place,
    placeholder: l10n.t('Choose a connection'),
    choices: [
      ...headed(recentFirst(surface, saved).map(connectionChoice), l10n.t('Connections')),
      ...headed(played.map(connectionChoice), l10n.t('Playground')),
    ],
  });
}

/**
 * The one suitable connection, which needs no question. A command that asks nothing else must ask for it all the same,
 * because any extension can run a command.
 */
export async function onlyConnection(
  surface: Surface,
  suits: (connection: Connection) => boolean = () => true,
): Promise<Connection | undefined> {
  const [only, ...others] = (await usableConnections(surface)).filter(suits);
  return others.length === 0 ? only : undefined;
}

function isPlayed({ playground }: Surface, id: string): boolean {
  return playground.connections().some((connection) => connection.id === id);
}

/** Sorts by last use; others keep their order. */
function recentFirst<T extends { readonly id: string }>({ usage }: Surface, items: readonly T[]): T[] {
  const order = usage.order();
  const rank = ({ id }: T): number => (order.includes(id) ? order.indexOf(id) : order.length);
  return [...items].sort((a, b) => rank(a) - rank(b));
}

function connectionChoice(connection: Connection): Choice<Connection> {
  const kind = findKind(connection.kind);
  const description = [connection.name === undefined ? undefined : hostOf(connection), connection.account].filter(
    (part) => part !== undefined,
  );
  return {
    label: nameOf(connection),
    description: description.join(' · '),
    value: connection,
    ...(kind === undefined ? {} : { icon: kind.icon, detail: translate(kind.label) }),
  };
}

/** Entry that can be edited or removed, even when it is unreadable. */
export type EntryNode = Extract<Node, { type: 'connection' | 'broken' | 'lost' }>;

/** Entry of a row or of its parent row. Asks when there is no row. Throws AuthError `cancelled`. */
export async function entryOf(surface: Surface, title: string, node: Node | undefined): Promise<EntryNode> {
  if (node === undefined) {
    return chooseEntry(surface, title);
  }
  if (node.type === 'broken' || node.type === 'lost') {
    return node;
  }
  if (node.type === 'playground' || surface.playground.credential(node.connection.id) !== undefined) {
    const text = l10n.t('Playground connections can’t be changed. They end with this window.');
    inform(surface.ask, text);
    throw new AuthError('cancelled', 'The playground cannot be changed.');
  }
  return { type: 'connection', connection: node.connection };
}

async function chooseEntry(surface: Surface, title: string): Promise<EntryNode> {
  const { ask, store } = surface;
  const choices = (await store.list()).map((entry): Choice<EntryNode> => {
    if (entry.state === 'ok') {
      const { connection } = entry;
      return { ...connectionChoice(connection), value: { type: 'connection', connection } };
    }
    return unreadable(entry, surface.now());
  });
  if (choices.length === 0) {
    throw await offerToAdd(surface);
  }
  return unlessBack(await ask.pick({ title, placeholder: l10n.t('Choose a connection'), choices }));
}

/** Choice for an unreadable entry, with the text of its row. */
function unreadable(entry: Exclude<Entry, { state: 'ok' }>, now: number): Choice<EntryNode> {
  const { label, description, tooltip } = row({ entry, tokens: [], used: [], now }, translate);
  return { label, description, detail: tooltip.slice(2).join(' '), icon: 'warning', value: unreadNode(entry, label) };
}

/** Returns the error that ends the command that needed a connection. */
async function offerToAdd(surface: Surface): Promise<AuthError> {
  const add = l10n.t('Add Connection');
  const pressed = await surface.ask.tell({
    severity: 'info',
    text: l10n.t('There is no connection yet.'),
    actions: [add],
  });
  if (pressed === add) {
    await surface.run('registryAuth.addConnection');
  }
  return new AuthError('cancelled', 'There is no connection.');
}

/**
 * The current connection of a row, or one chosen from those with the ability. `asksMore`: the command asks before it
 * sends anything, so the only connection is taken without asking. Throws AuthError `cancelled`.
 */
export async function targetConnection(
  surface: Surface,
  title: string,
  node: Node | undefined,
  ability: Ability,
  { asksMore = () => false }: { readonly asksMore?: (connection: Connection) => boolean } = {},
): Promise<Connection> {
  const suits = (connection: Connection): boolean => abilitiesOf(connection).includes(ability);
  const given =
    node?.type === 'connection' || node?.type === 'scope' ? await current(surface, node.connection) : undefined;
  if (given !== undefined && suits(given)) {
    return given;
  }
  const only = await onlyConnection(surface, suits);
  return only !== undefined && asksMore(only) ? only : unlessBack(await chooseConnection(surface, { title }, suits));
}
