// Runs bench/host.ts in the extension host of the embedded VS Code, a few times.
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { runTests } from '@vscode/test-electron';
import { build as bundle } from 'esbuild';
import { build } from '../esbuild.mjs';
import { outDir, root } from './paths.mjs';
import { makeTempFolder } from './vscodeHost/server.mjs';
import { quietSettings, writeSettings } from './vscodeHost/settings.mjs';

/**
 * @param {number} runs each in a host of its own: an extension is activated once
 * @returns {Promise<import('../bench/host.js').HostRows[]>}
 */
export async function measureInEditor(runs) {
  await build();
  const tests = await hostBundle();
  const found = [];
  for (let run = 0; run < runs; run += 1) {
    const env = {
      // The extension comes first in one host and second in the next.
      REGISTRY_AUTH_BENCH_TURN: run % 2 === 0 ? 'first' : 'second',
      REGISTRY_AUTH_BENCH_WHOLE: String(run === runs - 1),
    };
    found.push(await oneHost(tests, env));
  }
  return found;
}

/**
 * @param {import('../bench/connections.js').ConnectionsTask} task its authority is trusted by the host
 * @param {Readonly<Record<string, string>>} settings of the editor
 * @returns {Promise<import('../bench/connections.js').ConnectionsRow[]>}
 */
export async function measureConnectionsInEditor(task, settings = {}) {
  await build();
  const temp = makeTempFolder();
  try {
    const ca = path.join(temp, 'ca.crt');
    const system = process.env.SSL_CERT_FILE ?? '/etc/ssl/certs/ca-certificates.crt';
    fs.writeFileSync(ca, `${fs.existsSync(system) ? fs.readFileSync(system, 'utf8') : ''}${task.ca}`);
    const env = {
      REGISTRY_AUTH_BENCH_CONNECTIONS: JSON.stringify(task),
      // For https, and for fetch, to which the editor gives the system's authorities.
      ...{ NODE_EXTRA_CA_CERTS: ca, SSL_CERT_FILE: ca },
    };
    return await oneHost(await hostBundle(), env, settings);
  } finally {
    fs.rmSync(temp, { recursive: true, force: true });
  }
}

async function hostBundle() {
  const tests = path.join(outDir, 'bench', 'host.cjs');
  await bundle({
    absWorkingDir: root,
    entryPoints: ['bench/host.ts'],
    outfile: tests,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node22',
    mainFields: ['module', 'main'], // as in esbuild.mjs
    external: ['vscode'],
    logLevel: 'warning',
  });
  return tests;
}

async function oneHost(tests, env, settings = {}) {
  const temp = makeTempFolder();
  const results = path.join(temp, 'results.json');
  try {
    const userDataDir = path.join(temp, 'user-data');
    writeSettings(userDataDir, { ...quietSettings, ...settings });
    await runTests({
      vscodeExecutablePath: fileURLToPath(new URL('vscodeHost/launcher.mjs', import.meta.url)),
      extensionDevelopmentPath: [
        root,
        path.join(root, 'bench', 'empty'),
        path.join(root, 'test', 'vscode', 'stranger'),
      ],
      extensionTestsPath: tests,
      extensionTestsEnv: { ...env, REGISTRY_AUTH_RESULTS: results },
      launchArgs: [`--user-data-dir=${userDataDir}`, `--extensions-dir=${path.join(temp, 'extensions')}`],
    });
    return JSON.parse(fs.readFileSync(results, 'utf8'));
  } finally {
    fs.rmSync(temp, { recursive: true, force: true });
  }
}
