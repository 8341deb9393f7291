import { lookup } from 'node:dns';
import { hostname } from 'node:os';
import { commands, env, type ExtensionContext, ExtensionKind, l10n, UIKind, window } from 'vscode';
import { createSurface } from './ui/createSurface.js';
import { pageName } from './ui/pageName.js';
import { latePrompts } from './ui/latePrompts.js';
import { createLog } from './ui/log.js';
import type { Commands } from './ui/surface.js';
import { attachStatusBar } from './ui/statusBar.js';
import { attachTree } from './ui/treeView.js';

/** The end of what `activate` began; the editor waits for it. */
let dispose: () => Promise<void> = async () => undefined;

/** The only place that reads the world and hands it on. Gives other extensions nothing. */
export function activate(context: ExtensionContext): void {
  const { secrets, globalState, globalStorageUri, extensionUri, subscriptions } = context;
  const now = (): number => Date.now();
  const surface = createSurface({
    ask: latePrompts(loadCommands),
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
  for (const id of commandIds(context)) {
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

/** As the manifest declares them: what they do is loaded at the first use. */
function commandIds({ extension }: ExtensionContext): readonly string[] {
  const manifest = extension.packageJSON as { contributes: { commands: readonly { command: string }[] } };
  return manifest.contributes.commands.map(({ command }) => command);
}

/** Secrets lie on the machine of the window, whatever machine this runs on. */
function keepsSecretsHere({ extension }: ExtensionContext): boolean {
  return env.remoteName === undefined || extension.extensionKind === ExtensionKind.UI;
}

/** The machine that requests are sent from, in words, and that of the terminals, where it is another one. */
function machinesOf(context: ExtensionContext): { machine: string; remote?: true; terminalMachine?: string } {
  const { remoteName } = env;
  const machine = l10n.t('this machine');
  if (remoteName === undefined) return { machine };
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
