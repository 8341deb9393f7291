// Starts the embedded VS Code's servers and makes sure that they end: when told to, when this process ends, and
// when it is killed.
import { execFileSync, spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { vscodeHost } from '../paths.mjs';

/** A new folder for one run. Its path is short, because those of sockets are limited to about 100 characters. */
export function makeTempFolder() {
  return fs.mkdtempSync(path.join(os.tmpdir(), 'ra-'));
}

/**
 * VS Code's own server, which can run extension tests.
 * @param {{ args: readonly string[], temp: string, version?: 'current' | 'floor', env?: NodeJS.ProcessEnv, onOutput?: (text: string) => void }} options
 */
export function startServerMain({ args, version, ...options }) {
  const { node, serverMain } = vscodeHost(version);
  return startServer({
    ...options,
    node,
    args: [serverMain, '--host', '127.0.0.1', '--port', '0', '--without-connection-token', ...args],
    listening: /Extension host agent listening on (\d+)/,
  });
}

/**
 * code-server, which installs packaged extensions and serves windows for people.
 * @param {{ userDataDir: string, extensionsDir: string, temp: string, port?: number, env?: Readonly<Record<string, string>>, log?: 'trace' | undefined, onOutput?: (text: string) => void }} options
 *   `port` 0 is any free one. Windows keep their storage per address: to find it again, start with the same port.
 */
export function startCodeServer({ userDataDir, extensionsDir, port = 0, log = undefined, ...options }) {
  const { node, codeServer } = vscodeHost();
  const config = path.join(options.temp, 'config.yaml'); // else it writes one into the home folder
  return startServer({
    ...options,
    node,
    args: [
      ...[codeServer, '--bind-addr', `127.0.0.1:${port}`, '--auth', 'none', '--config', config],
      ...['--user-data-dir', userDataDir, '--extensions-dir', extensionsDir],
      ...['--disable-telemetry', '--disable-update-check', '--disable-workspace-trust'],
      '--disable-getting-started-override',
      ...(log === undefined ? [] : ['--log', log]),
    ],
    listening: /HTTP server listening on http:\/\/127\.0\.0\.1:(\d+)/,
  });
}

/**
 * Installs a .vsix for the servers that use the same folders.
 * @param {string} vsix
 * @param {{ userDataDir: string, extensionsDir: string, temp: string }} folders
 */
export function installExtension(vsix, { userDataDir, extensionsDir, temp }) {
  const { node, codeServer } = vscodeHost();
  const config = path.join(temp, 'config.yaml');
  const folders = ['--config', config, '--user-data-dir', userDataDir, '--extensions-dir', extensionsDir];
  try {
    execFileSync(node, [codeServer, '--install-extension', vsix, '--force', ...folders], {
      env: environment(node, temp),
      encoding: 'utf8',
      stdio: 'pipe',
      timeout: 60_000,
    });
  } catch (error) {
    throw new Error(`${vsix} cannot be installed:\n${error.stdout}${error.stderr}`, { cause: error });
  }
}

/**
 * The child leads a process group of its own, so that stopping it takes its extension hosts down as well.
 * @returns {{ port: Promise<number>, exited: Promise<number | string>, stop: () => Promise<void>, stopNow: () => void }}
 */
function startServer({ node, args, listening, temp, env = {}, onOutput = undefined }) {
  if (!fs.existsSync(node) || !fs.existsSync(args[0])) {
    throw new Error('The embedded VS Code is not installed. Run: npm run setup');
  }
  const child = spawn(node, args, {
    env: { ...environment(node, temp), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  const guard = startGuard(child.pid, temp);
  const exited = new Promise((resolve) => child.once('exit', (code, signal) => resolve(code ?? signal)));
  const stopNow = () => signalGroup(child.pid, 'SIGKILL');
  const stop = async () => {
    signalGroup(child.pid, 'SIGTERM');
    await Promise.race([exited, sleep(3000, undefined, { ref: false })]);
    stopNow();
    guard.kill('SIGKILL');
  };
  return { port: portOf(child, listening, exited, onOutput), exited, stop, stopNow };
}

/** The server chooses its port itself and prints it: no race between two runs. */
function portOf(child, listening, exited, onOutput) {
  let output = '';
  return new Promise((resolve, reject) => {
    const patience = setTimeout(() => reject(new Error(`The server did not start within 60 s:\n${output}`)), 60_000);
    exited.then((code) => {
      clearTimeout(patience);
      reject(new Error(`The server ended with ${code} while starting:\n${output}`));
    });
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text) => {
        onOutput?.(text);
        output = (output + text).slice(-20_000);
        const match = listening.exec(output);
        if (!match) {
          return;
        }
        clearTimeout(patience);
        resolve(Number(match[1]));
      });
    }
  });
}

/**
 * The environment of a server, and hence of extensions. The variables of a VS Code in whose terminal this runs would
 * confuse the nested one; sockets, temporary files and what it writes at home belong into the run's folder.
 */
function environment(node, temp) {
  const outer = Object.entries(process.env).filter(([name]) => !/^(VSCODE|ELECTRON)_/.test(name));
  const PATH = `${path.dirname(node)}${path.delimiter}${process.env.PATH ?? ''}`;
  return { ...Object.fromEntries(outer), PATH, HOME: temp, TMPDIR: temp, XDG_RUNTIME_DIR: temp };
}

/**
 * Cleans up when this process is killed without a chance to do so itself: its end closes the pipe that the shell
 * reads from. (dash knows "kill -s KILL -- -1" but not "kill -KILL -- -1".)
 */
function startGuard(group, temp) {
  const script = 'read _; kill -s KILL -- "-$1" 2>/dev/null; sleep 1; rm -rf -- "$2"';
  const guard = spawn('/bin/sh', ['-c', script, 'guard', String(group), temp], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  });
  guard.unref();
  guard.stdin.unref();
  return guard;
}

function signalGroup(leader, signal) {
  try {
    process.kill(-leader, signal);
  } catch {
    // The group is gone already.
  }
}
