// The main job as a newcomer does it, in a fresh window: start the playground, fetch a token, copy it, read its claims.
import fs from 'node:fs';
import path from 'node:path';
import { startEditor } from '../test/e2e/editor.ts';
import * as window from '../test/e2e/workbench.ts';
import { outDir } from './paths.mjs';

/**
 * Prints each step and what it showed; never the token.
 * @param {string} vsix
 * @returns {Promise<number>} the exit code: 0 only when every step worked
 */
export async function mainJob(vsix) {
  fs.rmSync(path.join(outDir, 'demo'), { recursive: true, force: true });
  const editor = await startEditor({ vsix });
  const interrupted = new Promise((_, reject) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => reject(new Error('interrupted')));
  });
  interrupted.catch(() => undefined);
  let page;
  try {
    page = await editor.open();
    const started = Date.now();
    for (const [index, { title, run }] of steps.entries()) {
      const result = await Promise.race([run(page), interrupted]);
      await window.screenshot(page, `${index + 1}`, { folder: 'demo' });
      console.log(`${index + 1}. ${title}${result ? `:\n     ${result}` : ''}`);
    }
    console.log(`\nAll five steps took ${((Date.now() - started) / 1000).toFixed(1)} s. Screenshots are in out/demo.`);
    return 0;
  } catch (error) {
    console.error(`The main job failed: ${error.message}`);
    // The window itself may be what failed.
    await page?.screenshot({ path: path.join(outDir, 'demo', 'failed.png') }).catch(() => undefined);
    return 1;
  } finally {
    await editor.stop();
  }
}

const steps = [
  {
    title: 'Opened the view',
    run: (page) => window.openView(page),
  },
  {
    title: 'Started the playground',
    run: async (page) => {
      await window.welcomeButton(page, 'Try the Playground');
      await window.row(page, 'Playground').waitFor();
    },
  },
  {
    title: 'Fetched a token',
    run: async (page) => {
      await window.clickNotification(page, 'playground runs', 'Fetch Token');
      await window.pick(page, 'Repository', 'pull, push on team/app');
      return window.notificationText(page, 'may pull');
    },
  },
  {
    title: 'Copied it',
    run: async (page) => {
      await window.clickNotification(page, 'may pull', 'Copy');
      const said = await window.notificationText(page, 'Copied the token');
      if (!/^[\w-]+\.[\w-]+\.[\w-]+$/.test(await window.readClipboard(page))) {
        throw new Error('The clipboard holds no JWT.');
      }
      return said;
    },
  },
  {
    title: 'Read its claims in the panel',
    run: async (page) => {
      await window.clearNotifications(page);
      await window.rowAction(page, 'team/app', 'Inspect Token');
      await window.panelSentence(page, 'may pull');
      const claims = Object.entries(await window.shownClaims(page));
      const requests = await window.shownRequests(page);
      if (claims.length === 0 || requests.length === 0) throw new Error('The panel shows no claims, or no requests.');
      return [
        ...claims.map(([name, value]) => `${name}: ${value}`),
        `It took ${requests.length} requests:`,
        ...requests,
      ].join('\n     ');
    },
  },
];
