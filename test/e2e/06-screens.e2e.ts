import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { vsix } from '../../scripts/package.mjs';
import { viewport } from '../../scripts/vscodeHost/browser.mjs';
import { type DistributionServer, startDistributionServer } from '../../src/playground/distribution/index.js';
import { type Editor, startEditor } from './editor.ts';
import { keepFailures } from './failures.ts';
import {
  answer,
  cancelQuickInput,
  clearNotifications,
  clickNotification,
  contextMenu,
  nameRepository,
  notification,
  openView,
  panelSentence,
  pick,
  pickSeveral,
  type Picture,
  quickStep,
  row,
  rowAction,
  runCommand,
  screenshot,
  themes,
  useTheme,
  viewArea,
  welcomeLink,
  widenSidebar,
} from './workbench.ts';

/** Leaves pictures in out/screens of everything that has a look of its own, for somebody to look at. Two are the README's. */
describe('what it looks like', () => {
  let editor: Editor;
  let registry: DistributionServer;
  let ageing: DistributionServer;
  let page: Page;
  beforeAll(async () => {
    registry = await startDistributionServer();
    // Its tokens have lived nearly all their five minutes.
    ageing = await startDistributionServer({ now: () => Date.now() - 298_000 });
    editor = await startEditor({ vsix });
    page = await editor.open();
    await openView(page);
  });
  afterAll(async () => {
    await editor.stop();
    await registry.stop();
    await ageing.stop();
  });
  keepFailures(() => editor);

  /** `after` tidies up before the next theme; `clip` keeps a part of the window only. */
  async function inEveryTheme(
    name: string,
    shown: () => Promise<unknown>,
    { after, ...picture }: Picture & { after?: () => Promise<void> } = {},
  ): Promise<void> {
    for (const theme of themes) {
      await useTheme(page, theme);
      await shown();
      // Away from whatever says more when it is pointed at.
      await page.mouse.move(viewport.width - 20, viewport.height - 60);
      await screenshot(page, `${name}-${theme.replaceAll(' ', '-')}`, picture);
      await after?.();
    }
  }

  async function add(address: string, { credentials: { reader } }: DistributionServer): Promise<void> {
    await runCommand(page, 'Registry Auth: Add Connection');
    await answer(page, 'Paste a registry host', address);
    await pick(page, 'How do you sign in', 'User name and password');
    await answer(page, 'User name', reader.username);
    await answer(page, 'Password', reader.password);
  }

  async function rename(label: string, name: string): Promise<void> {
    await contextMenu(page, label, 'Edit Connection');
    await pick(page, 'What do you want to change', 'Name');
    await answer(page, 'Display name', name);
    await notification(page, `Saved ${name}`);
  }

  it('before anything is there', async () => {
    await inEveryTheme('welcome', () => welcomeLink(page, 'Try the Playground').waitFor());
  });

  it('with connections in every state', async () => {
    await useTheme(page, 'light');
    await add(`${ageing.host}/team/app`, ageing);
    await notification(page, 'can pull');
    await add(registry.host, registry);
    await clickNotification(page, 'accepted the credential', 'Fetch Token');
    await nameRepository(page, 'team/app');
    await pickSeveral(page, 'Actions on', ['push']);
    await notification(page, 'did not grant permission');

    await runCommand(page, 'Registry Auth: Add Connection');
    await answer(page, 'Paste a registry host', '127.0.0.1:1');
    await pick(page, 'What now', 'Set Up Without Connecting');
    await pick(page, 'How do you sign in', 'User name and password');
    await answer(page, 'User name', 'ci');
    await answer(page, 'Password', 'secret');
    await pick(page, 'What now', 'Save Without Verifying');
    await notification(page, 'is not verified');

    await clearNotifications(page);
    await runCommand(page, 'Registry Auth: Try the Playground');
    await clickNotification(page, 'playground runs', 'Fetch Token');
    await pick(page, 'Repository', 'pull, push on team/app');
    await notification(page, 'ci-reader can pull');
    await screenshot(page, 'notification');

    const before = registry.received.length;
    await rename(registry.host, 'Team registry');
    await rename(ageing.host, 'Nightly builds');
    await rename('127.0.0.1:1', 'Staging');
    expect(registry.received).toHaveLength(before);
    await clearNotifications(page);
    await widenSidebar(page, 90);
    const everyRow = async () => {
      await row(page, 'team/app, pull, expired').waitFor();
      await row(page, `Team registry, ${registry.host}, OCI registry, valid`).waitFor();
      await row(page, 'Staging, 127.0.0.1:1, OCI registry, not verified').waitFor();
      await row(page, 'push not granted').waitFor();
    };
    await inEveryTheme('view', everyRow, { clip: await viewArea(page) });
  });

  it('with the panel open', async () => {
    await rowAction(page, 'push not granted', 'Inspect Token');
    await panelSentence(page, 'can pull');
    await inEveryTheme('panel', () => panelSentence(page, 'can pull'));
  });

  it('while it asks', async () => {
    await runCommand(page, 'View: Close All Editors');
    const ask = async () => {
      await runCommand(page, 'Registry Auth: Add Connection');
      await answer(page, 'Paste a registry host', registry.host);
      await quickStep(page, 'How do you sign in');
    };
    await inEveryTheme('steps', ask, { after: () => cancelQuickInput(page) });
  });
});
