// Packages the extension as out/registry-auth.vsix: the files that package.json names under "files".
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { createVSIX } from '@vscode/vsce';
import { build } from '../esbuild.mjs';
import { outDir, root } from './paths.mjs';

export const vsix = path.join(outDir, 'registry-auth.vsix');

/**
 * Builds and packages.
 * @returns {Promise<{ noticeChanged: boolean }>}
 */
export async function pack() {
  const { noticeChanged } = await build();
  await createVSIX({ cwd: root, packagePath: vsix, dependencies: false });
  return { noticeChanged };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { noticeChanged } = await pack();
  console.log(`${path.relative(process.cwd(), vsix)}  ${(fs.statSync(vsix).size / 1000).toFixed(1)} kB`);
  if (noticeChanged) {
    console.error('NOTICE did not fit what is bundled. It does now: commit it.');
    if (process.argv.includes('--check')) process.exitCode = 1;
  }
}
