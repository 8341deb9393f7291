import { l10n } from 'vscode';
import type { Connection } from '../../connections/connection.js';
import type { TokenResult } from '../../tokensTypes.js';
import { copySecret } from '../acquire/copyFormats.js';
import { canTest, testToken } from '../acquire/tokenTest.js';
import { inspect, sentenceOf } from '../inspect/inspectionInput.js';
import { showToken } from '../inspect/tokenPage.js';
import { withRisks } from '../riskText.js';
import type { Surface } from '../surface.js';
import { showTestResult } from './testToken.js';

/** Shows one message: account, grants, lifetime, and requested scopes that were not granted. */
export async function showTokenMessage(surface: Surface, connection: Connection, result: TokenResult): Promise<void> {
  const inspection = await inspect(surface, connection, result);
  const copy = l10n.t('Copy');
  const show = l10n.t('Inspect');
  const check = l10n.t('Test Token');
  const { text, risky } = withRisks(sentenceOf(inspection, surface.now()), connection);
  const refused = result.proof?.accepted === false;
  const pressed = await surface.ask.tell({
    severity: refused ? 'error' : inspection.lessThanAsked || risky ? 'warning' : 'info',
    text,
    actions: [copy, show, ...(result.proof === undefined && canTest(connection, result) ? [check] : [])],
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
}
