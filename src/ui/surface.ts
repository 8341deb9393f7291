import type { LookupFunction } from 'node:net';
import type { Memento, SecretStorage, Uri, WebviewPanel } from 'vscode';
import type { Credential } from '../auth/credential.js';
import type { Connection } from '../connections/connection.js';
import type { Loss } from '../connections/storageLoss.js';
import type { ConnectionStore } from '../connections/store.js';
import type { Usage } from '../connections/usage.js';
import type * as core from '../core.js';
import type { Playground } from '../playground/index.js';
import type { Tokens } from '../tokens.js';
import type { Health } from './acquire/connectionHealth.js';
import type { Clipboard } from './clipboard.js';
import type { CommandId } from './commandIds.js';
import type { Documents } from './documents.js';
import type { Lazy } from './lazy.js';
import type { Log } from './log.js';
import type { Panel } from './panel/panel.js';
import type { PanelWorld } from './panel/window.js';
import type { PlaygroundShelf } from './playground/shelf.js';
import type { Ask } from './prompts/ask.js';
import type { Node, Tree } from './treeNode.js';
import type { SessionSource } from './vscodeSessions.js';

export type Core = typeof core;

/** Exports of the commands chunk. */
export interface Commands {
  readonly prompts: Ask;
  readonly sessions: SessionSource;
  runCommand(surface: Surface, id: CommandId, ...given: readonly unknown[]): Promise<void>;
  runOwn(surface: Surface, id: CommandId, node: Node | undefined, start?: ConnectionStart): Promise<void>;
  attempt(surface: Surface, work: (node: Node | undefined) => Promise<void>, node?: Node): Promise<void>;
  createPanel(world: PanelWorld): Panel;
  createDocuments(): Documents;
  createExpiryWatch(surface: Surface): { dispose(): void };
  restorePanel(surface: Surface, panel: WebviewPanel, state: unknown): Promise<void>;
  tellLoss(surface: Surface, loss: Loss, platform: string | undefined): Promise<void>;
  tellBehind(surface: Surface): Promise<void>;
}

/** Dependencies that only the editor, or a test, can provide. */
export interface World {
  readonly ask: Ask;
  readonly log: Log;
  readonly secrets: SecretStorage;
  readonly globalState: Memento;
  /** Folder on the extension's machine, shared by the windows of a browser-hosted editor. */
  readonly storageFolder: Uri;
  readonly extensionUri: Uri;
  /** Name of the machine that sends requests. */
  readonly machine: string;
  /** Present when that machine isn't the one of the window. */
  readonly remote?: true;
  /** Version of the extension. */
  readonly version: string;
  /**
   * Operating system of the machine that stores the secrets, as in Node's `process.platform`. Undefined when that isn't
   * this machine.
   */
  readonly platform: string | undefined;
  /** Name of the machine that terminals run on. Absent when it is this one. */
  readonly terminalMachine?: string;
  /** Whether secrets are stored in a browser, where windows overwrite each other's secrets. */
  readonly browserHosted: boolean;
  /** When this window was loaded, in milliseconds since the epoch. */
  readonly startedAt: number;
  /** Name of this window's page, in a browser. */
  readonly page: () => Promise<string>;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly lookup: LookupFunction;
  readonly loadCommands: () => Promise<Commands>;
  readonly loadCore: () => Promise<Core>;
  /** Loads the editor's own sign-ins. */
  readonly loadSessions: () => Promise<SessionSource>;
  readonly startPlayground: () => Promise<Playground>;
  /** Selects and opens the row of a connection in the view. */
  readonly reveal: (connectionId: string) => Promise<void>;
  /** Selected rows of the view. */
  readonly selection: () => readonly Node[];
}

/** Answers to questions of Add Connection or Edit Connection that are known. They stay in this process. */
export interface ConnectionStart {
  /** ID of the part to edit: `signIn` for the secret or account, `way` for another way to sign in. */
  readonly part?: 'signIn' | 'way';
  /** A host, or an image. */
  readonly address?: string;
  /** Secret. The user name of a password is empty if it is unknown. */
  readonly credential?: Credential;
}

/** Services that the commands use. */
export interface Surface extends Pick<
  World,
  'ask' | 'log' | 'machine' | 'remote' | 'terminalMachine' | 'version' | 'now' | 'browserHosted' | 'selection'
> {
  readonly core: Lazy<Core>;
  readonly tokens: Lazy<Tokens>;
  readonly sessions: Lazy<SessionSource>;
  readonly store: ConnectionStore;
  readonly usage: Usage;
  /** Credential of an unchanged connection. Throws AuthError `changed`, `removed`, `storage`. */
  readonly credentialOf: (connection: Connection) => Promise<Credential>;
  /** Usage of a connection. For the playground, it ends with the window. */
  readonly usageOf: (connection: Pick<Connection, 'id'>) => Usage;
  readonly health: Health;
  readonly playground: PlaygroundShelf;
  readonly clipboard: Clipboard;
  readonly panel: Lazy<Panel>;
  readonly documents: Lazy<Documents>;
  readonly tree: Tree;
  /** Reports once that saved connections are lost, or that this window must be reloaded. */
  readonly checkStorage: () => Promise<void>;
  /** Selects and opens the row of a connection in the view, if possible. */
  reveal(connectionId: string): Promise<void>;
  /** Runs one of this extension's commands, as a message button does. */
  run(id: CommandId, node?: Node): Promise<void>;
  /** Runs Add Connection or Edit Connection with some questions answered. */
  run(
    id: 'registryAuth.addConnection' | 'registryAuth.editConnection',
    node: Node | undefined,
    start: ConnectionStart,
  ): Promise<void>;
  /** Runs work that the user started, and shows its errors. */
  attempt(work: (node: Node | undefined) => Promise<void>, node?: Node): Promise<void>;
  /** Cancels all requests, stops the playground, and clears the clipboard. */
  dispose(): Promise<void>;
}
