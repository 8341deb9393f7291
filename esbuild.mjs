// Builds dist/: the extension in chunks, and the panel's page.
//
// esbuild splits ES modules only, and the editor loads CommonJS. So it runs twice: the first pass splits the sources
// into parts, by who reaches them; the second bundles the parts of each chunk below, where an import of another
// chunk's part becomes a require of that chunk. A module is in one chunk, and a dynamic import() is where one begins.
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build as bundle } from 'esbuild';

const root = path.dirname(fileURLToPath(import.meta.url));

/**
 * A part that several entries reach belongs to the first of them here, and the others load that chunk: the order is the
 * one in which the window needs them. `maximumBytes` fails the build: what grows beyond it does so on purpose, or not
 * at all. `takes` are folders whose dynamic imports need no chunk of their own.
 */
export const chunks = [
  { name: 'extension', entry: 'src/extension.ts', maximumBytes: 6_000 },
  { name: 'kinds', entry: 'src/registries/index.ts', maximumBytes: 64_000 },
  { name: 'surface', entry: 'src/ui/attachWindow.ts', maximumBytes: 76_000 },
  { name: 'browser', entry: 'src/connections/browserStorage/writeGuard.ts', maximumBytes: 7_300 },
  { name: 'commands', entry: 'src/ui/commands.ts', maximumBytes: 240_000 },
  { name: 'core', entry: 'src/core.ts', maximumBytes: 540_000, takes: ['src/registries/', 'src/diagnosis/'] },
  { name: 'xml', entry: 'src/registries/magento/xml.ts', maximumBytes: 76_500 },
  { name: 'ecr', entry: 'src/registries/ecr/chunk.ts', maximumBytes: 397_000 },
  { name: 'playground', entry: 'src/playground/index.ts', maximumBytes: 73_000 },
];
const page = { entry: 'src/webview/main.ts', file: 'webview/panel.js', maximumBytes: 23_700 };

/** Bytes that each file below dist may have. */
const budgets = Object.fromEntries([
  ...chunks.map(({ name, maximumBytes }) => [`${name}.cjs`, maximumBytes]),
  [page.file, page.maximumBytes],
]);

/**
 * Builds everything. out/meta/chunks.json says which files are in each file below dist, in bytes before minifying.
 * @returns {Promise<{ sizes: Record<string, number>, budgets: Record<string, number>, inputs: string[] }>} bytes by file
 *   name below dist, and the files that are in it
 */
export async function build() {
  for (const folder of ['dist', 'out/meta']) {
    fs.rmSync(path.join(root, folder), { recursive: true, force: true });
  }
  const built = [...(await buildChunks()), await buildPage()];
  keep('chunks', Object.fromEntries(built.map(({ file, contents }) => [file, contents])));
  const sizes = Object.fromEntries(built.map(({ file, bytes }) => [file, bytes]));
  for (const [file, bytes] of Object.entries(sizes)) {
    if (!(bytes <= budgets[file])) {
      throw new Error(
        `dist/${file} has ${bytes} bytes, more than the ${budgets[file]} of its budget in esbuild.mjs. ` +
          'See out/meta for what is in it, and put what is not needed at once behind an import().',
      );
    }
  }
  return { sizes, budgets, inputs: [...new Set(built.flatMap(({ contents }) => Object.keys(contents)))] };
}

/** The first pass: one part for each set of entries, in memory. */
async function split() {
  const { metafile, outputFiles } = await bundle({
    ...common,
    ...forNode,
    minify: false,
    entryPoints: chunks.map(({ name, entry }) => ({ in: entry, out: name })),
    outdir: 'parts',
    format: 'esm',
    splitting: true,
    write: false,
    plugins: [withoutUnusedByAxios],
  });
  keep('parts', metafile);
  const nameOf = (file) => path.relative(root, file).replaceAll(path.sep, '/');
  const texts = new Map(outputFiles.map((file) => [nameOf(file.path), file.text]));
  const imports = (part, kind) =>
    metafile.outputs[part].imports.filter((one) => one.kind === kind && !one.external).map((one) => one.path);
  const entries = new Map(Object.entries(metafile.outputs).map(([part, { entryPoint }]) => [entryPoint, part]));
  const owners = new Map();
  const give = (part, chunk) => {
    if (owners.has(part)) {
      return;
    }
    owners.set(part, chunk);
    imports(part, 'import-statement').forEach((one) => give(one, chunk));
    // A package may load its own files when it needs them: they stay together.
    imports(part, 'dynamic-import')
      .filter((one) => metafile.outputs[one].entryPoint.startsWith('node_modules/'))
      .forEach((one) => give(one, chunk));
  };
  for (const chunk of chunks) {
    give(entries.get(chunk.entry), chunk);
    for (const [entry, part] of entries) {
      const begins = chunks.some((one) => one.entry === entry);
      if (!begins && chunk.takes?.some((folder) => entry?.startsWith(folder))) {
        give(part, chunk);
      }
    }
  }
  const lost = [...owners.keys()].flatMap((part) => imports(part, 'dynamic-import')).find((part) => !owners.has(part));
  if (lost !== undefined) {
    const { entryPoint } = metafile.outputs[lost];
    throw new Error(`${entryPoint} begins no chunk: import it statically, or add it to the table in esbuild.mjs.`);
  }
  return { texts, owners, entries, outputs: metafile.outputs };
}

