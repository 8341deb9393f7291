// What a person does in a VS Code window, as functions over its page. Every wait is for something that can be seen.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
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

/** Saved as out/<folder>/<name>.png. */
export async function screenshot(page: Page, name: string, folder = 'screenshots'): Promise<void> {
  const path = join(outDir, folder, `${name}.png`);
  mkdirSync(join(outDir, folder), { recursive: true });
  await page.screenshot({ path });
}

const themes = {
  light: { name: 'Light Modern', kind: 'vs' },
  dark: { name: 'Dark Modern', kind: 'vs-dark' },
  'high contrast': { name: 'Dark High Contrast', kind: 'hc-black' },
};

/** Chooses a theme as a person does. (An open window does not reliably notice that its settings file changed.) */
export async function useTheme(page: Page, theme: keyof typeof themes): Promise<void> {
  const { name, kind } = themes[theme];
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

// ---- commands and quick input

/** Runs a command by its full title, such as "Registry Auth: Fetch Token". */
export async function runCommand(page: Page, title: string): Promise<void> {
  const option = page.getByRole('option', { name: title }).first();
  for (let attempt = 1; ; attempt++) {
    await page.keyboard.press('F1');
    await quickInput(page).fill(`>${title}`);
    // Right after a reload the icons are there already but the commands of extensions may not be, and an open palette
    // does not take up new ones.
    const found = await option.waitFor({ timeout: 2000 }).then(
      () => true,
      () => false,
    );
    if (found) return option.click();
    if (attempt === 10) throw new Error(`There is no command "${title}"`);
    await page.keyboard.press('Escape');
  }
}

/** The field of the quick input that is open. */
export function quickInput(page: Page): Locator {
  return quickInputWidget(page).locator('input.input');
}

/** Waits for the step whose title, prompt or placeholder contains `words`, and resolves to its field. */
export async function quickStep(page: Page, words: string): Promise<Locator> {
  const widget = quickInputWidget(page);
  await widget
    .filter({ hasText: words })
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

/** Ticks entries of a step that allows several (or unticks those that were), and accepts. */
export async function pickSeveral(page: Page, words: string, labels: readonly string[]): Promise<void> {
  const field = await quickStep(page, words);
  for (const label of labels) {
    await quickInputWidget(page).locator('.monaco-list-row').filter({ hasText: label }).first().click();
  }
  await field.press('Enter');
}

/** The button with which a step goes to the one before it. */
export async function goBack(page: Page): Promise<void> {
  await quickInputWidget(page).getByRole('button', { name: 'Back' }).click();
}

/** A button in the title or beside the field of the quick input. */
export async function quickButton(page: Page, name: string): Promise<void> {
  await quickInputWidget(page).getByRole('button', { name }).click();
}

/** Waits until the quick input says `words` about what was typed; while it does, its prompt is hidden. */
export async function quickMessage(page: Page, words: string): Promise<void> {
  await quickInputWidget(page).locator('.quick-input-message').filter({ hasText: words }).waitFor();
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
  if ((await icon.getAttribute('aria-selected')) !== 'true') await icon.click();
  await view(page).waitFor();
}

/** Our view: its rows, its message and its welcome text. */
export function view(page: Page): Locator {
  return page.locator('.part.sidebar .split-view-view.visible').first();
}

/** The row whose spoken label contains `label`. */
export function row(page: Page, label: string): Locator {
  return page.locator('.part.sidebar').getByRole('treeitem', { name: label }).first();
}

export async function expandRow(page: Page, label: string): Promise<void> {
  if ((await row(page, label).getAttribute('aria-expanded')) !== 'false') return;
  await row(page, label).locator('.monaco-tl-twistie').click();
}

/** Clicks an icon at the end of a row. */
export async function rowAction(page: Page, label: string, action: string): Promise<void> {
  await row(page, label).hover();
  await row(page, label).getByRole('button', { name: action }).click();
}

/** Clicks an entry of a row's context menu. */
export async function contextMenu(page: Page, label: string, entry: string): Promise<void> {
  await row(page, label).click({ button: 'right' });
  const item = page.getByRole('menuitem', { name: entry });
  await item.hover();
  await page.waitForTimeout(300); // a menu ignores clicks in its first moments
  await item.click();
  await item.waitFor({ state: 'hidden' });
}

/** The entries of a row's context menu. */
export async function contextMenuEntries(page: Page, label: string): Promise<string[]> {
  await row(page, label).click({ button: 'right' });
  const items = page.locator('.monaco-menu').getByRole('menuitem');
  await items.first().waitFor();
  const entries = await items.allTextContents();
  await page.keyboard.press('Escape');
  await items.first().waitFor({ state: 'hidden' });
  return entries.map((entry) => entry.trim()).filter((entry) => entry !== '');
}

/** A button of the text that an empty view shows. */
export async function welcomeButton(page: Page, name: string): Promise<void> {
  await page.locator('.part.sidebar .welcome-view').getByRole('button', { name }).click();
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
