import { randomUUID } from 'node:crypto';
import { l10n, TabInputText, Uri, window, workspace } from 'vscode';
import { redactText } from '../text/redact.js';

/** Text of a service's response, or text derived from one. */
export interface ServiceText {
  /** JSON can start with comment lines. */
  readonly format: 'json' | 'plain';
  readonly text: string;
}

/** Read-only editors for service responses. */
export interface Documents {
  /** Opens a text in its own editor. The text must not contain a token. */
  open(name: string, content: ServiceText): Promise<void>;
  /** Closes all of these editors. */
  close(): Promise<void>;
  dispose(): void;
}

const SCHEME = 'registry-auth';
// The extension selects the language. JSON has its own language ID (contributes.languages). The editor's JSON language
// would fetch the schema in `$schema`, from any URL, when a document opens.
const ENDINGS: Readonly<Record<ServiceText['format'], string>> = { json: '.registry-answer', plain: '.txt' };

/** Keeps texts in memory until their editor closes. Nothing is written to disk. */
export function createDocuments(): Documents {
  const texts = new Map<string, string>();
  const provider = workspace.registerTextDocumentContentProvider(SCHEME, {
    provideTextDocumentContent: ({ path }) =>
      texts.get(path) ?? l10n.t('This response was kept only until the window was reloaded.'),
  });
  const closing = workspace.onDidCloseTextDocument(({ uri }) => {
    if (uri.scheme === SCHEME) {
      texts.delete(uri.path);
    }
  });
  return {
    async open(name, { format, text }) {
      const file = `${name.replace(/[/\\]/g, '-')}${ENDINGS[format]}`;
      const uri = Uri.from({ scheme: SCHEME, path: `/${randomUUID()}/${file}` });
      // Second redaction before display. The caller already redacted the text.
      texts.set(uri.path, redactText(text, []));
      await window.showTextDocument(await workspace.openTextDocument(uri), { preview: false });
    },
    async close() {
      texts.clear();
      const tabs = window.tabGroups.all.flatMap((group) => group.tabs);
      await window.tabGroups.close(
        tabs.filter(({ input }) => input instanceof TabInputText && input.uri.scheme === SCHEME),
      );
    },
    dispose() {
      provider.dispose();
      closing.dispose();
    },
  };
}
