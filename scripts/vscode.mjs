// node scripts/vscode.mjs [--desktop | --floor] runs test/vscode inside a real VS Code: the embedded one, a desktop
// VS Code that @vscode/test-electron downloads, or the oldest version that the extension supports. What runs is the
// built bundle, with a second extension beside it.
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { runTests } from '@vscode/test-electron';
import { build } from 'esbuild';
import { whenOrphaned } from './orphan.mjs';
import { outDir, root } from './paths.mjs';
import { makeTempFolder } from './vscodeHost/server.mjs';
import { quietSettings, writeSettings } from './vscodeHost/settings.mjs';

const desktop = process.argv.includes('--desktop');
const suite = path.join(root, 'test', 'vscode');
const bundled = path.join(outDir, 'test-vscode');

fs.rmSync(bundled, { recursive: true, force: true });
await build({
  absWorkingDir: root,
  entryPoints: ['index.ts', ...fs.readdirSync(suite).filter((file) => file.endsWith('.test.ts'))].map((file) =>
    path.join(suite, file),
  ),
  outbase: suite,
  outdir: bundled,
  outExtension: { '.js': '.cjs' },
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node22',
  mainFields: ['module', 'main'], // as in esbuild.mjs
  external: ['vscode', 'mocha'],
  sourcemap: true,
  sourcesContent: false,
  logLevel: 'warning',
});

const temp = makeTempFolder();
let exitCode = 0;
process.on('exit', () => fs.rmSync(temp, { recursive: true, force: true }));
process.on('SIGTERM', () => process.exit(143)); // the launcher notices
process.on('SIGHUP', () => process.exit(129));
whenOrphaned(() => process.exit(143));
try {
  const userDataDir = path.join(temp, 'user-data');
  writeSettings(userDataDir, quietSettings);
  await runTests({
    ...(desktop ? {} : { vscodeExecutablePath: fileURLToPath(new URL('vscodeHost/launcher.mjs', import.meta.url)) }),
    extensionDevelopmentPath: [root, path.join(suite, 'stranger')],
    extensionTestsPath: path.join(bundled, 'index.cjs'),
    extensionTestsEnv: {
      REGISTRY_AUTH_RESULTS: path.join(outDir, 'results', 'vscode.json'),
      ...(process.argv.includes('--floor') ? { REGISTRY_AUTH_FLOOR: '1' } : {}),
    },
    launchArgs: [`--user-data-dir=${userDataDir}`, `--extensions-dir=${path.join(temp, 'extensions')}`],
  });
} catch (error) {
  console.error(String(error));
  exitCode = error.code ?? 1;
}
process.exit(exitCode);
