import { setTimeout as sleep } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { vsix } from '../../scripts/package.mjs';
import { challenge, json } from '../faults/answers.js';
import { hang } from '../faults/faults.js';
import { type FaultServer, startFault } from '../faults/server.js';
import { carrying, type Pair } from './credential.ts';
import { type Editor, startEditor } from './editor.ts';
import { keepFailures } from './failures.ts';
import {
  answer,
  clearNotifications,
  clickDialog,
  clickNotification,
  dialog,
  nameRepository,
  notification,
  notificationText,
  openView,
  pick,
  pickSeveral,
  quickStep,
  readClipboard,
  row,
  rowAction,
  runCommand,
  writeClipboard,
} from './workbench.ts';

const dana: Pair = { username: 'dana', password: 'correct horse battery staple' };

describe('a registry whose tokens come from another host', () => {
  let editor: Editor;
  let page: Page;
  let registry: FaultServer;
  let tokenServer: FaultServer;
  let hanging = false;
  beforeAll(async () => {
    tokenServer = await startFault(() => ({
      '/token': (request, response) => (hanging ? hang() : json(200, { token: 'opaque-token' }))(request, response),
    }));
    registry = await startFault(() => ({ '*': challenge(`Bearer realm="${realm()}/token",service="registry"`) }));
    editor = await startEditor({ vsix, settings: { 'registryAuth.clipboard.clearAfterSeconds': 1 } });
    page = await editor.open();
    await openView(page);
  });
  afterAll(async () => {
    await editor.stop();
    await registry.stop();
    await tokenServer.stop();
  });
  keepFailures(() => editor);

  /** The same machine under another name. */
  const realm = () => tokenServer.origin.replace('127.0.0.1', 'localhost');

  const askedFor = (repository: string) =>
    tokenServer.received.filter(({ url }) => new URL(url, realm()).searchParams.get('scope')?.includes(repository));

  it('gets no credential there without being asked', async () => {
    await runCommand(page, 'Registry Auth: Add Connection');
    await answer(page, 'Paste a registry host', registry.host);
    await pick(page, 'How do you sign in', 'User name and password');
    await answer(page, 'User name', dana.username);
    await answer(page, 'Password', dana.password);
    const asked = await dialog(page, 'Send the credential');
    expect(asked).toContain(registry.host);
    expect(asked).toContain(realm());
    expect(tokenServer.received).toEqual([]);
    await clickDialog(page, 'Send the credential', 'Cancel');
    await quickStep(page, 'Nothing was sent there');
    expect(tokenServer.received).toEqual([]);
  });

  it('gets it after a yes', async () => {
    await pick(page, 'What now', 'Try Again');
    await dialog(page, 'Send the credential');
    await clickDialog(page, 'Send the credential', 'Send');
    await notification(page, 'accepted the credential');
    expect(carrying(dana, tokenServer.received)).toHaveLength(1);
    expect(carrying(dana, registry.received)).toEqual([]);
  });

  it('is not asked about a second time', async () => {
    await clickNotification(page, 'accepted the credential', 'Fetch Token');
    await nameRepository(page, 'team/app');
    await pickSeveral(page, 'Actions on', []);
    await notification(page, `Only ${registry.host} can decode this token`);
    expect(carrying(dana, askedFor('team/app'))).toHaveLength(1);
    expect(carrying(dana, registry.received)).toEqual([]);
  });

  it('may take its time, and nobody has to wait for it', async () => {
    await clearNotifications(page);
    hanging = true;
    await rowAction(page, registry.host, 'Fetch Token');
    await nameRepository(page, 'team/slow');
    await pickSeveral(page, 'Actions on', []);
    await expect.poll(() => askedFor('team/slow')).toHaveLength(1);
    await clickNotification(page, 'Fetching a token', 'Cancel');
    // Long before the deadline of a request, which would end it as well.
    const [request] = askedFor('team/slow');
    await expect(Promise.race([request?.closed, sleep(10_000, 'still open')])).resolves.toBeUndefined();
    await page.locator('.notifications-toasts .notification-list-item').waitFor({ state: 'hidden' });
    expect(await row(page, 'team/slow').count()).toBe(0);
    hanging = false;
  });

  it('is cleared from the clipboard after the time that the settings say', async () => {
    await writeClipboard(page, 'before');
    await rowAction(page, registry.host, 'Copy Token');
    expect(await notificationText(page, 'Copied the token')).toContain('cleared in 1 s');
    await expect.poll(async () => (await readClipboard(page)).length).toBe(0);
  });
});
