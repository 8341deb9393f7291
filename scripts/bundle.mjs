// Runs TypeScript programs of the repository: one bundle, from the sources as they are or as an edit makes them.
import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { outDir, root } from './paths.mjs';

/**
 * @param {string} entry below the repository
 * @param {string} name of the bundle, below out
 * @param {{ edits?: readonly { file: string, text: string, becomes: string }[] }} options `edits` are made to the
 *   sources on the way; `file` is below src, `text` must occur exactly once
 * @returns {Promise<string>} address of the bundle, for import()
 */
export async function bundle(entry, name, { edits = [] } = {}) {
  const outfile = path.join(outDir, `${name}.mjs`);
  await build({
    absWorkingDir: root,
    entryPoints: [entry],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node22',
    mainFields: ['module', 'main'], // as in esbuild.mjs
    alias: { vscode: './bench/vscodeStandIn.ts' },
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
    plugins: [scriptsOutside(), edited(edits)],
    external: ['playwright-core'], // finds its own files by where it lies
    logLevel: 'warning',
  });
  return pathToFileURL(outfile).href;
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

function edited(edits) {
  return {
    name: 'edited',
    setup({ onLoad }) {
      for (const file of new Set(edits.map((edit) => edit.file))) {
        const whole = path.join(root, 'src', file);
        const filter = new RegExp(`${whole.replace(/[\\/.]/g, '.')}$`);
        onLoad({ filter }, () => {
          const own = edits.filter((edit) => edit.file === file);
          return { contents: own.reduce(edit, fs.readFileSync(whole, 'utf8')), loader: 'ts' };
        });
      }
    },
  };
}

function edit(source, { file, text, becomes }) {
  if (source.split(text).length !== 2) {
    throw new Error(`src/${file} does not hold exactly once: ${text}`);
  }
  return source.replace(text, () => becomes);
}
