// Installs whatever the project's commands need and the machine lacks. Depends on nothing but Node 20, npm and,
// for system packages, apt. The second time it only reads stamps.
//
//   node scripts/setup.mjs            npm packages, Node for the tools, embedded VS Code, chromium
//   node scripts/setup.mjs --tools    npm packages and Node for the tools only
//   node scripts/setup.mjs --test     everything, and docker-registry and skopeo for the flow tests
//   node scripts/setup.mjs --floor    everything, and the oldest VS Code that the extension supports
//
// Each part is installed into a new folder beside its own, which takes its place by one rename when it is complete:
// being killed half way leaves nothing that looks installed.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { aptDir, cacheDir, chromium, dockerRegistry, inPath, nodePackage, root, skopeo } from './paths.mjs';

const NODE = '24.21.0';
const CODE_SERVER = '4.139.1'; // is Code 1.139.1
const FLOOR_CODE_SERVER = '4.105.1'; // is Code 1.105.1, the version in engines.vscode
const FLOOR_NODE = '22.23.3';
const HOST_REVISION = 1; // counts up when prepareHost changes

const npmQuietly = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
const asRoot = process.getuid?.() === 0;
const wants = (option) => process.argv.includes(option);

/** The lock file's hash lies in node_modules itself, which "npm ci" deletes first: a half install has none. */
const packagesStamp = path.join(root, 'node_modules', '.installed');
const packagesWanted = () =>
  createHash('sha256')
    .update(fs.readFileSync(path.join(root, 'package-lock.json')))
    .digest('hex');

const parts = [
  {
    title: 'npm packages',
    wanted: true,
    present: () => readStamp(packagesStamp) === packagesWanted(),
    install: installPackages,
  },
  cachePart('node', `Node ${NODE} for the tools`, { [nodePackage()]: NODE }),
  cachePart('code-server', 'the embedded VS Code', { 'code-server': CODE_SERVER }, !wants('--tools'), prepareHost),
  cachePart(
    'floor',
    'the oldest supported VS Code',
    { 'code-server': FLOOR_CODE_SERVER, [nodePackage()]: FLOOR_NODE },
    wants('--floor'),
    prepareFloor,
  ),
  { title: 'chromium', wanted: !wants('--tools'), present: chromium, install: installChromium },
  {
    title: 'docker-registry and skopeo',
    wanted: wants('--test'),
    present: () => dockerRegistry() && skopeo(),
    install: unpackRegistryTools,
  },
];

try {
  const missing = () => parts.filter((part) => part.wanted && !part.present());
  if (missing().length > 0) {
    await withLock(async () => {
      for (const part of missing()) {
        await install(part);
      }
    });
  }
} catch (error) {
  console.error(`\nSet-up failed. ${error.message}`);
  process.exit(1);
}

async function install({ title, install }) {
  const started = Date.now();
  const seconds = () => `${((Date.now() - started) / 1000).toFixed(0)} s`;
  console.log(`Installing ${title} …`);
  const progress = setInterval(() => console.log(`  still installing ${title}, ${seconds()}`), 10_000);
  try {
    const remark = await install();
    console.log(`  ${remark ?? 'done'} (${seconds()})`);
  } finally {
    clearInterval(progress);
  }
}

async function installPackages() {
  await run('npm', ['ci', ...npmQuietly], root);
  fs.writeFileSync(packagesStamp, packagesWanted());
}

/** A part that npm installs into a folder of the cache; `prepare` changes what came. */
function cachePart(name, title, dependencies, wanted = true, prepare = undefined) {
  const folder = path.join(cacheDir, name);
  const stamp = JSON.stringify({ dependencies, revision: prepare ? HOST_REVISION : 0 });
  return {
    title,
    wanted: wanted && (name !== 'node' || !process.features.typescript || !wants('--tools')),
    present: () => readStamp(path.join(folder, 'installed.json')) === stamp,
    install: () =>
      replaceFolder(folder, async (fresh) => {
        fs.writeFileSync(path.join(fresh, 'package.json'), JSON.stringify({ private: true, dependencies }));
        await run('npm', ['install', ...npmQuietly], fresh);
        await prepare?.(path.join(fresh, 'node_modules', 'code-server', 'lib', 'vscode'));
        fs.writeFileSync(path.join(fresh, 'installed.json'), stamp);
      }),
  };
}

/**
 * Does what code-server's postinstall script would do, without install scripts: the native modules that they
 * compile are not needed by the server and the extension host, save for the logger, which a shim replaces.
 * ("npm ci" finds the shipped npm-shrinkwrap.json out of step.)
 */
async function prepareHost(vscode) {
  await run('npm', ['install', '--omit=dev', ...npmQuietly], vscode);
  const shim = path.join(root, 'scripts', 'vscodeHost', 'spdlogShim.cjs');
  fs.copyFileSync(shim, path.join(vscode, 'node_modules', '@vscode', 'spdlog', 'index.js'));
  // A third of the disk space, never used here, and the cause of most log lines at startup.
  for (const unused of ['node_modules/@github', 'node_modules/@microsoft/mxc-sdk', 'extensions/copilot']) {
    fs.rmSync(path.join(vscode, unused), { recursive: true, force: true });
  }
}

