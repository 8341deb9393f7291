import { l10n } from 'vscode';
import { wireScopes } from '../../auth/scope.js';
import type { Token } from '../../auth/token.js';
import type { Connection } from '../../connections/connection.js';
import { findKind } from '../../registries/index.js';
import type { OutputForm } from '../../registries/kind.js';
import { writeAlike } from '../../text/shell.js';
import type { CachedToken } from '../../tokensTypes.js';
import { copyCommand } from '../copyCommand.js';
import { nameOf, scopeWords, titleFor, translate } from '../localize.js';
import { inform } from '../prompts/ask.js';
import { unlessBack } from '../prompts/multiStep.js';
import type { Surface } from '../surface.js';
import { acquireToken } from './acquireToken.js';
import { grantedWords, grantsNothing, resourceWords } from './grantWords.js';
import { heldToken } from './heldTokens.js';
import type { Target } from './runWithProgress.js';

/** Copies the token and shows a message with its scopes and when the clipboard is cleared. */
export async function copySecret(
  surface: Surface,
  connection: Connection,
  held: CachedToken,
  form?: OutputForm,
): Promise<void> {
  const { token, scopes } = held;
  const secret = form?.text(token, new URL(connection.address), scopes) ?? token.value;
  const label = form === undefined || secret === token.value ? nounOf(token) : translate(form.label);
  await copyOutput(surface, { label, secret, said: (what) => copiedWords(what, connection, held) });
}

/** Says what was copied, and what it is for: what was granted, not what was requested. */
function copiedWords(what: string, connection: Connection, held: CachedToken): string {
  if (held.token.scheme === 'Basic') {
    return what === nounOf(held.token)
      ? l10n.t('Copied the {0}', what)
      : l10n.t('Copied the {0} for {1}', what, nameOf(connection));
  }
  return grantsNothing(held)
    ? l10n.t('Copied the {0}, which grants no access to {1}', what, resourceWords(held.scopes))
    : l10n.t('Copied the {0} for {1}', what, grantedWords(held));
}

/** Copies a secret text or a command with a secret. `said` is the message for the label of what was copied. */
export async function copyOutput(
  surface: Surface,
  {
    label,
    secret,
    said,
  }: {
    readonly label: string;
    readonly secret: ReturnType<OutputForm['text']>;
    readonly said: (what: string) => string;
  },
): Promise<void> {
  const { clipboard, ask } = surface;
  const copyText = async (text: string): Promise<void> => {
    // Not awaited: the message has no buttons, and the command is done.
    inform(ask, await clipboard.copy(text, said(label)));
  };
  if (typeof secret === 'string') {
    return copyText(secret);
  }
  const alike = writeAlike(secret);
  if (alike !== undefined) {
    return copyText(alike);
  }
  await copyCommand(surface, {
    title: l10n.t('Copy Token As'),
    write: (shell) => shell.write(secret),
    copy: (text, shell) => clipboard.copy(text, said(l10n.t('{0} ({1})', label, translate(shell.label)))),
  });
}

function nounOf({ scheme, use }: Token): string {
  if (scheme === 'Basic') {
    return l10n.t('user name and password for HTTP Basic (base64)');
  }
  return use === 'refresh' ? l10n.t('refresh token') : l10n.t('token');
}

/** Asks for one of the copy formats that fit the connection's credential form. */
export async function copyAs(surface: Surface, target: Target): Promise<void> {
  const { kind, form: signedIn } = target.connection;
  const held = heldToken(surface, target.connection, wireScopes(target.scopes));
  const fits = ({ forms, scheme }: OutputForm): boolean =>
    (forms?.includes(signedIn) ?? true) && (scheme === undefined || scheme === held?.token.scheme);
  const outputs = findKind(kind)?.outputs.filter(fits) ?? [];
  const form = unlessBack(
    await surface.ask.pick({
      title: titleFor(target.connection, l10n.t('Copy Token As')),
      placeholder: l10n.t('For {0}', scopeWords(target.scopes)),
      choices: outputs.map((output) => ({ label: translate(output.label), value: output })),
    }),
  );
  await copySecret(surface, target.connection, await acquireToken(surface, target), form);
}
