import { lookup } from 'node:dns';
import { hostname } from 'node:os';
import {
  env,
  type ExtensionContext,
  ExtensionKind,
  l10n,
  type TreeView,
  UIKind,
  type WebviewPanel,
  window,
} from 'vscode';
import type { CommandId } from './commandIds.js';
import { createSurface } from './createSurface.js';
import { createLog } from './log.js';
import { lazyPrompts } from './prompts/lazyPrompts.js';
import { pageName } from './storage/pageName.js';
import type { Commands } from './surface.js';
import { attachStatusBar } from './tree/statusBar.js';
import { attachTree } from './tree/treeView.js';
import type { Node, Tree } from './treeNode.js';

/** What the entry of the extension passes the editor's calls to. */
export interface AttachedWindow {
  readonly tree: Tree;
  /** Runs a command with the arguments that the editor passed. */
  run(id: CommandId, ...given: readonly unknown[]): Promise<void>;
  /** Fills a panel that the editor kept over a reload. */
  restorePanel(panel: WebviewPanel, state: unknown): Promise<void>;
  /** Cancels all requests, stops the playground, and clears the clipboard. */
  dispose(): Promise<void>;
}

/**
 * Attaches the rows and the status bar to the window. The only place that reads the environment and passes it on.
 * `view` shows the rows of the returned tree.
 */
export function attachWindow(context: ExtensionContext, view: TreeView<Node>): AttachedWindow {
  const { secrets, globalState, globalStorageUri, extensionUri } = context;
  const now = (): number => Date.now();
  const surface = createSurface({
    ask: lazyPrompts(loadCommands),
    log: createLog(window.createOutputChannel('Registry Auth', { log: true })),
    secrets,
    globalState,
    storageFolder: globalStorageUri,
    extensionUri,
    ...machinesOf(context),
    version: (context.extension.packageJSON as { version: string }).version,
    platform: keepsSecretsHere(context) ? process.platform : undefined,
    browserHosted: env.uiKind === UIKind.Web,
    startedAt: performance.timeOrigin,
    page: pageName,
    now,
    lookup,
    loadSessions: async () => (await loadCommands()).sessions,
    loadCommands,
    loadCore: () => import('../core.js'),
    startPlayground: async () => (await import('../playground/index.js')).startPlayground({ now }),
    reveal: async (connectionId) => attachedTree.reveal(connectionId),
    selection: () => view.selection,
  });
  const attachedTree = attachTree(surface, view);
  const ahead = loadAhead([loadCommands, surface.core]);
  const attached = [attachedTree, attachStatusBar(surface), ahead];
  return {
    tree: {
      ...surface.tree,
      async getChildren(node) {
        const rows = await surface.tree.getChildren(node);
        ahead.start();
        return rows;
      },
    },
    run: async (id, ...given) => (await loadCommands()).runCommand(surface, id, ...given),
    restorePanel: async (panel, state) => (await loadCommands()).restorePanel(surface, panel, state),
    async dispose() {
      attached.forEach((one) => one.dispose());
      await surface.dispose();
    },
  };
}

// Milliseconds: the start of a window is over by then.
const SETTLED = 1500;
const BETWEEN = 100;

/** Loads what the first command needs, one after the other in idle turns, so that nobody waits for it then. */
function loadAhead(loads: readonly (() => Promise<unknown>)[]): { start(): void; dispose(): void } {
  let timer: NodeJS.Timeout | undefined;
  let started = false;
  const next = ([load, ...others]: typeof loads, wait: number): void => {
    timer =
      load &&
      setTimeout(
        () =>
          void load().then(
            () => next(others, BETWEEN),
            () => undefined,
          ),
        wait,
      );
  };
  return {
    start() {
      if (!started) {
        started = true;
        next(loads, SETTLED);
      }
    },
    dispose: () => clearTimeout(timer),
  };
}

function loadCommands(): Promise<Commands> {
  return import('./commands.js');
}

/** Secrets are stored on the window's machine, whichever machine this code runs on. */
function keepsSecretsHere({ extension }: ExtensionContext): boolean {
  return env.remoteName === undefined || extension.extensionKind === ExtensionKind.UI;
}

/** Display name of the machine that sends requests, and of the terminals' machine if it is a different one. */
function machinesOf(context: ExtensionContext): { machine: string; remote?: true; terminalMachine?: string } {
  const { remoteName } = env;
  const machine = l10n.t('this machine');
  if (remoteName === undefined) {
    return { machine };
  }
  const kinds: Readonly<Record<string, string>> = {
    'ssh-remote': 'SSH',
    wsl: 'WSL',
    'dev-container': 'Dev Container',
    'attached-container': 'Container',
    codespaces: 'Codespaces',
    tunnel: 'Tunnel',
  };
  const remote = kinds[remoteName] ?? l10n.t('Server');
  return keepsSecretsHere(context)
    ? { machine, terminalMachine: remote }
    : { machine: `${remote}: ${hostname()}`, remote: true };
}
