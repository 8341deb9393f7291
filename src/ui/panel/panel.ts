import { ViewColumn, type WebviewPanel, window } from 'vscode';
import type { PanelInput } from './view.js';
import { type PanelWindow, panelWindow, type PanelWorld } from './window.js';

export interface Panel {
  /** Shows this in the panel that isn't kept, or in a new one beside those that are. */
  show(input: PanelInput): void;
  /** Shows this in a new panel beside the others. */
  showBeside(input: PanelInput): void;
  /** Replaces `before` with its current state, in the panels that still show it. */
  update(before: PanelInput, input: PanelInput): void;
  /** Takes over a panel that the editor restored. */
  adopt(panel: WebviewPanel, input: PanelInput): void;
  /** Closes the panels of this connection. */
  close(connectionId: string): void;
  dispose(): void;
}

type OpenPanel = (column: ViewColumn) => WebviewPanel;
const openInEditor: OpenPanel = (column) =>
  window.createWebviewPanel('registryAuth.panel', '', column, { enableFindWidget: true });

/** Creates the inspection panels: one that is reused, and those that are kept. */
export function createPanel(world: PanelWorld, openPanel: OpenPanel = openInEditor): Panel {
  const windows = new Set<PanelWindow>();

  const fill = (panel: WebviewPanel): PanelWindow => {
    const filled = panelWindow(world, panel, { closed: () => windows.delete(filled), elsewhere: showBeside });
    windows.add(filled);
    return filled;
  };
  const open = () => fill(openPanel(windows.size > 0 ? ViewColumn.Beside : ViewColumn.Active));
  const showBeside = (input: PanelInput): void => open().show(input);

  return {
    show: (input) => ([...windows].find((one) => !one.kept()) ?? open()).show(input),
    showBeside,
    update(before, input) {
      for (const one of windows) {
        if (one.shows(before)) {
          one.update(input);
        }
      }
    },
    adopt: (panel, input) => fill(panel).put(input),
    close(connectionId) {
      for (const one of [...windows]) {
        if (one.connectionId() === connectionId) {
          one.close();
        }
      }
    },
    dispose() {
      for (const one of [...windows]) {
        one.close();
      }
    },
  };
}
