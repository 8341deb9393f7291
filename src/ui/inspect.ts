import { l10n } from 'vscode';
import type { TokenInspection } from '../auth/inspection.js';
import { plainText } from '../auth/pieces.js';
import type { Token } from '../auth/token.js';
import type { AuthTrace } from '../auth/trace.js';
import { type Connection, hostOf } from '../connections/connection.js';
import { badgesOf } from '../connections/risk.js';
import { findKind } from '../registries/index.js';
import type { Evidence } from './shownToken.js';
import type { Surface } from './surface.js';
import { translate } from './words.js';

/** What can be said of a token that a service handed out for a connection. */
export async function inspect(
  { core, now }: Surface,
  connection: Connection,
  token: Token,
  evidence: Evidence = {},
): Promise<TokenInspection> {
  const { inspectToken } = await core();
  const kind = findKind(connection.kind);
  return inspectToken(
    {
      token,
      host: hostOf(connection),
      ...(connection.account === undefined ? {} : { account: connection.account }),
      form: connection.form,
      ...(kind === undefined ? {} : { knowledge: kind.knowledge }),
      now: now(),
      ...evidence,
    },
    translate,
  );
}

/** The sentence that applies now. */
export function sentenceOf({ answers }: TokenInspection, now: number): string {
  const answer = answers.findLast(({ from }) => from <= now) ?? answers[0];
  return plainText(answer.sentence, now, translate);
}

/** What is unsafe, kind and account. */
export function subtitleOf(connection: Connection): string {
  const { kind, account } = connection;
  const label = findKind(kind)?.label;
  return [...badgesOf(connection, translate), label === undefined ? undefined : translate(label), account]
    .filter((part) => part !== undefined)
    .join(' · ');
}

/** One request as a curl command. */
export async function copyStep({ core, clipboard, ask }: Surface, { steps }: AuthTrace, index: number): Promise<void> {
  const step = steps[index];
  if (step === undefined) return;
  await clipboard.copyText((await core()).curlOf(step));
  const text = l10n.t('Copied the request as a curl command, with variables in place of secrets.');
  void ask.tell({ severity: 'info', text, actions: [] });
}
