import { l10n } from 'vscode';
import { AuthError } from '../auth/errors.js';
import type { Token } from '../auth/token.js';
import { findKind } from '../registries/index.js';
import type { OutputForm } from '../registries/kind.js';
import { commonOutputs } from '../registries/outputs.js';
import { choosePlace } from './choosePlace.js';
import { withText } from './keptToken.js';
import type { OnPage } from './shownToken.js';
import { back } from './steps.js';
import type { Surface } from './surface.js';
import { translate } from './words.js';

/** The pasted token in one of the forms of whose it looks like, for a registry that somebody names. Sends nothing. */
export async function copyPastedAs(on: OnPage): Promise<void> {
  const { surface } = on;
  await withText(on, async (value) => {
    const form = await chooseForm(surface, await outputsFor(surface, value));
    const registry = form.addressed ? await askRegistry(surface) : NOWHERE;
    const said = l10n.t('Copied the pasted token as {0}', translate(form.label));
    const text = await surface.clipboard.copy(form.text(asToken(value, surface.now()), registry, []), said);
    void surface.ask.tell({ severity: 'info', text, actions: [] });
  });
}

/** For forms that name no registry. */
const NOWHERE = new URL('https://registry.invalid');

async function outputsFor({ core }: Surface, value: string): Promise<readonly OutputForm[]> {
  const { kindIdOfToken } = await core();
  const outputs = findKind(kindIdOfToken(value) ?? '')?.outputs ?? commonOutputs;
  // Nobody knows how somebody signed in for it.
  return outputs.filter(({ forms, fetchedOnly }) => forms === undefined && fetchedOnly === undefined);
}

async function chooseForm({ ask }: Surface, outputs: readonly OutputForm[]): Promise<OutputForm> {
  const form = await ask.pick({
    title: l10n.t('Copy Token As'),
    placeholder: l10n.t('In which form?'),
    choices: outputs.map((output) => ({ label: translate(output.label), value: output })),
  });
  if (form === back) throw new AuthError('cancelled', 'There is no question before this one.');
  return form;
}

async function askRegistry(surface: Surface): Promise<URL> {
  const { registry } = await choosePlace(surface, {
    title: l10n.t('Copy Token As'),
    placeholder: l10n.t('For which registry? Choose a connection, or type a host. Nothing is sent'),
  });
  return registry;
}

/** User and password in base64 are a token of the scheme Basic (RFC 7617 section 2). */
function asToken(value: string, obtainedAt: number): Token {
  const isPair = /^[\x20-\x7e]+:[\x20-\x7e]+$/.test(Buffer.from(value, 'base64').toString('latin1'));
  const scheme = isPair ? 'Basic' : 'Bearer';
  return { scheme, value, use: 'access', obtainedAt, expirySource: 'none', scopes: [] };
}
