import axe, { type AxeResults } from 'axe-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Page } from 'playwright-core';
import { vsix } from '../../scripts/package.mjs';
import { kindTokenNames, kindTokenView, pastedToken } from '../webview/kindTokens.js';
import { NOW } from '../webview/tokens.js';
import { startEditor, type Editor } from './editor.ts';
import { keepFailures } from './failures.ts';
import {
  clearNotifications,
  clickNotification,
  openView,
  panel,
  panelSentence,
  pick,
  quickButton,
  quickStep,
  readClipboard,
  runCommand,
  screenshot,
  themes,
  useTheme,
  writeClipboard,
} from './workbench.ts';

/** The page in the real webview. Leaves pictures in out/panel of a token of each sort in the four themes. */
/** The same with its times, in seconds and milliseconds, moved to where the window's clock is. */
function ofToday(json: string): string {
  const ahead = Math.round((Date.now() - NOW) / 1000);
  return json.replace(
    /\b(17[89]\d{7})(\d{3})?\b/g,
    (_, seconds: string, rest = '') => `${Number(seconds) + ahead}${rest}`,
  );
}

describe('the panel in a window', () => {
  let editor: Editor;
  let page: Page;
  beforeAll(async () => {
    editor = await startEditor({ vsix });
    page = await editor.open();
    await openView(page);
  });
  afterAll(() => editor.stop());
  keepFailures(() => editor);

  /** Takes what is in the clipboard, as the button of the box does. */
  async function inspectPasted(text: string): Promise<void> {
    // Only a page with the focus may write the clipboard, and a closed panel takes it along.
    await page.locator('.part.sidebar .title-label').first().click();
    await writeClipboard(page, text);
    await runCommand(page, 'Registry Auth: Inspect Pasted Token');
    await quickStep(page, 'Nothing is sent');
    await quickButton(page, 'Take the Text from the Clipboard');
  }

  it('reads a pasted token and offers to clear the clipboard', async () => {
    await inspectPasted(pastedToken('gitlab'));
    expect(await panelSentence(page, 'This token says')).toContain('nobody has checked it');
    await clickNotification(page, 'still in the clipboard', 'Clear Clipboard');
    await expect.poll(() => readClipboard(page)).toBe('');
  });

  it('opens a token that is inside it in a panel of its own, and its claims as a document', async () => {
    await panel(page).getByRole('button', { name: 'Open Claims as JSON' }).click();
    await page.getByRole('tab', { name: /^Claims\.json/ }).waitFor();
    await runCommand(page, 'View: Close Editor');
    await panel(page).getByRole('button', { name: 'Inspect Inner Token: user' }).click();
    await page.getByRole('tab', { name: 'Inner token' }).waitFor();
    await page.getByRole('tab', { name: 'Pasted token' }).waitFor();
    await runCommand(page, 'View: Close All Editors');
  });

  it('shows the token itself for a while, in a box and not on the page', async () => {
    await inspectPasted(pastedToken('opaque'));
    await panel(page).getByRole('button', { name: 'More Actions…' }).click();
    await pick(page, 'What to do with this token', 'Reveal Token');
    const box = await quickStep(page, 'Hidden again after');
    expect(await box.inputValue()).toBe(pastedToken('opaque'));
    expect(await panel(page).locator('html').innerHTML()).not.toContain(pastedToken('opaque'));
    await box.press('Escape');
    await clearNotifications(page);
  });

  it.each(themes)('is fit for everybody, in %s', async (theme) => {
    await useTheme(page, theme);
    await panel(page).locator('html').evaluate(axe.source);
    for (const name of kindTokenNames) {
      const message = ofToday(JSON.stringify({ type: 'show', view: kindTokenView(name) }));
      await panel(page).locator('html').evaluate(`postMessage(${message}, '*')`);
      await panel(page)
        .locator('h1')
        .filter({ hasText: kindTokenView(name).title })
        .waitFor();
      const { violations } = await panel(page).locator('html').evaluate<AxeResults, unknown>('axe.run()');
      const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
      expect(found, `${name} in ${theme}`).toEqual([]);
      await screenshot(page, `window-${name}-${theme.replaceAll(' ', '-')}`, { folder: 'panel' });
    }
  });
});
