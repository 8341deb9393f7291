// What a person does in a VS Code window, as functions over its page. Every wait is for something that can be seen.
import { mkdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { FrameLocator, Locator, Page } from 'playwright-core';
import { outDir } from '../../scripts/paths.mjs';

// ---- the window

/** Waits until the window shows our icon in the activity bar. */
export async function waitForWorkbench(page: Page): Promise<void> {
  await page.locator('.monaco-workbench .activitybar').waitFor({ timeout: 60_000 });
  await activityBarIcon(page).waitFor({ timeout: 60_000 });
}

export async function reload(page: Page): Promise<void> {
  await page.reload();
  await waitForWorkbench(page);
}

/** Reloads as a person does: the editor saves its state first, which a reload of the page can lose. */
export async function reloadWindow(page: Page): Promise<void> {
  const loaded = page.waitForEvent('load', { timeout: 60_000 });
  await runCommand(page, 'Developer: Reload Window');
  await loaded;
  await waitForWorkbench(page);
}

export interface Picture {
  /** Below out/. */
  readonly folder?: string;
  /** The part of the window that is kept; absent: all of it. */
  readonly clip?: { readonly x: number; readonly y: number; readonly width: number; readonly height: number };
}

/** Saved as out/<folder>/<name>.png. */
export async function screenshot(page: Page, name: string, { folder = 'screens', clip }: Picture = {}): Promise<void> {
  const path = join(outDir, folder, `${name}.png`);
  mkdirSync(join(outDir, folder), { recursive: true });
  await page.screenshot({ path, animations: 'disabled', ...(clip === undefined ? {} : { clip }) });
}

const themeKinds = {
  light: { name: 'Light Modern', kind: 'vs' },
  dark: { name: 'Dark Modern', kind: 'vs-dark' },
  'high contrast': { name: 'Dark High Contrast', kind: 'hc-black' },
  'high contrast light': { name: 'Light High Contrast', kind: 'hc-light' },
};
type Theme = keyof typeof themeKinds;
export const themes: readonly Theme[] = ['light', 'dark', 'high contrast', 'high contrast light'];

/** Chooses a theme as a person does. (An open window does not reliably notice that its settings file changed.) */
export async function useTheme(page: Page, theme: Theme): Promise<void> {
  const { name, kind } = themeKinds[theme];
  await runCommand(page, 'Preferences: Color Theme');
  await quickStep(page, 'Select Color Theme');
  await quickInput(page).fill(name);
  await quickInputWidget(page).getByRole('option', { name }).first().click();
  await page.locator(`.monaco-workbench.${kind}`).waitFor();
  await quickInputWidget(page).waitFor({ state: 'hidden' });
}

/** What the clipboard holds; rejects where the browser was not allowed to read it. */
export async function readClipboard(page: Page): Promise<string> {
  await page.bringToFront();
  return page.evaluate<string>('navigator.clipboard.readText()');
}

export async function writeClipboard(page: Page, text: string): Promise<void> {
  await page.bringToFront();
  await page.evaluate(`navigator.clipboard.writeText(${JSON.stringify(text)})`);
}

/** How much this browser keeps for the SecretStorage of all extensions: one encrypted text. */
export async function secretsSize(page: Page): Promise<number> {
  return page.evaluate<number>("localStorage.getItem('secrets.provider')?.length ?? 0");
}

// ---- commands and quick input

/** Runs a command by its full title, such as "Registry Auth: Fetch Token". */
export async function runCommand(page: Page, title: string): Promise<void> {
  const option = page.getByRole('option', { name: title }).first();
  for (let attempt = 1; ; attempt++) {
    try {
      await page.keyboard.press('F1');
      await quickInput(page).fill(`>${title}`, { timeout: 2000 });
      return await option.click({ timeout: 2000 });
    } catch (error) {
      // Right after a reload the icons are there already but the commands of extensions may not be, and an open palette
      // does not take up new ones; and what takes the focus meanwhile, such as a panel, closes it.
      if (attempt === 10) {
        throw error;
      }
      await page.keyboard.press('Escape');
    }
  }
}

/** Titles of our commands that the palette offers in sight, when `text` is typed behind the category. */
export async function paletteCommands(page: Page, text = ''): Promise<string[]> {
  const category = 'Registry Auth: ';
  await page.keyboard.press('F1');
  await quickInput(page).fill(`>${category}${text}`);
  await quickInputWidget(page)
    .getByRole('option', { name: /Registry Auth: |No matching/ })
    .first()
    .waitFor();
  const options = await quickInputWidget(page).getByRole('option', { name: category }).all();
  const names = await Promise.all(options.map((option) => option.locator('.label-name').first().textContent()));
  await cancelQuickInput(page);
  return names.map((name) => name ?? '').filter((name) => name.startsWith(category));
}

/** The field of the quick input that is open. */
export function quickInput(page: Page): Locator {
  return quickInputWidget(page).locator('input.input');
}

/**
 * Waits for the step whose title, placeholder or text below the field contains `words`, and resolves to its field. What
 * its list says does not count: the words of the next question may well be among the answers to this one.
 */
export async function quickStep(page: Page, words: string): Promise<Locator> {
  const widget = quickInputWidget(page);
  await widget
    .filter({ has: page.locator('.quick-input-title, .quick-input-message').filter({ hasText: words }) })
    .or(widget.filter({ has: page.getByPlaceholder(words) }))
    .waitFor();
  return quickInput(page);
}

/** Types into that step and accepts. */
export async function answer(page: Page, words: string, text: string): Promise<void> {
  const field = await quickStep(page, words);
  await field.fill(text);
  await field.press('Enter');
}

/** Chooses the entry of that step whose label contains `label`. */
export async function pick(page: Page, words: string, label: string): Promise<void> {
  await quickStep(page, words);
  await quickInputWidget(page).getByRole('option', { name: label }).first().click();
}

/** Names a repository that no list offers. Its entry comes a moment after the key. */
export async function nameRepository(page: Page, name: string): Promise<void> {
  const field = await quickStep(page, 'Repository');
  await field.fill(name);
  await quickInputWidget(page)
    .getByRole('option', { name: `${name}, choose actions` })
    .click();
}

/** Ticks entries of a step that allows several (or unticks those that were), and accepts. */
export async function pickSeveral(page: Page, words: string, labels: readonly string[]): Promise<void> {
  const field = await quickStep(page, words);
  for (const label of labels) {
    await quickInputWidget(page).locator('.monaco-list-row').filter({ hasText: label }).first().click();
  }
  await field.press('Enter');
}

/** Chooses a file in the editor's own file dialog, which a browser shows as a list. */
export async function chooseFile(page: Page, title: string, path: string): Promise<void> {
  const field = await quickStep(page, title);
  const file = quickInputWidget(page).getByRole('option', { name: basename(path) });
  await field.fill(`${dirname(path)}/`);
  await file.click();
}

/** The button with which a step goes to the one before it. */
export async function goBack(page: Page): Promise<void> {
  await quickInputWidget(page).getByRole('button', { name: 'Back' }).click();
}

/** A button in the title or beside the field of the quick input. */
export async function quickButton(page: Page, name: string): Promise<void> {
  await quickInputWidget(page).getByRole('button', { name }).click();
}

export async function cancelQuickInput(page: Page): Promise<void> {
  await quickInput(page).press('Escape');
  await quickInputWidget(page).waitFor({ state: 'hidden' });
}

function quickInputWidget(page: Page): Locator {
  return page.locator('.quick-input-widget:visible');
}

// ---- the tree

function activityBarIcon(page: Page): Locator {
  return page.locator('.activitybar').getByRole('tab', { name: 'Registry Auth' });
}

/** Shows our view, whatever is open. */
export async function openView(page: Page): Promise<void> {
  const icon = activityBarIcon(page);
  const title = page.locator('.part.sidebar .title-label').filter({ hasText: 'Registry Auth' });
  for (let attempt = 1; ; attempt++) {
    if ((await icon.getAttribute('aria-selected')) !== 'true') {
      await icon.click();
    }
    try {
      return await title.waitFor({ timeout: 3000 });
    } catch (error) {
      // A window that was reloaded may open the view by itself just before the click, which then closes it.
      if (attempt === 5) {
        throw error;
      }
    }
  }
}

/** The part of the window that our view fills, down to its last row. */
export async function viewArea(page: Page): Promise<NonNullable<Picture['clip']>> {
  const sidebar = await page.locator('.part.sidebar').boundingBox();
  const last = await page.locator('.part.sidebar .monaco-list-row').last().boundingBox();
  if (sidebar === null || last === null) {
    throw new Error('The view shows no row.');
  }
  return { ...sidebar, height: last.y + last.height + 8 - sidebar.y };
}

/** Drags the border of the side bar. */
export async function widenSidebar(page: Page, pixels: number): Promise<void> {
  const sidebar = page.locator('.part.sidebar');
  const before = await sidebar.boundingBox();
  if (before === null) {
    throw new Error('There is no side bar.');
  }
  const border = before.x + before.width + 1;
  await page.mouse.move(border, 500);
  await page.mouse.down();
  await page.mouse.move(border + pixels, 500, { steps: 5 });
  await page.mouse.up();
  const after = await sidebar.boundingBox();
  if (after === null || after.width < before.width + pixels / 2) {
    throw new Error('The side bar did not follow.');
  }
}

/** Our view: its rows, its message and its welcome text. */
export function view(page: Page): Locator {
  return page.locator('.part.sidebar .split-view-view.visible').first();
}

/** The row whose spoken label contains `label`. */
export function row(page: Page, label: string): Locator {
  return page.locator('.part.sidebar').getByRole('treeitem', { name: label }).first();
}

/** Is it the row of the list that the arrow keys start from? */
export async function hasFocus(page: Page, label: string): Promise<boolean> {
  return row(page, label).and(page.locator('.focused')).isVisible();
}

export async function expandRow(page: Page, label: string): Promise<void> {
  if ((await row(page, label).getAttribute('aria-expanded')) !== 'false') {
    return;
  }
  await row(page, label).locator('.monaco-tl-twistie').click();
}

/** Clicks an icon at the end of a row. */
export async function rowAction(page: Page, label: string, action: string): Promise<void> {
  await row(page, label).hover();
  await row(page, label).getByRole('button', { name: action }).click();
}

/** Opens a row's context menu and gives its entries, without those of submenus. */
async function openContextMenu(page: Page, label: string): Promise<Locator> {
  const items = page.locator('.monaco-menu').getByRole('menuitem');
  for (let attempt = 1; ; attempt++) {
    await row(page, label).click({ button: 'right' });
    try {
      await items.first().waitFor({ timeout: 3000 });
      break;
    } catch (error) {
      // A list that is drawn anew at that moment drops the click: a person clicks again.
      if (attempt === 5) {
        throw error;
      }
    }
  }
  await page.waitForTimeout(300); // a menu ignores clicks in its first moments
  return items;
}

async function openSubmenu(page: Page, name: string): Promise<Locator> {
  await page.getByRole('menuitem', { name, exact: true }).click();
  const items = page.locator('.monaco-submenu').getByRole('menuitem');
  await items.first().waitFor();
  await page.waitForTimeout(300);
  return items;
}

const submenus = ['Copy', 'Use'];

/** Clicks an entry of a row's context menu, or of its submenus. */
export async function contextMenu(page: Page, label: string, entry: string): Promise<void> {
  const item = page.getByRole('menuitem', { name: entry });
  for (const submenu of [undefined, ...submenus]) {
    await openContextMenu(page, label);
    if (submenu !== undefined) {
      await openSubmenu(page, submenu);
    }
    if ((await item.count()) > 0) {
      await item.first().hover();
      await item.first().click();
      await item.first().waitFor({ state: 'hidden' });
      // Away from where the list of a question opens, which would show a hover over its own rows.
      const { width, height } = page.viewportSize() ?? { width: 0, height: 0 };
      return page.mouse.move(width - 20, height - 60);
    }
    await closeMenus(page);
  }
  throw new Error(`No entry ${entry} in the menu of ${label}.`);
}

async function closeMenus(page: Page): Promise<void> {
  const menu = page.locator('.monaco-menu').first();
  while (await menu.isVisible()) {
    await page.keyboard.press('Escape');
    await page.waitForTimeout(50);
  }
}

/** The entries of a row's context menu, and those of its submenus after them. */
export async function contextMenuEntries(page: Page, label: string): Promise<string[]> {
  const words = async (items: Locator): Promise<string[]> =>
    (await items.allTextContents()).map((entry) => entry.trim()).filter((entry) => entry !== '');
  const top = await words(await openContextMenu(page, label));
  await closeMenus(page);
  const below: string[] = [];
  for (const submenu of submenus.filter((name) => top.includes(name))) {
    await openContextMenu(page, label);
    below.push(...(await words(await openSubmenu(page, submenu))));
    await closeMenus(page);
  }
  return [...top, ...below];
}

/** A button or link of the text that an empty view shows. */
export function welcomeLink(page: Page, name: string): Locator {
  const welcome = page.locator('.part.sidebar .welcome-view');
  return welcome
    .getByRole('button', { name })
    .or(welcome.locator('a').filter({ hasText: name }))
    .first();
}

export async function welcomeButton(page: Page, name: string): Promise<void> {
  await welcomeLink(page, name).click();
}

// ---- notifications and dialogs

/** Waits for the notification that contains `text`. */
export async function notification(page: Page, text: string | RegExp): Promise<Locator> {
  const toast = page.locator('.notifications-toasts .notification-list-item').filter({ hasText: text }).first();
  await toast.waitFor();
  return toast;
}

/** The words of that notification. */
export async function notificationText(page: Page, text: string | RegExp): Promise<string> {
  const toast = await notification(page, text);
  return (await toast.locator('.notification-list-item-message').textContent()) ?? '';
}

export async function clickNotification(page: Page, text: string | RegExp, button: string): Promise<void> {
  const toast = await notification(page, text);
  await toast.hover();
  await toast.getByRole('button', { name: button, exact: true }).click();
}

export async function clearNotifications(page: Page): Promise<void> {
  await runCommand(page, 'Notifications: Clear All Notifications');
  await page.locator('.notifications-toasts .notification-list-item').first().waitFor({ state: 'hidden' });
}

/** Waits for the modal dialog that contains `text` and resolves to all that it says. */
export async function dialog(page: Page, text: string | RegExp): Promise<string> {
  const box = page.locator('.monaco-dialog-box').filter({ hasText: text });
  await box.waitFor();
  return (await box.locator('.dialog-message-container').textContent()) ?? '';
}

export async function clickDialog(page: Page, text: string | RegExp, button: string): Promise<void> {
  const box = page.locator('.monaco-dialog-box').filter({ hasText: text });
  await box.getByRole('button', { name: button, exact: true }).click();
  await box.waitFor({ state: 'hidden' });
}

// ---- the panel

/** The page inside a webview, which lies two frames deep. */
export function panel(page: Page): FrameLocator {
  return page.frameLocator('iframe.webview.ready').frameLocator('#active-frame');
}

/** Waits until the panel is about `name`. */
export async function panelTitle(page: Page, name: string): Promise<void> {
  await panel(page).getByRole('heading', { level: 1, name }).waitFor();
}

/** What the panel says in its first sentence, once that contains `words`. */
export async function panelSentence(page: Page, words: string | RegExp): Promise<string> {
  const sentence = panel(page).locator('.answer').filter({ hasText: words });
  await sentence.waitFor();
  return (await sentence.textContent()) ?? '';
}

/** The claims that the panel shows, by name, as written in the token. */
export async function shownClaims(page: Page): Promise<Record<string, string>> {
  const rows = await tableRows(page, 'Claims');
  return Object.fromEntries(
    await Promise.all(
      rows.map(async (row) => [await words(row.getByRole('rowheader')), await words(row.locator('.value'))] as const),
    ),
  );
}

/** What the panel says of each action on a repository, by action. */
export async function shownGrants(page: Page, repository: string): Promise<Record<string, string>> {
  const heads = await panel(page).getByRole('table', { name: 'Grants' }).getByRole('columnheader').allTextContents();
  const row = (await tableRows(page, 'Grants', repository))[0];
  const cells = (await row?.getByRole('cell').allTextContents()) ?? [];
  return Object.fromEntries(heads.slice(1).map((head, index) => [head, cells[index] ?? '']));
}

/** The requests that the panel lists. */
export async function shownRequests(page: Page): Promise<string[]> {
  return panel(page).locator('.steps .what code:first-child').allTextContents();
}

/** How long they took together. */
export async function shownMilliseconds(page: Page): Promise<number> {
  const outcomes = await panel(page).locator('.steps .outcome').allTextContents();
  return outcomes.map((text) => Number(/(\d+)\s*ms/.exec(text)?.[1] ?? 0)).reduce((sum, one) => sum + one, 0);
}

async function tableRows(page: Page, table: string, name?: string): Promise<Locator[]> {
  const rows = panel(page)
    .getByRole('table', { name: table })
    .locator('tbody tr')
    .filter(name === undefined ? {} : { has: page.getByRole('rowheader', { name, exact: true }) });
  await rows.first().waitFor();
  return rows.all();
}

async function words(locator: Locator): Promise<string> {
  return (await locator.textContent()) ?? '';
}
