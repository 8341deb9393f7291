// The main job as a newcomer does it, in a fresh window and for every kind of service: start the playground, fetch a
// token, copy it, read what it is. What is printed is read off the window.
import fs from 'node:fs';
import path from 'node:path';
import { startEditor } from '../test/e2e/editor.ts';
import * as window from '../test/e2e/workbench.ts';
import { outDir } from './paths.mjs';

/**
 * Prints each step and what it showed; never a token.
 * @param {string} vsix
 * @returns {Promise<number>} the exit code: 0 only when every step worked
 */
export async function mainJob(vsix) {
  fs.rmSync(path.join(outDir, 'demo'), { recursive: true, force: true });
  const editor = await startEditor({ vsix });
  const interrupted = new Promise((_, reject) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
      process.once(signal, () => reject(new Error('interrupted')));
    }
  });
  interrupted.catch(() => undefined);
  let page;
  try {
    page = await editor.open();
    const started = Date.now();
    await Promise.race([everyKind(page), interrupted]);
    console.log(`\nAll of it took ${((Date.now() - started) / 1000).toFixed(1)} s. Screenshots are in out/demo.`);
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

const jwt = /^[\w-]+\.[\w-]+\.[\w-]+$/;

/** A place of the playground for each kind; `token` is what must lie in the clipboard. */
const places = [
  {
    kind: 'Azure Container Registry',
    row: 'Azure-like registry',
    token: jwt,
    form: 'JWT',
    scopes: 'pull, push on team/app',
  },
  { kind: 'Red Hat Quay', row: 'Quay-like registry', token: jwt, form: 'JWT', scopes: 'pull on team/app' },
  { kind: 'OCI registry', row: 'Distribution registry', token: jwt, form: 'JWT', scopes: 'pull on team/app' },
  { kind: 'Amazon ECR', row: 'ECR-like registry', token: /^QVdTO[\w+/]+=*$/, form: 'user and password (Basic)' },
  { kind: 'Magento', row: 'Shop, customer', token: jwt, form: 'JWT' },
  {
    kind: 'zot, which anyone can read',
    row: 'Open registry',
    token: /^ZGFuYT[\w+/]+=*$/,
    form: 'user and password (Basic)',
    scopes: 'pull, push on team/app',
  },
  {
    kind: 'OCI registry whose root is closed',
    row: 'Registry, closed root',
    token: jwt,
    form: 'JWT',
    scopes: 'pull on team/app',
  },
  {
    kind: 'OCI registry whose root names a token server that is not there',
    row: 'Registry, stray root',
    token: jwt,
    form: 'JWT',
    scopes: 'pull on team/app',
  },
];

async function everyKind(page) {
  await window.openView(page);
  await window.welcomeButton(page, 'Try the Playground');
  await window.row(page, 'Playground').waitFor();
  await window.clearNotifications(page);
  await window.screenshot(page, '0-playground', { folder: 'demo' });
  console.log('The playground runs.\n');
  for (const [index, place] of places.entries()) {
    console.log(`${place.kind}: ${await mainJobFor(page, place)}`);
    if (index === 0) {
      printClaims(await window.shownClaims(page));
    }
    await window.screenshot(page, `${index + 1}-${place.row.toLowerCase().replaceAll(/\W+/g, '-')}`, {
      folder: 'demo',
    });
  }
}

function printClaims(claims) {
  for (const [name, value] of Object.entries(claims)) {
    console.log(`     ${name}: ${value}`);
  }
}

/** Requests, time, form of the token, and what was granted. */
async function mainJobFor(page, { row, token, form, scopes }) {
  await window.rowAction(page, row, 'Fetch Token');
  if (scopes) {
    await window.pick(page, 'Repository', scopes);
  }
  const granted = await window.notificationText(page, '127.0.0.1:');
  await window.clearNotifications(page);

  await window.rowAction(page, row, 'Copy Token');
  await window.notification(page, 'Copied the');
  if (!token.test(await window.readClipboard(page))) {
    throw new Error(`What ${row} had copied is no ${form}.`);
  }
  await window.clearNotifications(page);

  await window.rowAction(page, row, 'Inspect Token');
  await window.panelTitle(page, row);
  const requests = await window.shownRequests(page);
  if (requests.length === 0) {
    throw new Error(`The panel shows no request to ${row}.`);
  }
  return `${requests.length} ${requests.length === 1 ? 'request' : 'requests'}, ${await window.shownMilliseconds(page)} ms, ${form}. ${granted}`;
}
