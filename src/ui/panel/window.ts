import { randomBytes } from 'node:crypto';
import * as v from 'valibot';
import { Uri, type Webview, type WebviewPanel } from 'vscode';
import { written } from '../../text/invisible.js';
import type { Translate } from '../../text/message.js';
import { type HostMessage, PageMessage, type PageWords } from './messages.js';
import { cannotShow } from './texts.js';
import { type Here, pageWords, type PanelInput, viewOf } from './view.js';

export interface PanelPage {
  readonly words: PageWords;
  /** New for every page, from a cryptographic random generator. */
  readonly nonce: string;
  /** Source from which the editor serves local files. */
  readonly cspSource: string;
  readonly style: string;
  readonly script: string;
  /** Text that the page shows when it can't render a message. */
  readonly sorry: string;
}

/** HTML of the empty page. Its script builds all content from messages. */
export function panelPage({ words, nonce, cspSource, style, script, sorry }: PanelPage): string {
  return `<!doctype html>
<html lang="${attribute(words.language)}">
  <head>
    <meta charset="utf-8">
    <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src ${cspSource}; script-src 'nonce-${nonce}'">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Registry Auth</title>
    <link rel="stylesheet" href="${attribute(style)}">
  </head>
  <body>
    <main data-sorry="${attribute(sorry)}" data-words="${attribute(JSON.stringify(words))}"></main>
    <p class="unseen" role="status"></p>
    <script nonce="${nonce}" src="${attribute(script)}"></script>
  </body>
</html>
`;
}

function attribute(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
}

export interface PanelWorld {
  readonly extensionUri: Uri;
  readonly translate: Translate;
  /** Reports an invalid page message. The text contains nothing from that message. */
  complain(text: string): void;
}

/** One open panel. */
export interface PanelWindow extends Here {
  /** Shows content without taking the focus. */
  put(input: PanelInput): void;
  /** Whether the panel shows exactly this input. */
  shows(input: PanelInput): boolean;
  /** Whether the content must stay, because the user keeps it open, or is a pasted token, which is stored only here. */
  kept(): boolean;
  /** ID of the connection that it shows. */
  connectionId(): string | undefined;
  close(): void;
}

/**
 * Fills a panel of the editor. The host sends the content when the page is ready, and whenever it changes. A page that
 * was hidden and discarded therefore gets it again. `elsewhere` shows an action's result when the panel was closed or
 * has changed its content by then. Other content is never replaced.
 */
export function panelWindow(
  world: PanelWorld,
  panel: WebviewPanel,
  { closed, elsewhere }: { readonly closed: () => void; readonly elsewhere: (input: PanelInput) => void },
): PanelWindow {
  let shown: PanelInput | undefined;
  /** Identity of the shown content. Updates keep it. */
  let subject = {};
  let keptOpen = false;
  const mayKeep = () => shown !== undefined && !isOnlyHere(shown);

  const post = (stage: { readonly same?: true } = {}) => {
    if (!shown) {
      return;
    }
    const keep = mayKeep() ? { keptOpen } : {};
    const view = { ...viewOf(shown, world.translate.language ?? 'en', world.translate), ...keep };
    const message: HostMessage = { type: 'show', view, ...stage };
    void panel.webview.postMessage(message);
  };
  const fill = (input: PanelInput, stage?: { readonly same: true }) => {
    shown = input;
    panel.title = written(input.tab);
    post(stage);
  };
  const here: PanelWindow = {
    put(input) {
      subject = {};
      fill(input);
    },
    update: (input) => fill(input, { same: true }),
    show(input) {
      here.put(input);
      panel.reveal();
    },
    shows: (input) => shown === input,
    kept: () => keptOpen || (shown !== undefined && isOnlyHere(shown)),
    connectionId: () => shown?.connectionId,
    close() {
      panel.dispose();
    },
  };
  /** Context of an action that starts now. Its result replaces only the current content. */
  const begun = (): Here => {
    let about = subject;
    return {
      show(input) {
        if (subject !== about) {
          return elsewhere(input);
        }
        here.show(input);
        about = subject;
      },
      update(input) {
        if (subject !== about) {
          return elsewhere(input);
        }
        here.update(input);
        panel.reveal();
      },
    };
  };
  /** Updates the page after time has passed, unless it shows something else by then. */
  const renew = async () => {
    const about = subject;
    const input = await shown?.anew?.();
    if (input !== undefined && subject === about) {
      here.update(input);
    }
  };
  panel.webview.onDidReceiveMessage((received: unknown) => {
    const message = v.safeParse(PageMessage, received);
    if (!message.success) {
      world.complain('The inspection panel sent an invalid message.');
    } else if (message.output.type === 'ready') {
      post();
    } else if (message.output.type === 'keepOpen') {
      keptOpen = mayKeep() && !keptOpen;
      post({ same: true });
    } else if (message.output.type === 'due') {
      renew().catch(() => world.complain('The inspection panel couldn’t be updated.'));
    } else if (message.output.type === 'failed') {
      world.complain('The inspection panel couldn’t show its content.');
    } else if ('index' in message.output) {
      shown?.actions[message.output.type]?.(message.output.index, begun());
    } else {
      shown?.actions[message.output.type]?.(begun());
    }
  });
  panel.onDidDispose(() => {
    subject = {};
    shown = undefined;
    closed();
  });
  load(panel, world);
  return here;
}

/** Loads the page, which may use scripts and styles of the extension only. */
function load(panel: WebviewPanel, { extensionUri, translate }: PanelWorld): void {
  const media = Uri.joinPath(extensionUri, 'media');
  const script = Uri.joinPath(extensionUri, 'dist', 'webview');
  panel.webview.options = {
    enableScripts: true,
    enableForms: false,
    enableCommandUris: false,
    localResourceRoots: [script, media],
  };
  panel.iconPath = Uri.joinPath(media, 'registry-auth.svg');
  panel.webview.html = pageOf(panel.webview, translate, media, script);
}

/** Whether this token is a pasted one, which can't be fetched again. */
function isOnlyHere(input: PanelInput): boolean {
  return input.page === 'token' && input.connectionId === undefined;
}

function pageOf(webview: Webview, translate: Translate, media: Uri, script: Uri): string {
  return panelPage({
    words: pageWords(translate),
    nonce: randomBytes(16).toString('base64url'),
    cspSource: webview.cspSource,
    style: String(webview.asWebviewUri(Uri.joinPath(media, 'panel.css'))),
    script: String(webview.asWebviewUri(Uri.joinPath(script, 'panel.js'))),
    sorry: translate(cannotShow),
  });
}
