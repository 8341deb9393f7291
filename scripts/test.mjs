// node scripts/test.mjs [PART…] [--desktop | --floor] runs the parts in the order below, or all but the floor; stops at the
// first that fails, and ends with the counts of all.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { whenOrphaned } from './orphan.mjs';
import { outDir, root } from './paths.mjs';

const bin = {
  prettier: 'node_modules/prettier/bin/prettier.cjs',
  eslint: 'node_modules/eslint/bin/eslint.js',
  tsc: 'node_modules/typescript/bin/tsc',
  knip: 'node_modules/knip/bin/knip.js',
  vitest: 'node_modules/vitest/vitest.mjs',
};
const vitest = (project, ...files) => [
  ...[bin.vitest, 'run', '--project', project, '--reporter=default', '--reporter=json'],
  `--outputFile.json=${resultsFile(project)}`,
  ...files,
];
const stories = fs.readdirSync(path.join(root, 'test', 'e2e')).filter((file) => file.endsWith('.e2e.ts'));
const desktop = process.argv.includes('--desktop') ? ['--desktop'] : [];

/**
 * `commands` run one after the other; in a part with `tests` each leaves its counts in a file, any other counts as one.
 * With `attempts` a command that fails is run again, from its beginning: a real window on a busy machine now and then
 * loses a key or a click. The last lines name what needed it.
 */
const parts = [
  { name: 'format', title: 'Format', commands: [[bin.prettier, '--check', '--log-level=warn', '.']] },
  { name: 'lint', title: 'Lint', commands: [[bin.eslint, '--max-warnings=0', '.']] },
  {
    name: 'types',
    title: 'Types',
    commands: [
      [bin.tsc, '-p', '.'],
      [bin.tsc, '-p', 'src/webview', '--noEmit'],
    ],
  },
  { name: 'knip', title: 'Unused code and packages', commands: [[bin.knip]] },
  { name: 'build', title: 'Build and package', commands: [['scripts/package.mjs']] },
  { name: 'unit', title: 'Unit and flow tests', commands: [vitest('unit')], tests: true, needs: 'build' },
  {
    name: 'vscode',
    title: 'Inside VS Code',
    commands: [['scripts/vscode.mjs', ...desktop]],
    tests: true,
    attempts: 2,
    needs: 'build',
  },
  {
    name: 'e2e',
    title: 'End to end',
    commands: stories.map((file) => vitest('e2e', `test/e2e/${file}`)),
    tests: true,
    attempts: 2,
    needs: 'build',
  },
  {
    name: 'floor',
    title: 'Inside the oldest supported VS Code',
    commands: [
      ['scripts/setup.mjs', '--floor'],
      ['scripts/vscode.mjs', '--floor'],
    ],
    tests: true,
    needs: 'build',
    onlyWhenNamed: true,
  },
];

const named = process.argv
  .slice(2)
  .filter((argument) => !argument.startsWith('--'))
  .map((name) => (name === 'vscode' && process.argv.includes('--floor') ? 'floor' : name));
const chosen = parts.filter(
  ({ name }) => named.includes(name) || parts.some((part) => named.includes(part.name) && part.needs === name),
);
const total = { passed: 0, failed: 0, skipped: 0 };
const passedLater = [];
let failure;
let running;
whenOrphaned(() => running?.kill('SIGTERM'));

for (const part of named.length > 0 ? chosen : parts.filter((part) => !part.onlyWhenNamed)) {
  const started = Date.now();
  console.log(`\n== ${part.title}`);
  const code = await runAll(part);
  console.log(
    `== ${part.title}: ${code === 0 ? 'passed' : 'FAILED'} in ${((Date.now() - started) / 1000).toFixed(1)} s`,
  );
  if (code !== 0) {
    failure = part;
    break;
  }
}

if (failure) {
  console.log(`\n"${failure.title}" failed, so nothing after it ran. Alone: npm run ${script(failure)}`);
}
for (const command of passedLater) {
  console.log(`\nPassed only when it was tried again: ${command.at(-1)}`);
}
console.log(`\n${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
process.exit(failure ? 1 : 0);

async function runAll({ name, commands, tests, attempts = 1 }) {
  for (const command of commands) {
    let code = await run(command);
    for (let attempt = 2; code !== 0 && attempt <= attempts; attempt++) {
      code = await run(command);
      if (code === 0) {
        passedLater.push(command);
      }
    }
    const counts = (tests && readCounts(name)) || { passed: code === 0 ? 1 : 0, failed: 0, skipped: 0 };
    if (code !== 0 && counts.failed === 0) {
      // The runner itself failed.
      counts.failed = 1;
    }
    for (const kind of Object.keys(total)) {
      total[kind] += counts[kind];
    }
    if (code !== 0) {
      return code;
    }
  }
  return 0;
}

/** Ends whatever takes longer than any of the parts may. */
async function run(args) {
  const child = spawn(process.execPath, args, { cwd: root, stdio: 'inherit' });
  running = child;
  const forward = (signal) => child.kill(signal);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, forward);
  }
  const exited = new Promise((resolve) => child.on('exit', (code) => resolve(code ?? 1)));
  const patience = setTimeout(async () => {
    console.error(`${args[0]} did not end within 10 minutes`);
    child.kill();
    await Promise.race([exited, sleep(15_000)]);
    child.kill('SIGKILL');
  }, 600_000);
  const code = await exited;
  clearTimeout(patience);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.off(signal, forward);
  }
  return code;
}

function resultsFile(name) {
  return path.join(outDir, 'results', `${name}.json`);
}

function readCounts(name) {
  const file = resultsFile(name === 'floor' ? 'vscode' : name);
  if (!fs.existsSync(file)) {
    return undefined;
  }
  const results = JSON.parse(fs.readFileSync(file, 'utf8'));
  fs.rmSync(file);
  if (!('numPassedTests' in results)) {
    return results;
  }
  return {
    passed: results.numPassedTests,
    failed: results.numFailedTests,
    skipped: results.numPendingTests + results.numTodoTests,
  };
}

function script({ name, tests }) {
  return tests ? `test:${name}` : name;
}
