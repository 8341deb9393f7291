// How long tokens live in the window: pinned, warned of, renewed, forgotten; and what is said when secrets are lost.
import { strict as assert } from 'node:assert';
import { ConfigurationTarget, type StatusBarItem, window, workspace } from 'vscode';
import { type DistributionServer, startDistributionServer } from '../../src/playground/distribution/index.js';
import { startMagentoServer } from '../../src/playground/magento/index.js';
import type { Message } from '../../src/ui/prompts/ask.js';
import { attachStatusBar } from '../../src/ui/tree/statusBar.js';
import type { Node } from '../../src/ui/treeNode.js';
import { stranger } from './harness.js';
import { saved } from './saved.js';
import { type Reply, type Script, script } from './script.js';
import { commandOnRow, forgetAll, rows, storedSecrets, tabs, type TestSurface, testSurface } from './testSurface.js';

const MINUTE = 60_000;
type ConnectionNode = Extract<Node, { type: 'connection' }>;

describe('the life of tokens', () => {
  let server: DistributionServer;
  let surface: TestSurface;
  let node: ConnectionNode;
  /** How far the clock of the window is ahead (ms). */
  let ahead = 0;

  before(async () => {
    await forgetAll();
    server = await startDistributionServer();
  });
  beforeEach(async () => {
    ahead = 0;
    surface = await testSurface(script([]), { now: () => Date.now() + ahead });
    node = await connect('one');
  });
  afterEach(async () => {
    await surface.dispose();
    await forgetAll();
  });
  after(() => server.stop());

  async function connect(id: string, name = id): Promise<ConnectionNode> {
    const { reader } = server.credentials;
    const given = { id, name, address: server.origin, account: reader.username, provedAt: 1 };
    const found = await saved(surface, given, reader.password);
    await surface.store.save(found.connection, reader);
    return found;
  }

  async function run(id: string, row?: Node, replies: readonly Reply[] = []): Promise<Script> {
    const person = script(replies);
    surface.ask = person;
    await commandOnRow(surface, id, row);
    person.done();
    return person;
  }

  const fetch = async (row: Node, repository = 'team/app'): Promise<void> => {
    await run('registryAuth.fetchToken', row, [{ type: repository }, { several: ['pull'] }]);
  };
  const exchanges = (): number => server.received.filter(({ url }) => url.startsWith('/token')).length;
  const held = (): number => surface.tokens.peek()?.cached('one').length ?? 0;

  it('are forgotten at once, and the credential is kept', async () => {
    await fetch(node);
    const secrets = await storedSecrets();
    assert.equal(held(), 1);
    const person = await run('registryAuth.forgetTokens');
    assert.equal(person.told[0]?.text, 'Forgot 1 token. The credential is kept.');
    assert.equal(held(), 0);
    assert.deepEqual(await storedSecrets(), secrets);
    assert.match((await rows(surface))[0]?.description ?? '', /^(no token yet|choose a repository)/);
  });

  it('are forgotten of one connection alone', async () => {
    const other = await connect('two');
    await fetch(node);
    await fetch(other);
    const person = await run('registryAuth.forgetTokens', other);
    assert.equal(person.told[0]?.text, 'Forgot 1 token of two. The credential is kept.');
    assert.deepEqual([held(), surface.tokens.peek()?.cached('two').length], [1, 0]);
  });

  it('end with a credential that another window changed, and with a connection that it removed', async () => {
    await fetch(node);
    const { connection } = node;
    const changed = listened(surface);
    await surface.store.save({ ...connection, revision: connection.revision + 1 }, server.credentials.reader);
    await changed(() => held() === 0);
    const [row] = await rows(surface);
    assert.ok(row);
    await fetch(row.node);
    assert.equal(held(), 1);
    const removed = listened(surface);
    await surface.store.remove('one');
    await removed(() => held() === 0);
  });

  it('are renewed together, but not where somebody would be asked, nor with what was refused', async () => {
    const shop = await startMagentoServer({ secondFactor: { active: ['google'], allowed: ['google'] } });
    const { admin } = shop.credentials;
    const asking = await saved(surface, {
      id: 'shop',
      name: 'shop',
      kind: 'magento',
      form: 'admin',
      address: shop.origin,
      provedAt: 1,
    });
    await surface.store.save(asking.connection, admin);
    const refused = await connect('refused');
    await fetch(node);
    await fetch(node, 'public/hello');
    await fetch(refused);
    await run('registryAuth.fetchToken', asking, [{ text: shop.code(), to: 'Two-Factor' }]);
    const { connection } = refused;
    await surface.store.save(connection, { ...server.credentials.reader, password: 'wrong' });
    const [sent, sentToShop] = [exchanges(), shop.received.length];

    const all = [{ several: ['one', 'refused', 'shop'] }];
    const person = await run('registryAuth.renewAllTokens', undefined, all);
    assert.equal(
      person.told[0]?.text,
      'Renewed 2 of 4 tokens. Not renewed, because they need your input: shop. Not renewed, because the credential was rejected: refused.',
    );
    assert.equal(exchanges() - sent, 3);
    assert.equal(shop.received.length, sentToShop);

    // What was refused once is not tried again.
    await run('registryAuth.renewAllTokens', undefined, all);
    assert.equal(exchanges() - sent, 5);
    await shop.stop();
  });

  it('that nobody has are not renewed', async () => {
    const person = await run('registryAuth.renewAllTokens');
    assert.equal(person.told[0]?.text, 'There are no tokens to renew.');
  });

  it('are warned of once before they expire, where that is wanted, and renewed by the button', async () => {
    const settings = workspace.getConfiguration('registryAuth');
    await fetch(node);
    ahead = 4 * MINUTE + 30_000;
    const told = toldBy(surface, () => (ahead = 0));
    await settings.update('warnBeforeExpiryMinutes', 1, ConfigurationTarget.Global);
    try {
      const message = await told.next;
      assert.match(message.text, /^one: the token for pull on team\/app expires in (1\d|2\d|30) seconds\.$/);
      assert.deepEqual([message.severity, message.actions], ['warning', ['Renew']]);
      const renewed = await told.next;
      assert.match(renewed.text, /can pull from team\/app/);
      assert.equal(held(), 1);
      // Neither that one nor the new one is told of again.
      surface.tree.refresh();
      await run('registryAuth.forgetTokens');
    } finally {
      await settings.update('warnBeforeExpiryMinutes', undefined, ConfigurationTarget.Global);
    }
  });

  it('are shown in the status bar for the connection that was pinned there', async () => {
    await fetch(node);
    const shown = fakeItem();
    const { createStatusBarItem } = window;
    Object.assign(window, { createStatusBarItem: () => shown.item });
    const bar = attachStatusBar(surface);
    try {
      await shown.hidden();
      await run('registryAuth.pinConnection', node);
      await shown.visible();
      const { text, accessibilityInformation, command } = shown.item;
      assert.match(text, /^\$\(key\) one: valid, [45] min$/);
      assert.match(accessibilityInformation?.label ?? '', /^Registry Auth: one, .*valid for [45] minutes, account/);
      assert.equal(command, 'registryAuth.showPinned');
      const { context } = await stranger();
      assert.equal(context.globalState.get('registryAuth.pinned'), 'one');

      const person = await run('registryAuth.showPinned', undefined, [{ pick: 'Copy Token', to: 'one' }]);
      assert.match(person.told[0]?.text ?? '', /^Copied the token for pull on team\/app/);
      await surface.clipboard.clear();
      await run('registryAuth.showPinned', undefined, [{ pick: 'Unpin from Status Bar' }]);
      await shown.hidden();
    } finally {
      bar.dispose();
      Object.assign(window, { createStatusBarItem });
    }
  });

  it('are gone with everything, which the storage proves', async () => {
    await connect('two');
    await fetch(node);
    const person = await run('registryAuth.forgetEverything', undefined, [{ confirm: true }]);
    assert.equal(
      person.told[0]?.text,
      'Removed all connections with their credentials (2) and all tokens. The secret storage lists none.',
    );
    assert.deepEqual(await storedSecrets(), {});
    const { context } = await stranger();
    assert.deepEqual(
      context.globalState.keys().filter((key) => key.startsWith('registryAuth')),
      [],
    );
  });

  it('are gone, too, when they were won while everything was being forgotten, and so are open claims', async () => {
    await (await surface.documents()).open('Claims', { format: 'json', text: '{}' });
    const isClaims = (label: string): boolean => label.startsWith('Claims');
    await tabs((labels) => labels.some(isClaims));
    await fetch(node);
    const removeAll = surface.store.removeAll.bind(surface.store);
    Object.assign(surface.store, {
      async removeAll() {
        const { signal } = new AbortController();
        await (await surface.tokens()).get(node.connection, ['repository:public/hello:pull'], { signal });
        await removeAll();
      },
    });
    const person = await run('registryAuth.forgetEverything', undefined, [{ confirm: true }]);
    assert.match(person.told[0]?.text ?? '', /^Removed all connections with their credentials \(1\)/);
    assert.equal(held(), 0);
    await tabs((labels) => !labels.some(isClaims));
  });

  it('are gone in a browser, where the mark that stays is named', async () => {
    const other = await testSurface(script([{ confirm: true }]), { browserHosted: true });
    await commandOnRow(other, 'registryAuth.forgetEverything', undefined);
    const { text = '' } = (other.ask as Script).told[0] ?? {};
    assert.match(text, /^Removed all connections .*\(1\).* The secret storage keeps only a marker without secrets/);
    assert.deepEqual(Object.keys(await storedSecrets()), ['registry-auth-guard/window']);
    await other.dispose();
  });

  it('are said to be left where the storage keeps them', async () => {
    const { secrets } = (await stranger()).context;
    const stubborn = {
      keys: () => secrets.keys(),
      get: (key: string) => secrets.get(key),
      store: (key: string, value: string) => secrets.store(key, value),
      delete: async () => undefined,
      onDidChange: secrets.onDidChange,
    };
    const other = await testSurface(script([{ confirm: true }]), { secrets: stubborn });
    await commandOnRow(other, 'registryAuth.forgetEverything', undefined);
    const [message] = (other.ask as Script).told;
    assert.deepEqual(
      [message?.severity, message?.text],
      ['error', 'Still in the secret storage (1): one. All tokens were removed. Try again.'],
    );
    await other.dispose();
  });

  const causes: Readonly<Record<string, RegExp>> = {
    linux: /no keyring.*password-store/,
    darwin: /macOS keychain/,
    win32: /Windows can’t decrypt them/,
    other: /your own machine/,
  };
  for (const [platform, cause] of Object.entries(causes)) {
    it(`that a restart lost with their credentials are told of once, with the cause (${platform})`, async () => {
      const { secrets } = (await stranger()).context;
      for (const key of await secrets.keys()) {
        await secrets.delete(key);
      }
      const person = script([]);
      const later = await testSurface(person, platform === 'other' ? { platform: undefined } : { platform });
      await later.checkStorage();
      await later.checkStorage();
      assert.equal(person.told.length, 1);
      assert.match(person.told[0]?.text ?? '', cause);
      await later.dispose();
    });
  }

  it('are not said to be lost when somebody removed the last connection', async () => {
    await surface.store.remove('one');
    const person = script([]);
    const later = await testSurface(person);
    await later.checkStorage();
    assert.deepEqual(person.told, []);
    await later.dispose();
  });
});

