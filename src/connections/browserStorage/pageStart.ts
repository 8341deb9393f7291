import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { hasCode } from './storageLock.js';

const FILE = /^page-[\w-]+$/;
// Assumed maximum life of a page. Each page leaves a file of a few bytes.
const KEPT = 30 * 24 * 3600 * 1000;

/**
 * Load time of this window's page, milliseconds since the epoch. The extension host can restart while the page stays,
 * with its copy of the secrets. So the first start is stored on the server. `name` is the page's name, `startedAt` this
 * host's start.
 */
export async function pageStart(folder: string, name: string, startedAt: number): Promise<number> {
  const path = join(folder, `page-${name.replace(/[^\w-]/g, '')}`);
  await mkdir(folder, { recursive: true });
  try {
    await writeFile(path, String(startedAt), { flag: 'wx', mode: 0o600 });
    await removeOld(folder, startedAt - KEPT);
    return startedAt;
  } catch (error) {
    if (!hasCode(error, 'EEXIST')) {
      throw error;
    }
    // An unreadable file counts as long ago. That costs one extra reload and loses nothing.
    return Number(await readFile(path, 'utf8')) || 0;
  }
}

async function removeOld(folder: string, before: number): Promise<void> {
  for (const name of (await readdir(folder)).filter((file) => FILE.test(file))) {
    const path = join(folder, name);
    if ((await stat(path)).mtimeMs < before) {
      await rm(path, { force: true });
    }
  }
}
