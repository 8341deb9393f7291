import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { type BrowserContext, chromium, type Page } from 'playwright-core';
import { launchOptions } from '../../scripts/vscodeHost/browser.mjs';
import type { PanelView } from '../../src/ui/panel/messages.js';
import { pageWords } from '../../src/ui/panel/view.js';
import { panelPage } from '../../src/ui/panel/window.js';
import { type ThemeName, themes } from './themes.js';

export interface PanelBrowser {
  /** In place of the one before, the page as the editor shows it: its own CSP, the theme's variables and class, and a host that records. */
  open(options: { now: number; theme?: ThemeName; width?: number; timeZone?: string }): Promise<PanelPage>;
  stop(): Promise<void>;
}

export interface PanelPage {
  readonly page: Page;
  /** What the page sent to its host, and what it keeps. */
  sent(): Promise<unknown[]>;
  state(): Promise<unknown>;
  /** Console errors and violations of the CSP. */
  readonly complaints: readonly string[];
  show(view: PanelView): Promise<void>;
  post(message: unknown): Promise<void>;
  screenshot(name: string): Promise<void>;
}

/** The editor's part of the page: records what the page says, and hands it what a test says. */
const hostScript = `
  globalThis.host = {
    sent: [],
    state: undefined,
    post: (data) => new Promise((resolve) => {
      addEventListener('message', resolve, { once: true });
      postMessage(data, '*');
    }).then(() => undefined),
    wear({ bodyClass, variables }) {
      document.body.className = bodyClass;
      const { style } = document.documentElement;
      for (const [name, value] of Object.entries(variables)) style.setProperty('--vscode-' + name, value);
    },
  };
  globalThis.acquireVsCodeApi = () => ({
    postMessage: (message) => host.sent.push(message),
    setState: (state) => (host.state = state),
  });
`;

const pictures = 'out/panel';
const NONCE = 'testnonce';

export async function startPanelBrowser(): Promise<PanelBrowser> {
  const bundle = await build({
    entryPoints: ['src/webview/main.ts'],
    bundle: true,
    write: false,
    format: 'iife',
    platform: 'browser',
    target: 'es2022',
    tsconfig: 'src/webview/tsconfig.json',
  });
  const files: Readonly<Record<string, readonly [type: string, text: string]>> = {
    '/panel.js': ['text/javascript', bundle.outputFiles[0]?.text ?? ''],
    '/panel.css': ['text/css', readFileSync('media/panel.css', 'utf8')],
  };
  const server = createServer(({ url = '' }, response) => {
    const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const page = panelPage({
      words: pageWords(Object.assign((text: string) => text, { language: 'en-GB' })),
      nonce: NONCE,
      cspSource: origin,
      style: '/panel.css',
      script: '/panel.js',
      sorry: 'This page could not be shown.',
    });
    const [type, text] = files[url] ?? ['text/html', page];
    response.setHeader('content-type', `${type}; charset=utf-8`);
    response.end(text);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const temp = mkdtempSync(join(tmpdir(), 'panel-'));
  mkdirSync(pictures, { recursive: true });
  const options = launchOptions(temp);
  const browser = await chromium.launch({ ...options, args: [...options.args, '--no-sandbox'] });
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;

  let context: BrowserContext | undefined;
  return {
    async open({ now, theme = 'light', width = 1000, timeZone = 'Europe/Berlin' }) {
      await context?.close();
      context = await browser.newContext({
        viewport: { width, height: 900 },
        locale: 'en-GB',
        timezoneId: timeZone,
        reducedMotion: 'reduce',
      });
      return openPage(context, address, now, theme);
    },
    async stop() {
      await browser.close();
      await new Promise((resolve) => server.close(resolve));
      rmSync(temp, { recursive: true, force: true });
    },
  };
}

async function openPage(context: BrowserContext, address: string, now: number, theme: ThemeName): Promise<PanelPage> {
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') {
      complaints.push(message.text());
    }
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('dialog', (dialog) => {
    complaints.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  await page.clock.install({ time: now - 60_000 });
  await page.addInitScript(hostScript);
  await page.goto(address);
  await page.clock.pauseAt(now);
  await page.evaluate(`host.wear(${JSON.stringify(themes[theme])})`);
  const post = (message: unknown) => page.evaluate<undefined>(`host.post(${JSON.stringify(message)})`);
  return {
    page,
    complaints,
    post,
    sent: () => page.evaluate('host.sent'),
    state: () => page.evaluate('host.state'),
    show: (view) => post({ type: 'show', view }),
    screenshot: async (name) => {
      await page.screenshot({ path: join(pictures, `${name}.png`), fullPage: true });
    },
  };
}
