// Builds dist/: the extension in chunks, and the panel's page.
//
// esbuild cannot split CommonJS, so every chunk is a bundle of its own, and a dynamic import() is where one begins:
// `await import('./core.js')` becomes a require of dist/core.cjs at the moment it is needed.
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build as bundle } from 'esbuild';

const root = path.dirname(fileURLToPath(import.meta.url));

/**
 * `maximumBytes` fails the build: what grows beyond it does so on purpose, or not at all. `answersFor` names modules that the entry exports again: importing one of them dynamically loads the chunk. A
 * `shared` chunk is loaded by static imports too, so that there is one copy of the classes in it.
 */
export const chunks = [
  { name: 'extension', entry: 'src/extension.ts', maximumBytes: 100_000 },
  { name: 'browser', entry: 'src/connections/browserStorage/writeGuard.ts', maximumBytes: 20_000 },
  { name: 'commands', entry: 'src/ui/commands.ts', maximumBytes: 240_000 },
  {
    name: 'core',
    entry: 'src/core.ts',
    maximumBytes: 700_000,
    answersFor: [
      'src/registries/flow/tokenFlow.ts',
      'src/diagnosis/checks/checkDefinitions.ts',
      'src/registries/flow/tokenTest.ts',
      'src/registries/shared/readyRequests.ts',
      'src/registries/magento/shopRequests.ts',
      'src/registries/shared/terminalCommands.ts',
      'src/registries/acr/terminalCommands.ts',
      'src/registries/acr/entraFlow.ts',
      'src/registries/presets/ghcrFlow.ts',
      'src/registries/magento/shopFlow.ts',
    ],
  },
  { name: 'xml', entry: 'src/registries/magento/xml.ts', maximumBytes: 80_000 },
  { name: 'ecr', entry: 'src/registries/ecr/chunk.ts', maximumBytes: 420_000 },
  { name: 'playground', entry: 'src/playground/index.ts', maximumBytes: 220_000 },
  { name: 'errors', entry: 'src/auth/errors.ts', maximumBytes: 2_000, shared: true },
];
const page = { entry: 'src/webview/main.ts', file: 'webview/panel.js', maximumBytes: 48_000 };

/** Bytes that each file below dist may have. */
const budgets = Object.fromEntries([
  ...chunks.map(({ name, maximumBytes }) => [`${name}.cjs`, maximumBytes]),
  [page.file, page.maximumBytes],
]);

/**
 * Builds everything, with one metafile per bundle in out/meta.
 * @returns {Promise<{ sizes: Record<string, number>, budgets: Record<string, number>, inputs: string[] }>} bytes by file
 *   name below dist, and the files that are in it
 */
export async function build() {
  for (const folder of ['dist', 'out/meta']) {
    fs.rmSync(path.join(root, folder), { recursive: true, force: true });
  }
  const metafiles = await Promise.all([...chunks.map(buildChunk), buildPage()]);
  const sizes = Object.fromEntries(
    metafiles.flatMap(({ outputs }) =>
      Object.entries(outputs).map(([file, { bytes }]) => [path.posix.relative('dist', file), bytes]),
    ),
  );
  for (const [file, bytes] of Object.entries(sizes)) {
    if (!(bytes <= budgets[file])) {
      throw new Error(
        `dist/${file} has ${bytes} bytes, more than the ${budgets[file]} of its budget in esbuild.mjs. ` +
          'See out/meta for what is in it, and put what is not needed at once behind an import().',
      );
    }
  }
  return { sizes, budgets, inputs: metafiles.flatMap(({ inputs }) => Object.keys(inputs)) };
}

async function buildChunk(chunk) {
  const { metafile } = await bundle({
    ...common,
    entryPoints: [chunk.entry],
    outfile: `dist/${chunk.name}.cjs`,
    platform: 'node',
    format: 'cjs',
    target: 'node22',
    mainFields: ['module', 'main'], // some UMD files, such as those of jsonc-parser, cannot be bundled
    external: ['vscode'],
    supported: { 'dynamic-import': false }, // makes it a require, which the editor's extension host loads as it loads us
    plugins: [borders(chunk)],
  });
  return keep(chunk.name, metafile);
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
  return keep('panel', metafile);
}

const common = {
  absWorkingDir: root,
  bundle: true,
  minify: true,
  metafile: true,
  legalComments: 'none',
  logLevel: 'warning',
};

function keep(name, metafile) {
  const folder = path.join(root, 'out', 'meta');
  fs.mkdirSync(folder, { recursive: true });
  fs.writeFileSync(path.join(folder, `${name}.json`), JSON.stringify(metafile, null, 1));
  return metafile;
}

/** Where one chunk ends and the next begins. */
function borders(own) {
  return {
    name: 'borders',
    setup({ onResolve, resolve }) {
      onResolve({ filter: /^\.{1,2}\// }, async ({ path: request, kind, resolveDir, importer, pluginData }) => {
        if (pluginData === 'resolving' || kind === 'entry-point') {
          return undefined;
        }
        const resolved = await resolve(request, { kind, resolveDir, importer, pluginData: 'resolving' });
        if (resolved.errors.length > 0) {
          return resolved;
        }
        const file = path.relative(root, resolved.path).replaceAll(path.sep, '/');
        const target = chunks.find(({ entry, answersFor = [] }) => entry === file || answersFor.includes(file));
        if (target && target !== own && (target.shared || kind === 'dynamic-import')) {
          return { path: `./${target.name}.cjs`, external: true };
        }
        if (kind === 'dynamic-import' && !target && file.startsWith('src/')) {
          return {
            errors: [{ text: `${file} begins no chunk: import it statically, or add it to the table in esbuild.mjs` }],
          };
        }
        return resolved;
      });
    },
  };
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
