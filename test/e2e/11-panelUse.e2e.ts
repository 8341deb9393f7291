import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { vsix } from '../../scripts/package.mjs';
import { viewport } from '../../scripts/vscodeHost/browser.mjs';
import { type Editor, startEditor } from './editor.ts';
import { keepFailures } from './failures.ts';
import {
  clearNotifications,
  contextMenu,
  nameRepository,
  openView,
  panel,
  panelSentence,
  pick,
  pickSeveral,
  quickButton,
  quickStep,
  reloadWindow,
  row,
  runCommand,
  screenshot,
  shownClaims,
} from './workbench.ts';

/** The panel as somebody works with it. */
describe('somebody at the panel', () => {
  let editor: Editor;
  let page: Page;
  beforeAll(async () => {
    editor = await startEditor({ vsix });
    page = await editor.open();
    await openView(page);
    await runCommand(page, 'Registry Auth: Try the Playground');
    await row(page, 'Azure-like registry').waitFor();
    await clearNotifications(page);
  });
  afterAll(() => editor.stop());
  keepFailures(() => editor);

  async function inspect(registry: string, repository: string): Promise<void> {
    await contextMenu(page, registry, 'Inspect Token');
    await nameRepository(page, repository);
    await pickSeveral(page, 'Actions on', []);
  }

  /** The sentence of one of several panels. */
  const pageAt = (index: number) =>
    page.frameLocator(`iframe.webview.ready >> nth=${index}`).frameLocator('#active-frame').locator('.answer');

  /** What has the focus on the page, by its words. */
  const focused = () =>
    panel(page)
      .locator('html')
      .evaluate<string, unknown>('document.activeElement.ariaLabel ?? document.activeElement.innerText');

  it('goes through the page with the keyboard alone, and stays where a button was pressed', async () => {
    await inspect('Azure-like registry', 'team/app');
    await panelSentence(page, 'can pull from team/app');
    await expect.poll(focused).toBe('Azure-like registry');
    const stops: string[] = [];
    for (let step = 0; step < 6; step++) {
      await page.keyboard.press('Tab');
      stops.push(await focused());
    }
    expect(stops.slice(0, 4)).toEqual(['Copy Token', 'Fetch Again', 'More Actions…', 'Keep Open']);
    for (let step = 0; step < 4; step++) {
      await page.keyboard.press('Shift+Tab');
    }
    await page.keyboard.press('Shift+Tab');
    expect(await focused()).toBe('Copy Token');
    await page.keyboard.press('Tab');
    const { jti } = await shownClaims(page);
    await page.keyboard.press('Enter');
    // Another token: the page was drawn anew.
    await expect.poll(async () => (await shownClaims(page)).jti).not.toBe(jti);
    const sentence = await panelSentence(page, 'can pull from team/app');
    expect(sentence).toContain('for 75 more minutes');
    await expect.poll(focused).toBe('Fetch Again');
    for (let step = 0; step < 2; step++) {
      await page.keyboard.press('Tab');
    }
    await page.keyboard.press('Space');
    await panel(page).getByRole('button', { name: 'Keep Open', pressed: true }).waitFor();
    expect(await focused()).toBe('Keep Open');
  });

  it('saves a report where it is wanted', async () => {
    await panel(page).getByRole('button', { name: 'More Actions…' }).click();
    await pick(page, 'Choose an action for this token', 'Save Report As…');
    await pick(page, 'Choose who will read the report', 'Anyone');
    const field = await quickStep(page, 'Save Report');
    const path = join(editor.folder, 'report.md');
    // The dialog fills in its own folder when it has read it, whatever was typed before.
    const enter = async (): Promise<boolean> => {
      await field.fill(`${editor.folder}/`);
      await page.waitForTimeout(500);
      return page.getByRole('option', { name: 'user-data' }).isVisible();
    };
    await expect.poll(enter).toBe(true);
    await field.fill(path);
    await quickButton(page, 'OK');
    await expect.poll(() => readIfThere(path)).toContain('# Token report by Registry Auth');
    const report = readFileSync(path, 'utf8');
    expect(report).toContain('Machine: ');
    expect(report).not.toMatch(/127\.0\.0\.1|eyJ|team\/app/);
  });

  it('reads at twice the size', async () => {
    // To the page the zoom of a browser is a window of half the size.
    await page.setViewportSize({ width: viewport.width / 2, height: viewport.height / 2 });
    await runCommand(page, 'View: Close Primary Side Bar');
    const overflow = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';
    await expect.poll(() => panel(page).locator('html').evaluate<number, unknown>(overflow)).toBe(0);
    await panel(page).getByRole('button', { name: 'Copy Token' }).click({ trial: true });
    await screenshot(page, 'zoomed', { folder: 'panel' });
    await page.setViewportSize(viewport);
  });

  it('has a second token beside the one that is kept open', async () => {
    await openView(page);
    await inspect('Quay-like registry', 'team/secret');
    await page.getByRole('tab', { name: 'Token for Quay-like registry' }).waitFor();
    await page.getByRole('tab', { name: 'Token for Azure-like registry' }).waitFor();
    expect(await page.locator('.editor-group-container').count()).toBe(2);
    await pageAt(1).filter({ hasText: 'granted no access' }).waitFor();
    await screenshot(page, 'beside', { folder: 'panel' });
  });

  it('finds the panels again after the window was reloaded, without a token', async () => {
    await reloadWindow(page);
    await page.getByRole('tab', { name: 'Token for Azure-like registry' }).click();
    // The connections of the playground end with the window.
    await pageAt(0).filter({ hasText: 'was removed' }).waitFor();
    await screenshot(page, 'restored', { folder: 'panel' });
  });
});

function readIfThere(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
