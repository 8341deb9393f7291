// A terminal with a token in it: a real one, whose shell is asked what it has.
import { strict as assert } from 'node:assert';
import { watch } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Terminal, type TerminalOptions, window } from 'vscode';
import { heldTokens } from '../../src/ui/acquire/heldTokens.js';
import { openWith } from '../../src/ui/terminal.js';
import { type PlaygroundSurface, playgroundSurface } from './playgroundSurface.js';

describe('a terminal with a token', () => {
  let world: PlaygroundSurface;
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'registry-auth-'));
    world = await playgroundSurface();
  });
  afterEach(() => {
    for (const terminal of window.terminals) {
      terminal.dispose();
    }
  });
  after(async () => {
    await world.stop();
    await rm(folder, { recursive: true });
  });

  function lastTerminal(): { readonly terminal: Terminal; readonly options: TerminalOptions } {
    const terminal = window.terminals.at(-1);
    assert.ok(terminal, 'no terminal is open');
    return { terminal, options: terminal.creationOptions };
  }

  async function heldOf(name: string) {
    const node = await world.rowOf(name);
    assert.ok(node.type === 'connection');
    const [held] = heldTokens(world.surface, node.connection);
    assert.ok(held);
    return held.token;
  }

  it('has it in a variable, and says which', async () => {
    const { told } = await world.run('openTerminal', 'Quay-like registry', [
      { pick: 'pull on team/app' },
      { pick: 'curl', to: '(typed, not run)' },
    ]);
    const { options } = lastTerminal();
    const token = await heldOf('Quay-like registry');
    assert.deepEqual(options.env, { REGISTRY_TOKEN: token.value });
    // Not opened again with the next window, so never written down.
    assert.equal(options.isTransient, true);
    assert.match(
      told.at(-1)?.text ?? '',
      /^In the new terminal, \$REGISTRY_TOKEN holds the token for pull on team\/app\./,
    );
  });

  it('can sign in container tools with the password', async () => {
    await world.run('openTerminal', 'Quay-like registry', [{ pick: 'docker login' }]);
    const { options } = lastTerminal();
    assert.deepEqual(Object.keys(options.env ?? {}), ['REGISTRY_PASSWORD']);
    await world.run('openTerminal', 'ECR-like registry', [{ pick: 'podman login' }]);
    const { value } = await heldOf('ECR-like registry');
    const password = Buffer.from(value, 'base64').toString().slice('AWS:'.length);
    assert.deepEqual(lastTerminal().options.env, { REGISTRY_PASSWORD: password });
  });

  it('offers no sign-in where there is no password', async () => {
    const { asked } = await world.run('openTerminal', 'Public image', [
      { pick: 'pull on public/hello' },
      { pick: 'curl' },
    ]);
    assert.equal(asked.length, 2);
    await world.run('openTerminal', 'Shop, customer', [{ pick: 'curl' }]);
    assert.deepEqual(Object.keys(lastTerminal().options.env ?? {}), ['REGISTRY_TOKEN']);
  });

  it('gives the value to a real shell, which expands it only when the command runs', async () => {
    const file = join(folder, 'said');
    const written = new Promise<void>((resolve) => {
      const watcher = watch(folder, (_, name) => {
        if (name !== 'done') {
          return;
        }
        watcher.close();
        resolve();
      });
    });
    const secret = `a'b"c$(id) \\ d`;
    const line = `printf %s "$REGISTRY_TOKEN" > ${file}; : > ${join(folder, 'done')}`;
    await openWith({ name: 'test', environment: { REGISTRY_TOKEN: secret }, line });
    lastTerminal().terminal.sendText('', true);
    await written;
    assert.equal(await readFile(file, 'utf8'), secret);
  });

  it('on another machine takes the secret there only after a modal question', async () => {
    const other = await playgroundSurface({ terminalMachine: 'SSH' });
    const before = window.terminals.length;
    const replies = [{ pick: 'pull on team/app' }, { pick: 'curl' }, { pick: 'fish', to: 'terminals on SSH' }] as const;
    await other.run('openTerminal', 'Quay-like registry', [
      ...replies,
      { confirm: false, to: 'to SSH? Terminals in this window run on SSH, not on the test machine' },
    ]);
    assert.equal(window.terminals.length, before);
    await other.run('openTerminal', 'Quay-like registry', [
      ...replies.slice(1),
      { confirm: true, to: 'Send the token' },
    ]);
    assert.equal(window.terminals.length, before + 1);
    await other.stop();
  });
});
