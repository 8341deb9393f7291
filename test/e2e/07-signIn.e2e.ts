import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packStandIn, vsix } from '../../scripts/package.mjs';
import { type AcrServer, startAcrServer } from '../../src/playground/acr/index.js';
import { selfSigned } from '../faults/certificate.js';
import { type Proxy, startProxy } from '../faults/proxy.js';
import { type FaultServer, startFault } from '../faults/server.js';
import { type Editor, startEditor } from './editor.ts';
import { keepFailures } from './failures.ts';
import {
  answer,
  clickDialog,
  dialog,
  notificationText,
  openView,
  pick,
  quickStep,
  row,
  runCommand,
  screenshot,
} from './workbench.ts';

const NAME = 'contoso.azurecr.io';

describe('signing in with an account of the editor', () => {
  let editor: Editor;
  let page: Page;
  let registry: AcrServer;
  let proxy: Proxy;
  let entra: FaultServer;
  let person: 'dana' | 'lee' = 'dana';
  const folder = mkdtempSync(join(tmpdir(), 'ra-'));

  beforeAll(async () => {
    const certificate = await selfSigned({ names: [NAME] });
    const authority = join(folder, 'authority.pem');
    writeFileSync(authority, certificate.cert);
    registry = await startAcrServer({ certificate: { name: NAME, defaultPort: true, ...certificate } });
    // The only way there: the name belongs to somebody else.
    proxy = await startProxy({ to: `127.0.0.1:${registry.port}` });
    entra = await startFault(() => ({
      '/session': (request, response) => {
        const scope = new URL(request.url ?? '', 'http://entra').searchParams.get('scope') ?? '';
        const audience = scope.split('/.default')[0] ?? '';
        void registry.entra.accessToken({ person, audience }).then((accessToken) => {
          const account = { id: `${person}-id`, label: `${person}@playground.example` };
          response.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify({ accessToken, account }));
        });
      },
    }));
    const signIn = join(folder, 'sign-in.vsix');
    await packStandIn(join(import.meta.dirname, 'signIn'), signIn);
    editor = await startEditor({
      vsix,
      neighbours: [signIn],
      environment: { NODE_EXTRA_CA_CERTS: authority },
      settings: { 'http.proxy': proxy.origin, 'signInOfTheTests.address': entra.origin },
    });
    page = await editor.open();
    await openView(page);
  });
  afterAll(async () => {
    await editor.stop();
    await Promise.all([registry.stop(), proxy.stop(), entra.stop()]);
    rmSync(folder, { recursive: true, force: true });
  });
  keepFailures(() => editor);

  const exchanges = () => registry.received.filter(({ url }) => url === '/oauth2/exchange');

  it('asks before it does, and a no leads back to the question', async () => {
    await runCommand(page, 'Registry Auth: Add Connection');
    await answer(page, 'Paste a registry host', `${registry.host}/team/app:latest`);
    await pick(page, 'How do you sign in', 'Sign in with Microsoft');
    expect(await dialog(page, 'wants to sign in using Microsoft')).toContain('Registry Auth');
    await screenshot(page, 'sign-in');
    await clickDialog(page, 'wants to sign in using Microsoft', 'Cancel');
    await quickStep(page, 'How do you sign in');
    expect([entra.received, exchanges()]).toEqual([[], []]);
  });

  it('fetches a token after a yes', async () => {
    await pick(page, 'How do you sign in', 'Sign in with Microsoft');
    await dialog(page, 'wants to sign in using Microsoft');
    await clickDialog(page, 'wants to sign in using Microsoft', 'Allow');
    expect(await notificationText(page, 'can pull')).toMatch(/^dana@playground\.example can pull from team\/app/);
    expect(entra.received).toHaveLength(1);
    expect(exchanges()).toHaveLength(1);
    expect(new Set(proxy.received.map(({ target }) => target))).toEqual(new Set([`${NAME}:443`]));
    await row(page, 'dana@playground.example').waitFor();
  });

  it('lets another account be chosen, which the editor signs in', async () => {
    person = 'lee';
    await runCommand(page, 'Registry Auth: Add Connection');
    await answer(page, 'Paste a registry host', `${registry.host}/team/app:latest`);
    await pick(page, 'How do you sign in', 'Sign in with Microsoft');
    await pick(page, 'Which account?', 'Sign In with Another Account');
    await dialog(page, 'wants to sign in using Microsoft');
    await clickDialog(page, 'wants to sign in using Microsoft', 'Allow');
    await pick(page, 'Select an account', 'Sign in to another account');
    expect(await notificationText(page, 'lee@playground.example can pull')).toContain('team/app');
    expect(exchanges()).toHaveLength(2);
  });

  it('keeps nothing secret of it', async () => {
    const tokens = exchanges().map(({ body }) => new URLSearchParams(body).get('access_token') ?? '');
    expect(tokens.every((token) => token.startsWith('eyJ'))).toBe(true);
    const state = await page.evaluate<string>('JSON.stringify(Object.entries(localStorage))');
    expect(tokens.filter((token) => state.includes(token))).toEqual([]);
  });
});
