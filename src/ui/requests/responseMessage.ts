import { l10n } from 'vscode';
import { missingScopes, wireScopes } from '../../auth/scope.js';
import type { AuthTrace } from '../../auth/trace.js';
import type { Connection } from '../../connections/connection.js';
import type { ServiceAnswer } from '../../distribution/sendRequest.js';
import { findKind } from '../../registries/index.js';
import { heldToken } from '../acquire/heldTokens.js';
import { showToken } from '../inspect/tokenPage.js';
import { scopeWords, translate } from '../localize.js';
import type { Surface } from '../surface.js';

export interface Told {
  readonly answer: ServiceAnswer;
  readonly trace: AuthTrace;
  /** Scopes of the token that was sent. Undefined when no token was looked for. */
  readonly scopes: readonly string[] | undefined;
  /** Scopes that the path requires for reading. */
  readonly named: readonly string[];
  /** The challenge names a scope that the request itself doesn't. */
  readonly asksForMore: boolean;
}

/**
 * Shows a message beside the response document. For a refusal, it names required and granted scopes and offers to fetch
 * a token. For a public response, which doesn't test the token, it offers to send the request with a token.
 */
export async function showResponseMessage(
  surface: Surface,
  connection: Connection,
  { answer, trace, scopes, named, asksForMore }: Told,
  again: (scopes: readonly string[]) => Promise<void>,
): Promise<void> {
  const { status } = answer;
  // Without a token and without a scope in the challenge, the path says what to try.
  const unsaid = answer.wants.length === 0 && status === 401 && scopes === undefined && !answer.wantsPassword;
  const wants = unsaid ? named : answer.wants;
  const held = scopes && heldToken(surface, connection, wireScopes(scopes));
  const refused = status === 401 || status === 403;
  const lacks = refused ? missingScopes(scopes ?? [], wants) : [];
  const open = !refused && scopes === undefined && connection.form !== 'anonymous';
  const fetch = l10n.t('Fetch Token for {0}', scopeWords(lacks));
  const withToken = l10n.t('Send with Token');
  const show = l10n.t('Inspect');
  const text = refused ? refusalWords(answer, held && (held.token.granted ?? held.scopes)) : answerWords(answer, open);
  const pressed = await surface.ask.tell({
    severity: refused ? 'warning' : 'info',
    text: [text, ...(asksForMore ? [unnamedWords(answer)] : []), ...warningsOf(connection, lacks)].join(' '),
    actions: [
      ...(lacks.length > 0 ? [fetch] : []),
      ...(open ? [withToken] : []),
      ...(held === undefined ? [] : [show]),
    ],
  });
  if (pressed === fetch) {
    await again(wireScopes([...(scopes ?? []), ...lacks]));
  }
  if (pressed === withToken) {
    await again(named);
  }
  if (pressed === show && held !== undefined) {
    await showToken(surface, connection, held, trace.steps);
  }
}

function answerWords({ host, status }: ServiceAnswer, open: boolean): string {
  return open
    ? l10n.t('{0} returned {1}. The request was sent without a token.', host, status)
    : l10n.t('{0} returned {1}.', host, status);
}

/** Text for a refusal. `has` are the scopes of the token that was sent; undefined without one. */
function refusalWords(
  { host, status, wants, wantsPassword, sentPassword }: ServiceAnswer,
  has: readonly string[] | undefined,
): string {
  if (wantsPassword) {
    return sentPassword
      ? l10n.t('{0} returned {1}: it rejected the user name or password.', host, status)
      : l10n.t('{0} returned {1}: it requires a user name and password.', host, status);
  }
  if (wants.length === 0) {
    return l10n.t('{0} returned {1} without naming the scope it requires. See the response.', host, status);
  }
  const wanted = scopeWords(wants);
  return has === undefined
    ? l10n.t('{0} returned {1}: it requires a token for {2}.', host, status, wanted)
    : l10n.t('{0} returned {1}: it requires {2}, but the token has {3}.', host, status, wanted, scopeWords(has));
}

/** The registry chose the scope and the service of the token, which it gets with the next request. */
function unnamedWords({ host, service }: ServiceAnswer): string {
  return service === undefined
    ? l10n.t('The request doesn’t name this scope. {0} would receive the token.', host)
    : l10n.t('The request doesn’t name this scope. {0} would receive the token, which is for {1}.', host, service);
}

/** The kind's warnings for these scopes' actions. */
export function warningsOf({ kind }: Connection, scopes: readonly string[]): string[] {
  const actions = findKind(kind)?.scopes?.actions ?? [];
  return actions
    .filter(({ name }) => scopes.some((scope) => scope.split(/[:,]/).includes(name)))
    .flatMap(({ warning }) => (warning === undefined ? [] : [translate(warning)]));
}
