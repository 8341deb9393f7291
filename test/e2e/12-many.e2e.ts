// Three hundred connections in a real window: the list, its search, a second window, and an extension host that is killed.
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packStandIn, vsix } from '../../scripts/package.mjs';
import { secretKey } from '../../src/connections/keychain.js';
import { SERVICE } from '../../src/connections/store.js';
import { formatStored } from '../../src/connections/storedEntry.js';
import { type DistributionServer, startDistributionServer } from '../../src/playground/distribution/index.js';
import { connectionTo } from '../loopbackTokens.js';
import { type Editor, startEditor } from './editor.ts';
import { keepFailures } from './failures.ts';
import {
  clickDialog,
  contextMenu,
  dialog,
  nameRepository,
  notification,
  openView,
  pickSeveral,
  quickInput,
  quickStep,
  reload,
  row,
  runCommand,
  view,
} from './workbench.ts';

const COUNT = 300;
const CHOSEN = 'registry 271';

describe('three hundred connections', () => {
  let editor: Editor;
  let page: Page;
  let registry: DistributionServer;
  const folder = mkdtempSync(join(tmpdir(), 'ra-'));

  beforeAll(async () => {
    registry = await startDistributionServer();
    const credential = registry.credentials.reader;
    const entries = Array.from({ length: COUNT }, (_, index) => {
      const id = `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`;
      const connection = {
        ...connectionTo(registry.origin),
        id,
        name: `registry ${index}`,
        account: credential.username,
      };
      return [secretKey(SERVICE, id), formatStored(connection, credential)];
    });
    const list = join(folder, 'entries.json');
    writeFileSync(list, JSON.stringify(entries));
    const before = join(folder, 'before.vsix');
    await packStandIn(join(import.meta.dirname, 'before'), before);
    editor = await startEditor({ vsix: before, settings: { 'registryAuth.before': list } });
    const earlier = await editor.browser.newPage();
    await earlier.goto(editor.url);
    await notification(earlier, `Stored ${COUNT} entries.`);
    await earlier.close();
    await editor.update(vsix);
    page = await editor.open();
    await openView(page);
  });
  afterAll(async () => {
    await editor.stop();
    await registry.stop();
    rmSync(folder, { recursive: true, force: true });
  });
  keepFailures(() => editor);

  /** How many rows the list has, whether they are in sight or not. */
  const rowsOf = (window: Page) => () => view(window).getByRole('treeitem').first().getAttribute('aria-setsize');

  it('are listed, and found by their name', async () => {
    await expect.poll(rowsOf(page)).toBe(String(COUNT));
    expect(await row(page, CHOSEN).isVisible()).toBe(false);
    await row(page, 'registry 0').click();
    await page.keyboard.press('Escape');
    await page.keyboard.press('Control+Alt+f');
    await page.locator('.part.sidebar .monaco-tree-type-filter input').fill(CHOSEN);
    await row(page, CHOSEN).waitFor();
    await page.keyboard.press('Escape');
    // Numbers in names count as numbers.
    expect(await namesAround(page, CHOSEN)).toEqual(['registry 270', CHOSEN, 'registry 272']);
  });

  it('are found in the palette too, and give tokens', async () => {
    await runCommand(page, 'Registry Auth: Fetch Token');
    const field = await quickStep(page, 'Choose a connection');
    await field.fill(CHOSEN);
    await quickInput(page).press('Enter');
    await nameRepository(page, 'team/app');
    await pickSeveral(page, 'Actions on', []);
    await notification(page, 'can pull');
    // It is shown at its place: using a connection moves no row.
    await row(page, CHOSEN).getByText('valid').waitFor();
    expect(await namesAround(page, CHOSEN)).toEqual(['registry 270', CHOSEN, 'registry 272']);
  });

  it('are removed together when several are selected, by menu and by key', async () => {
    await view(page).getByRole('treeitem').nth(4).click();
    await page.keyboard.press('Home');
    await row(page, 'registry 6,').click();
    await row(page, 'registry 7,').click({ modifiers: ['Control'] });
    await contextMenu(page, 'registry 6,', 'Remove Connection');
    expect(await dialog(page, 'Remove 2 connections?')).toMatch(/registry 6.*registry 7/s);
    await clickDialog(page, 'Remove 2 connections?', 'Cancel');
    await row(page, 'registry 6,').click();
    await row(page, 'registry 7,').click({ modifiers: ['Control'] });
    await page.keyboard.press('Delete');
    await clickDialog(page, 'Remove 2 connections?', 'Cancel');
    await contextMenu(page, 'registry 8,', 'Remove Connection');
    await clickDialog(page, 'Remove registry 8', 'Cancel');
    await expect.poll(rowsOf(page)).toBe(String(COUNT));
  });

  it('lose nothing where two windows change them', async () => {
    const second = await editor.open();
    await openView(second);
    await expect.poll(rowsOf(second)).toBe(String(COUNT));
    await remove(second, 'registry 1');
    await expect.poll(rowsOf(second)).toBe(String(COUNT - 1));
    await page.bringToFront();
    await view(page).getByText('Another window has changed the connections').waitFor();
    await contextMenu(page, 'registry 0', 'Remove Connection');
    await clickDialog(page, 'Remove', 'Remove');
    await notification(page, 'Another window has changed the connections');
    await reload(page);
    await openView(page);
    await expect.poll(rowsOf(page)).toBe(String(COUNT - 1));
    await remove(page, 'registry 0');
    await expect.poll(rowsOf(page)).toBe(String(COUNT - 2));
    await second.close();
  });

  it('are whole after the extension host was killed in the middle of a change', async () => {
    let left = COUNT - 2;
    for (const [name, wait] of [
      ['registry 2', 0],
      ['registry 3', 50],
    ] as const) {
      await remove(page, name);
      await page.waitForTimeout(wait);
      killExtensionHosts(editor.folder);
      await reload(page);
      await openView(page);
      await expect.poll(rowsOf(page)).toMatch(new RegExp(`^(${left}|${left - 1})$`));
      left = Number(await rowsOf(page)());
      expect(await view(page).getByText('cannot be read').count()).toBe(0);
    }
    const outcome = async (): Promise<string> => {
      if ((await rowsOf(page)()) === String(left - 1)) {
        return 'removed';
      }
      return (await view(page).getByText('Another window has changed').count()) > 0 ? 'refused' : 'under way';
    };
    // Who died in a write leaves doubts behind, each of which can refuse once: by the time of the files before and after
    // the lock of the dead is taken away, and by that taking away itself. Each ends with a reload.
    let found = 'under way';
    for (let attempt = 1; attempt <= 5 && found !== 'removed'; attempt++) {
      if (found === 'refused') {
        await reload(page);
        await openView(page);
        await expect.poll(rowsOf(page)).toBe(String(left));
      }
      await remove(page, 'registry 5');
      await expect.poll(async () => (found = await outcome())).not.toBe('under way');
    }
    expect(found).toBe('removed');
  });
});

/** What stands before, at and after a row. */
async function namesAround(page: Page, name: string): Promise<string[]> {
  const position = Number(await row(page, name).getAttribute('aria-posinset'));
  const at = (place: number) =>
    view(page).locator(`[role=treeitem][aria-posinset="${place}"] .label-name`).textContent();
  return Promise.all([position - 1, position, position + 1].map(async (place) => (await at(place)) ?? ''));
}

async function remove(page: Page, name: string): Promise<void> {
  await contextMenu(page, name, 'Remove Connection');
  await clickDialog(page, 'Remove', 'Remove');
}

/** Those of the server that keeps its data below this folder, without a chance to end anything. */
function killExtensionHosts(folder: string): void {
  const hosts = readdirSync('/proc').filter((pid) => {
    try {
      const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8');
      return command.includes('--type=extensionHost') && readFileSync(`/proc/${pid}/environ`, 'utf8').includes(folder);
    } catch {
      return false; // no process, or one that has just ended
    }
  });
  expect(hosts.length).toBeGreaterThan(0);
  hosts.forEach((pid) => process.kill(Number(pid), 'SIGKILL'));
}
