// node scripts/bench.mjs prints one table and writes it to bench/results.json. See bench/index.ts for what is measured.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { outDir, root } from './paths.mjs';

const bundled = path.join(outDir, 'bench', 'index.mjs');
await build({
  absWorkingDir: root,
  entryPoints: ['bench/index.ts'],
  outfile: bundled,
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node22',
  mainFields: ['module', 'main'], // as in esbuild.mjs
  alias: { vscode: './bench/vscodeStandIn.ts' },
  banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
  plugins: [scriptsOutside()],
  logLevel: 'warning',
});

const { measure } = await import(pathToFileURL(bundled).href);
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

/** Our scripts stay files of their own: they find the repository by where they lie. */
function scriptsOutside() {
  return {
    name: 'scripts outside',
    setup({ onResolve }) {
      onResolve({ filter: /\/(scripts\/.*|esbuild)\.mjs$/ }, ({ path: request, resolveDir }) => ({
        path: pathToFileURL(path.resolve(resolveDir, request)).href,
        external: true,
      }));
    },
  };
}
