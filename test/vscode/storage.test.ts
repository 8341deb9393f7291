// A keyring that fails must not look like a list without connections.
import { strict as assert } from 'node:assert';
import { pageName } from '../../src/ui/storage/pageName.js';
import { stranger } from './harness.js';
import { script } from './script.js';
import { forgetAll, type TestSurface, testSurface } from './testSurface.js';

describe('the page of a browser window', () => {
  it('has one name for every extension host that runs in it', async () => {
    const name = await pageName();
    assert.match(name, /^[\da-f]{8}-[\da-f]{4}-/);
    assert.equal(await pageName(), name);
  });
});

describe('a storage that fails', () => {
  let surface: TestSurface;
  before(async () => {
    await forgetAll();
    const { secrets } = (await stranger()).context;
    const broken = {
      ...secrets,
      onDidChange: secrets.onDidChange,
      keys: () => Promise.reject(new Error('no keyring')),
    };
    surface = await testSurface(script([]), { secrets: broken });
  });
  after(() => surface.dispose());

  it('is told by the view, and logged', async () => {
    assert.equal(
      (await surface.tree.status()).message,
      'The saved connections can’t be read: VS Code’s secret storage failed. See the log.',
    );
    assert.ok(surface.logged.some((line) => line.includes('no keyring')));
  });

  it('leaves the playground in the view', async () => {
    await surface.playground.start();
    assert.deepEqual(
      (await surface.tree.getChildren())?.map(({ type }) => type),
      ['playground'],
    );
  });
});
