// Packages the extension as out/registry-auth.vsix: what .vscodeignore lets in, with the licenses of what is bundled in NOTICE.
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { createVSIX } from '@vscode/vsce';
import { build } from '../esbuild.mjs';
import { notice } from './notice.mjs';
import { outDir, root } from './paths.mjs';

export const vsix = path.join(outDir, 'registry-auth.vsix');

/** Builds and packages. */
export async function pack() {
  const { inputs } = await build();
  fs.writeFileSync(path.join(root, 'NOTICE'), notice(root, inputs));
  await createVSIX({ cwd: root, packagePath: vsix, dependencies: false });
}

/** Packages an extension that only tests and benchmarks install. */
export async function packStandIn(folder, packagePath) {
  const missing = { allowMissingRepository: true, skipLicense: true, allowStarActivation: true };
  await createVSIX({ cwd: folder, packagePath, dependencies: false, ...missing });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await pack();
  console.log(`${path.relative(process.cwd(), vsix)}  ${(fs.statSync(vsix).size / 1000).toFixed(1)} kB`);
}
