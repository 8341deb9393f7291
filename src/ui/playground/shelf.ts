import type { Credential } from '../../auth/credential.js';
import { type Connection, newConnectionId } from '../../connections/connection.js';
import type { Playground, PlaygroundPlace } from '../../playground/index.js';

/** Connections of the playground. They exist in memory, separate from the saved ones, and end with the window. */
export interface PlaygroundShelf {
  runs(): boolean;
  connections(): readonly Connection[];
  /** Undefined for a connection outside the playground. */
  credential(id: string): Credential | undefined;
  /** Suggested scopes. Empty for a connection outside the playground. */
  suggestions(id: string): readonly (readonly string[])[];
  /** Does nothing when it is already running. */
  start(): Promise<void>;
  stop(): Promise<void>;
}

interface Item {
  readonly connection: Connection;
  readonly place: PlaygroundPlace;
}

/** Creates the shelf. `changed` is called after each start and stop. */
export function createPlaygroundShelf(
  launch: () => Promise<Playground>,
  now: () => number,
  changed: () => void,
): PlaygroundShelf {
  let running: Promise<Playground> | undefined;
  let items: readonly Item[] = [];
  const find = (id: string): PlaygroundPlace | undefined => items.find(({ connection }) => connection.id === id)?.place;

  return {
    runs: () => running !== undefined,
    connections: () => items.map(({ connection }) => connection),
    credential: (id) => find(id)?.credential,
    suggestions: (id) => find(id)?.scopes ?? [],
    async start() {
      const mine = (running ??= launch());
      try {
        const { places } = await mine;
        if (running === mine && items.length === 0) {
          items = places.map((place) => ({ place, connection: connectionOf(place, now()) }));
        }
      } catch (error) {
        if (running === mine) {
          running = undefined;
        }
        throw error;
      } finally {
        changed();
      }
    },
    async stop() {
      const stopping = running;
      running = undefined;
      items = [];
      changed();
      await (await stopping)?.stop();
    },
  };
}

function connectionOf({ kind, name, address, form, account, settings }: PlaygroundPlace, now: number): Connection {
  return {
    id: newConnectionId(),
    kind,
    address,
    name,
    form,
    ...(account === undefined ? {} : { account }),
    insecure: true,
    settings: settings ?? {},
    provedAt: now, // created together with the server that accepts it
    revision: 1,
  };
}
