// What a token needs and is there before it is wanted: asked while its scopes are chosen, or in an earlier window.
import { strict as assert } from 'node:assert';
import { type DistributionServer, startDistributionServer } from '../../src/playground/distribution/index.js';
import type { Node } from '../../src/ui/treeNode.js';
import { stranger } from './harness.js';
import { saved } from './saved.js';
import { type Reply, type Script, script } from './script.js';
import { commandOnRow, forgetAll, rows, type TestSurface, testSurface } from './testSurface.js';

const STORED = 'registryAuth.challenges';

describe('a token whose way is known', () => {
  let server: DistributionServer;
  let surface: TestSurface;
  let node: Node;

  beforeEach(async () => {
    await forgetAll();
    server = await startDistributionServer();
    surface = await testSurface(script([]));
    const { reader } = server.credentials;
    const given = { id: 'one', name: 'one', address: server.origin, account: reader.username };
    const found = await saved(surface, given, reader.password);
    await surface.store.save(found.connection, reader);
    node = found;
  });
  afterEach(async () => {
    await surface.dispose();
    await server.stop();
    await forgetAll();
  });

  /** Runs a command on the row. `open` runs while the first list is open. */
  async function run(id: string, replies: readonly Reply[], open: () => Promise<void> = async () => undefined) {
    const person: Script = script(replies);
    const { pick } = person;
    person.pick = async (question) => {
      await open();
      return pick(question);
    };
    surface.ask = person;
    await commandOnRow(surface, id, node);
    person.done();
  }
  const fetch = async (open?: () => Promise<void>): Promise<void> =>
    run('registryAuth.fetchToken', [{ type: 'team/app' }, { several: ['pull'] }], open);

  const requests = (): readonly string[] =>
    server.received.map(
      ({ method, url, headers }) => `${method} ${url.replace(/\?.*/, '')}${'authorization' in headers ? ' login' : ''}`,
    );
  const pinged = async (): Promise<void> => {
    const late = Date.now() + 20_000;
    while (requests().length === 0) {
      assert.ok(Date.now() < late, 'the registry was not asked');
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  };
  const stored = async (): Promise<readonly unknown[]> =>
    (await stranger()).context.globalState.get<readonly unknown[]>(STORED) ?? [];

  it('has its registry asked while the list is open, without the login', async () => {
    let before: readonly string[] = [];
    await fetch(async () => {
      await pinged();
      before = requests();
    });
    assert.deepEqual(before, ['GET /v2/']);
    assert.deepEqual(requests(), ['GET /v2/', 'GET /token login']);
  });

  it('is not fetched where the list is closed without a choice', async () => {
    await run('registryAuth.fetchToken', [{ cancel: true }], pinged);
    assert.deepEqual(requests(), ['GET /v2/']);
    assert.deepEqual(await stored(), []);
  });

  it('is fetched at once in the next window, and nothing secret is kept for that', async () => {
    await fetch();
    const kept = await stored();
    assert.equal(kept.length, 1);
    assert.doesNotMatch(JSON.stringify(kept), new RegExp(`${server.credentials.reader.password}|eyJ`));
    await surface.dispose();
    surface = await testSurface(script([]));
    const before = requests().length;
    const [connection] = await rows(surface);
    const [used] = await rows(surface, connection?.node);
    assert.ok(used);
    await commandOnRow(surface, 'registryAuth.fetchToken', used.node);
    assert.deepEqual(requests().slice(before), ['GET /token login']);
  });

  it('is forgotten with its connection', async () => {
    await fetch();
    await run('registryAuth.removeConnection', [{ confirm: true }]);
    assert.deepEqual(await stored(), []);
  });

  it('is forgotten with everything', async () => {
    await fetch();
    await run('registryAuth.forgetEverything', [{ confirm: true }]);
    assert.deepEqual(await stored(), []);
  });
});
