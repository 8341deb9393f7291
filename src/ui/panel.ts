import { randomBytes } from 'node:crypto';
import * as v from 'valibot';
import { env, Uri, ViewColumn, type Webview, type WebviewPanel, window } from 'vscode';
import type { Translate } from '../auth/pieces.js';
import { panelPage } from './panelPage.js';
import { type HostMessage, PageMessage } from './panelMessages.js';
import { type PanelInput, viewOf } from './panelView.js';

export interface Panel {
  /** Shows this in the one panel, which opens if need be. */
  show(input: PanelInput): void;
  /** Closes the panel if it shows a token of this connection. */
  close(connectionId: string): void;
  dispose(): void;
}

export interface PanelWorld {
  readonly extensionUri: Uri;
  readonly translate: Translate;
  /** What the page sent and is none of its messages; a sentence without anything of it. */
  complain(text: string): void;
}

/**
 * The inspection panel. The page is told what to show when it says that it is ready, so that a page that was hidden and
 * thrown away gets it again, and whenever something else is to be shown.
 */
export function createPanel(world: PanelWorld): Panel {
  let panel: WebviewPanel | undefined;
  let shown: PanelInput | undefined;

  const post = () => {
    if (!panel || !shown) return;
    const message: HostMessage = { type: 'show', view: viewOf(shown, env.language, world.translate) };
    void panel.webview.postMessage(message);
  };
  const receive = (received: unknown) => {
    const message = v.safeParse(PageMessage, received);
    if (!message.success) {
      world.complain('The inspection panel sent a message that it should not.');
    } else if (message.output.type === 'ready') {
      post();
    } else if ('index' in message.output) {
      shown?.actions[message.output.type]?.(message.output.index);
    } else {
      shown?.actions[message.output.type]?.();
    }
  };
  const open = () => {
    const media = Uri.joinPath(world.extensionUri, 'media');
    const script = Uri.joinPath(world.extensionUri, 'dist', 'webview');
    const opened = window.createWebviewPanel('registryAuth.panel', '', ViewColumn.Active, {
      enableScripts: true,
      enableForms: false,
      enableCommandUris: false,
      localResourceRoots: [script, media],
    });
    opened.iconPath = Uri.joinPath(media, 'registry-auth.svg');
    opened.webview.onDidReceiveMessage(receive);
    opened.onDidDispose(() => {
      panel = undefined;
      shown = undefined;
    });
    opened.webview.html = pageOf(opened.webview, media, script);
    return opened;
  };

  return {
    show(input) {
      shown = input;
      if (panel) {
        post();
        panel.reveal();
      } else {
        panel = open();
      }
      panel.title = input.tab;
    },
    close(connectionId) {
      if (shown?.connectionId === connectionId) panel?.dispose();
    },
    dispose() {
      panel?.dispose();
    },
  };
}

function pageOf(webview: Webview, media: Uri, script: Uri): string {
  return panelPage({
    language: env.language,
    nonce: randomBytes(16).toString('base64url'),
    cspSource: webview.cspSource,
    style: String(webview.asWebviewUri(Uri.joinPath(media, 'panel.css'))),
    script: String(webview.asWebviewUri(Uri.joinPath(script, 'panel.js'))),
  });
}
