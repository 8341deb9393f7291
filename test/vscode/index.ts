// Loaded by VS Code in the extension host: runs the suites beside it with mocha and leaves their counts in a file.
import 'source-map-support/register';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

export async function run(): Promise<void> {
  const { default: Mocha } = await import('mocha');
  const mocha = new Mocha({
    ui: 'bdd',
    color: process.env.CI === undefined,
    timeout: 30_000,
    forbidOnly: true,
    forbidPending: true,
  });
  for (const file of readdirSync(__dirname)
    .filter((name) => name.endsWith('.test.cjs'))
    .sort()) {
    mocha.addFile(join(__dirname, file));
  }
  await new Promise<void>((resolve, reject) => {
    const runner = mocha.run((failures) => {
      writeResults(runner.stats);
      if (failures === 0) {
        resolve();
      } else {
        reject(new Error(`${failures} failed`));
      }
    });
  });
}

function writeResults(stats: Mocha.Stats | undefined): void {
  const file = process.env.REGISTRY_AUTH_RESULTS;
  if (file === undefined || stats === undefined) {
    return;
  }
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, JSON.stringify({ passed: stats.passes, failed: stats.failures, skipped: stats.pending }));
}
