import { env, l10n, UIKind, window } from 'vscode';
import { createClearingClipboard } from './clipboardClearing.js';
import { readSettings } from './settings.js';

export interface Clipboard {
  /**
   * Copies a secret and returns the message for the user. `said` is a phrase without a full stop, such as "Copied the
   * token for pull on team/app".
   */
  copy(secret: string, said: string): Promise<string>;
  /** Copies text that isn't secret. It is never cleared. */
  copyText(text: string): Promise<void>;
  /** Reads the clipboard when the user chose to paste. Returns the empty string where reading isn't allowed. */
  paste(): Promise<string>;
  /** Whether the clipboard holds this text. False in a browser, which would ask for permission. */
  holds(text: string): Promise<boolean>;
  /** Clears a secret that was copied elsewhere and pasted here, unless something else was copied since. */
  takeAway(text: string): Promise<void>;
  /** Clears a copied secret that is due to be cleared later. */
  clear(): Promise<void>;
}

/** Wraps the editor's clipboard. No other module accesses it. */
export function createClipboard(): Clipboard {
  let saidThatItStays = false;
  const copier = createClearingClipboard({
    read: async () => env.clipboard.readText(),
    write: async (text) => env.clipboard.writeText(text),
    clearAfter: () => readSettings().clearClipboardAfter,
    after(milliseconds, callback) {
      const timer = setTimeout(callback, milliseconds);
      return () => clearTimeout(timer);
    },
    focused: () => env.uiKind === UIKind.Desktop || window.state.focused,
    whenFocused(callback) {
      const listening = window.onDidChangeWindowState(({ focused }) => {
        if (!focused) {
          return;
        }
        listening.dispose();
        callback();
      });
      return () => {
        listening.dispose();
      };
    },
  });
  return {
    async copy(secret, said) {
      const afterwards = await copier.copy(secret);
      if (afterwards === 'cleared') {
        return l10n.t('{0}. The clipboard is cleared in {1} s.', said, readSettings().clearClipboardAfter);
      }
      if (afterwards === 'unreadable' && !saidThatItStays) {
        saidThatItStays = true;
        return l10n.t('{0}. It stays on the clipboard, because this window can’t read the clipboard.', said);
      }
      return l10n.t('{0}.', said);
    },
    copyText: async (text) => env.clipboard.writeText(text),
    paste: async () => env.clipboard.readText(),
    // A browser would ask the user first.
    holds: async (text) => env.uiKind === UIKind.Desktop && (await env.clipboard.readText()) === text,
    async takeAway(text) {
      if ((await env.clipboard.readText()) === text) {
        await env.clipboard.writeText('');
      }
    },
    clear: () => copier.clear(),
  };
}
