import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { vsix } from '../../scripts/package.mjs';
import { fakeJwt } from '../auth/jwtFixture.js';
import { answer as refused, challenge, json } from '../faults/answers.js';
import { type Authority, authority, selfSigned } from '../faults/certificate.js';
import { type FaultOptions, type FaultServer, startFault } from '../faults/server.js';
import { type Editor, startEditor } from './editor.ts';
import { keepFailures } from './failures.ts';
import {
  answer,
  chooseFile,
  clearNotifications,
  clickDialog,
  clickNotification,
  contextMenu,
  dialog,
  notification,
  openView,
  panel,
  pick,
  quickStep,
  readClipboard,
  reload,
  row,
  rowAction,
  runCommand,
  screenshot,
  useTheme,
} from './workbench.ts';

const PASSWORD = 'not a real password';

describe('a host whose certificate is not trusted', () => {
  let editor: Editor;
  let page: Page;
  let ours: Authority;
  let registry: FaultServer;
  let stranger: FaultServer;
  let plain: FaultServer;
  let file: string;

  beforeAll(async () => {
    ours = await authority('Example Corp Root');
    const names = ['127.0.0.2'];
    registry = await start({ address: '127.0.0.2', tls: await ours.issue({ names }) });
    stranger = await start({ address: '127.0.0.2', tls: await selfSigned({ names }) });
    plain = await start({});
    editor = await startEditor({ vsix });
    file = join(editor.folder, 'authority.pem');
    writeFileSync(file, ours.cert);
    page = await editor.open();
    await openView(page);
  });
  afterAll(async () => {
    await editor.stop();
    await Promise.all([registry, stranger, plain].map((server) => server.stop()));
  });
  keepFailures(() => editor);

  function start(options: FaultOptions): Promise<FaultServer> {
    const access = [{ type: 'repository', name: 'team/app', actions: ['pull'] }];
    return startFault(
      () => ({
        '/v2/': challenge('Bearer realm="/token",service="registry.test"'),
        '/token': (request, response) =>
          (request.headers.authorization === undefined
            ? refused(401)
            : json(200, { token: fakeJwt({ access, exp: Date.now() / 1000 + 3600 }) }))(request, response),
      }),
      options,
    );
  }

  const withPassword = (server: FaultServer): number =>
    server.received.filter(({ rawHeaders }) => rawHeaders.some((value) => value.startsWith('Basic '))).length;

  async function add(address: string): Promise<void> {
    await runCommand(page, 'Registry Auth: Add Connection');
    await answer(page, 'Paste a registry host', address);
  }

  async function signIn(): Promise<void> {
    await pick(page, 'How do you sign in', 'User name and password');
    await answer(page, 'User name', 'dana');
    await answer(page, 'Password', PASSWORD);
  }

  async function inBothThemes(name: string): Promise<void> {
    for (const theme of ['dark', 'light'] as const) {
      await useTheme(page, theme);
      await screenshot(page, `${name}-${theme}`);
    }
  }

  it('shows its certificates, and is reached with the authority from a file', async () => {
    for (const theme of ['dark', 'light'] as const) {
      await useTheme(page, theme);
      await add(`https://${registry.host}/team/app:latest`);
      await quickStep(page, 'was issued by “Example Corp Root”, which isn’t trusted on this machine');
      await screenshot(page, `certificate-refused-${theme}`);
      if (theme === 'dark') {
        await pick(page, 'What now', 'Change Address');
      }
      if (theme === 'dark') {
        await page.keyboard.press('Escape');
      }
    }
    await pick(page, 'What now', 'Choose CA File…');
    await chooseFile(page, 'Choose CA File', file);
    await signIn();
    await notification(page, 'can pull');
    await row(page, `${registry.host}, OCI registry, valid`).waitFor();
    expect(withPassword(registry)).toBe(1);
  });

  it('stays reachable when the file has gone', async () => {
    rmSync(file);
    await reload(page); // forgets the token
    await openView(page);
    await rowAction(page, 'team/app', 'Fetch Token');
    await notification(page, 'can pull');
    expect(withPassword(registry)).toBe(2);
  });

  it('gives its fingerprint, and is asked without verification only after a warning', async () => {
    await clearNotifications(page);
    await add(`https://${stranger.host}/team/app:latest`);
    await quickStep(page, 'uses a self-signed certificate');
    await pick(page, 'What now', 'Copy Fingerprint: 127.0.0.2');
    await expect.poll(() => readClipboard(page)).toMatch(/^([0-9A-F]{2}:){31}[0-9A-F]{2}$/);

    await pick(page, 'What now', 'Skip Certificate Check…');
    expect(await dialog(page, 'without checking its certificate')).toContain('could impersonate');
    await screenshot(page, 'certificate-warning');
    await clickDialog(page, 'without checking', 'Cancel');
    expect(stranger.received).toHaveLength(0);
    await pick(page, 'What now', 'Skip Certificate Check…');
    await clickDialog(page, 'without checking', 'Skip Certificate Check');
    await signIn();
    await clickNotification(page, `The certificate of ${stranger.host} is not checked`, 'Inspect');
  });

  it('is marked in its row and on the page for as long as that lasts', async () => {
    await panel(page).getByText('certificate not checked').first().waitFor();
    const marked = row(page, `${stranger.host}, OCI registry, certificate not checked`);
    await marked.waitFor();
    await inBothThemes('certificate-not-checked');

    await contextMenu(page, stranger.host, 'Edit Connection');
    await pick(page, 'What do you want to change', 'Certificates and Options');
    await quickStep(page, 'is reached');
    await screenshot(page, 'connection-options');
    await pick(page, 'is reached', 'Turn On Certificate Check');
    await pick(page, 'is reached', 'Done');
    await quickStep(page, 'uses a self-signed certificate');
    await pick(page, 'What now', 'Trust This Certificate');
    await notification(page, 'Saved');
    await marked.waitFor({ state: 'hidden' });
    await row(page, `${stranger.host}, OCI registry`).waitFor();
  });

  it('gets no password over plain http unless somebody wants that', async () => {
    await clearNotifications(page);
    // Leads to this machine, but is none of its loopback names.
    const host = plain.host.replace('127.0.0.1', '0.0.0.0');
    await add(`http://${host}/team/app:latest`);
    await pick(page, 'How do you sign in', 'User name and password');
    await quickStep(page, 'Anyone on the network path can read it');
    await screenshot(page, 'plain-http');
    expect(withPassword(plain)).toBe(0);
    await pick(page, 'Send it anyway', 'Send over Plain http');
    await answer(page, 'User name', 'dana');
    await answer(page, 'Password', PASSWORD);
    await notification(page, 'is reached over plain http');
    await row(page, `${host}, OCI registry, plain http`).waitFor();
    expect(withPassword(plain)).toBe(1);
  });
});
