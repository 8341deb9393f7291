import { l10n } from 'vscode';
import { removeSecrets } from '../../text/knownSecrets.js';
import { REMOVED } from '../../text/redact.js';
import { translate } from '../localize.js';
import { inform } from '../prompts/ask.js';
import { unlessBack } from '../prompts/multiStep.js';
import type { Surface } from '../surface.js';
import { knownSecrets } from './inspectionInput.js';
import { withText } from './keptToken.js';
import type { OnPage, TokenAction } from './shownToken.js';

/** Actions on claims: copy or open them as text with secrets hidden, or use one of those secrets. */

async function copyText(on: OnPage, text: string | undefined, said: string): Promise<void> {
  if (text === undefined) {
    return;
  }
  const { clipboard, ask } = on.surface;
  await clipboard.copyText(await shownText(on, text));
  inform(ask, said);
}

/** Without the connection's own secrets, which the service can have put into the token. */
async function shownText({ surface, shown }: OnPage, text: string): Promise<string> {
  return shown.from === 'connection'
    ? removeSecrets(text, await knownSecrets(surface, shown.connection), REMOVED)
    : text;
}

const readable: TokenAction['offered'] = (_shown, { claims, header }) => claims.length + header.length > 0;

export const claimActions: readonly TokenAction[] = [
  {
    id: 'copyClaims',
    icon: 'json',
    offered: readable,
    run: (on) =>
      withText(on, async (value) => {
        const { claimsDocument, opaqueForms } = await on.surface.core();
        const said = l10n.t('Copied the header and claims as JSON. Secrets in them are hidden.');
        await copyText(on, claimsDocument(value, opaqueForms, translate), said);
      }),
  },
  {
    id: 'copyRedacted',
    icon: 'shield',
    offered: (_shown, { claims }) => claims.length > 0,
    run: (on) =>
      withText(on, async (value) => {
        const { opaqueForms, redactedForm } = await on.surface.core();
        const said = l10n.t('Copied the token without its signature. It can be decoded but not used.');
        await copyText(on, redactedForm(value, opaqueForms), said);
      }),
  },
  {
    id: 'openClaims',
    icon: 'go-to-file',
    offered: readable,
    run: (on) =>
      withText(on, async (value) => {
        const { claimsDocument, opaqueForms } = await on.surface.core();
        const text = claimsDocument(value, opaqueForms, translate);
        if (text !== undefined) {
          await (
            await on.surface.documents()
          ).open(l10n.t('Claims'), { format: 'json', text: await shownText(on, text) });
        }
      }),
  },
];

/** Row by index: claims first, then header, then the details beside the token. */
function rowAt({ inspection: { claims, header, details } }: OnPage, index: number) {
  return [...claims, ...header, ...details][index];
}

/** Copies the full value of a claim, which the page may truncate. */
export async function copyClaim(on: OnPage, index: number): Promise<void> {
  const row = rowAt(on, index);
  if (row === undefined) {
    return;
  }
  const { claims, header } = on.inspection;
  const place = index < claims.length ? `claims/${index}` : `header/${index - claims.length}`;
  const inToken = index < claims.length + header.length;
  await withText(on, async (value) => {
    const { claimText, opaqueForms } = await on.surface.core();
    const text = inToken ? claimText(value, place, opaqueForms) : row.value;
    await copyText(on, text, l10n.t('Copied {0}.', row.name));
  });
}

/** Copies a secret from inside the token. */
export async function copyInner(on: OnPage, index: number): Promise<void> {
  await withInner(on, index, async (secret) => {
    const said = l10n.t('Copied the hidden value of {0}', rowAt(on, index)?.name ?? '');
    inform(on.surface.ask, await on.surface.clipboard.copy(secret, said));
  });
}

/** Opens a token inside the token in its own panel. */
export async function inspectInner(on: OnPage, index: number): Promise<void> {
  await withInner(on, index, async (value) => {
    const within = rowAt(on, index)?.name ?? '';
    await on.open({ from: 'paste', value, within, evidence: {} });
  });
}

async function withInner(on: OnPage, index: number, act: (secret: string) => Promise<void>): Promise<void> {
  const places = rowAt(on, index)?.inner ?? [];
  if (places.length === 0) {
    return;
  }
  await withText(on, async (value) => {
    const { innerToken, opaqueForms } = await on.surface.core();
    const secret = innerToken(value, await choosePlace(on.surface, places), opaqueForms);
    if (secret !== undefined) {
      await act(secret);
    }
  });
}

async function choosePlace({ ask }: Surface, places: readonly string[]): Promise<string> {
  const [only] = places;
  if (places.length === 1 && only !== undefined) {
    return only;
  }
  return unlessBack(
    await ask.pick({
      title: l10n.t('Hidden Values'),
      placeholder: l10n.t('Choose a hidden value'),
      choices: places.map((value, index) => ({ label: l10n.t('Hidden value {0}', index + 1), value })),
    }),
  );
}
