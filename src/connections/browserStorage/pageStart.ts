import { mkdir, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { hasCode } from './storageLock.js';

const FILE = /^page-[\w-]+$/;
// Nobody keeps a page open for longer, and each leaves a file of a few bytes.
const KEPT = 30 * 24 * 3600 * 1000;

/**
 * When the page of this window was loaded, milliseconds since the epoch. The extension host may start anew in a page that
 * stays, with its copy of the secrets, so the first start is kept on the server. `name` is the name of the
 * page, `startedAt` when this host started.
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
    // A file that cannot be read counts as long ago: one reload more, and nothing lost.
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