/** Waits for something that follows from a change of the storage. */
function listened(surface: TestSurface): (done: () => boolean) => Promise<void> {
  return async (done) => {
    while (!done()) {
      await surface.store.list();
    }
  };
}

/** What is told from now on, one after the other; presses the button of a warning, after `before`. */
function toldBy(surface: TestSurface, before: () => void): { readonly next: Promise<Message> } {
  const told: Message[] = [];
  const waiting: ((message: Message) => void)[] = [];
  surface.ask = {
    ...script([]),
    async tell(message) {
      const waiter = waiting.shift();
      if (waiter) {
        waiter(message);
      } else {
        told.push(message);
      }
      if (message.severity !== 'warning') {
        return undefined;
      }
      before();
      return message.actions[0];
    },
  };
  return {
    get next() {
      const message = told.shift();
      return message ? Promise.resolve(message) : new Promise<Message>((resolve) => waiting.push(resolve));
    },
  };
}

/** Stands in for the item, whose words the editor does not give back. */
function fakeItem(): {
  readonly item: Pick<StatusBarItem, 'text' | 'accessibilityInformation' | 'command'>;
  visible(): Promise<void>;
  hidden(): Promise<void>;
} {
  const waiting = { show: new Set<() => void>(), hide: new Set<() => void>() };
  const next = (what: 'show' | 'hide'): Promise<void> => new Promise((resolve) => waiting[what].add(resolve));
  const ring = (what: 'show' | 'hide') => (): void => {
    waiting[what].forEach((resolve) => resolve());
    waiting[what].clear();
  };
  return {
    item: Object.assign(
      { text: '', accessibilityInformation: undefined, command: undefined },
      { show: ring('show'), hide: ring('hide'), dispose: () => undefined },
    ),
    visible: () => next('show'),
    hidden: () => next('hide'),
  };
}
