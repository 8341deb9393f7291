import { l10n, Uri, window, workspace } from 'vscode';

/** No file of anybody's can be mistaken for one. */
const SCHEME = 'registry-auth-claims';

export interface ClaimsDocuments {
  /** Opens claims, with the secrets in them hidden, as read-only JSON that can be folded and searched. */
  open(text: string): Promise<void>;
  dispose(): void;
}

export function createClaimsDocuments(): ClaimsDocuments {
  const texts = new Map<string, string>();
  const provider = workspace.registerTextDocumentContentProvider(SCHEME, {
    provideTextDocumentContent: (uri) => texts.get(uri.path) ?? '',
  });
  const closing = workspace.onDidCloseTextDocument(({ uri }) => {
    if (uri.scheme === SCHEME) texts.delete(uri.path);
  });
  let opened = 0;
  return {
    async open(text) {
      opened += 1;
      const uri = Uri.from({ scheme: SCHEME, path: `/${l10n.t('Claims')} ${opened}.json` });
      texts.set(uri.path, text);
      await window.showTextDocument(await workspace.openTextDocument(uri));
    },
    dispose() {
      texts.clear();
      provider.dispose();
      closing.dispose();
    },
  };
}
