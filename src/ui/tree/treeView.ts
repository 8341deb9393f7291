import { commands, l10n, type TreeView, type ViewBadge, window } from 'vscode';
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
    const { message = '', needUser, empty, hasConnection, hasToken } = await tree.status();
    // Unset until the store was read: menus hide what is useless only once it is known to be, and the welcome content
    // doesn't show, and take the focus, before the rows are there.
    const keys = { playgroundRuns: playground.runs(), empty, hasConnection, hasToken };
    await Promise.all(
      Object.entries(keys).map(([name, value]) => commands.executeCommand('setContext', `registryAuth.${name}`, value)),
    );
    // With an empty text as its message, the view still shows its welcome content.
    view.message = message;
    view.badge = badgeOf(needUser);
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

/** Count of the connections that need the user. An expired token isn't counted: the next fetch replaces it. */
function badgeOf(needUser: number): ViewBadge | undefined {
  if (needUser === 0) {
    return undefined;
  }
  const tooltip =
    needUser === 1
      ? l10n.t('1 connection needs your attention')
      : l10n.t('{0} connections need your attention', needUser);
  return { value: needUser, tooltip };
}
