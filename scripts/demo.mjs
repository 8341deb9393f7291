// npm run demo             the packaged extension in the embedded VS Code, until Ctrl-C
// npm run demo -- --desktop   in the VS Code whose command is `code`
// npm run demo -- --once      does the main job itself through the window, and says what it got
import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { mainJob } from './mainJob.mjs';
import { whenOrphaned } from './orphan.mjs';
import { pack, vsix } from './package.mjs';
import { cacheDir, inPath } from './paths.mjs';
import { installExtension, makeTempFolder, startCodeServer } from './vscodeHost/server.mjs';
import { quietSettings, writeSettings } from './vscodeHost/settings.mjs';

/** The profile of the demo: what is connected in it is still there the next time. */
const folders = {
  userDataDir: path.join(cacheDir, 'demo', 'user-data'),
  extensionsDir: path.join(cacheDir, 'demo', 'extensions'),
};

/** A browser keeps secrets per address, so the demo asks for the same port each time. */
const PORT = 8478;

console.log('Building and packaging …');
await pack();
if (process.argv.includes('--once')) {
  process.exit(await mainJob(vsix));
} else if (process.argv.includes('--desktop')) {
  process.exit(desktop());
} else {
  await embedded();
}

async function embedded() {
  const temp = makeTempFolder();
  if (!fs.existsSync(folders.userDataDir)) {
    writeSettings(folders.userDataDir, quietSettings);
  }
  let server;
  process.on('exit', () => {
    server?.stopNow();
    fs.rmSync(temp, { recursive: true, force: true });
  });
  const toldToEnd = new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
      process.once(signal, () => resolve('told'));
    }
    whenOrphaned(() => resolve('told'));
  });
  console.log('Installing it into the embedded VS Code …');
  installExtension(vsix, { ...folders, temp });
  server = startCodeServer({ ...folders, temp, port: PORT });
  const port = await server.port.catch(() => {
    server = startCodeServer({ ...folders, temp }); // the usual port is taken
    return server.port;
  });
  const address = `http://127.0.0.1:${port}/?ew=true`;
  console.log(`\nVS Code with Registry Auth:  ${address}\nCtrl-C ends it.`);
  openInBrowser(address);
  const reason = await Promise.race([toldToEnd, server.exited]);
  await server.stop();
  if (reason !== 'told') {
    console.error(`The server ended with ${reason}`);
  }
  process.exit(reason === 'told' ? 0 : 1);
}

function openInBrowser(address) {
  const opener = {
    darwin: ['open', address],
    win32: ['cmd', '/c', 'start', '', address],
    linux: process.env.DISPLAY || process.env.WAYLAND_DISPLAY ? ['xdg-open', address] : undefined,
  }[process.platform];
  if (!opener) {
    return;
  }
  const [command, ...args] = opener;
  // Where there is no such program, the printed address has to do.
  spawn(command, args, { stdio: 'ignore', detached: true })
    .on('error', () => undefined)
    .unref();
}

/** Waits until the window is closed. */
function desktop() {
  const code = inPath(process.platform === 'win32' ? 'code.cmd' : 'code');
  if (!code) {
    console.error('There is no command "code". In VS Code run: Shell Command: Install \'code\' command in PATH');
    return 1;
  }
  const profile = [
    '--user-data-dir',
    folders.userDataDir + '-desktop',
    '--extensions-dir',
    folders.extensionsDir + '-desktop',
  ];
  const options = { stdio: 'inherit', shell: process.platform === 'win32' };
  const installed = spawnSync(code, ['--install-extension', vsix, '--force', ...profile], options);
  if (installed.status !== 0) {
    return 1;
  }
  console.log('Close the window to end the demo.');
  return spawnSync(code, ['--new-window', '--wait', ...profile], options).status ?? 1;
}
