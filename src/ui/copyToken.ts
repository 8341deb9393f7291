import { l10n } from 'vscode';
import { AuthError } from '../auth/errors.js';
import { findKind } from '../registries/index.js';
import { chooseTarget } from './chooseTarget.js';
import { copyNow } from './copyNow.js';
import { lastUsed } from './lastUsed.js';
import type { Node } from './node.js';
import { obtain, type Target } from './obtain.js';
import { back } from './steps.js';
import type { Surface } from './surface.js';
import { scopeWords, translate } from './words.js';

/** Copies the token of a row at once, that of a connection for the scopes used last, and fetches it where needed. */
export async function copyToken(surface: Surface, node: Node | undefined): Promise<void> {
  const target = await chooseTarget(surface, l10n.t('Copy Token'), lastUsed(surface, node));
  await copyNow(surface, target.connection, await obtain(surface, target));
}

export async function copyTokenAs(surface: Surface, node: Node | undefined): Promise<void> {
  await copyAs(surface, await chooseTarget(surface, l10n.t('Copy Token As'), lastUsed(surface, node)));
}

/** Asks in which form, of those that go with how one signed in. */
export async function copyAs(surface: Surface, target: Target): Promise<void> {
  const { kind, form: signedIn } = target.connection;
  const outputs = findKind(kind)?.outputs.filter(({ forms }) => forms?.includes(signedIn) ?? true) ?? [];
  const form = await surface.ask.pick({
    title: l10n.t('Copy Token As'),
    placeholder: l10n.t('For {0}', scopeWords(target.scopes)),
    choices: outputs.map((output) => ({ label: translate(output.label), value: output })),
  });
  if (form === back) throw new AuthError('cancelled', 'There is no question before this one.');
  await copyNow(surface, target.connection, await obtain(surface, target), form);
}
