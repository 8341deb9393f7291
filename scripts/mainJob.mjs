// The main job as a newcomer does it, in a fresh window: start the playground, fetch a token, copy it, read its claims.
import { startEditor } from '../test/e2e/editor.ts';
import * as window from '../test/e2e/workbench.ts';

/**
 * Prints each step and what it showed; never the token.
 * @param {string} vsix
 * @returns {Promise<number>} the exit code: 0 only when every step worked
 */
export async function mainJob(vsix) {
  const editor = await startEditor({ vsix });
  const stop = () => editor.stop().finally(() => process.exit(1));
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, stop);
  let page;
  try {
    page = await editor.open();
    const started = Date.now();
    for (const [index, { title, run }] of steps.entries()) {
      const result = await run(page);
      await window.screenshot(page, `${index + 1}`, 'demo');
      console.log(`${index + 1}. ${title}${result ? `: ${result}` : ''}`);
    }
    console.log(`\nAll of it took ${((Date.now() - started) / 1000).toFixed(1)} s. Screenshots are in out/demo.`);
    return 0;
  } catch (error) {
    if (page) await window.screenshot(page, 'failed', 'demo');
    console.error(`The main job failed: ${error.message}`);
    return 1;
  } finally {
    await editor.stop();
  }
}

const steps = [
  {
    title: 'Opened the view',
    run: async (page) => {
      await window.openView(page);
    },
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
      await window.runCommand(page, 'Registry Auth: Fetch Token');
      await window.pick(page, 'Fetch Token', '127.0.0.1');
      await window.pick(page, 'Repository', 'hello-world');
      await window.pick(page, 'Actions', 'pull');
      return window.notificationText(page, 'may pull');
    },
  },
  {
    title: 'Copied it',
    run: async (page) => {
      await window.clickNotification(page, 'may pull', 'Copy');
      const parts = (await window.readClipboard(page)).split('.');
      if (parts.length !== 3) throw new Error('The clipboard holds no token');
      return 'the clipboard holds a bearer token of three parts';
    },
  },
  {
    title: 'Read its claims in the panel',
    run: async (page) => {
      await window.runCommand(page, 'Registry Auth: Inspect Token');
      const claims = await window.panel(page).locator('[data-claim]').allTextContents();
      if (claims.length === 0) throw new Error('The panel shows no claims');
      const requests = await window.panel(page).locator('[data-request]').count();
      return [`${requests} requests`, ...claims].join('\n     ');
    },
  },
];
