import { commands, l10n } from 'vscode';
import type { Loss } from '../../connections/storageLoss.js';
import type { Surface } from '../surface.js';

interface Notice {
  readonly text: string;
  readonly action?: { readonly label: string; readonly act: () => Promise<void> };
}

/**
 * Reports once that saved connections are lost, why, and what to do. `platform` is that of the machine that stored
 * them.
 */
export async function tellLoss(surface: Surface, loss: Loss, platform: string | undefined): Promise<void> {
  await tell(surface, noticeOf(surface, loss, platform));
}

/** Reports that this window must be reloaded before it can save anything. */
export async function tellBehind(surface: Surface): Promise<void> {
  await tell(surface, {
    text: l10n.t('Another window has changed the connections. Reload this window to see and change them.'),
    action: {
      label: l10n.t('Reload Window'),
      act: async () => {
        await commands.executeCommand('workbench.action.reloadWindow');
      },
    },
  });
}

async function tell({ ask }: Surface, { text, action }: Notice): Promise<void> {
  const pressed = await ask.tell({ severity: 'warning', text, actions: action ? [action.label] : [] });
  if (action !== undefined && pressed === action.label) {
    await action.act();
  }
}

function noticeOf(surface: Surface, { cause, labels }: Loss, platform: string | undefined): Notice {
  const add = { label: l10n.t('Add Connection'), act: () => surface.run('registryAuth.addConnection') };
  const names = labels.join(', ');
  switch (cause) {
    case 'reverted':
      return {
        text: l10n.t(
          'This browser’s storage lost {0}: an older copy replaced it, possibly written by another extension. Select Enter Again on each row.',
          names,
        ),
      };
    case 'cleared':
      return {
        text: l10n.t(
          'This browser doesn’t have these connections: {0}. Its storage was cleared, or they were added in another browser. Add them again here.',
          names,
        ),
        action: add,
      };
    case 'restart':
      return platform === 'linux'
        ? { text: restartText(platform), action: runtimeArguments }
        : { text: restartText(platform), action: add };
  }
}

const runtimeArguments: NonNullable<Notice['action']> = {
  get label() {
    return l10n.t('Configure Runtime Arguments');
  },
  act: async () => {
    await commands.executeCommand('workbench.action.configureRuntimeArguments');
  },
};

function restartText(platform: string | undefined): string {
  const byPlatform: Readonly<Record<string, string>> = {
    linux: l10n.t(
      'The saved connections are lost: VS Code found no keyring at startup and kept them in memory only. Install or unlock one (GNOME Keyring, KWallet), or set password-store in the runtime arguments. Then restart and add the connections again.',
    ),
    darwin: l10n.t(
      'The saved connections are lost: their key in the macOS keychain was deleted, or VS Code was denied access to it. Allow access to its “Safe Storage” item in Keychain Access, restart, and add the connections again.',
    ),
    win32: l10n.t(
      'The saved connections are lost: Windows can’t decrypt them. This happens after an administrator resets your password, or when the profile comes from another machine. Add them again.',
    ),
  };
  const elsewhere = l10n.t(
    'The saved connections are lost: VS Code on your own machine did not keep them. Make sure that its keyring or keychain is unlocked at startup, then add the connections again.',
  );
  return byPlatform[platform ?? ''] ?? elsewhere;
}
