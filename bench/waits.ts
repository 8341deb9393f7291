// What a person waits for in a real window: the first question of a command, and the panel.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { packStandIn, vsix } from '../scripts/package.mjs';
import { outDir, root } from '../scripts/paths.mjs';
import { startEditor } from '../test/e2e/editor.js';
import {
  cancelQuickInput,
  clickNotification,
  nameRepository,
  notification,
  openView,
  panelSentence,
  pickSeveral,
  quickInput,
  row,
  runCommand,
  welcomeButton,
} from '../test/e2e/workbench.js';

export interface WaitRow {
  readonly what: string;
  readonly extension: string;
  /** The first time in a window, the fastest of all windows, in milliseconds. */
  readonly first: number;
  /** Every other time, the median in milliseconds. */
  readonly again: number;
}

export const OURS = 'Registry Auth';
/** Asks the same and shows a page of one sentence: what the editor itself takes. */
const NEIGHBOUR = 'an extension that does nothing else';
export const QUESTION = 'the first question of a command';
const PAGE = 'from a held token to the first sentence of the panel';

const WINDOWS = 3;
const TIMES = 5;
const ROW = 'Azure-like registry';
/** Milliseconds after which a window has loaded what it loads ahead, with room for a slow machine. */
const SETTLED = 8000;

interface Act {
  readonly extension: string;
  readonly act: (page: Page) => Promise<number>;
}

const questions: readonly Act[] = [
  { extension: OURS, act: async (page) => timeToQuestion(page, 'Registry Auth: Add Connection', 'Add Connection') },
  { extension: NEIGHBOUR, act: async (page) => timeToQuestion(page, 'Neighbour: Ask', 'Neighbour') },
];
const pages: readonly Act[] = [
  {
    extension: OURS,
    act: async (page) => {
      await row(page, ROW).hover();
      const inspect = row(page, ROW).getByRole('button', { name: 'Inspect Token' });
      await inspect.waitFor();
      return timeToSentence(page, 'can pull', async () => inspect.click());
    },
  },
  {
    extension: NEIGHBOUR,
    act: async (page) => {
      await offerCommand(page, 'Neighbour: Show');
      return timeToSentence(page, 'says nothing', async () => page.keyboard.press('Enter'));
    },
  },
];

/** Wants the package that `pack` makes. */
export async function measureWaits(): Promise<readonly WaitRow[]> {
  const neighbour = join(outDir, 'bench', 'neighbour.vsix');
  await packStandIn(join(root, 'bench', 'neighbour'), neighbour);
  const editor = await startEditor({ vsix, neighbours: [neighbour] });
  try {
    const asked = new Map<string, number[][]>();
    const shown = new Map<string, number[][]>();
    for (let count = 0; count < WINDOWS; count += 1) {
      const page = await editor.open();
      await openView(page);
      await page.waitForTimeout(SETTLED);
      await measure(page, count, questions, asked);
      await prepareToken(page);
      await measure(page, count, pages, shown);
      await page.close();
    }
    return [...rowsOf(QUESTION, asked), ...rowsOf(PAGE, shown)];
  } finally {
    await editor.stop();
    rmSync(neighbour, { force: true });
  }
}

/** In turns, so that what grows slower in a window does so for all. Who begins changes from window to window. */
async function measure(page: Page, window: number, acts: readonly Act[], found: Map<string, number[][]>) {
  const order = window % 2 === 0 ? acts : acts.toReversed();
  const times = new Map(order.map(({ extension }): [string, number[]] => [extension, []]));
  for (let time = 0; time < TIMES; time += 1) {
    for (const { extension, act } of order) {
      times.get(extension)?.push(await act(page));
    }
  }
  for (const [extension, all] of times) {
    found.set(extension, [...(found.get(extension) ?? []), all]);
  }
}

function rowsOf(what: string, found: ReadonlyMap<string, readonly (readonly number[])[]>): readonly WaitRow[] {
  return [...found].map(([extension, windows]) => {
    const later = windows.flatMap(([, ...rest]) => rest).toSorted((one, other) => one - other);
    return {
      ...{ what, extension },
      first: Math.min(...windows.map(([first = NaN]) => first)),
      again: later[Math.floor(later.length / 2)] ?? NaN,
    };
  });
}

async function prepareToken(page: Page): Promise<void> {
  await welcomeButton(page, 'Try the Playground');
  await notification(page, 'playground runs');
  await row(page, ROW).waitFor();
  await clickNotification(page, 'playground runs', 'Fetch Token');
  await nameRepository(page, 'team/app');
  await pickSeveral(page, 'What the token is for', []);
  await clickNotification(page, 'can pull', 'Copy');
}

/** From the key that accepts the command to the frame in which its question has a title. */
async function timeToQuestion(page: Page, command: string, title: string): Promise<number> {
  await offerCommand(page, command);
  await page.evaluate(`void (globalThis.asked = new Promise((resolve, reject) => {
    setTimeout(reject, 20000, new Error('Nobody asked.'));
    let begun;
    addEventListener('keydown', () => (begun = performance.now()), { capture: true, once: true });
    const watching = new MutationObserver(() => {
      const box = document.querySelector('.quick-input-widget');
      const shown = box?.style.display === 'none' ? undefined : box?.querySelector('.quick-input-title')?.textContent;
      if (begun !== undefined && shown?.startsWith(${JSON.stringify(title)})) {
        watching.disconnect();
        requestAnimationFrame(() => resolve(performance.now() - begun));
      }
    });
    watching.observe(document.body, { subtree: true, childList: true, characterData: true, attributes: true });
  }))`);
  await page.keyboard.press('Enter');
  const time = await page.evaluate<number>('asked');
  await cancelQuickInput(page);
  return time;
}

/** Opens the palette, so that Enter runs the command. */
async function offerCommand(page: Page, command: string): Promise<void> {
  await page.keyboard.press('F1');
  await quickInput(page).fill(`>${command}`);
  await page.getByRole('option', { name: command }).first().waitFor();
}

/** From the last key or click. */
async function timeToSentence(page: Page, words: string, open: () => Promise<void>): Promise<number> {
  const begun = performance.now();
  await open();
  await panelSentence(page, words);
  const time = performance.now() - begun;
  await runCommand(page, 'View: Close All Editors');
  await page.locator('iframe.webview').waitFor({ state: 'detached' });
  return time;
}
