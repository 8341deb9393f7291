import type { LookupFunction } from 'node:net';
import type { Memento, SecretStorage, Uri, WebviewPanel } from 'vscode';
import type { Credential } from '../auth/credential.js';
import type { Connection } from '../connections/connection.js';
import type { ConnectionStore } from '../connections/store.js';
import type { Usage } from '../connections/usage.js';
import type * as core from '../core.js';
import type { Playground } from '../playground/index.js';
import type { Tokens } from '../tokens.js';
import type { Clipboard } from './clipboard.js';
import type { CommandId } from './commandIds.js';
import type { Documents } from './documents.js';
import type { Lazy } from './lazy.js';
import type { Log } from './log.js';
import type { Node, Tree } from './treeNode.js';
import type { Health } from './acquire/connectionHealth.js';
import type { Panel } from './panel/panel.js';
import type { PanelWorld } from './panel/window.js';
import type { Loss } from '../connections/storageLoss.js';
import type { PlaygroundShelf } from './playground/shelf.js';
import type { Ask } from './prompts/ask.js';
import type { SessionSource } from './vscodeSessions.js';

export type Core = typeof core;

/** What the chunk of commands offers to the window. */
export interface Commands {
  readonly prompts: Ask;
  readonly sessions: SessionSource;
  runCommand(surface: Surface, id: CommandId, ...given: readonly unknown[]): Promise<void>;
  runOwn(surface: Surface, id: CommandId, node: Node | undefined): Promise<void>;
  attempt(surface: Surface, work: (node: Node | undefined) => Promise<void>, node?: Node): Promise<void>;
  createPanel(world: PanelWorld): Panel;
  createDocuments(): Documents;
  createExpiryWatch(surface: Surface): { dispose(): void };
  restorePanel(surface: Surface, panel: WebviewPanel, state: unknown): Promise<void>;
  tellLoss(surface: Surface, loss: Loss, platform: string | undefined): Promise<void>;
  tellBehind(surface: Surface): Promise<void>;
}

/** What only the editor, or a test, can give. */
export interface World {
  readonly ask: Ask;
  readonly log: Log;
  readonly secrets: SecretStorage;
  readonly globalState: Memento;
  /** A folder on the machine that the extension runs on, shared by the windows of a browser-hosted editor. */
  readonly storageFolder: Uri;
  readonly extensionUri: Uri;
  /** The machine that sends requests, in words. */
  readonly machine: string;
  /** It is not the one of the window. */
  readonly remote?: true;
  /** Of the extension. */
  readonly version: string;
  /** Operating system of the machine that keeps the secrets, as Node calls it; undefined: another one than this. */
  readonly platform: string | undefined;
  /** The machine that terminals run on, in words, where that is another one. */
  readonly terminalMachine?: string;
  /** Whether secrets lie in a browser, where windows overwrite each other's. */
  readonly browserHosted: boolean;
  /** When this window was loaded, milliseconds since the epoch. */
  readonly startedAt: number;
  /** A name for the page of this window, where that is one. */
  readonly page: () => Promise<string>;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly lookup: LookupFunction;
  readonly loadCommands: () => Promise<Commands>;
  readonly loadCore: () => Promise<Core>;
  /** The editor's own sign-ins. */
  readonly loadSessions: () => Promise<SessionSource>;
  readonly startPlayground: () => Promise<Playground>;
  /** Selects and opens the row of a connection in the view. */
  readonly reveal: (connectionId: string) => Promise<void>;
}

/** What the commands work with. */
export interface Surface extends Pick<
  World,
  'ask' | 'log' | 'machine' | 'remote' | 'terminalMachine' | 'version' | 'now' | 'browserHosted'
> {
  readonly core: Lazy<Core>;
  readonly tokens: Lazy<Tokens>;
  readonly sessions: Lazy<SessionSource>;
  readonly store: ConnectionStore;
  readonly usage: Usage;
  /** The credential of a connection that is as it was. Throws AuthError `changed`, `removed`, `storage`. */
  readonly credentialOf: (connection: Connection) => Promise<Credential>;
  /** For a connection of the playground one that ends with the window. */
  readonly usageOf: (connection: Pick<Connection, 'id'>) => Usage;
  readonly health: Health;
  readonly playground: PlaygroundShelf;
  readonly clipboard: Clipboard;
  readonly panel: Lazy<Panel>;
  readonly documents: Lazy<Documents>;
  readonly tree: Tree;
  /** Says, once, what should be known of the storage: saved connections are gone, or this window must be reloaded. */
  readonly checkStorage: () => Promise<void>;
  /** Selects and opens the row of a connection in the view, where that can be done. */
  reveal(connectionId: string): Promise<void>;
  /** Runs a command of ours, as a button in a message does. */
  run(id: CommandId, node?: Node): Promise<void>;
  /** Does work that a person started, and tells what goes wrong with it. */
  attempt(work: (node: Node | undefined) => Promise<void>, node?: Node): Promise<void>;
  /** Ends all requests and the playground, and clears the clipboard. */
  dispose(): Promise<void>;
}
