import type { Sessions } from '../auth/editorSessions.js';
import { createKeychain } from '../connections/keychain.js';
import type { MementoLike } from '../connections/memento.js';
import { tlsOptionsOf } from '../connections/options.js';
import { type ConnectionStore, createConnectionStore } from '../connections/store.js';
import { createUsage } from '../connections/usage.js';
import type { TokensWorld } from '../tokensTypes.js';
import { createHealth } from './acquire/connectionHealth.js';
import { forgetRemovedConnections } from './acquire/forgetRemovedConnections.js';
import { stillTheSame } from './acquire/usableConnections.js';
import { createClipboard } from './clipboard.js';
import type { CommandId } from './commandIds.js';
import { lazy } from './lazy.js';
import { translate } from './localize.js';
import { createPlaygroundShelf } from './playground/shelf.js';
import { readSettings } from './settings.js';
import type { ConnectionStart, Surface, World } from './surface.js';
import { createTree } from './tree/tree.js';
import type { Node } from './treeNode.js';

/** Creates the commands' environment from the editor's. Loads nothing before it is needed. */
export function createSurface(world: World): Surface {
  const { ask, machine, version, now, log, browserHosted } = world;
  const store = createStore(world);
  const playground = createPlaygroundShelf(world.startPlayground, now, () => tree.refresh());
  const usage = createUsage(world.globalState);
  const playgroundUsage = createUsage(createMemory());
  const usageOf: Surface['usageOf'] = ({ id }) => (playground.credential(id) === undefined ? usage : playgroundUsage);
  const credentialOf: Surface['credentialOf'] = async (connection) =>
    playground.credential(connection.id) ?? (await stillTheSame(store, connection)).credential;
  const core = lazy(world.loadCore);
  const sessions = lazy(world.loadSessions);
  let signIns: { dispose(): void } | undefined;
  const tokens = lazy(async () => {
    const [{ Tokens }, signedIn] = await Promise.all([core(), sessions()]);
    signIns ??= signedIn.onDidChange((provider) => {
      void tokens
        .peek()
        ?.forgetLost(provider)
        .then(() => tree.refresh());
    });
    // Before the first token there is no expiry to warn of.
    void expiry().catch((error: unknown) => log.error(error));
    return new Tokens(tokensWorld(world, { store, sessions: signedIn, credentialOf, usageOf }));
  });
  const health = createHealth();
  const tree = createTree({ store, tokens, usageOf, playground, health, now, machine, log });
  const clipboard = createClipboard();
  const panel = lazy(async () => {
    const loaded = await world.loadCommands();
    return loaded.createPanel({ extensionUri: world.extensionUri, translate, complain: (text) => log.error(text) });
  });
  const documents = lazy(async () => (await world.loadCommands()).createDocuments());
  const changes = [store.onDidChange(() => tree.refresh()), forgetRemovedConnections({ store, tokens, panel, log })];

  const expiry = lazy(async () => (await world.loadCommands()).createExpiryWatch(surface));
  let toldBehind = false;

  const surface: Surface = {
    ...{ ask, machine, version, now, browserHosted, log, selection: world.selection },
    ...(world.remote && { remote: true }),
    ...(world.terminalMachine === undefined ? {} : { terminalMachine: world.terminalMachine }),
    ...{ core, tokens, sessions, store, usage, usageOf, credentialOf, health, playground },
    ...{ clipboard, panel, documents, tree },
    async reveal(connectionId) {
      try {
        await world.reveal(connectionId);
      } catch (error) {
        log.error(error);
      }
    },
    async checkStorage() {
      try {
        const loss = await store.loss();
        if (loss !== undefined) {
          await (await world.loadCommands()).tellLoss(surface, loss, world.platform);
        }
        if (toldBehind || !(await store.behind())) {
          return;
        }
        toldBehind = true;
        await (await world.loadCommands()).tellBehind(surface);
      } catch (error) {
        log.error(error);
      }
    },
    run: async (id: CommandId, node?: Node, start?: ConnectionStart) =>
      (await world.loadCommands()).runOwn(surface, id, node, start),
    attempt: async (work, node) => (await world.loadCommands()).attempt(surface, work, node),
    async dispose() {
      changes.forEach((change) => change.dispose());
      signIns?.dispose();
      expiry.peek()?.dispose();
      tokens.peek()?.stop();
      tree.dispose();
      panel.peek()?.dispose();
      documents.peek()?.dispose();
      await Promise.allSettled([clipboard.clear(), playground.stop()]);
      log.dispose();
    },
  };
  return surface;
}

function createStore({
  secrets,
  globalState,
  browserHosted,
  storageFolder,
  page,
  startedAt,
  now,
}: World): ConnectionStore {
  return createConnectionStore({
    keychain: createKeychain(secrets),
    onDidChangeSecret: (listener) => secrets.onDidChange(listener),
    memento: globalState,
    ...(browserHosted ? { browser: { folder: storageFolder.fsPath, memento: globalState, page, startedAt, now } } : {}),
  });
}

/** What fetching tokens takes from the window. The settings are read at each use. */
function tokensWorld(
  { machine, now, lookup, log }: World,
  {
    store,
    sessions,
    credentialOf,
    usageOf,
  }: Pick<Surface, 'store' | 'credentialOf' | 'usageOf'> & { sessions: Sessions },
): TokensWorld {
  return {
    ...{ machine, now, lookup, sessions },
    get timeout() {
      return readSettings().requestTimeout * 1000;
    },
    credential: credentialOf,
    tls: async (connection) => {
      const { options } = connection;
      if (options === undefined) {
        return undefined;
      }
      const { clientCertificate } = options;
      const key = clientCertificate === undefined ? undefined : (await stillTheSame(store, connection)).clientKey;
      return tlsOptionsOf(options, key);
    },
    realms: (connection) => usageOf(connection).realms(connection),
    challenges: (connection) => usageOf(connection).challenges(connection),
    traced: (trace) => log.trace(trace),
  };
}

function createMemory(): MementoLike {
  const values = new Map<string, unknown>();
  return {
    keys: () => [...values.keys()],
    get: (key) => values.get(key),
    update: async (key, value) => {
      if (value === undefined) {
        values.delete(key);
      } else {
        values.set(key, value);
      }
    },
  };
}
