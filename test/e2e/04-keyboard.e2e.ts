import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { vsix } from '../../scripts/package.mjs';
import { type DistributionServer, startDistributionServer } from '../../src/playground/distribution/index.js';
import { type Editor, startEditor } from './editor.ts';
import { keepFailures } from './failures.ts';
import { dialog, hasFocus, notification, panelSentence, quickInput, quickStep, row, view } from './workbench.ts';

// Nothing here uses the mouse, not even to get the focus.
describe('somebody with a keyboard only', () => {
  let editor: Editor;
  let registry: DistributionServer;
  let page: Page;
  beforeAll(async () => {
    registry = await startDistributionServer();
    editor = await startEditor({ vsix });
    page = await editor.open();
  });
  afterAll(async () => {
    await editor.stop();
    await registry.stop();
  });
  keepFailures(() => editor);

  const press = (key: string) => page.keyboard.press(key);

  /** Types into the step and accepts with Enter. */
  async function type(step: string, text: string): Promise<void> {
    await quickStep(page, step);
    await page.keyboard.type(text);
    await press('Enter');
  }

  async function run(command: string): Promise<void> {
    await press('F1');
    await quickStep(page, 'Type the name of a command');
    await page.keyboard.type(command);
    await page.getByRole('option', { name: command }).first().waitFor();
    await press('Enter');
  }

  async function focusView(): Promise<void> {
    await run('Registry Auth: Focus on Connections View');
    await page.locator('.part.sidebar .monaco-list:focus').waitFor();
  }

  /**
   * Presses an arrow key until that row has the focus. A key that is pressed while the browser takes the focus back from
   * the panel, which is a page of its own, still goes there: a person presses it again.
   */
  async function moveTo(key: string, label: string): Promise<void> {
    await expect
      .poll(async () => {
        if (await hasFocus(page, label)) {
          return true;
        }
        await press(key);
        return hasFocus(page, label);
      })
      .toBe(true);
  }

  it('adds a connection', async () => {
    await run('Registry Auth: Add Connection');
    await type('Paste a registry host', registry.host);
    await quickStep(page, 'How do you sign in');
    await press('Enter');
    await type('User name', registry.credentials.reader.username);
    await type('Password', registry.credentials.reader.password);
    await notification(page, 'accepted the credential');
  });

  it('comes to its row with the arrow keys, and Enter fetches a token', async () => {
    await focusView();
    await row(page, registry.host).waitFor();
    await moveTo('ArrowDown', registry.host);
    await press('Enter');
    await type('Repository', 'repository:team/app:pull');
    await notification(page, 'can pull');
  });

  it('then opens the panel with Enter, and comes back', async () => {
    await focusView();
    await press('Enter');
    expect(await panelSentence(page, 'can pull')).toContain('dana can pull');
    await focusView();
    await moveTo('ArrowDown', 'team/app');
    await moveTo('ArrowUp', registry.host);
  });

  it('renames with F2', async () => {
    await press('F2');
    await type('Display name', 'Work');
    await quickInput(page).waitFor({ state: 'hidden' });
    await row(page, `Work, ${registry.host}`).waitFor();
  });

  it('removes with Delete', async () => {
    await focusView();
    await press('Delete');
    await dialog(page, 'Remove');
    await press('Escape');
    await row(page, 'Work').waitFor();
    await focusView();
    await press('Delete');
    await dialog(page, 'Remove');
    await press('Enter');
    await view(page).getByRole('button', { name: 'Add Connection' }).waitFor();
  });
});
