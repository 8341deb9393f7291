// What another extension gets when it runs our commands: nothing. (Any extension can run any command and read the clipboard.)
import { strict as assert } from 'node:assert';
import { commands, env, window } from 'vscode';
import { type Playground, startPlayground } from '../../src/playground/index.js';
import { commandIds } from '../../src/ui/commandIds.js';
import { runCommand } from '../../src/ui/commands.js';
import type { Node } from '../../src/ui/treeNode.js';
import { contributedCommands, countRequests, persist, stranger } from './harness.js';
import { script } from './script.js';
import { forgetAll, rows, type TestSurface, testSurface } from './testSurface.js';

/** What the editor turns into the row that has the focus, whoever passes it. */
const FOCUSED = { $treeViewId: 'registryAuth.connections', $focusedTreeItem: true };

// Every command is run in several ways, and each takes the editor a moment.
const ALL_COMMANDS = 90_000;

const UNTOUCHED = 'what was in the clipboard before';

/** Everything that somebody might pass off as a row. */
function madeUp(row: Node): readonly unknown[] {
  return [
    undefined,
    row.type,
    {},
    { ...row },
    JSON.parse(JSON.stringify(row)),
    [row],
    { node: row },
    Object.create(row),
    new Proxy(row, {}),
    { $treeViewId: 'registryAuth.connections', $treeItemHandle: '1/playground' },
    { $treeViewId: 'registryAuth.connections', $treeItemHandle: '0/0:Playground' },
    FOCUSED,
    [FOCUSED, null],
  ];
}

describe('another extension', () => {
  let playground: Playground;
  let surface: TestSurface;
  let row: Node;
  const person = script([]);

  before(async () => {
    await forgetAll();
    playground = await startPlayground({ now: () => Date.now() });
    const [place] = playground.places;
    assert.ok(place?.credential.type === 'password');
    const { host } = new URL(place.address);
    surface = await testSurface(
      script([
        { text: `${host}/team/app:latest` },
        { pick: 'Repository-scoped token' },
        { text: place.credential.username },
        { text: place.credential.password },
      ]),
    );
    await runCommand(surface, 'registryAuth.addConnection', undefined);
    const [first] = await rows(surface);
    assert.ok(first);
    row = first.node;
  });
  after(async () => {
    await surface.dispose();
    await playground.stop();
    await forgetAll();
  });

  it('gets a real row accepted, so that the next tests test something', async () => {
    surface.ask = script([]);
    await runCommand(surface, 'registryAuth.copyToken', row, undefined);
    assert.match(await env.clipboard.readText(), /^eyJ/);
  });

  for (const id of commandIds.filter((one) => one !== 'registryAuth.showLog')) {
    it(`is asked like anybody when it runs ${id} with made-up rows`, async () => {
      surface.tokens.peek()?.forget();
      await env.clipboard.writeText(UNTOUCHED);
      const requests = countRequests();
      try {
        for (const argument of madeUp(row)) {
          // Nobody answers: whatever is asked ends the command.
          surface.ask = {
            ...person,
            pick: () => Promise.reject(new Error('asked')),
            pickSeveral: () => Promise.reject(new Error('asked')),
            text: () => Promise.reject(new Error('asked')),
            confirm: () => Promise.reject(new Error('asked')),
          };
          const result: unknown = await runCommand(surface, id, argument);
          assert.equal(result, undefined);
        }
        assert.equal(await env.clipboard.readText(), UNTOUCHED);
        assert.deepEqual(requests.sent, []);
        assert.equal((await rows(surface)).filter(({ node }) => node.type === 'connection').length, 1);
      } finally {
        requests.stop();
      }
    });
  }

  it('gets nothing from the installed extension, through no command and no way of calling it', async () => {
    const { run } = await stranger();
    await dismissed(run('registryAuth.tryPlayground'));
    await env.clipboard.writeText(UNTOUCHED);
    const requests = countRequests();
    try {
      // Stop comes last: until then there are connections to be had.
      const ids = (await contributedCommands()).filter((id) => id !== 'registryAuth.stopPlayground');
      for (const id of [...ids, 'registryAuth.stopPlayground']) {
        assert.deepEqual(await dismissed(run(id, ...madeUp(row))), undefined, id);
        for (const args of madeUp(row).slice(-4)) {
          await dismissed(run('runCommands', { commands: [{ command: id, args }] }));
        }
        assert.equal(await env.clipboard.readText(), UNTOUCHED, id);
      }
      assert.deepEqual(requests.sent, []);

      // The same calls lead to a request as soon as somebody answers.
      await dismissed(run('registryAuth.tryPlayground'));
      const fetching = Promise.resolve(run('registryAuth.fetchToken'));
      while (requests.sent.length === 0) {
        await commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
      }
      await dismissed(fetching);
    } finally {
      requests.stop();
    }
  }).timeout(ALL_COMMANDS);

  it('gets nothing by meaning the row that has the focus, but to see what a key shows', async () => {
    const { run } = await stranger();
    const onFocus = (command: string, args: unknown): Promise<unknown> =>
      dismissed(run('runCommands', { commands: [{ command, args }] }));
    const panelIsOpen = (): boolean =>
      window.tabGroups.all.some(({ tabs }) => tabs.some(({ label }) => label.startsWith('Token for')));

    await run('workbench.action.closeAllEditors');
    await run('registryAuth.connections.focus');
    await dismissed(run('registryAuth.tryPlayground'));
    // A person who presses Enter: the row asks what to fetch, and once there is a token, it shows it.
    // The lists get more time whenever they were dismissed too soon.
    for (let patience = 500; !panelIsOpen(); patience *= 2) {
      assert.ok(patience < ALL_COMMANDS / 2, 'Enter on the row opened no panel');
      // Whatever was asked before may have taken the focus.
      await run('registryAuth.connections.focus');
      await run('list.focusFirst');
      await run('list.focusDown'); // to the first connection of the playground
      const opening = run('runCommands', { commands: [{ command: 'registryAuth.openRow', args: FOCUSED }] });
      const late = Date.now() + patience;
      while (Date.now() < late && !panelIsOpen()) {
        await run('workbench.action.acceptSelectedQuickOpenItem');
      }
      await dismissed(opening);
    }
    await env.clipboard.writeText(UNTOUCHED);
    const requests = countRequests();
    try {
      // Without connections there is no row, and without a token Enter asks for one and lists names meanwhile.
      const taking = ['registryAuth.stopPlayground', 'registryAuth.forgetTokens'];
      for (const id of (await contributedCommands()).filter((one) => !taking.includes(one))) {
        for (const args of [FOCUSED, [FOCUSED], [FOCUSED, null], [FOCUSED, undefined], [FOCUSED, []]]) {
          assert.equal(await onFocus(id, args), undefined, id);
          assert.equal(await env.clipboard.readText(), UNTOUCHED, id);
        }
      }
      assert.deepEqual(requests.sent, []);
    } finally {
      requests.stop();
      await dismissed(run('registryAuth.stopPlayground'));
    }
  }).timeout(ALL_COMMANDS);
});

/** Goes away from everything that is asked and told until the command has ended. */
function dismissed(running: Thenable<unknown>): Promise<unknown> {
  return persist(running, 'workbench.action.closeQuickOpen', 'notifications.clearAll');
}
