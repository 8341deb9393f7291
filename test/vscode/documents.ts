// The editor that a command left open.
import { strict as assert } from 'node:assert';
import { commands, type Uri, window } from 'vscode';

export function openText(): { readonly text: string; readonly uri: Uri; readonly languageId: string } {
  const document = window.activeTextEditor?.document;
  assert.ok(document, 'no document is open');
  return { text: document.getText(), uri: document.uri, languageId: document.languageId };
}

export async function closeEditors(): Promise<void> {
  await commands.executeCommand('workbench.action.closeAllEditors');
}
