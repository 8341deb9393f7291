import { commands, EventEmitter, type ExtensionContext, window } from 'vscode';
import type { AttachedWindow } from './ui/attachWindow.js';
import { commandIds } from './ui/commandIds.js';
import type { Node } from './ui/treeNode.js';

/** Disposes what was loaded; the editor waits for it. */
let dispose: () => Promise<void> = async () => undefined;

/**
 * Registers what the editor may call. Everything else loads with the first of these calls, so that the
 * start of a window waits for none of it. Exports nothing to other extensions.
 */
export function activate(context: ExtensionContext): void {
  const changed = new EventEmitter<undefined>();
  const view = window.createTreeView<Node>('registryAuth.connections', {
    treeDataProvider: {
      onDidChangeTreeData: changed.event,
      getChildren: async (node) => (await attached()).tree.getChildren(node),
      getTreeItem: async (node) => (await attached()).tree.getTreeItem(node),
      getParent: async (node) => (await attached()).tree.getParent?.(node),
    },
    showCollapseAll: true,
    canSelectMany: true,
  });
  let loading: Promise<AttachedWindow> | undefined;
  let failed = false;
  const attached = (): Promise<AttachedWindow> => {
    loading ??= attach(context, view, changed).then(
      (loaded) => {
        if (failed) {
          changed.fire(undefined); // the view shows no rows since the first attempt
        }
        return loaded;
      },
      (error: unknown) => {
        failed = true;
        loading = undefined;
        throw error;
      },
    );
    return loading;
  };

  context.subscriptions.push(
    view,
    changed,
    ...commandIds.map((id) =>
      commands.registerCommand(id, async (...given: unknown[]) => (await attached()).run(id, ...given)),
    ),
    window.registerWebviewPanelSerializer('registryAuth.panel', {
      deserializeWebviewPanel: async (panel, state) => (await attached()).restorePanel(panel, state),
    }),
  );
  dispose = async () => (await loading)?.dispose();
}

export function deactivate(): Promise<void> {
  return dispose();
}

async function attach(
  context: ExtensionContext,
  view: ReturnType<typeof window.createTreeView<Node>>,
  changed: EventEmitter<undefined>,
): Promise<AttachedWindow> {
  const { attachWindow } = await import('./ui/attachWindow.js');
  const attached = attachWindow(context, view);
  attached.tree.onDidChangeTreeData(() => changed.fire(undefined));
  return attached;
}
