// The page of the panel in the real webview of a real window: from the message to what a person sees.
import type { Page } from 'playwright-core';
import { pack, vsix } from '../scripts/package.mjs';
import { inspectToken } from '../src/inspection/inspection.js';
import { same } from '../src/text/message.js';
import { tokenView } from '../src/ui/panel/view.js';
import { startEditor } from '../test/e2e/editor.js';
import { panel, panelSentence, quickButton, quickStep, runCommand, writeClipboard } from '../test/e2e/workbench.js';

export interface PanelRow {
  readonly grants: number;
  /** Median of the milliseconds from the message to the first paint after it. */
  readonly time: number;
  /** Milliseconds that it should take; absent: nobody said. */
  readonly target?: number;
}

const cases = [{ grants: 2, target: 100 }, { grants: 1000, target: 250 }, { grants: 10_000 }];
const TIMES = 7;

/** Packages the extension and opens a window with it. */
export async function measurePanel(): Promise<readonly PanelRow[]> {
  await pack();
  const editor = await startEditor({ vsix });
  try {
    const page = await editor.open();
    await openPanel(page);
    const rows: PanelRow[] = [];
    for (const one of cases) {
      rows.push({ ...one, time: await measure(page, one.grants) });
    }
    return rows;
  } finally {
    await editor.stop();
  }
}

async function openPanel(page: Page): Promise<void> {
  await writeClipboard(page, tokenOf(1));
  await runCommand(page, 'Registry Auth: Inspect Pasted Token');
  await quickStep(page, 'Nothing is sent');
  await quickButton(page, 'Paste from Clipboard');
  await panelSentence(page, 'This token says');
}

async function measure(page: Page, grants: number): Promise<number> {
  const inspection = inspectToken({ token: tokenOf(grants), now: Date.now() });
  const input = { page: 'token', tab: '', title: 'Pasted token', inspection, actions: {} } as const;
  const message = JSON.stringify({ type: 'show', view: tokenView(input, 'en', same) });
  const html = panel(page).locator('html');
  const times: number[] = [];
  for (let round = 0; round < TIMES; round += 1) {
    // A frame is painted after its callbacks; the message that follows them comes when that is done.
    const time = await html.evaluate<number, unknown>(`new Promise((resolve) => {
      const begun = performance.now();
      const painted = new MessageChannel();
      painted.port1.onmessage = () => resolve(performance.now() - begun);
      addEventListener('message', () => requestAnimationFrame(() => painted.port2.postMessage(0)), { once: true });
      postMessage(${message}, '*');
    })`);
    times.push(time);
  }
  return times.toSorted((a, b) => a - b)[Math.floor(TIMES / 2)] ?? NaN;
}

function tokenOf(grants: number): string {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const access = Array.from({ length: grants }, (_, index) => ({
    type: 'repository',
    name: `team/service-${index}`,
    actions: index % 3 === 0 ? ['pull', 'push'] : ['pull'],
  }));
  const exp = Math.round(Date.now() / 1000) + 3600;
  return `${part({ alg: 'RS256', typ: 'JWT', kid: 'fake' })}.${part({ sub: 'dana', exp, access })}.c2lnbmF0dXJl`;
}
