import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { vsix } from '../../scripts/package.mjs';
import { type DistributionServer, startDistributionServer } from '../../src/playground/distribution/index.js';
import { challenge, json } from '../faults/answers.js';
import { type FaultServer, startFault } from '../faults/server.js';
import { spellingsOf } from '../hardening/secrets.js';
import { type Editor, startEditor } from './editor.ts';
import { keepFailures } from './failures.ts';
import {
  answer,
  clearNotifications,
  clickNotification,
  contextMenu,
  notification,
  openView,
  panel,
  panelSentence,
  pick,
  quickStep,
  readClipboard,
  runCommand,
} from './workbench.ts';

const refused = 'planted+password/of-nobody';

/** What the editor itself writes down while secrets are used, with its log at its most talkative. */
describe('the logs of the editor', () => {
  let editor: Editor;
  let registry: DistributionServer;
  let echo: FaultServer;
  let page: Page;
  beforeAll(async () => {
    registry = await startDistributionServer();
    // Says back whatever it is sent.
    echo = await startFault((origin) => ({
      '/v2/': challenge(`Bearer realm="${origin}/token",service="s"`),
      '/token': (request, response) => {
        const sent = request.headers.authorization ?? '';
        const message = `${sent} is ${Buffer.from(sent.replace('Basic ', ''), 'base64').toString()}`;
        json(401, { errors: [{ code: 'UNAUTHORIZED', message }] })(request, response);
      },
    }));
    editor = await startEditor({ vsix, log: 'trace' });
    page = await editor.open();
    await openView(page);
  });
  afterAll(async () => {
    await editor.stop();
    await Promise.all([registry.stop(), echo.stop()]);
  });
  keepFailures(() => editor);

  async function add(host: string, username: string, password: string): Promise<void> {
    await runCommand(page, 'Registry Auth: Add Connection');
    await answer(page, 'Paste a registry host', host);
    await pick(page, 'How do you sign in', 'User name and password');
    await answer(page, 'User name', username);
    await answer(page, 'Password', password);
  }

  it('hold no secret, nor does anything else on the disk', async () => {
    await add(echo.host, 'dana', refused);
    await quickStep(page, 'rejected the user name or password for dana');
    await pick(page, 'What now', 'Save Without Verifying');
    await notification(page, 'rejected its credential');
    await clearNotifications(page);
    await contextMenu(page, echo.host, 'Diagnose Connection…');
    await pick(page, 'Image to read', 'Only sign in');
    await panelSentence(page, 'failed at “Credential”');
    await panel(page).getByRole('button', { name: 'Copy Report' }).click();
    await notification(page, 'Copied the report');
    const report = await readClipboard(page);
    await clearNotifications(page);

    const { username, password } = registry.credentials.reader;
    await add(`${registry.host}/team/app`, username, password);
    await clickNotification(page, 'can pull', 'Copy');
    await notification(page, 'Copied');
    const token = await readClipboard(page);
    expect(token.length).toBeGreaterThan(100);
    await contextMenu(page, 'team/app', 'Inspect Token');
    await panelSentence(page, 'can pull');
    await runCommand(page, 'Registry Auth: Show Log');
    await page.locator('.part.panel').getByText('exchange: GET').first().waitFor();
    await editor.restart(); // whatever is still to be written is written

    const planted = [refused, password, token, token.split('.')[2] ?? token];
    const needles = planted.flatMap(spellingsOf).map((text) => Buffer.from(text));
    const files = filesBelow(editor.folder);
    const holding = files.filter((file) => needles.some((needle) => readFileSync(file).includes(needle)));
    expect(holding).toEqual([]);
    expect(needles.some((needle) => report.includes(needle.toString()))).toBe(false);
    // They are searched: our own log is among them.
    const logs = files.filter((file) => file.startsWith(join(editor.folder, 'user-data', 'logs')));
    expect(logs.filter((file) => readFileSync(file).includes('exchange: GET'))).toHaveLength(1);
    expect(logs.length).toBeGreaterThan(3);
  });
});

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}
