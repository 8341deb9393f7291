import { strict as assert } from 'node:assert';
import { commands } from 'vscode';
import { readSettings } from '../../src/ui/settings.js';
import { contributedCommands, ourExtension, settingDefaults, stranger } from './harness.js';

function loadedChunks(): string[] {
  const loaded = Object.keys(require.cache).filter((file) => /[\\/]dist[\\/]\w+\.cjs$/.test(file));
  return loaded.map((file) => file.replace(/^.*[\\/]/, '')).sort();
}

describe('activation', () => {
  it('activates, gives other extensions nothing, and loads nothing that is not needed yet', async () => {
    const extension = await ourExtension();
    assert.equal(extension.isActive, true);
    assert.equal(extension.exports, undefined);
    assert.deepEqual(loadedChunks(), ['extension.cjs']);
  });

  it('loads what the first command needs once the rows are there, without being asked', async () => {
    await commands.executeCommand('registryAuth.connections.focus');
    while (!loadedChunks().includes('core.cjs')) {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    // Where the window is a page, its rows need the storage of the browser, too.
    const others = loadedChunks().filter((chunk) => chunk !== 'browser.cjs');
    assert.deepEqual(others, ['commands.cjs', 'core.cjs', 'extension.cjs', 'kinds.cjs', 'surface.cjs']);
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

  it('reads settings whose defaults are those of the manifest', async () => {
    const { clearClipboardAfter, warnBeforeExpiry, requestTimeout, signInAudience, testTokens } = readSettings();
    assert.deepEqual(await settingDefaults(), {
      'registryAuth.clipboard.clearAfterSeconds': clearClipboardAfter,
      'registryAuth.warnBeforeExpiryMinutes': warnBeforeExpiry,
      'registryAuth.requestTimeoutSeconds': requestTimeout,
      'registryAuth.signIn.audience': signInAudience,
      'registryAuth.testTokens': testTokens,
      'registryAuth.proveTokens': testTokens,
    });
  });

  it('has another extension beside it, which can run commands', async () => {
    const { run } = await stranger();
    await run('setContext', 'registryAuthTest.stranger', true);
  });
});
