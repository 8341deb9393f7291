// node scripts/bench.mjs [--write] prints tables and writes them to bench/results.json, and into bench/RESULTS.md if so told.
// See bench/index.ts for what is measured.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { bundle } from './bundle.mjs';
import { root } from './paths.mjs';

const { measure } = await import(await bundle('bench/index.ts', 'bench/index'));
const machine = `${os.cpus().length}-core ${os.arch()} machine, Node ${process.versions.node}`;
const sections = [];
console.log(machine);
for await (const section of measure()) {
  sections.push(section);
  console.log(`\n${markdown(section)}`);
}
const results = { machine, sections: sections.map(({ title, rows }) => ({ title, rows })) };
fs.writeFileSync(path.join(root, 'bench', 'results.json'), `${JSON.stringify(results, rounded, 2)}\n`);
console.log('\nWritten to bench/results.json');
if (process.argv.includes('--write')) {
  const file = path.join(root, 'bench', 'RESULTS.md');
  const [before, , after] = fs.readFileSync(file, 'utf8').split(/(?<=<!-- bench -->\n)|(?=<!-- end of bench -->)/);
  const texts = [`On a ${machine}:\n`, ...sections.map(markdown)];
  fs.writeFileSync(file, `${before}\n${texts.join('\n')}\n${after}`);
}
process.exit(0);

function markdown({ title, head, lines }) {
  const widths = head.map((name, column) => Math.max(name.length, ...lines.map((line) => line[column].length)));
  const row = (cells) => `| ${cells.map((cell, column) => cell.padEnd(widths[column])).join(' | ')} |`;
  return [`${title}:`, '', ...[head, widths.map((width) => '-'.repeat(width)), ...lines].map(row), ''].join('\n');
}

function rounded(_key, value) {
  return typeof value === 'number' ? Number(value.toPrecision(4)) : value;
}
