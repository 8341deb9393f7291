import { l10n } from 'vscode';
import { missingScopes, wireScopes } from '../../auth/scope.js';
import type { Connection } from '../../connections/connection.js';
import { isSafe, parseRequestLine } from '../../distribution/requestLine.js';
import type { RequestWanted } from '../../distribution/sendRequest.js';
import { findKind } from '../../registries/index.js';
import { pathScopes, withoutQuery } from '../../registries/shared/pathScopes.js';
import { parseJson } from '../../text/jsonValue.js';
import { acquireContentOrigin } from '../acquire/acquireContentOrigin.js';
import { knownContentOrigin } from '../acquire/heldTokens.js';
import { runWithProgress } from '../acquire/runWithProgress.js';
import { targetConnection } from '../choose/chooseConnection.js';
import type { Surface } from '../surface.js';
import type { Node } from '../treeNode.js';
import { chooseRequest } from './chooseRequest.js';
import { responseDocument } from './responseDocument.js';
import { showResponseMessage, warningsOf } from './responseMessage.js';

/** Sends a ready or typed request with the token that it needs, and opens the response. */
export async function tryRequest(surface: Surface, node: Node | undefined): Promise<void> {
  const title = l10n.t('Try a Request');
  const connection = await targetConnection(surface, title, node, 'requests', { asksMore: () => true });
  const { line, ready } = await chooseRequest(surface, title, connection, node);
  const { method, path } = parseRequestLine(line, new URL(connection.address));
  const body = isSafe({ method }) ? undefined : await askBody(surface, title, method);
  if (!isSafe({ method })) {
    await confirm(surface, await acquireContentOrigin(surface, connection), `${method} ${path}`);
  }
  const wanted: RequestWanted = {
    method,
    path,
    ...(ready?.accept === undefined ? {} : { accept: ready.accept }),
    ...(body === undefined || body === '' ? {} : { body }),
  };
  // An edited request can need another token, which only the challenge names. Without scopes there is only one token.
  const scopes = ready?.scopes ?? (findKind(connection.kind)?.scopes === undefined ? [] : undefined);
  await sendAndShow(surface, connection, wanted, scopes, scopes === undefined);
}

/**
 * Sends a request and shows the response. `follows`: after a 401, fetches the required token once and sends the request
 * again, unless fetching it could change something.
 */
async function sendAndShow(
  surface: Surface,
  connection: Connection,
  wanted: RequestWanted,
  scopes: readonly string[] | undefined,
  follows: boolean,
): Promise<void> {
  const text = l10n.t('Sending {0} to {1}…', wanted.method, knownContentOrigin(surface, connection).host);
  const { answer, trace } = await runWithProgress(
    surface,
    { connection, scopes: scopes ?? [] },
    text,
    (tokens, options, core) => core.sendWithToken(tokens, connection, wanted, scopes, options),
  );
  const named = scopesNamedBy(connection, wanted);
  // What a challenge names at the root can be a placeholder.
  const asked = /^\/v2\/?$/.test(withoutQuery(wanted.path)) ? [] : answer.wants;
  const wants = asked.length > 0 ? asked : named;
  const more = missingScopes(scopes ?? named, asked);
  const usage = surface.usageOf(connection);
  const { service = '' } = answer;
  const agreed = missingScopes(usage.agreedScopes(connection.id, service), more).length === 0;
  const signsIn = answer.wants.length > 0 || connection.form !== 'anonymous';
  // A password that the request itself is asked for creates nothing that the request doesn't.
  const harmless = answer.wantsPassword || warningsOf(connection, wants).length === 0;
  if (follows && answer.status === 401 && signsIn && harmless && agreed) {
    return sendAndShow(surface, connection, wanted, wants, false);
  }
  const refused = answer.status === 401 || answer.status === 403;
  if (refused && scopes && agreed && more.length > 0) {
    return sendAndShow(surface, connection, wanted, wireScopes([...scopes, ...asked]), false);
  }
  const documents = await surface.documents();
  const name = `${wanted.method} ${wanted.path.replace(/^\/|\?.*$/g, '').slice(-60)}`;
  await documents.open(name, responseDocument(answer));
  await showResponseMessage(
    surface,
    connection,
    { answer: { ...answer, wants: asked }, trace, scopes, named, asksForMore: more.length > 0 },
    async (fetched) => {
      if (more.length > 0) {
        await usage.agreeScopes(connection.id, service, more);
      }
      await sendAndShow(surface, connection, wanted, fetched, false);
    },
  );
}

function scopesNamedBy({ kind }: Connection, request: RequestWanted): readonly string[] {
  const known = findKind(kind);
  return known === undefined ? [] : pathScopes(known, request);
}

async function askBody({ ask }: Surface, title: string, method: string): Promise<string> {
  const text = await ask.text({
    title,
    prompt: l10n.t('JSON body of the {0} request (leave empty for none)', method),
    placeholder: '{"name": "value"}',
    validate: (typed) =>
      typed === '' || parseJson(typed) !== undefined ? undefined : l10n.t('This isn’t valid JSON.'),
  });
  return typeof text === 'string' ? text : '';
}

async function confirm({ ask }: Surface, { host }: URL, line: string): Promise<void> {
  const [method = ''] = line.split(' ', 1);
  await ask.confirm({
    message: l10n.t('Send {0} to {1}?', method, host),
    detail: l10n.t('{0}\n\nThis request can change or delete data.', line),
    action: l10n.t('Send'),
  });
}
