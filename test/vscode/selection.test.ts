// What commands do when several rows are selected: the menu and the Delete key pass them.
import { strict as assert } from 'node:assert';
import { env } from 'vscode';
import { type DistributionServer, startDistributionServer } from '../../src/playground/distribution/index.js';
import { runCommand } from '../../src/ui/commands.js';
import type { Node } from '../../src/ui/treeNode.js';
import { saved } from './saved.js';
import { type Reply, type Script, script } from './script.js';
import { commandOnRow, forgetAll, rows, type TestSurface, testSurface } from './testSurface.js';

describe('several selected rows', () => {
  let server: DistributionServer;
  let surface: TestSurface;
  let selection: readonly Node[] = [];
  before(async () => {
    await forgetAll();
    server = await startDistributionServer();
  });
  beforeEach(async () => {
    selection = [];
    surface = await testSurface(script([]), { selection: () => selection });
    for (const id of ['one', 'two', 'three']) {
      const { reader } = server.credentials;
      const given = { id, name: id, address: server.origin, account: reader.username, provedAt: 1 };
      const { connection } = await saved(surface, given, reader.password);
      await surface.store.save(connection, reader);
    }
  });
  afterEach(async () => {
    await surface.dispose();
    await forgetAll();
  });
  after(() => server.stop());

  const top = async (): Promise<readonly Node[]> => (await rows(surface)).map(({ node }) => node);
  const names = async (): Promise<readonly string[]> => (await rows(surface)).map(({ label }) => label);
  const as = (replies: readonly Reply[]): Script => {
    const person = script(replies);
    surface.ask = person;
    return person;
  };
  const fetch = async (row: Node, repository: string): Promise<void> => {
    as([{ type: repository }, { several: ['pull'] }]);
    await commandOnRow(surface, 'registryAuth.fetchToken', row);
  };
  async function three(): Promise<readonly [Node, Node, Node]> {
    const [one, three, two] = await top(); // sorted by name
    assert.ok(one && two && three);
    return [one, two, three];
  }

  it('are removed after one question that names them all', async () => {
    const [one, two] = await three();
    const refusing = as([{ confirm: false, to: 'Remove 2 connections?' }]);
    await runCommand(surface, 'registryAuth.removeConnection', one, [one, two]);
    refusing.done();
    assert.match(refusing.asked[0] ?? '', /one .*\ntwo /);
    assert.deepEqual(await names(), ['one', 'three', 'two']);

    selection = await three();
    const agreeing = as([{ confirm: true, to: 'Remove 3 connections?' }]);
    await runCommand(surface, 'registryAuth.removeConnection', selection[0]);
    agreeing.done();
    assert.deepEqual(await names(), []);
  });

  it('are left alone when another row was clicked', async () => {
    const [one, two, three_] = await three();
    const person = as([{ confirm: true, to: 'Remove one (' }]);
    await runCommand(surface, 'registryAuth.removeConnection', one, [two, three_]);
    person.done();
    assert.deepEqual(await names(), ['three', 'two']);
  });

  it('lose their scopes, those of removed connections with them', async () => {
    const [one, two] = await three();
    await fetch(one, 'team/app');
    await fetch(one, 'public/hello');
    const scopes = (await rows(surface, (await three())[0])).map(({ node }) => node);
    assert.equal(scopes.length, 2);
    const person = as([]);
    await runCommand(surface, 'registryAuth.removeScope', scopes[0], scopes);
    person.done();
    assert.equal(person.told[0]?.text, 'Removed 2 rows from the list.');
    assert.deepEqual(await rows(surface, (await three())[0]), []);

    await fetch(two, 'team/app');
    const row = (await three())[1];
    const [scope] = await rows(surface, row);
    assert.ok(scope);
    const both = as([{ confirm: true, to: 'Remove two (' }]);
    await runCommand(surface, 'registryAuth.removeConnection', row, [row, scope.node]);
    both.done();
    assert.deepEqual(both.told, []);
  });

  it('forget their tokens, and the message counts them', async () => {
    const [one, two, three_] = await three();
    await fetch(one, 'team/app');
    await fetch(one, 'public/hello');
    await fetch(two, 'team/app');
    await fetch(three_, 'team/app');
    const told = async (row: Node, others?: readonly Node[]) => {
      const person = as([]);
      await runCommand(surface, 'registryAuth.forgetTokens', row, others);
      return person.told.map(({ text }) => text);
    };
    const rowsNow = await three();
    assert.deepEqual(await told(rowsNow[0], [rowsNow[0], rowsNow[1]]), [
      'Forgot 3 tokens of 2 connections. The credentials are kept.',
    ]);
    assert.deepEqual(await told(rowsNow[2]), ['Forgot 1 token of three. The credential is kept.']);
    assert.deepEqual(await told(rowsNow[2]), ['There are no tokens to forget.']);
  });

  it('count only if all of them are ours, and for every other command the clicked one counts', async () => {
    const [one, two] = await three();
    await fetch(one, 'team/app');
    await env.clipboard.writeText('before');
    for (const others of [[one, {}], [one, { ...two }], [one, one], [one], [], 'row', null]) {
      const person = as([{ cancel: true, to: 'Choose a connection' }]);
      await runCommand(surface, 'registryAuth.copyToken', one, others);
      person.done();
    }
    assert.equal(await env.clipboard.readText(), 'before');
    as([]);
    await runCommand(surface, 'registryAuth.copyToken', one, [one, two]);
    assert.notEqual(await env.clipboard.readText(), 'before');
  });
});
