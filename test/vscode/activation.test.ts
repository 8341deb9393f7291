import { strict as assert } from 'node:assert';
import { commands } from 'vscode';
import { contributedCommands, ourExtension, stranger } from './harness.js';

describe('activation', () => {
  it('activates', async () => {
    assert.equal((await ourExtension()).isActive, true);
  });

  it('registers every command of the manifest', async () => {
    const contributed = await contributedCommands();
    assert.notEqual(contributed.length, 0);
    const registered = new Set(await commands.getCommands(true));
    assert.deepEqual(
      contributed.filter((command) => !registered.has(command)),
      [],
    );
  });

  it('has another extension beside it, which can run commands', async () => {
    const { run } = await stranger();
    await run('setContext', 'registryAuthTest.stranger', true);
  });
});
