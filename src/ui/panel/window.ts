import { randomBytes } from 'node:crypto';
import * as v from 'valibot';
import { Uri, env, type Webview, type WebviewPanel } from 'vscode';
import type { Translate } from '../../text/message.js';
import { PageMessage, type HostMessage } from './messages.js';
import { viewOf, type Here, type PanelInput } from './view.js';
import { cannotShow } from './texts.js';

export interface PanelPage {
  /** BCP 47. */
  readonly language: string;
  /** Fresh for every page, from a cryptographic generator. */
  readonly nonce: string;
  /** Where the editor serves local files from. */
  readonly cspSource: string;
  readonly style: string;
  readonly script: string;
  /** What the page says when it cannot show what it is sent. */
  readonly sorry: string;
}

/** The empty page; everything on it is built by its script from messages. */
export function panelPage({ language, nonce, cspSource, style, script, sorry }: PanelPage): string {
  return `<!doctype html>
<html lang="${attribute(language)}">
  <head>
    <meta charset="utf-8">
    <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src ${cspSource}; script-src 'nonce-${nonce}'">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Registry Auth</title>
    <link rel="stylesheet" href="${attribute(style)}">
  </head>
  <body>
    <main data-sorry="${attribute(sorry)}"></main>
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
  /** What the page sent and is none of its messages; a sentence without anything of it. */
  complain(text: string): void;
}

/** One open panel. */
export interface PanelWindow extends Here {
  /** The same as `show`, without taking the focus. */
  put(input: PanelInput): void;
  /** Whether this very thing is what it shows. */
  shows(input: PanelInput): boolean;
  /** What it shows must stay: somebody pinned it, or pasted a token that is nowhere else. */
  kept(): boolean;
  /** The connection that it is about. */
  connectionId(): string | undefined;
  close(): void;
}

/**
 * Fills a panel of the editor. The page is told what to show when it says that it is ready, so that a page that was
 * hidden and thrown away gets it again, and whenever something else is to be shown. `elsewhere` shows what an action
 * comes to when the panel shows something else by then, or is gone: nothing is replaced behind one's back.
 */
export function panelWindow(
  world: PanelWorld,
  panel: WebviewPanel,
  { closed, elsewhere }: { readonly closed: () => void; readonly elsewhere: (input: PanelInput) => void },
): PanelWindow {
  let shown: PanelInput | undefined;
  /** Another one for each thing that is shown, the same for all stages of it. */
  let subject = {};
  let pinned = false;
  const mayPin = () => shown !== undefined && !isOnlyHere(shown);

  const post = (stage: { readonly same?: true } = {}) => {
    if (!shown) return;
    const pin = mayPin() ? { pinned } : {};
    const view = { ...viewOf(shown, env.language, world.translate), ...pin };
    const message: HostMessage = { type: 'show', view, ...stage };
    void panel.webview.postMessage(message);
  };
  const fill = (input: PanelInput, stage?: { readonly same: true }) => {
    shown = input;
    panel.title = input.tab;
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
    kept: () => pinned || (shown !== undefined && isOnlyHere(shown)),
    connectionId: () => shown?.connectionId,
    close() {
      panel.dispose();
    },
  };
  /** For an action that begins now: what it shows takes the place of this very thing. */
  const begun = (): Here => {
    let about = subject;
    return {
      show(input) {
        if (subject !== about) return elsewhere(input);
        here.show(input);
        about = subject;
      },
      update(input) {
        if (subject !== about) return elsewhere(input);
        here.update(input);
        panel.reveal();
      },
    };
  };
  /** Time has passed: what is shown is said anew, unless something else is shown by then. */
  const renew = async () => {
    const about = subject;
    const input = await shown?.anew?.();
    if (input !== undefined && subject === about) here.update(input);
  };
  panel.webview.onDidReceiveMessage((received: unknown) => {
    const message = v.safeParse(PageMessage, received);
    if (!message.success) {
      world.complain('The inspection panel sent a message that it should not.');
    } else if (message.output.type === 'ready') {
      post();
    } else if (message.output.type === 'pin') {
      pinned = mayPin() && !pinned;
      post({ same: true });
    } else if (message.output.type === 'due') {
      void renew();
    } else if (message.output.type === 'failed') {
      world.complain('The inspection panel could not show what it was sent.');
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
  const media = Uri.joinPath(world.extensionUri, 'media');
  const script = Uri.joinPath(world.extensionUri, 'dist', 'webview');
  panel.webview.options = {
    enableScripts: true,
    enableForms: false,
    enableCommandUris: false,
    localResourceRoots: [script, media],
  };
  panel.iconPath = Uri.joinPath(media, 'registry-auth.svg');
  panel.webview.html = pageOf(panel.webview, world.translate, media, script);
  return here;
}

/** Nobody could fetch it again. */
function isOnlyHere(input: PanelInput): boolean {
  return input.page === 'token' && input.connectionId === undefined;
}

function pageOf(webview: Webview, translate: Translate, media: Uri, script: Uri): string {
  return panelPage({
    language: env.language,
    nonce: randomBytes(16).toString('base64url'),
    cspSource: webview.cspSource,
    style: String(webview.asWebviewUri(Uri.joinPath(media, 'panel.css'))),
    script: String(webview.asWebviewUri(Uri.joinPath(script, 'panel.js'))),
    sorry: translate(cannotShow),
  });
}
