import { l10n } from 'vscode';
import { statedExpiry } from '../../auth/expiry.js';
import { parseScope } from '../../auth/scope.js';
import { type Connection, hostOf } from '../../connections/connection.js';
import type { TokenResult } from '../../tokensTypes.js';
import { copySecret } from '../acquire/copyFormats.js';
import { grantsNothing, resourceWords } from '../acquire/grantWords.js';
import { canTest, testToken } from '../acquire/tokenTest.js';
import { inspect, sentenceOf } from '../inspect/inspectionInput.js';
import { showToken } from '../inspect/tokenPage.js';
import { withRisks } from '../riskText.js';
import type { Surface } from '../surface.js';
import { showTestResult } from './testToken.js';

/**
 * Shows one message: account, grants, lifetime, and requested scopes that were not granted. A token that grants nothing
 * isn't offered for copying. `isNew`: the connection was added a moment ago, possibly without a credential.
 */
export async function showTokenMessage(
  surface: Surface,
  connection: Connection,
  result: TokenResult,
  { isNew = false }: { readonly isNew?: boolean } = {},
): Promise<void> {
  if (grantsNothing(result)) {
    return showNoAccess(surface, connection, result);
  }
  const inspection = await inspect(surface, connection, result);
  const copy = l10n.t('Copy');
  const show = l10n.t('Inspect');
  const check = l10n.t('Test Token');
  const { text, risky } = withRisks(
    isPlainBasic(result) ? basicWords(connection) : sentenceOf(inspection, surface.now()),
    connection,
  );
  const signIn = l10n.t('Sign In…');
  // The image is public, but the user may want more than everyone gets.
  const signsIn = isNew && connection.form === 'anonymous';
  const tests = result.proof === undefined && canTest(connection, result);
  const refused = result.proof?.accepted === false;
  const pressed = await surface.ask.tell({
    severity: refused ? 'error' : inspection.lessThanAsked || risky ? 'warning' : 'info',
    text,
    actions: [copy, show, ...(signsIn ? [signIn] : tests ? [check] : [])],
  });
  if (pressed === copy) {
    await copySecret(surface, connection, result);
  }
  if (pressed === check) {
    const { scopes } = result;
    await showTestResult(surface, connection, await testToken(surface, { connection, scopes }));
  }
  if (pressed === show) {
    await showToken(surface, connection, result);
  }
  if (pressed === signIn) {
    await signInAt(surface, connection);
  }
}

function signInAt(surface: Surface, connection: Connection): Promise<void> {
  return surface.run('registryAuth.editConnection', { type: 'connection', connection }, { part: 'way' });
}

/** Whether the registry accepted a user name and password that go with every request, and not a token. */
function isPlainBasic({ token, proof }: TokenResult): boolean {
  return (
    token.scheme === 'Basic' &&
    statedExpiry(token) === undefined &&
    token.details?.unproved === undefined &&
    proof?.accepted !== false
  );
}

function basicWords(connection: Connection): string {
  return l10n.t('{0} uses HTTP Basic: the user name and password go with every request.', hostOf(connection));
}

async function showNoAccess(surface: Surface, connection: Connection, result: TokenResult): Promise<void> {
  const why = l10n.t('Why?');
  const signIn = l10n.t('Sign In…');
  // The playground can't be changed.
  const signsIn = connection.form === 'anonymous' && surface.playground.credential(connection.id) === undefined;
  const pressed = await surface.ask.tell({
    severity: result.proof?.accepted === false ? 'error' : 'warning',
    text: withRisks(noAccessWords(connection, result), connection).text,
    actions: [why, ...(signsIn ? [signIn] : [])],
  });
  if (pressed === why) {
    await showToken(surface, connection, result);
  }
  if (pressed === signIn) {
    await signInAt(surface, connection);
  }
}

function noAccessWords(connection: Connection, { scopes }: TokenResult): string {
  const host = hostOf(connection);
  const what = resourceWords(scopes);
  if (connection.form !== 'anonymous') {
    return connection.account === undefined
      ? l10n.t('{0} granted no access to {1}.', host, what)
      : l10n.t('Signed in as {0}, but {1} granted no access to {2}.', connection.account, host, what);
  }
  const [only, ...others] = scopes.map(parseScope);
  // A public repository grants pull to everyone; other actions say nothing about it.
  return only?.type === 'repository' && others.length === 0 && only.actions.includes('pull')
    ? l10n.t('No access: {0} isn’t public. Sign in to continue.', only.name)
    : l10n.t('{0} granted no access to {1}. Sign in to continue.', host, what);
}
