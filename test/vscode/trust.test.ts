// Where a credential goes is asked before it goes there.
import { strict as assert } from 'node:assert';
import type { Connection } from '../../src/connections/connection.js';
import type { Node } from '../../src/ui/treeNode.js';
import { challenge, json, redirect } from '../faults/answers.js';
import { type FaultServer, startFault } from '../faults/server.js';
import { script } from './script.js';
import { commandOnRow, forgetAll, rows, type TestSurface, testSurface } from './testSurface.js';

const SECRET = 'not a real password';

describe('a token server on another host', () => {
  let tokenServer: FaultServer;
  let registry: FaultServer;
  let redirecting: FaultServer;
  let surface: TestSurface;
  /** Another token server than the first. */
  let named: string | undefined;

  before(async () => {
    await forgetAll();
    const token = { '/token': json(200, { token: 'opaque-token', expires_in: 300 }) };
    tokenServer = await startFault(() => token, { address: '127.0.0.2' });
    registry = await startFault(() => ({
      '/v2/': (request, response) =>
        challenge(`Bearer realm="${named ?? tokenServer.origin}/token",service="s"`)(request, response),
    }));
    redirecting = await startFault(() => ({
      '/v2/': challenge('Bearer realm="/token",service="s"'),
      '/token': redirect(307, `${tokenServer.origin}/token?secret=x`),
    }));
    surface = await testSurface(script([]));
  });
  after(async () => {
    await surface.dispose();
    await Promise.all([tokenServer.stop(), registry.stop(), redirecting.stop()]);
    await forgetAll();
  });

  const save = async (id: string, { origin }: FaultServer): Promise<Node> => {
    const connection: Connection = {
      id,
      kind: 'oci',
      address: origin,
      form: 'password',
      account: 'dana',
      insecure: true,
      settings: {},
      revision: 1,
    };
    await surface.store.save(connection, { type: 'password', username: 'dana', password: SECRET });
    const found = (await rows(surface)).find(({ node }) => node.type === 'connection' && node.connection.id === id);
    assert.ok(found);
    return found.node;
  };
  const secretsSent = (server: FaultServer): number =>
    server.received.filter(({ rawHeaders }) => rawHeaders.some((value) => value.startsWith('Basic '))).length;

  it('gets nothing when the question, which names both hosts, is refused', async () => {
    const node = await save('consent', registry);
    const person = script([
      { type: 'team/app' },
      { several: ['pull'] },
      { confirm: false, to: `Send the credential of dana for ${registry.host} to ${tokenServer.host}?` },
    ]);
    surface.ask = person;
    await commandOnRow(surface, 'registryAuth.fetchToken', node);
    person.done();
    assert.deepEqual(person.told, []);
    assert.equal(secretsSent(tokenServer), 0);
  });

  it('is used once somebody agreed, the command goes on, and the answer is kept', async () => {
    const [{ node } = { node: undefined }] = await rows(surface);
    const agreeing = script([{ type: 'team/app' }, { several: ['pull'] }, { confirm: true, to: tokenServer.host }]);
    surface.ask = agreeing;
    await commandOnRow(surface, 'registryAuth.fetchToken', node);
    agreeing.done();
    assert.equal(agreeing.told.length, 1);
    assert.equal(secretsSent(tokenServer), 1);

    const again = script([{ type: 'team/other' }, { several: ['pull'] }]);
    surface.ask = again;
    await commandOnRow(surface, 'registryAuth.fetchToken', node);
    again.done();
    assert.equal(secretsSent(tokenServer), 2);
  });

  it('that nobody agreed to is not asked in the background: the row says so until somebody agrees', async () => {
    const moved = await startFault(() => ({ '/token': json(200, { token: 'moved', expires_in: 300 }) }), {
      address: '127.0.0.3',
    });
    try {
      named = moved.origin;
      const silent = script([{ several: [registry.host] }]);
      surface.ask = silent;
      await commandOnRow(surface, 'registryAuth.renewAllTokens', undefined);
      silent.done();
      assert.match(silent.told[0]?.text ?? '', /they need your input/);
      assert.deepEqual(moved.received, []);
      const [row] = await rows(surface);
      assert.ok(row);
      assert.equal(row.description, 'needs your consent · dana');

      const agreeing = script([{ type: 'team/third' }, { several: ['pull'] }, { confirm: true, to: moved.host }]);
      surface.ask = agreeing;
      await commandOnRow(surface, 'registryAuth.fetchToken', row.node);
      agreeing.done();
      assert.equal(secretsSent(moved), 1);
      const [later] = await rows(surface);
      assert.ok(later && !later.description.includes('consent'), later?.description);
    } finally {
      named = undefined;
      await moved.stop();
    }
  });

  it('is not reached through a redirect until its address was chosen and agreed to', async () => {
    const node = await save('redirect', redirecting);
    const before = secretsSent(tokenServer);
    const person = script(
      [{ type: 'team/app' }, { several: ['pull'] }, { confirm: true, to: tokenServer.host }],
      ({ severity, text, actions }) => {
        if (severity !== 'error') {
          return undefined;
        }
        assert.ok(text.startsWith(`${redirecting.host} redirected to ${tokenServer.origin}/token`), text);
        assert.equal(secretsSent(tokenServer), before);
        return actions.find((action) => action === 'Use This Address');
      },
    );
    surface.ask = person;
    await commandOnRow(surface, 'registryAuth.fetchToken', node);
    person.done();
    assert.equal(secretsSent(tokenServer), before + 1);
    assert.equal(tokenServer.received.at(-1)?.url.includes('secret='), false);
  });
});
