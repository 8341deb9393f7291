import { lookup } from 'node:dns';
import { hostname } from 'node:os';
import { commands, env, type ExtensionContext, ExtensionKind, l10n, UIKind, window } from 'vscode';
import { commandIds } from './ui/commandIds.js';
import { createSurface } from './ui/createSurface.js';
import { createLog } from './ui/log.js';
import { lazyPrompts } from './ui/prompts/lazyPrompts.js';
import { pageName } from './ui/storage/pageName.js';
import type { Commands } from './ui/surface.js';
import { attachStatusBar } from './ui/tree/statusBar.js';
import { attachTree } from './ui/tree/treeView.js';

/** Disposes what `activate` created; the editor waits for it. */
let dispose: () => Promise<void> = async () => undefined;

/** The only place that reads the environment and passes it on. Exports nothing to other extensions. */
export function activate(context: ExtensionContext): void {
  const { secrets, globalState, globalStorageUri, extensionUri, subscriptions } = context;
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
    loadCore: () => import('./core.js'),
    startPlayground: async () => (await import('./playground/index.js')).startPlayground({ now }),
    reveal: async (connectionId) => view.reveal(connectionId),
  });
  const view = attachTree(surface);
  subscriptions.push(view, attachStatusBar(surface));
  for (const id of commandIds) {
    const run = async (...given: unknown[]): Promise<void> => (await loadCommands()).runCommand(surface, id, ...given);
    subscriptions.push(commands.registerCommand(id, run));
  }
  subscriptions.push(
    window.registerWebviewPanelSerializer('registryAuth.panel', {
      deserializeWebviewPanel: async (panel, state) => (await loadCommands()).restorePanel(surface, panel, state),
    }),
  );
  dispose = () => surface.dispose();
}

export function deactivate(): Promise<void> {
  return dispose();
}

const loadCommands = (): Promise<Commands> => import('./ui/commands.js');

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
