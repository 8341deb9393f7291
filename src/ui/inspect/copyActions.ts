import { l10n } from 'vscode';
import { basicValue, type Credential } from '../../auth/credential.js';
import { secretOf, type Token } from '../../auth/token.js';
import { findKind } from '../../registries/index.js';
import type { OutputForm } from '../../registries/kind.js';
import { commonCopyFormats } from '../../registries/shared/copyFormats.js';
import { acquireToken } from '../acquire/acquireToken.js';
import { copyAs, copyOutput, copySecret } from '../acquire/copyFormats.js';
import { stillThere } from '../acquire/usableConnections.js';
import { choosePlace } from '../choose/choosePlace.js';
import { translate } from '../localize.js';
import { inform } from '../prompts/ask.js';
import { unlessBack } from '../prompts/multiStep.js';
import type { Surface } from '../surface.js';
import { keptToken, withToken } from './keptToken.js';
import { pastedCredential, wholeCredential } from './pastedCredential.js';
import { isFetched, type OnPage, type PastedToken, type ShownToken, type TokenAction } from './shownToken.js';

/** Copies the token on the page. When it is due for renewal, copies and shows its successor instead. */
async function copyToken(on: OnPage): Promise<void> {
  const { surface, shown, show } = on;
  await withToken(on, async (token) => {
    if (shown.from === 'paste') {
      const said = shown.user === undefined ? l10n.t('Copied the pasted token') : l10n.t('Copied the pasted password');
      const text = await surface.clipboard.copy(shown.value, said);
      return tell(on, text);
    }
    if (shown.part === 'refresh') {
      const kept = keptToken(surface, shown);
      return kept && copySecret(surface, shown.connection, kept);
    }
    const connection = await stillThere(surface, shown.connection);
    const result = await acquireToken(surface, { connection, scopes: shown.scopes });
    await copySecret(surface, connection, result);
    if (result.token !== token) {
      await show({ ...shown, connection, trace: result.trace, evidence: {} });
    }
  });
}

async function copySummary(on: OnPage): Promise<void> {
  const { surface, inspection } = on;
  const { summaryText } = await surface.core();
  await surface.clipboard.copyText(summaryText(inspection, surface.now(), translate));
  tell(on, l10n.t('Copied the summary.'));
}

function tell({ surface }: OnPage, text: string): void {
  inform(surface.ask, text);
}

function isPassword(shown: ShownToken): boolean {
  return shown.from === 'paste' && shown.user !== undefined;
}

export const copyActions: readonly TokenAction[] = [
  { id: 'copyToken', icon: 'copy', offered: (shown) => !isPassword(shown), run: copyToken },
  { id: 'copyPassword', icon: 'copy', offered: isPassword, run: copyToken },
  {
    id: 'copyTokenAs',
    icon: 'files',
    offered: () => true,
    run: async (on) => {
      const { surface, shown } = on;
      if (shown.from === 'paste') {
        return copyPastedAs(surface, shown);
      }
      await copyAs(surface, { connection: await stillThere(surface, shown.connection), scopes: shown.scopes });
    },
  },
  { id: 'copySummary', icon: 'comment', offered: () => true, run: copySummary },
];

/**
 * Copies the pasted token in a format of the kind that it looks like, for a registry that the user names. Sends
 * nothing.
 */
async function copyPastedAs(surface: Surface, shown: PastedToken): Promise<void> {
  const form = await chooseForm(surface, await outputsFor(surface, shown.value));
  const registry = form.addressed ? await askRegistry(surface, shown.host) : NOWHERE;
  const credential = isPassword(shown)
    ? await wholeCredential(surface, shown, l10n.t('Copy Token As'))
    : await pastedCredential(surface, shown);
  const token = asToken(shown, credential, surface.now());
  await copyOutput(surface, {
    label: translate(form.label),
    secret: form.text(token, registry, []),
    said: (what) => l10n.t('Copied the pasted token as {0}', what),
  });
}

/** Placeholder for formats without a registry. */
const NOWHERE = new URL('https://registry.invalid');

async function outputsFor({ core }: Surface, value: string): Promise<readonly OutputForm[]> {
  const { kindIdOfToken } = await core();
  const outputs = findKind(kindIdOfToken(value) ?? '')?.outputs ?? commonCopyFormats;
  // The credential form of a pasted token is unknown.
  return outputs.filter(
    ({ forms, fetchedOnly, scheme }) => forms === undefined && fetchedOnly === undefined && scheme === undefined,
  );
}

async function chooseForm({ ask }: Surface, outputs: readonly OutputForm[]): Promise<OutputForm> {
  return unlessBack(
    await ask.pick({
      title: l10n.t('Copy Token As'),
      placeholder: l10n.t('Choose a format'),
      choices: outputs.map((output) => ({ label: translate(output.label), value: output })),
    }),
  );
}

async function askRegistry(surface: Surface, named: string | undefined): Promise<URL> {
  const { registry } = await choosePlace(surface, {
    title: l10n.t('Copy Token As'),
    placeholder: l10n.t('Choose the registry’s connection, or enter its host. Nothing is sent.'),
    named,
  });
  return registry;
}

/** A user name and password are a token of the scheme Basic (RFC 7617 section 2). */
function asToken({ value, user }: PastedToken, credential: Credential, obtainedAt: number): Token {
  const isPair = credential.type === 'password' && (user !== undefined || credential.username !== '');
  return {
    scheme: isPair ? 'Basic' : 'Bearer',
    value: isPair ? basicValue(credential.username, credential.password) : value,
    ...{ use: 'access', obtainedAt, expirySource: 'none', scopes: [] },
  };
}

/**
 * Opens the page of the refresh token that came with a token. A refresh token can only be exchanged for access tokens.
 */
export const refreshTokenAction: TokenAction = {
  id: 'inspectRefreshToken',
  icon: 'inspect',
  offered: (shown, _, surface) =>
    shown.from === 'connection' &&
    shown.part !== 'refresh' &&
    keptToken(surface, shown)?.token.refreshToken !== undefined,
  run: async (on) => {
    if (isFetched(on)) {
      await on.show({ ...on.shown, part: 'refresh', evidence: {} });
    }
  },
};

/** Shows the token in an input box of the editor for a short time, never on the page. */
async function revealToken(on: OnPage): Promise<void> {
  await withToken(on, (token) =>
    on.surface.ask.reveal({
      title: l10n.t('Token'),
      value: secretOf(token),
    }),
  );
}

export const revealAction: TokenAction = { id: 'reveal', icon: 'eye', offered: () => true, run: revealToken };