/** The old version pins its file watcher to a source repository, which npm would have to fetch and compile. */
async function prepareFloor(vscode) {
  fs.rmSync(path.join(vscode, 'npm-shrinkwrap.json'), { force: true });
  const file = path.join(vscode, 'package.json');
  const manifest = JSON.parse(fs.readFileSync(file, 'utf8'));
  manifest.dependencies['@parcel/watcher'] = '2.5.1';
  fs.writeFileSync(file, JSON.stringify(manifest, null, 2));
  await prepareHost(vscode);
}

async function installChromium() {
  if (!inPath('apt-get') || !asRoot) {
    throw new Error(
      'No Chromium or Chrome was found. Install one and run this again:\n' +
        '  Debian, Ubuntu:  sudo apt-get install chromium\n' +
        '  Fedora:          sudo dnf install chromium\n' +
        '  macOS:           brew install --cask chromium\n' +
        'or set CHROMIUM_PATH to the program.',
    );
  }
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  await run('apt-get', ['update', '-q'], root, env);
  await run('apt-get', ['install', '-y', '-q', '--no-install-recommends', 'chromium', 'fonts-dejavu-core'], root, env);
  if (!chromium()) {
    throw new Error('apt-get installed no chromium; set CHROMIUM_PATH to a Chromium or Chrome.');
  }
}

/** Debian's packages and whatever they need and the machine lacks, unpacked beside each other: no root needed. */
async function unpackRegistryTools() {
  const without = (why) => {
    if (process.env.CI) {
      throw new Error(`docker-registry and skopeo are needed for the tests: ${why}.`);
    }
    return `not installed: ${why}; the tests that need them will be skipped`;
  };
  if (!inPath('apt-get') || !inPath('dpkg-deb')) {
    return without('this system has no apt');
  }
  const simulate = ['install', '--simulate', '--no-install-recommends', 'docker-registry', 'skopeo'];
  const listed = () => run('apt-get', simulate, root).catch(() => '');
  let simulation = await listed();
  if (simulation === '' && asRoot) {
    await run('apt-get', ['update', '-q'], root);
    simulation = await listed();
  }
  const packages = [...simulation.matchAll(/^Inst (\S+)/gm)].map((match) => match[1]);
  if (packages.length === 0) {
    return without('apt does not know them; try: sudo apt-get update');
  }
  await replaceFolder(aptDir, async (fresh) => {
    await run('apt-get', ['download', '-q', '-o', 'APT::Sandbox::User=root', ...packages], fresh);
    for (const file of fs.readdirSync(fresh)) {
      await run('dpkg-deb', ['-x', file, '.'], fresh);
      fs.rmSync(path.join(fresh, file));
    }
  });
}

async function replaceFolder(folder, fill) {
  const { dir, name } = path.parse(folder);
  for (const left of fs.readdirSync(dir)) {
    if (left.startsWith(`${name}.new`)) {
      fs.rmSync(path.join(dir, left), { recursive: true, force: true });
    }
  }
  const fresh = fs.mkdtempSync(`${folder}.new`);
  await fill(fresh);
  fs.rmSync(folder, { recursive: true, force: true });
  fs.renameSync(fresh, folder);
}

/** Resolves to what the command printed; rejects with it when the command failed. */
function run(command, args, cwd, env = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      shell: process.platform === 'win32', // npm is a .cmd file there
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text) => (output += text));
    }
    const endWithUs = () => child.kill();
    process.once('exit', endWithUs);
    child.on('error', (error) => reject(new Error(`${command} cannot be started: ${error.message}`)));
    child.on('close', (code) => {
      process.off('exit', endWithUs);
      if (code === 0) {
        resolve(output);
      } else {
        reject(new Error(`"${command} ${args.join(' ')}" failed in ${cwd}:\n${output.trim().slice(0, 2000)}`));
      }
    });
  });
}

/** Two set-ups at a time: the second waits, then finds everything in place. */
async function withLock(work) {
  const file = path.join(cacheDir, 'setup.lock');
  fs.mkdirSync(cacheDir, { recursive: true });
  for (let told = false; !takeLock(file); told = true) {
    if (!told) {
      console.log('Another set-up is at work, waiting for it …');
    }
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  process.once('exit', () => fs.rmSync(file, { force: true }));
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.once(signal, () => process.exit(1));
  }
  await work();
}

/** The lock names its owner's process; one whose owner is gone is free. */
function takeLock(file) {
  const mine = `${file}.${process.pid}`;
  fs.writeFileSync(mine, String(process.pid));
  try {
    fs.linkSync(mine, file); // fails if it exists, and has its content from the first moment on
    return true;
  } catch {
    const owner = Number(readStamp(file));
    if (owner && !isAlive(owner)) {
      fs.rmSync(file, { force: true });
    }
    return false;
  } finally {
    fs.rmSync(mine);
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

function readStamp(file) {
  return fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : undefined;
}
