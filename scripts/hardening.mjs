// node scripts/hardening.mjs prints what was attempted, what survived and what leaked, in full.
// node scripts/hardening.mjs --prove takes one check after the other away, and prints which attacks then succeed.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { bundle } from './bundle.mjs';

const wanted = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
process.exitCode = process.argv.includes('--prove') ? await prove() : await harden();

async function harden() {
  const { sections } = await import(await bundle('test/hardening/index.ts', 'hardening/index'));
  const rows = [];
  const faults = [];
  for (const { name, run } of sections.filter(({ name }) => wanted.length === 0 || wanted.includes(name))) {
    const started = Date.now();
    const result = await run('full');
    faults.push(...result.faults.map((fault) => `${name}: ${fault}`));
    const { attempted, survived, leaked, figures = '' } = result;
    rows.push([name, attempted, survived, leaked, `${((Date.now() - started) / 1000).toFixed(0)} s`, figures]);
  }
  print(['Section', 'Attempted', 'Survived', 'Leaked', 'Time', 'Figures'], rows);
  for (const fault of faults) {
    console.log(`  ${fault}`);
  }
  return faults.length === 0 ? 0 : 1;
}

/** Each check in a process of its own, as its bundle is. */
async function prove() {
  const { checks } = await import(await bundle('test/hardening/checks.ts', 'hardening/checks'));
  const chosen = checks.filter(({ id }) => wanted.length === 0 || wanted.includes(id));
  const rows = [];
  const line = chosen[Symbol.iterator]();
  await Promise.all([worker(), worker()]);
  print(['Check taken away', 'Red', 'Leaked', 'Attacks that turned red'], rows);
  const blunt = rows.filter(([, red]) => red === 0);
  console.log(
    `\n${rows.length} checks taken away, one after the other: ${rows.length - blunt.length} turned an attack red.`,
  );
  return blunt.length === 0 ? 0 : 1;

  async function worker() {
    for (const { id, edits } of line) {
      const red = (await withEdits(id, edits)).filter(({ faults, leakedTo }) => faults.length + leakedTo.length > 0);
      const leaked = red.filter(({ leakedTo }) => leakedTo.length > 0).length;
      rows.push([id, red.length, leaked, red.map((one) => one.id).join(', ')]);
    }
  }
}

async function withEdits(id, edits) {
  const program = await bundle('test/hardening/attacks.ts', `hardening/without-${id}`, { edits });
  const script = `const { runAttacks } = await import(process.argv[1]);
    process.stdout.write(JSON.stringify(await runAttacks()), () => process.exit(0));`;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script, program], {
    maxBuffer: 16 * 1024 * 1024,
  });
  return JSON.parse(stdout);
}

function print(head, rows) {
  const texts = [head, ...rows.map((row) => row.map(String))];
  const widths = head.map((_, column) => Math.max(...texts.map((row) => row[column].length)));
  const line = (row) => `| ${row.map((text, column) => text.padEnd(widths[column])).join(' | ')} |`;
  console.log([line(head), line(widths.map((width) => '-'.repeat(width))), ...texts.slice(1).map(line)].join('\n'));
}
