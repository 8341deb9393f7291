// What F2, Delete and Enter do: their keybindings hand over the focused row, as any extension can.
import { strict as assert } from 'node:assert';
import { env } from 'vscode';
import type { CommandId } from '../../src/ui/commandIds.js';
import { runCommand } from '../../src/ui/commands.js';
import type { Node } from '../../src/ui/treeNode.js';
import { challenge, json } from '../faults/answers.js';
import { type FaultServer, startFault } from '../faults/server.js';
import { saved } from './saved.js';
import { type Script, script } from './script.js';
import { commandOnRow, forgetAll, rows, type TestSurface, testSurface } from './testSurface.js';

describe('a key on the focused row', () => {
  let registry: FaultServer;
  let surface: TestSurface;
  before(async () => {
    await forgetAll();
    registry = await startFault(() => ({
      '/v2/': challenge('Bearer realm="/token",service="s"'),
      '/token': json(200, { token: 'opaque-token', expires_in: 300 }),
    }));
    surface = await testSurface(script([]));
    const row = await saved(surface, { id: 'keys', address: registry.origin, name: 'Keys', provedAt: 1 });
    surface.ask = script([{ type: 'team/app' }, { several: ['pull'] }]);
    await commandOnRow(surface, 'registryAuth.fetchToken', row);
    await surface.playground.start();
  });
  after(async () => {
    await surface.dispose();
    await registry.stop();
    await forgetAll();
  });

  const press = async (id: CommandId, node: Node | undefined, person: Script = script([])): Promise<Script> => {
    surface.ask = person;
    await runCommand(surface, id, node);
    person.done();
    return person;
  };
  const row = async (): Promise<Node> => {
    const [first] = await rows(surface);
    assert.ok(first?.node.type === 'connection');
    return first.node;
  };
  const scopeRow = async (): Promise<Node> => {
    const [scope] = await rows(surface, await row());
    assert.ok(scope?.node.type === 'scope');
    return scope.node;
  };
  const inPlayground = async (): Promise<{ readonly group: Node; readonly connection: Node }> => {
    const group = (await rows(surface)).map(({ node }) => node).find(({ type }) => type === 'playground');
    assert.ok(group);
    const [connection] = await rows(surface, group);
    assert.ok(connection);
    return { group, connection: connection.node };
  };

  it('edits the connection of a row for scopes', async () => {
    await press('registryAuth.renameConnection', await scopeRow(), script([{ cancel: true, to: 'Display name' }]));
  });

  it('cannot change the playground, and says so', async () => {
    const { group, connection } = await inPlayground();
    for (const [id, node] of [
      ['registryAuth.renameConnection', connection],
      ['registryAuth.removeConnection', connection],
      ['registryAuth.renameConnection', group],
    ] as const) {
      const { told } = await press(id, node);
      assert.deepEqual(
        told.map(({ text }) => text),
        ['Playground connections can’t be changed. They end with this window.'],
      );
    }
    assert.equal(surface.playground.runs(), true);
  });

  it('shows the token of a row, and fetches exactly its scopes where there is none', async () => {
    const sent = registry.received.length;
    await press('registryAuth.openRow', await scopeRow());
    assert.equal(registry.received.length, sent);
    surface.tokens.peek()?.forget();
    const { asked, told } = await press('registryAuth.openRow', await scopeRow());
    assert.deepEqual(asked, []);
    assert.match(told[0]?.text ?? '', /can decode this token/);
    const tokens = registry.received.slice(sent).filter(({ url }) => url.startsWith('/token'));
    assert.deepEqual(
      tokens.map(({ url }) => new URLSearchParams(url.split('?')[1]).getAll('scope')),
      [['repository:team/app:pull']],
    );
  });

  it('asks before it fetches for a connection, and sends nothing if that is cancelled', async () => {
    surface.tokens.peek()?.forget();
    const sent = registry.received.length;
    await press('registryAuth.openRow', await row(), script([{ cancel: true, to: 'Repository' }]));
    assert.equal(registry.received.length, sent);
  });

  it('is not enough for any other command', async () => {
    await env.clipboard.writeText('before');
    const sent = registry.received.length;
    for (const id of ['copyToken', 'copyTokenAs', 'fetchToken', 'inspectToken'] as const) {
      await press(`registryAuth.${id}`, await row(), script([{ cancel: true, to: 'Choose a connection' }]));
    }
    await press('registryAuth.removeScope', await scopeRow());
    assert.equal((await rows(surface, await row())).length, 1);
    assert.equal(await env.clipboard.readText(), 'before');
    assert.equal(registry.received.length, sent);
  });

  it('stops the playground when its group is deleted', async () => {
    const { group } = await inPlayground();
    await press('registryAuth.removeConnection', group);
    assert.equal(surface.playground.runs(), false);
  });
});
