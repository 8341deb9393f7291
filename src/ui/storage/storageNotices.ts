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
          'The storage of this browser has lost {0}: an older copy was put back, perhaps by another extension. Choose Enter Again in the row of each.',
          names,
        ),
      };
    case 'cleared':
      return {
        text: l10n.t(
          'This server knows of connections that this browser does not have: {0}. Its storage was cleared, or they were entered in another browser, which still has them. Add them here again.',
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
      'The saved connections are gone: this editor kept them in memory only, because it found no keyring when it started. Install or unlock one (GNOME Keyring, KWallet), or choose a password-store in the runtime arguments; restart, and add the connections again.',
    ),
    darwin: l10n.t(
      'The saved connections are gone: the key to them lies in the macOS keychain, and this editor was denied it, or it was deleted. Allow the editor its “Safe Storage” item in Keychain Access, restart, and add the connections again.',
    ),
    win32: l10n.t(
      'The saved connections are gone: Windows encrypts them for your account on this machine, and can no longer open them after a password reset by somebody else, or when the profile came from another machine. Add them again.',
    ),
  };
  const elsewhere = l10n.t(
    'The saved connections are gone: the editor on your own machine did not keep them. See to it that its keyring or keychain is unlocked when it starts, and add the connections again.',
  );
  return byPlatform[platform ?? ''] ?? elsewhere;
}
