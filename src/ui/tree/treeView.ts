import { commands, type TreeView, window } from 'vscode';
import type { Surface } from '../surface.js';
import type { Node } from '../treeNode.js';

export interface AttachedTree {
  /** Selects and opens the row of a connection when the view is open. */
  reveal(connectionId: string): Promise<void>;
  dispose(): void;
}

/** Keeps the message above the rows of `view` current, and finds rows in it. */
export function attachTree({ tree, playground, log, checkStorage }: Surface, view: TreeView<Node>): AttachedTree {
  async function describe(): Promise<void> {
    await commands.executeCommand('setContext', 'registryAuth.playgroundRuns', playground.runs());
    // With an empty text as its message, the view still shows its welcome content.
    view.message = (await tree.message()) ?? '';
    void checkStorage();
  }
  const update = (): void => void describe().catch((error: unknown) => log.error(error));
  const changes = tree.onDidChangeTreeData(update);
  const shown = view.onDidChangeVisibility(update);
  // A change in another window may not fire an event in this one.
  const focused = window.onDidChangeWindowState((state) => {
    if (state.focused) {
      tree.refresh();
    }
  });
  update();

  return {
    async reveal(connectionId) {
      if (!view.visible) {
        return;
      }
      const top = (await tree.getChildren()) ?? [];
      const below = await Promise.all(top.map(async (node) => (await tree.getChildren(node)) ?? []));
      const node = [...top, ...below.flat()].find(
        (one) => one.type === 'connection' && one.connection.id === connectionId,
      );
      if (node !== undefined) {
        await view.reveal(node, { select: true, focus: false, expand: true });
      }
    },
    dispose() {
      changes.dispose();
      shown.dispose();
      focused.dispose();
    },
  };
}
