import { randomUUID } from 'node:crypto';
import { TabInputText, Uri, l10n, window, workspace } from 'vscode';
import { redactText } from '../text/redact.js';

/** A text that a service answered with, or that was made of one. */
export interface ServiceText {
  /** JSON may have lines of comment above it. */
  readonly format: 'json' | 'plain';
  readonly text: string;
}

/** Read-only texts that services answered with. */
export interface Documents {
  /** Opens a text in an editor of its own. Never give it a token. */
  open(name: string, content: ServiceText): Promise<void>;
  /** Closes all of them. */
  close(): Promise<void>;
  dispose(): void;
}

const SCHEME = 'registry-auth';
// The ending decides the language. JSON gets one of our own (contributes.languages): the editor's reads whatever schema a
// text names in `$schema`, from any address, as soon as a document is opened.
const ENDINGS: Readonly<Record<ServiceText['format'], string>> = { json: '.registry-answer', plain: '.txt' };

/** Nothing is written anywhere: a text is kept until its editor is closed. */
export function createDocuments(): Documents {
  const texts = new Map<string, string>();
  const provider = workspace.registerTextDocumentContentProvider(SCHEME, {
    provideTextDocumentContent: ({ path }) =>
      texts.get(path) ?? l10n.t('This answer was kept only until the window was reloaded.'),
  });
  const closing = workspace.onDidCloseTextDocument(({ uri }) => {
    if (uri.scheme === SCHEME) texts.delete(uri.path);
  });
  return {
    async open(name, { format, text }) {
      const file = `${name.replace(/[/\\]/g, '-')}${ENDINGS[format]}`;
      const uri = Uri.from({ scheme: SCHEME, path: `/${randomUUID()}/${file}` });
      // The last look before it is shown: whoever wrote the text has taken secrets out already.
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
