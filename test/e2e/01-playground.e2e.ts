import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { vsix } from '../../scripts/package.mjs';
import { type Editor, startEditor } from './editor.ts';
import { keepFailures } from './failures.ts';
import { claimsOf } from './jwt.ts';
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
  paletteCommands,
  panel,
  panelSentence,
  pickSeveral,
  quickButton,
  quickInput,
  quickStep,
  readClipboard,
  row,
  rowAction,
  runCommand,
  shownClaims,
  shownGrants,
  shownRequests,
  view,
  welcomeButton,
  welcomeLink,
} from './workbench.ts';

describe('a newcomer without any account', () => {
  let editor: Editor;
  let page: Page;
  let token: string;
  beforeAll(async () => {
    editor = await startEditor({ vsix });
    page = await editor.open();
  });
  afterAll(() => editor.stop());
  keepFailures(() => editor);

  it('finds every command in the palette before the view was opened', async () => {
    const needing = ['Copy Token', 'Fetch Token…', 'Diagnose Connection…'].map((title) => `Registry Auth: ${title}`);
    for (const title of needing) {
      await expect.poll(() => paletteCommands(page, title.replace('Registry Auth: ', ''))).toContain(title);
    }
    // Only then is it known that there is no connection.
    await openView(page);
    await view(page).getByRole('button', { name: 'Add Connection' }).waitFor();
    await expect
      .poll(async () => {
        const offered = await paletteCommands(page);
        return [offered.includes('Registry Auth: Add Connection'), offered.filter((title) => needing.includes(title))];
      })
      .toEqual([true, []]);
  });

  it('starts the playground from the empty view', async () => {
    await openView(page);
    await welcomeLink(page, 'Inspect Pasted Token').waitFor();
    await welcomeLink(page, 'Open the Walkthrough').waitFor();
    await view(page).getByRole('button', { name: 'Add Connection' }).waitFor();
    await welcomeButton(page, 'Try the Playground');
    expect(await notificationText(page, 'playground runs')).toContain('Nothing leaves it');
    await row(page, 'Azure-like registry').waitFor();
  });

  it('fetches a token with a click on a row, and shows it with the next one', async () => {
    await row(page, 'team/app, pull, no token yet').click();
    await notification(page, 'can pull');
    await row(page, 'team/app, pull, valid for').waitFor();
    await clearNotifications(page);
    await row(page, 'team/app, pull, valid for').click();
    expect(await panelSentence(page, 'can pull')).toContain('team/app');
    await runCommand(page, 'View: Close All Editors');
    await contextMenu(page, 'team/app, pull, valid for', 'Remove from List');
  });

  it('fetches a token that may less than was asked for, and is told so', async () => {
    await clearNotifications(page);
    await contextMenu(page, 'Azure-like registry', 'Fetch Token…');
    await nameRepository(page, 'team/app');
    await pickSeveral(page, 'Actions on', ['push']);
    const said = await notificationText(page, 'can pull');
    expect(said).toMatch(/pull from team\/app on 127\.0\.0\.1:\d+ for \d+ more minutes/);
    expect(said).toMatch(/did not grant permission to push to team\/app/);
    await row(page, 'team/app, pull, valid for').waitFor();
  });

  it('copies it: the clipboard holds the bearer', async () => {
    await clickNotification(page, 'can pull', 'Copy');
    expect(await notificationText(page, 'Copied the token')).toContain('The clipboard is cleared in 60 s');
    token = await readClipboard(page);
    expect(claimsOf(token)).toMatchObject({ iss: 'Azure Container Registry', sub: 'ci-reader' });
  });

  it('reads in the panel what the token says, and never the token itself', async () => {
    await clearNotifications(page);
    await rowAction(page, 'team/app', 'Inspect Token');
    const sentence = await panelSentence(page, 'can pull');
    expect(sentence).toContain('ci-reader can pull from team/app');

    const claims = claimsOf(token);
    const shown = await shownClaims(page);
    expect(Object.keys(shown).sort()).toEqual(Object.keys(claims).sort());
    for (const name of ['iss', 'sub', 'aud', 'jti', 'exp']) {
      expect(shown[name]).toBe(String(claims[name]));
    }

    const grants = await shownGrants(page, 'team/app');
    expect(grants).toMatchObject({ pull: '✓ granted' });
    expect(grants.push).toContain('not granted');

    // The registry was asked for its challenge while the list was open, or by the token itself.
    expect((await shownRequests(page)).at(-1)).toMatch(/\/oauth2\/token\?/);
    const html = await panel(page).locator('html').innerHTML();
    for (const part of token.split('.')) {
      expect(html.includes(part)).toBe(false);
    }
  });

  it('finds every inline action of a row in its context menu as well', async () => {
    await row(page, 'Azure-like registry').hover();
    const inline = await row(page, 'Azure-like registry').locator('.actions .action-label').all();
    const labels = await Promise.all(inline.map(async (action) => (await action.getAttribute('aria-label')) ?? ''));
    expect(labels).toHaveLength(3);
    expect(await contextMenuEntries(page, 'Azure-like registry')).toEqual(expect.arrayContaining(labels));
  });

  it('has a pasted token read, which sends nothing', async () => {
    await runCommand(page, 'Registry Auth: Inspect Pasted Token');
    await quickStep(page, 'Nothing is sent');
    expect(await quickInput(page).getAttribute('type')).toBe('password');
    await answer(page, 'Nothing is sent', 'no token in here');
    await quickStep(page, 'No token, password, or challenge');
    await quickButton(page, 'Paste from Clipboard');
    expect(await panelSentence(page, 'This token says')).toContain('its signature is not verified');
    expect(await panel(page).locator('header').textContent()).toContain('Nothing was sent');
    expect(await panel(page).locator('.steps').count()).toBe(0);
    expect((await shownClaims(page)).jti).toBe(claimsOf(token).jti);
  });

  it('forgets everything, but only when that was meant', async () => {
    await runCommand(page, 'Registry Auth: Forget Everything');
    expect(await dialog(page, 'Forget everything?')).toContain('can’t be undone');
    await clickDialog(page, 'Forget everything?', 'Cancel');
    await row(page, 'Azure-like registry').waitFor();

    await runCommand(page, 'Registry Auth: Forget Everything');
    await clickDialog(page, 'Forget everything?', 'Forget Everything');
    await notification(page, 'Removed all connections');
    await welcomeLink(page, 'Try the Playground').waitFor();
    expect(await readClipboard(page)).toHaveLength(0);
  });
});