/** The second pass: one file for each chunk. */
async function buildChunks() {
  const parts = await split();
  const bordering = [...parts.owners].flatMap(([part, owner]) =>
    parts.outputs[part].imports
      .map((one) => one.path)
      .filter((other) => parts.owners.has(other) && parts.owners.get(other) !== owner),
  );
  // Names of parts as properties of the chunks that own them.
  const borders = new Map([...new Set(bordering)].map((part, index) => [part, `_${index}`]));
  return Promise.all(
    chunks.map(async (chunk) => {
      const own = [...parts.owners].filter(([, owner]) => owner === chunk).map(([part]) => part);
      const exported = own.filter((part) => borders.has(part));
      const file = `${chunk.name}.cjs`;
      const { metafile } = await bundle({
        ...common,
        ...forNode,
        stdin: {
          contents: [
            `export * from './${parts.entries.get(chunk.entry)}';`,
            ...exported.map((part) => `export * as ${borders.get(part)} from './${part}';`),
          ].join('\n'),
          resolveDir: root,
        },
        outfile: `dist/${file}`,
        format: 'cjs',
        supported: { 'dynamic-import': false }, // makes it a require, which the editor's extension host loads as it loads us
        plugins: [inMemory(parts, chunk, borders)],
      });
      const { bytes, inputs } = metafile.outputs[`dist/${file}`];
      const contents = {};
      for (const [part] of Object.entries(inputs).filter(([, { bytesInOutput }]) => bytesInOutput > 0)) {
        for (const [input, { bytesInOutput }] of Object.entries(
          parts.outputs[part.replace(/^part:/, '')]?.inputs ?? {},
        )) {
          contents[input] = (contents[input] ?? 0) + bytesInOutput;
        }
      }
      return { file, bytes, contents };
    }),
  );
}

/** Parts of a chunk come from memory, those of another are taken from it. */
function inMemory({ texts, owners }, own, borders) {
  return {
    name: 'in memory',
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /^\.\.?\// }, ({ path: request, importer, namespace }) => {
        if (namespace === 'border') {
          return { path: request, external: true };
        }
        const folder = namespace === 'part' ? path.posix.dirname(importer) : '.';
        const part = path.posix.normalize(path.posix.join(folder, request));
        return { path: part, namespace: owners.get(part) === own ? 'part' : 'border' };
      });
      onLoad({ filter: /./, namespace: 'part' }, ({ path: part }) => ({ contents: texts.get(part), resolveDir: root }));
      onLoad({ filter: /./, namespace: 'border' }, ({ path: part }) => ({
        contents: `module.exports = require('./${owners.get(part).name}.cjs').${borders.get(part)};`,
        resolveDir: root,
      }));
    },
  };
}

async function buildPage() {
  const { metafile } = await bundle({
    ...common,
    entryPoints: [page.entry],
    outfile: `dist/${page.file}`,
    platform: 'browser',
    format: 'iife',
    target: 'es2022',
    tsconfig: 'src/webview/tsconfig.json',
  });
  keep('panel', metafile);
  const { bytes, inputs } = metafile.outputs[`dist/${page.file}`];
  const contents = Object.fromEntries(
    Object.entries(inputs).map(([input, { bytesInOutput }]) => [input, bytesInOutput]),
  );
  return { file: page.file, bytes, contents };
}

const common = {
  absWorkingDir: root,
  bundle: true,
  minify: true,
  metafile: true,
  legalComments: 'none',
  logLevel: 'warning',
};

/**
 * axios imports these for multipart bodies, for redirects that it follows itself, and for proxies of its own. Our
 * transport asks for none of them: `maxRedirects` is 0 and `proxy` is false.
 */
const unusedByAxios = ['form-data', 'follow-redirects', 'https-proxy-agent', 'proxy-from-env'];

const withoutUnusedByAxios = {
  name: 'without what axios does not use',
  setup({ onResolve }) {
    onResolve({ filter: new RegExp(`^(?:${unusedByAxios.join('|')})$`) }, ({ importer }) =>
      /node_modules[\\/]axios[\\/]/.test(importer)
        ? { path: path.join(root, 'scripts', 'absentPackage.mjs') }
        : undefined,
    );
  },
};

const forNode = {
  platform: 'node',
  target: 'node22',
  mainFields: ['module', 'main'], // some UMD files, such as those of jsonc-parser, cannot be bundled
  external: ['vscode'],
};

function keep(name, value) {
  const folder = path.join(root, 'out', 'meta');
  fs.mkdirSync(folder, { recursive: true });
  fs.writeFileSync(path.join(folder, `${name}.json`), JSON.stringify(value, null, 1));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    const { sizes } = await build();
    for (const [file, bytes] of Object.entries(sizes)) {
      console.log(`dist/${file}  ${(bytes / 1000).toFixed(1)} kB`);
    }
  } catch (error) {
    if (!error.errors) {
      // esbuild has printed its own errors already.
      console.error(error.message);
    }
    process.exit(1);
  }
}
