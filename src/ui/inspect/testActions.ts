import { l10n } from 'vscode';
import type { Credential } from '../../auth/credential.js';
import { AuthError } from '../../auth/errors.js';
import type { Token } from '../../auth/token.js';
import type { Acceptance } from '../../auth/tokenTest.js';
import type { Connection } from '../../connections/connection.js';
import type { TokenInspection } from '../../inspection/inspection.js';
import { findKind } from '../../registries/index.js';
import { testToken } from '../acquire/tokenTest.js';
import { stillThere } from '../acquire/usableConnections.js';
import { choosePlace, type TokenDestination } from '../choose/choosePlace.js';
import { withRisks } from '../riskText.js';
import { withToken } from './keptToken.js';
import { wholeCredential } from './pastedCredential.js';
import { type FetchedToken, isFetched, isUsablePaste, type OnPage, type TokenAction } from './shownToken.js';
import { tryPasted } from './tryPasted.js';

/**
 * Tests the token. A fetched token goes to its own service. A pasted one goes where the user chooses, after a
 * confirmation.
 */
async function testOnPage(on: OnPage): Promise<void> {
  const { surface } = on;
  if (isFetched(on)) {
    return proveFetched(on);
  }
  const { shown } = on;
  await withToken(on, async (token) => {
    const place = await choosePlace(surface, {
      title: l10n.t('Test Token'),
      placeholder: l10n.t('Choose the connection to test the token with, or enter a host'),
      ...(shown.from === 'paste' && { named: shown.host }),
    });
    const credential = shown.from === 'paste' ? await wholeCredential(surface, shown, l10n.t('Test Token')) : undefined;
    const { host, origin } = place.registry;
    const isToken = credential === undefined || credential.type === 'bearer';
    const detail = isToken
      ? l10n.t('{0} will receive the token and could use it. Send it only if it was issued for this registry.', origin)
      : l10n.t(
          '{0} will receive the credential and could use it. Send it only if it belongs to this registry.',
          origin,
        );
    await surface.ask.confirm({
      message: sendQuestion(credential, host),
      detail: place.connection === undefined ? detail : withRisks(detail, place.connection).text,
      action: l10n.t('Send'),
    });
    if (isToken) {
      return testAt(on, token, place);
    }
    const answer = await tryPasted(surface, place, credential, l10n.t('Testing with {0}…', host));
    await showAnswer(on, answer, host, credential);
  });
}

/** Names exactly what would be sent. */
function sendQuestion(credential: Credential | undefined, host: string): string {
  if (credential?.type === 'identity-token') {
    return l10n.t('Send the refresh token to {0}?', host);
  }
  if (credential?.type !== 'password') {
    return l10n.t('Send the token to {0}?', host);
  }
  return credential.username === ''
    ? l10n.t('Send the password to {0}?', host)
    : l10n.t('Send the user name and password to {0}?', host);
}

/** A token must not be sent to an address that it wasn't fetched for. */
function requireSame(now: Connection, then: Connection): void {
  if (now.revision === then.revision && now.address === then.address) {
    return;
  }
  throw new AuthError('changed', 'The connection was changed in the meantime.');
}

/** Tests a fetched token with the kind's test request. The result is kept with the token. */
async function proveFetched({ surface, shown, show }: OnPage<FetchedToken>): Promise<void> {
  const connection = await stillThere(surface, shown.connection);
  requireSame(connection, shown.connection);
  const { proof, trace } = await testToken(surface, { connection, scopes: shown.scopes });
  if (proof === undefined) {
    return;
  }
  await show({ ...shown, trace });
  const { accepted, host, at, status = 0, said } = proof;
  const answer: Acceptance = {
    verdict: accepted ? 'accepted' : 'refused',
    status,
    at,
    ...(said ? { service: said } : {}),
  };
  void surface.ask.tell({ severity: accepted ? 'info' : 'warning', text: wordsOf(answer, host), actions: [] });
}

async function testAt(on: OnPage, token: Token | string, { registry, connection }: TokenDestination): Promise<void> {
  const { surface, inspection } = on;
  const { testTokenAt } = await surface.core();
  const tokens = await surface.tokens();
  const { scheme, value } = typeof token === 'string' ? { scheme: 'Bearer' as const, value: token } : token;
  const { value: answer } = await surface.ask.progress(l10n.t('Testing with {0}…', registry.host), (signal) =>
    tokens.traced([value], connection ?? {}, { signal }, (io) =>
      testTokenAt(registry, { scheme, value }, io, repositoryOf(inspection)),
    ),
  );
  await showAnswer(on, answer, registry.host);
}

/** Shows the result on the page, where it replaces the previous one, and as a message. */
async function showAnswer(on: OnPage, answer: Acceptance, host: string, credential?: Credential): Promise<void> {
  const { surface, shown } = on;
  if (answer.verdict !== 'open') {
    const { certificates, cleaned, signature } = shown.evidence;
    const kept = {
      ...(cleaned && { cleaned }),
      ...(signature && { signature }),
      ...(certificates && { certificates }),
    };
    await on.show({ ...shown, evidence: { ...kept, [answer.verdict]: { host, at: answer.at } } });
  }
  const severity = answer.verdict === 'refused' ? 'warning' : 'info';
  const isToken = credential === undefined;
  void surface.ask.tell({ severity, text: isToken ? wordsOf(answer, host) : loginWords(answer, host), actions: [] });
}

function loginWords({ verdict, status, service }: Acceptance, host: string): string {
  if (verdict === 'accepted') {
    return l10n.t('{0} accepted this credential.', host);
  }
  if (verdict === 'open') {
    return l10n.t('{0} allows anonymous requests, so this test can’t verify the credential.', host);
  }
  const said = service?.text ?? service?.code;
  return said === undefined
    ? l10n.t('{0} rejected this credential ({1}).', host, status)
    : l10n.t('{0} rejected this credential ({1}: {2}).', host, status, said);
}

function wordsOf({ verdict, status, service }: Acceptance, host: string): string {
  if (verdict === 'accepted') {
    return l10n.t('{0} accepted this token.', host);
  }
  if (verdict === 'open') {
    return l10n.t('{0} allows anonymous requests, so this test can’t verify the token.', host);
  }
  const said = service?.text ?? service?.code;
  return said === undefined
    ? l10n.t('{0} rejected this token ({1}).', host, status)
    : l10n.t('{0} rejected this token ({1}: {2}).', host, status, said);
}

/** Repository with a pull grant in the token. */
function repositoryOf({ grants = [] }: TokenInspection): string | undefined {
  return grants.find(
    ({ type, actions }) =>
      type === 'repository' &&
      actions.some(({ action, state }) => action === 'pull' && (state === 'granted' || state === 'extra')),
  )?.name;
}

export const testTokenAction: TokenAction = {
  id: 'testToken',
  icon: 'question',
  // A refresh token goes to the token server only.
  offered: (shown, inspection, { now }) =>
    shown.from === 'paste'
      ? isUsablePaste(shown, inspection, now())
      : shown.part === undefined && findKind(shown.connection.kind)?.prove !== undefined,
  run: testOnPage,
};
