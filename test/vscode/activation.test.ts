import { strict as assert } from 'node:assert';
import { commands } from 'vscode';
import { readSettings } from '../../src/ui/settings.js';
import { contributedCommands, ourExtension, settingDefaults, stranger } from './harness.js';

describe('activation', () => {
  it('activates, gives other extensions nothing, and loads nothing that is not needed yet', async () => {
    const extension = await ourExtension();
    assert.equal(extension.isActive, true);
    assert.equal(extension.exports, undefined);
    const loaded = Object.keys(require.cache).filter((file) => /[\\/]dist[\\/]\w+\.cjs$/.test(file));
    const names = loaded.map((file) => file.replace(/^.*[\\/]/, '')).sort();
    assert.deepEqual(names, ['extension.cjs']);
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
    const { clearClipboardAfter, warnBeforeExpiry, requestTimeout, signInAudience, proveTokens } = readSettings();
    assert.deepEqual(await settingDefaults(), {
      'registryAuth.clipboard.clearAfterSeconds': clearClipboardAfter,
      'registryAuth.warnBeforeExpiryMinutes': warnBeforeExpiry,
      'registryAuth.requestTimeoutSeconds': requestTimeout,
      'registryAuth.signIn.audience': signInAudience,
      'registryAuth.proveTokens': proveTokens,
    });
  });

  it('has another extension beside it, which can run commands', async () => {
    const { run } = await stranger();
    await run('setContext', 'registryAuthTest.stranger', true);
  });
});
