// node scripts/node.mjs FILE ARGUMENTS… runs a tool with a Node that is new enough for it; see paths.mjs.
// Its folder comes first in PATH, so that what the tool starts runs with the same Node.
import { spawn } from 'node:child_process';
import path from 'node:path';
import { whenOrphaned } from './orphan.mjs';
import { toolsNode } from './paths.mjs';

const node = toolsNode();
const child = spawn(node, process.argv.slice(2), {
  stdio: 'inherit',
  env: { ...process.env, PATH: `${path.dirname(node)}${path.delimiter}${process.env.PATH ?? ''}` },
});
// Ctrl-C reaches the tool by itself, as a member of the terminal's foreground group; staying alive here lets
// it end in its own way.
for (const signal of ['SIGTERM', 'SIGHUP']) {
  process.on(signal, () => child.kill(signal));
}
process.on('SIGINT', () => process.stdin.isTTY || child.kill('SIGINT'));
whenOrphaned(() => child.kill('SIGTERM'));
child.on('error', (error) => {
  console.error(`${node} cannot be started (${error.message}). Run: npm run setup`);
  process.exit(1);
});
child.on('exit', (code, signal) => {
  if (signal === null) {
    process.exit(code);
  }
  process.removeAllListeners(signal);
  process.kill(process.pid, signal);
});
