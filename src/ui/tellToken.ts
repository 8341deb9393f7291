import { l10n } from 'vscode';
import type { Connection } from '../connections/connection.js';
import type { TokenResult } from '../tokens.js';
import { copyNow } from './copyNow.js';
import { inspect, sentenceOf } from './inspect.js';
import { withRisks } from './riskWords.js';
import type { Surface } from './surface.js';
import { showToken } from './tokenPage.js';

/** One message: who may do what for how long, and what was asked for and not granted. */
export async function tellToken(surface: Surface, connection: Connection, result: TokenResult): Promise<void> {
  const inspection = await inspect(surface, connection, result.token);
  const copy = l10n.t('Copy');
  const show = l10n.t('Inspect');
  const { text, risky } = withRisks(sentenceOf(inspection, surface.now()), connection);
  const pressed = await surface.ask.tell({
    severity: inspection.lessThanAsked || risky ? 'warning' : 'info',
    text,
    actions: [copy, show],
  });
  if (pressed === copy) await copyNow(surface, connection, result);
  if (pressed === show) await showToken(surface, connection, result);
}
