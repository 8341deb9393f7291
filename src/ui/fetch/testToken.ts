import { l10n } from 'vscode';
import type { Connection } from '../../connections/connection.js';
import type { CachedToken } from '../../tokensTypes.js';
import { acquireToken } from '../acquire/acquireToken.js';
import { testToken } from '../acquire/tokenTest.js';
import { chooseTarget, lastUsed } from '../choose/chooseTarget.js';
import { showToken } from '../inspect/tokenPage.js';
import { clockTime, speech } from '../localize.js';
import type { Surface } from '../surface.js';
import type { Node } from '../treeNode.js';

/** Tests the token of a row with a request to its service and shows the result. */
export async function testTokenOf(surface: Surface, node: Node | undefined): Promise<void> {
  const target = await chooseTarget(surface, l10n.t('Test Token'), lastUsed(surface, node));
  await acquireToken(surface, target);
  await showTestResult(surface, target.connection, await testToken(surface, target));
}

export async function showTestResult(surface: Surface, connection: Connection, proved: CachedToken): Promise<void> {
  const { proof, scopes } = proved;
  if (proof === undefined) {
    return;
  }
  const { ask } = surface;
  const show = l10n.t('Inspect');
  const again = l10n.t('Fetch Again');
  if (proof.accepted) {
    const text = l10n.t('{0} accepted the token at {1}.', proof.host, clockTime(proof.at));
    const pressed = await ask.tell({ severity: 'info', text, actions: [show] });
    if (pressed === show) {
      await showToken(surface, connection, proved);
    }
    return;
  }
  const { host, status, said, reason } = proof;
  const why = [status, said?.code, said?.text].filter((part) => part !== undefined).join(' ');
  const text =
    reason === undefined
      ? l10n.t('{0} rejected this token ({1}).', host, why)
      : l10n.t('{0} rejected this token ({1}): {2}.', host, why, speech.reason(reason));
  const pressed = await ask.tell({ severity: 'error', text, actions: [again, show] });
  if (pressed === show) {
    await showToken(surface, connection, proved);
  }
  if (pressed === again) {
    await acquireToken(surface, { connection, scopes }, { fresh: true });
    await showTestResult(surface, connection, await testToken(surface, { connection, scopes }));
  }
}
