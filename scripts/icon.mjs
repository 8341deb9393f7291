// node scripts/node.mjs scripts/icon.mjs draws media/icon.png, which the extension markets show, from icon.svg.
import fs from 'node:fs';
import path from 'node:path';
import { chromium } from 'playwright-core';
import { root } from './paths.mjs';
import { launchOptions } from './vscodeHost/browser.mjs';
import { makeTempFolder } from './vscodeHost/server.mjs';

const svg = fs.readFileSync(path.join(root, 'scripts', 'icon.svg'), 'utf8');
const temp = makeTempFolder();
const browser = await chromium.launch(launchOptions(temp));
try {
  const page = await browser.newPage({ viewport: { width: 256, height: 256 } });
  await page.setContent(`<style>body { margin: 0 } svg { display: block }</style>${svg}`);
  await page.screenshot({ path: path.join(root, 'media', 'icon.png'), omitBackground: true });
} finally {
  await browser.close();
  fs.rmSync(temp, { recursive: true });
}
