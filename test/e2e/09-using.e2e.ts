import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { vsix } from '../../scripts/package.mjs';
import { type Editor, startEditor } from './editor.ts';
import { keepFailures } from './failures.ts';
import {
  answer,
  clearNotifications,
  clickDialog,
  clickNotification,
  contextMenu,
  contextMenuEntries,
  dialog,
  nameRepository,
  notification,
  notificationText,
  openView,
  panel,
  panelSentence,
  pick,
  pickSeveral,
  quickStep,
  row,
  runCommand,
  screenshot,
  shownRequests,
} from './workbench.ts';

/** What the editor that is open shows, once it contains `words`. */
async function documentText(page: Page, words: string): Promise<string> {
  const lines = page.locator('.editor-instance .view-lines').filter({ hasText: words });
  await lines.waitFor();
  // Blanks are drawn as non-breaking ones.
  return ((await lines.textContent()) ?? '').replaceAll('\u00a0', ' ');
}

describe('somebody who wants to see a token work', () => {
  let editor: Editor;
  let page: Page;
  beforeAll(async () => {
    editor = await startEditor({ vsix });
    page = await editor.open();
    await openView(page);
    await runCommand(page, 'Registry Auth: Try the Playground');
    await notification(page, 'playground runs');
    await row(page, 'Quay-like registry').waitFor();
    await clearNotifications(page);
  });
  afterAll(() => editor.stop());
  keepFailures(() => editor);

  it('is offered on each row what that kind of service has', async () => {
    const offered = async (label: string): Promise<string[]> =>
      (await contextMenuEntries(page, label)).filter((entry) => /…$|^Test|^Open/.test(entry));
    expect(await offered('Quay-like registry')).toEqual(
      expect.arrayContaining(['Test Token', 'Try a Request…', 'List Referrers…', 'Open Terminal with Token…']),
    );
    expect(await offered('Shop, customer')).not.toContain('List Referrers…');
    expect(await offered('Shop, customer')).toContain('Revoke Tokens…');
    expect(await offered('ECR-like registry')).toContain('Open Response');
  });

  it('lists what is attached to an image, and opens the raw index', async () => {
    await contextMenu(page, 'Quay-like registry', 'List Referrers…');
    await answer(page, 'List Referrers', 'team/app:1.0');
    await quickStep(page, 'listed, not verified');
    await page.getByRole('option', { name: 'SBOM' }).first().waitFor();
    await screenshot(page, 'referrers');
    await pick(page, 'listed, not verified', 'Open Index as JSON');
    expect(await documentText(page, 'schemaVersion')).toContain('"application/spdx+json"');
    await screenshot(page, 'referrers-index');
  });

  it('tries a request and reads the answer', async () => {
    await clearNotifications(page);
    await contextMenu(page, 'Quay-like registry', 'Try a Request…');
    await pick(page, 'Choose a request', 'Repository tags');
    await answer(page, 'Repository', 'team/app');
    const line = await quickStep(page, 'with the token it needs');
    expect(await line.inputValue()).toBe('GET /v2/team/app/tags/list?n=100');
    await screenshot(page, 'request-line');
    await line.press('Enter');
    expect(await notificationText(page, 'returned 200')).toMatch(/^127\.0\.0\.1:\d+ returned 200\./);
    expect(await documentText(page, 'sent with the token')).toContain('"tags"');
    await screenshot(page, 'request-answer');
  });

  it('is asked before anything is changed', async () => {
    await clearNotifications(page);
    await contextMenu(page, 'Quay-like registry', 'Try a Request…');
    await pick(page, 'Choose a request', 'Another Request');
    await answer(page, 'with the token it needs', 'DELETE /v2/team/app/manifests/1.0');
    await answer(page, 'JSON body', '');
    expect(await dialog(page, 'Send DELETE to')).toContain('DELETE /v2/team/app/manifests/1.0');
    await screenshot(page, 'request-confirm');
    await clickDialog(page, 'Send DELETE to', 'Cancel');
  });

  it('proves a token, and the panel says who accepted it', async () => {
    await contextMenu(page, 'Azure-like registry', 'Fetch Token');
    await nameRepository(page, 'team/app');
    await pickSeveral(page, 'Actions on', []);
    await clickNotification(page, 'can pull', 'Test Token');
    await clickNotification(page, 'accepted the token', 'Inspect');
    await panelSentence(page, 'can pull');
    expect(await panel(page).locator('.proof').textContent()).toMatch(/accepted by 127\.0\.0\.1:\d+ at/);
    expect((await shownRequests(page)).at(-1)).toContain('/tags/list?n=1');
    await screenshot(page, 'proof');
  });

  it('opens a terminal with the token in it', async () => {
    await clearNotifications(page);
    await contextMenu(page, 'Azure-like registry', 'Open Terminal with Token…');
    await quickStep(page, 'Choose a command');
    await screenshot(page, 'terminal-commands');
    await pick(page, 'Choose a command', 'curl');
    expect(await notificationText(page, 'REGISTRY_TOKEN')).toContain('The command is typed but not run.');
    await page.locator('.terminal-wrapper.active').waitFor();
    await screenshot(page, 'terminal');
  });

  it('has the tokens of a customer revoked, after a question', async () => {
    await clearNotifications(page);
    await contextMenu(page, 'Shop, customer', 'Revoke Tokens…');
    expect(await dialog(page, 'Revoke the tokens of')).toContain('All of this customer’s tokens');
    await clickDialog(page, 'Revoke the tokens of', 'Revoke');
    await notification(page, 'revoked all tokens of');
  });
});
