// node scripts/bench.mjs prints one table and writes it to bench/results.json. See bench/index.ts for what is measured.
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
  print(section);
}
const results = { machine, sections: sections.map(({ title, rows }) => ({ title, rows })) };
fs.writeFileSync(path.join(root, 'bench', 'results.json'), `${JSON.stringify(results, rounded, 2)}\n`);
console.log('\nWritten to bench/results.json');
process.exit(0);

/** As Markdown, so that the README can take it over. */
function print({ title, head, lines }) {
  const widths = head.map((name, column) => Math.max(name.length, ...lines.map((line) => line[column].length)));
  const row = (cells) => `| ${cells.map((cell, column) => cell.padEnd(widths[column])).join(' | ')} |`;
  console.log(`\n${title}\n`);
  for (const cells of [head, widths.map((width) => '-'.repeat(width)), ...lines]) console.log(row(cells));
}

function rounded(_key, value) {
  return typeof value === 'number' ? Number(value.toPrecision(4)) : value;
}
