#!/usr/bin/env node
// Takes the place of the VS Code program in runTests({ vscodeExecutablePath }) of @vscode/test-electron.
//
// It starts the embedded VS Code's server and a headless Chromium that opens the workbench, runs the extension tests
// in the extension host, prints what they print, and exits with 0 or 1 as VS Code does; 70 when the host failed, 124
// when the tests took too long.
//
// Understood: --extensionDevelopmentPath= (repeatable), --extensionTestsPath=, --user-data-dir= (for its settings).
// Other arguments are for the desktop. Environment: REGISTRY_AUTH_VERBOSE=1 prints all logs,
// REGISTRY_AUTH_FLOOR=1 runs the oldest supported version.
import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { chromium } from 'playwright-core';
import { whenOrphaned } from '../orphan.mjs';
import { outDir } from '../paths.mjs';
import { launchOptions, viewport } from './browser.mjs';
import { makeTempFolder, startServerMain } from './server.mjs';
import { quietSettings, writeSettings } from './settings.mjs';

const MINUTES = 8;
const EXIT_TIMEOUT = 124;
const EXIT_HOST_FAILED = 70;

const verbose = process.env.REGISTRY_AUTH_VERBOSE === '1';
const { values: options } = parseArgs({
  strict: false,
  options: {
    extensionDevelopmentPath: { type: 'string', multiple: true },
    extensionTestsPath: { type: 'string' },
    'user-data-dir': { type: 'string' },
  },
});
const temp = makeTempFolder();
const testOutput = path.join(temp, 'output');
const passed = path.join(temp, 'passed');
const extensionsDir = path.join(temp, 'extensions');
const [development, ...neighbours] = options.extensionDevelopmentPath.map((folder) => path.resolve(folder));

let server;
let browser;
let ending = false;
let printed = 0;

process.on('SIGINT', () => end(130));
process.on('SIGTERM', () => end(143));
process.on('SIGHUP', () => end(129));
whenOrphaned(() => end(143));
process.on('uncaughtException', fail);
process.on('unhandledRejection', fail);
// The last resort: nothing asynchronous works here any more.
process.on('exit', () => {
  server?.stopNow();
  fs.rmSync(temp, { recursive: true, force: true });
});
setTimeout(() => {
  console.error(`The tests did not end within ${MINUTES} minutes`);
  void end(EXIT_TIMEOUT);
}, MINUTES * 60_000).unref();

await main();

async function main() {
  const userDataDir = path.join(temp, 'user-data');
  writeSettings(userDataDir, { ...quietSettings, ...givenSettings() });
  // A window takes only one extension under development by its address; the others are installed in it.
  for (const folder of neighbours) {
    fs.cpSync(folder, path.join(extensionsDir, path.basename(folder)), { recursive: true });
  }
  fs.writeFileSync(testOutput, '');
  setInterval(printTestOutput, 100).unref();

  server = startServerMain({
    version: process.env.REGISTRY_AUTH_FLOOR === '1' ? 'floor' : 'current',
    onOutput: (text) => verbose && process.stderr.write(text),
    args: [
      '--accept-server-license-terms',
      '--enable-smoke-test-driver', // without it the page never reports the end of the tests
      ...['--disable-telemetry', '--disable-experiments', '--disable-workspace-trust'],
      ...['--server-data-dir', path.join(temp, 'server-data'), '--user-data-dir', userDataDir],
      ...['--extensions-dir', extensionsDir],
    ],
    temp,
    env: {
      REGISTRY_AUTH_TESTS: path.resolve(options.extensionTestsPath),
      REGISTRY_AUTH_OUTPUT: testOutput,
      REGISTRY_AUTH_PASSED: passed,
    },
  });
  server.exited.then(() => fail('The server ended during the tests'));
  const port = await server.port;

  browser = chromium.launch(launchOptions(temp));
  (await browser).on('disconnected', () => fail('The browser ended during the tests'));
  const context = await (await browser).newContext({ viewport, permissions: ['clipboard-read', 'clipboard-write'] });
  const page = await context.newPage();
  page.on('crash', () => fail('The page crashed'));
  await page.exposeFunction('codeAutomationLog', (type, values) => verbose && console.error(`[${type}]`, ...values));
  await page.exposeFunction('codeAutomationExit', async (code) => {
    if (code === 0 && !fs.existsSync(passed)) {
      return fail('The extension host ended during the tests');
    }
    if (code !== 0) {
      await page.screenshot({ path: path.join(outDir, 'vscode-failure.png') }).catch(() => undefined);
    }
    return end(code);
  });
  await page.goto(workbenchUrl(port));
}

function workbenchUrl(port) {
  const remote = (file) => `vscode-remote://127.0.0.1:${port}${new URL(`file://${path.resolve(file)}`).pathname}`;
  const payload = [
    ['extensionDevelopmentPath', remote(development)],
    ['extensionTestsPath', remote(fileURLToPath(new URL('testEntry.cjs', import.meta.url)))],
    ['skipWelcome', 'true'],
    ['skipReleaseNotes', 'true'],
  ];
  return `http://127.0.0.1:${port}/?${new URLSearchParams({ ew: 'true', payload: JSON.stringify(payload) })}`;
}

/** Prints what the tests wrote since the last call. */
function printTestOutput() {
  const text = fs.existsSync(testOutput) ? fs.readFileSync(testOutput).subarray(printed) : '';
  printed += text.length;
  process.stdout.write(text);
}

function givenSettings() {
  const file = path.join(options['user-data-dir'] ?? temp, 'User', 'settings.json');
  return fs.existsSync(file) ? JSON.parse(fs.readFileSync(file, 'utf8')) : {};
}

function fail(error) {
  if (ending) {
    return;
  }
  console.error(error);
  void end(EXIT_HOST_FAILED);
}

async function end(code) {
  if (ending) {
    return;
  }
  ending = true;
  setTimeout(() => process.exit(code), 10_000); // whatever hangs below
  printTestOutput();
  const closeBrowser = async () => (await browser)?.close();
  await Promise.all([Promise.race([closeBrowser().catch(() => undefined), sleep(5000)]), server?.stop()]);
  process.exit(code);
}
