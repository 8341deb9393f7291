import type { Connection } from '../connections/connection.js';
import { type Ability, abilitiesOf } from './abilities.js';
import { chooseConnection } from './chooseConnection.js';
import type { Node } from './node.js';
import { cancelled } from './quickInput.js';
import { back } from './steps.js';
import type { Surface } from './surface.js';
import { current } from './usableConnections.js';

/** The connection of a row, as it is now, or one that is asked for among those that have the ability. */
export async function targetConnection(
  surface: Surface,
  title: string,
  node: Node | undefined,
  ability: Ability,
): Promise<Connection> {
  const suits = (connection: Connection): boolean => abilitiesOf(connection).includes(ability);
  const given =
    node?.type === 'connection' || node?.type === 'scope' ? await current(surface, node.connection) : undefined;
  if (given !== undefined && suits(given)) return given;
  const chosen = await chooseConnection(surface, { title }, suits);
  if (chosen === back) throw cancelled();
  return chosen;
}
