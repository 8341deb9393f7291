// A VS Code of its own for one scenario: a fresh server with our .vsix in it and a fresh browser, both gone at the end.
// (The demo runs this file as it is, hence the .ts endings.)
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { type BrowserContext, chromium, type Page } from 'playwright-core';
import { launchOptions, viewport } from '../../scripts/vscodeHost/browser.mjs';
import { installExtension, makeTempFolder, startCodeServer } from '../../scripts/vscodeHost/server.mjs';
import { quietSettings, writeSettings } from '../../scripts/vscodeHost/settings.mjs';
import { waitForWorkbench } from './workbench.ts';

export interface Editor {
  readonly browser: BrowserContext;
  readonly url: string;
  /** Everything that the server and the browser write lies below this folder. */
  readonly folder: string;
  /** Opens another window of the same server and browser profile. */
  open(): Promise<Page>;
  /** Installs a package over what is there, and restarts. */
  update(vsix: string): Promise<void>;
  /** Ends the server and starts it again under the same address; windows must be reloaded. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

/**
 * `clipboard: false` is a browser that was not allowed to read the clipboard; `settings` are the user's, `neighbours` the
 * packages of further extensions, `environment` what the server gets beside ours, `log` how much the editor writes down.
 */
export async function startEditor(options: {
  vsix: string;
  clipboard?: boolean;
  settings?: Readonly<Record<string, unknown>>;
  neighbours?: readonly string[];
  environment?: Readonly<Record<string, string>>;
  log?: 'trace';
}): Promise<Editor> {
  const temp = makeTempFolder();
  const folders = { userDataDir: join(temp, 'user-data'), extensionsDir: join(temp, 'extensions'), temp };
  writeSettings(folders.userDataDir, { ...quietSettings, ...options.settings });
  for (const file of [options.vsix, ...(options.neighbours ?? [])]) {
    installExtension(file, folders);
  }

  const { environment: env = {}, log } = options;
  let server = startCodeServer({ ...folders, env, log });
  const port = await server.port;
  const url = `http://127.0.0.1:${port}/?ew=true`;
  const browser = await chromium.launchPersistentContext(join(temp, 'profile'), {
    ...launchOptions(temp),
    viewport,
    permissions: ['clipboard-write', ...(options.clipboard === false ? [] : ['clipboard-read'])],
  });
  browser.setDefaultTimeout(20_000);
  let opened = 0;

  async function restart(): Promise<void> {
    await server.stop();
    server = startCodeServer({ ...folders, env, log, port });
    await server.port;
  }

  return {
    browser,
    url,
    folder: temp,
    async open() {
      const blank = opened++ === 0 ? browser.pages()[0] : undefined;
      const page = blank ?? (await browser.newPage());
      await page.goto(url);
      await waitForWorkbench(page);
      return page;
    },
    async update(vsix) {
      installExtension(vsix, folders);
      await restart();
    },
    restart,
    async stop() {
      await browser.close();
      await server.stop();
      rmSync(temp, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}
