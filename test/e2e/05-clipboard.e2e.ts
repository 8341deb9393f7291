import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { vsix } from '../../scripts/package.mjs';
import { type Editor, startEditor } from './editor.ts';
import { keepFailures } from './failures.ts';
import { claimsOf } from './jwt.ts';
import {
  clearNotifications,
  clickNotification,
  notificationText,
  openView,
  pick,
  readClipboard,
  row,
  rowAction,
  welcomeButton,
} from './workbench.ts';

const CLEAR_AFTER = 1;

describe('where reading the clipboard is not allowed', () => {
  let editor: Editor;
  let page: Page;
  let copiedAt = 0;
  beforeAll(async () => {
    const settings = { 'registryAuth.clipboard.clearAfterSeconds': CLEAR_AFTER };
    editor = await startEditor({ vsix, clipboard: false, settings });
    page = await editor.open();
  });
  afterAll(() => editor.stop());
  keepFailures(() => editor);

  it('says once that what was copied stays, and never that it is cleared', async () => {
    await openView(page);
    await welcomeButton(page, 'Try the Playground');
    await clickNotification(page, 'playground runs', 'Fetch Token');
    await pick(page, 'Repository', 'pull on team/app');
    await clickNotification(page, 'can pull', 'Copy');
    expect(await notificationText(page, 'Copied the token')).toBe(
      'Copied the token for pull on team/app. It stays on the clipboard, because this window can’t read the clipboard.',
    );
    await clearNotifications(page);
    await rowAction(page, 'team/app', 'Copy Token');
    expect(await notificationText(page, 'Copied the token')).toBe('Copied the token for pull on team/app.');
    copiedAt = Date.now();
  });

  it('never overwrites what it could not read', async () => {
    await clearNotifications(page);
    await rowAction(page, 'team/app', 'Inspect Token');
    await row(page, 'team/app').waitFor();
    await expect.poll(() => Date.now()).toBeGreaterThan(copiedAt + 2 * CLEAR_AFTER * 1000);
    await editor.browser.grantPermissions(['clipboard-read', 'clipboard-write']);
    expect(claimsOf(await readClipboard(page))).toMatchObject({ sub: 'ci-reader' });
  });
});
