import type { RequestListener } from 'node:http';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { vsix } from '../../scripts/package.mjs';
import { type DistributionServer, startDistributionServer } from '../../src/playground/distribution/index.js';
import { challenge, json } from '../faults/answers.js';
import { type FaultServer, startFault } from '../faults/server.js';
import { type Editor, startEditor } from './editor.ts';
import { keepFailures } from './failures.ts';
import {
  answer,
  clearNotifications,
  contextMenu,
  nameRepository,
  notification,
  openView,
  panel,
  panelSentence,
  pick,
  pickSeveral,
  quickStep,
  readClipboard,
  row,
  runCommand,
  screenshot,
  themes,
  useTheme,
} from './workbench.ts';

/** Which part of a use is to blame, found by somebody who only has the panel. */
describe('a connection that is diagnosed', () => {
  let editor: Editor;
  let registry: DistributionServer;
  let broken: FaultServer;
  let token: RequestListener = json(401, { errors: [{ code: 'UNAUTHORIZED', message: 'wrong password' }] });
  let page: Page;
  beforeAll(async () => {
    registry = await startDistributionServer();
    broken = await startFault((origin) => ({
      '/v2/': (request, response) => {
        const taken = request.headers.authorization === 'Bearer opaque-token';
        (taken ? json(200, {}) : challenge(`Bearer realm="${origin}/token",service="s"`))(request, response);
      },
      '/token': (request, response) => token(request, response),
      '/v2/_catalog': json(403, { errors: [{ code: 'DENIED', message: 'the catalogue is closed' }] }),
    }));
    editor = await startEditor({ vsix });
    page = await editor.open();
    await openView(page);
  });
  afterAll(async () => {
    await editor.stop();
    await Promise.all([registry.stop(), broken.stop()]);
  });
  keepFailures(() => editor);

  const checks = async (): Promise<string[]> =>
    (await panel(page).locator('.check .line').allInnerTexts()).map((line) =>
      line.replaceAll(/\s+/g, ' ').replace(' :', ':'),
    );

  it('of a healthy registry passes every check, the image included', async () => {
    const { username, password } = registry.credentials.reader;
    await runCommand(page, 'Registry Auth: Add Connection');
    await answer(page, 'Paste a registry host', `${registry.host}/team/app`);
    await pick(page, 'How do you sign in', 'User name and password');
    await answer(page, 'User name', username);
    await answer(page, 'Password', password);
    await notification(page, 'can pull');
    await clearNotifications(page);
    await contextMenu(page, registry.host, 'Diagnose Connection…');
    await pick(page, 'Image to read', 'team/app:latest');
    await panelSentence(page, 'issued a token, and team/app:latest was read with it');
    const lines = (await checks()).map((line) => line.replace(/^\W+/, ''));
    expect(lines.filter((line) => /^(Address|Credential|Scope):/.test(line))).toEqual([
      `Address: passed · ${registry.host}, direct`,
      `Credential: passed · as ${username}`,
      'Scope: passed · pull granted',
    ]);
    expect(lines.map((line) => line.replace(/ · .*/, ''))).toEqual([
      'Address: passed',
      'Registry API: passed',
      'Challenge: passed',
      'Token server: passed',
      'Credential: passed',
      'Scope: passed',
      'Clock: passed',
      'Pull a manifest: passed',
      'Pull a blob: passed',
    ]);
    for (const theme of themes) {
      await useTheme(page, theme);
      await panelSentence(page, 'issued a token');
      await screenshot(page, `diagnosis-good-${theme.replace(' ', '-')}`);
    }
    await useTheme(page, 'light');
  });

  it('of a wrong password ends at the credential, and copies as a report', async () => {
    await runCommand(page, 'Registry Auth: Add Connection');
    await answer(page, 'Paste a registry host', broken.host);
    await pick(page, 'How do you sign in', 'User name and password');
    await answer(page, 'User name', 'dana');
    await answer(page, 'Password', 'not-the-one');
    await quickStep(page, 'rejected the user name or password for dana');
    await pick(page, 'What now', 'Save Without Verifying');
    await notification(page, 'rejected its credential');
    await clearNotifications(page);
    const before = broken.received.length;
    await contextMenu(page, broken.host, 'Diagnose Connection…');
    await pick(page, 'Image to read', 'Only sign in');
    await panelSentence(page, 'failed at “Credential”');
    expect(await panel(page).locator('.check.failed .next').innerText()).toBe(
      'Check the user name and password, then edit the connection.',
    );
    expect(broken.received.length - before).toBe(2);
    for (const theme of themes) {
      await useTheme(page, theme);
      await panelSentence(page, 'failed at');
      await screenshot(page, `diagnosis-refused-${theme.replace(' ', '-')}`);
    }
    await useTheme(page, 'light');
    await panel(page).getByRole('button', { name: 'Copy Report' }).click();
    await notification(page, 'Copied the report');
    const report = await readClipboard(page);
    expect(report).toContain('**Credential**: failed');
    expect(report).toContain('Addresses and DNS can differ on other machines');
    expect(report).not.toContain('not-the-one');
    await clearNotifications(page);
  });

  it('of a catalogue that is closed to a good login blames nobody', async () => {
    token = json(200, { token: 'opaque-token', expires_in: 300 });
    await contextMenu(page, broken.host, 'Diagnose Connection…');
    await pick(page, 'Image to read', 'Only sign in');
    await panelSentence(page, 'issued a token');
    // The panel says so before the rows do; a menu that is open while they change acts on none.
    await row(page, broken.host).filter({ hasText: 'valid' }).waitFor();
    await contextMenu(page, broken.host, 'Fetch Token');
    await quickStep(page, 'Repository');
    await quickStep(page, 'list its repositories');
    await nameRepository(page, 'team/app');
    await pickSeveral(page, 'Actions on', []);
    await row(page, broken.host).filter({ hasText: '2 tokens' }).waitFor();
    expect(await row(page, broken.host).innerText()).not.toMatch(/needs a credential|refused/);
    expect(broken.received.filter(({ url }) => url.startsWith('/v2/_catalog'))).not.toEqual([]);
  });

  it('of a refusal that does not say why, and of a server that is down, ends where each is', async () => {
    token = json(403, { errors: [{ code: 'DENIED', message: 'no' }] });
    await contextMenu(page, broken.host, 'Diagnose Connection…');
    await answer(page, 'Image to read', 'team/app:1.0');
    await panelSentence(page, 'failed at “Credential”');
    await broken.stop();
    await panel(page).getByRole('button', { name: 'Try Again' }).click();
    await panelSentence(page, 'failed at “Address”');
    expect(await panel(page).locator('.check.failed').innerText()).toContain('ECONNREFUSED');
    expect(await panel(page).locator('.check.failed').innerText()).not.toMatch(/password|credential/i);
  });

  it('of a push proves a password that reading does not', async () => {
    await runCommand(page, 'Registry Auth: Try the Playground');
    await row(page, 'Open registry').waitFor();
    await clearNotifications(page);
    await contextMenu(page, 'Open registry', 'Diagnose Connection…');
    await pick(page, 'Image to read', 'pull, push on team/app');
    await panelSentence(page, 'accepts a push to team/app with this credential');
    expect((await checks()).map((line) => line.replace(/^\W+/, '').replace(/ · .*/, ''))).toEqual(
      expect.arrayContaining(['Credential: passed', 'Start a push: passed']),
    );
  });
});
