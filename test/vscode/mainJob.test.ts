import { strict as assert } from 'node:assert';
import { env } from 'vscode';
import { type Playground, startPlayground } from '../../src/playground/index.js';
import type { Node } from '../../src/ui/treeNode.js';
import { countRequests, stranger } from './harness.js';
import { type Reply, script } from './script.js';
import { commandOnRow, forgetAll, rows, storedSecrets, tabs, type TestSurface, testSurface } from './testSurface.js';

describe('the main job: add, list, fetch, copy, inspect, edit, remove', function () {
  this.bail(true); // each step needs the one before
  let playground: Playground;
  let surface: TestSurface;
  let requests: ReturnType<typeof countRequests>;
  const place = () => {
    const [acr] = playground.places;
    assert.ok(acr?.credential.type === 'password');
    return { host: new URL(acr.address).host, ...acr.credential };
  };
  const row = async (): Promise<Node> => {
    const [first] = await rows(surface);
    assert.ok(first);
    return first.node;
  };
  /** Runs a command with these answers and gives what it told. */
  const run = async (id: string, node?: Node, replies: readonly Reply[] = [], button?: string): Promise<string> => {
    const person = script(replies, ({ actions }) => actions.find((action) => action === button));
    surface.ask = person;
    await commandOnRow(surface, id, node);
    person.done();
    return person.told.map(({ text }) => text).join('\n');
  };

  before(async () => {
    await forgetAll();
    playground = await startPlayground({ now: () => Date.now() });
    surface = await testSurface(script([]));
    requests = countRequests();
  });
  after(async () => {
    requests.stop();
    await surface.dispose();
    await playground.stop();
    await forgetAll();
  });

  it('has an empty tree and no message, so that the view shows its welcome', async () => {
    assert.deepEqual(await rows(surface), []);
    const nothing = { needUser: 0, empty: true, hasConnection: false, hasToken: false };
    assert.deepEqual(await surface.tree.status(), nothing);
  });

  it('refuses a wrong password in the flow, goes back, and adds with the right one', async () => {
    const { host, username, password } = place();
    const told = await run('registryAuth.addConnection', undefined, [
      { text: `${host}/team/app:latest`, to: 'Paste a registry host' },
      { pick: 'Repository-scoped token', to: 'How do you sign in' },
      { text: username, to: 'Token name' },
      { text: 'wrong', to: 'Password' },
      { pick: 'Enter Password Again', to: `${host} rejected the user name or password for ${username}` },
      { text: password, to: 'Password' },
    ]);
    assert.match(told, new RegExp(`${username} can pull from team/app on ${host} for \\d+ more minutes`));
  });

  it('keeps connection and credential in one entry of the SecretStorage, and no token', async () => {
    const { host, username, password } = place();
    const entries = Object.entries(await storedSecrets());
    assert.equal(entries.length, 1);
    const [key, value] = entries[0] ?? [];
    const { metadata, credential } = value as { metadata: Record<string, unknown>; credential: unknown };
    assert.equal(key, `registry-auth/${String(metadata.id)}`);
    assert.equal(metadata.address, `http://${host}`);
    assert.equal(metadata.kind, 'acr');
    assert.equal(metadata.account, username);
    assert.deepEqual(credential, { type: 'password', username, password });
    assert.ok(!JSON.stringify(value).includes('eyJ'), 'a token lies in the storage');
  });

  it('lists it with state, life and account, and the scope below it', async () => {
    const { host, username } = place();
    const [top] = await rows(surface);
    assert.equal(top?.label, host);
    assert.match(top.description, new RegExp(`^valid, \\d+ min · ${username}$`));
    const [scope] = await rows(surface, top.node);
    assert.equal(scope?.label, 'team/app');
    assert.match(scope.description, /^pull · valid, \d+ min$/);
    const item = await surface.tree.getTreeItem(top.node);
    assert.equal(item.contextValue, 'connection images requests proof terminal');
    assert.match(
      item.accessibilityInformation?.label ?? '',
      new RegExp(`${host}.*valid for .* minutes.*account ${username}`),
    );
    const { message, hasToken } = await surface.tree.status();
    assert.deepEqual([message, hasToken], [undefined, true]);
  });

  it('fetches for typed scopes and says what was not granted', async () => {
    const told = await run('registryAuth.fetchToken', await row(), [
      { type: 'team/app', to: 'Repository' },
      { several: ['pull', 'push'], to: 'team/app' },
    ]);
    assert.match(told, /can pull from team\/app on .* did not grant permission to push to team\/app\./);
  });

  it('offers what was used last first', async () => {
    const told = await run('registryAuth.fetchToken', await row(), [{ pick: 'pull, push on team/app' }]);
    assert.match(told, /did not grant/);
  });

  it('copies the token of a row at once, names the scope, and clears it only if it is still there', async () => {
    const [, scope] = await rows(surface, await row());
    assert.ok(scope);
    assert.equal(
      await run('registryAuth.copyToken', scope.node),
      'Copied the token for pull on team/app. The clipboard is cleared in 60 s.',
    );
    const copied = await env.clipboard.readText();
    assert.match(copied, /^eyJ[\w-]+\.[\w-]+\.[\w-]+$/);
    await surface.clipboard.clear();
    assert.equal(await env.clipboard.readText(), '');

    await run('registryAuth.copyToken', scope.node);
    await env.clipboard.writeText('of somebody else');
    await surface.clipboard.clear();
    assert.equal(await env.clipboard.readText(), 'of somebody else');
  });

  it('copies in other forms', async () => {
    const forms = {
      'Authorization header': /^Authorization: Bearer eyJ/,
      'curl command': /^curl .*Authorization: Bearer eyJ.*\/v2\/team\/app\//,
    };
    for (const [form, expected] of Object.entries(forms)) {
      await run('registryAuth.copyTokenAs', await row(), [{ pick: form }]);
      assert.match(await env.clipboard.readText(), expected);
    }
  });

  it('opens the panel', async () => {
    await run('registryAuth.inspectToken', await row());
    await tabs((labels) => labels.includes(`Token for ${place().host}`));
  });

  it('explains a pasted token without sending anything', async () => {
    await run('registryAuth.copyToken', await row());
    const token = await env.clipboard.readText();
    await run('registryAuth.inspectPastedToken', undefined, [
      { text: `curl -H "Authorization: Bearer ${token}" https://x.example/v2/` },
    ]);
    await tabs((labels) => labels.includes('Pasted token'));
  });

  it('takes scopes off the list', async () => {
    const [first] = await rows(surface, await row());
    assert.ok(first);
    await run('registryAuth.removeScope', first.node);
    const left = await rows(surface, await row());
    assert.ok(!left.some(({ label, description }) => label === first.label && description === first.description));
  });

  it('renames without trying again, and keeps the secret', async () => {
    const { username, password } = place();
    const before = surface.tokens.peek()?.cached(await idOf(row())).length;
    await run('registryAuth.renameConnection', await row(), [{ text: 'Work', to: 'Display name' }]);
    assert.equal((await rows(surface))[0]?.label, 'Work');
    assert.equal(surface.tokens.peek()?.cached(await idOf(row())).length, before);
    const [stored] = Object.values(await storedSecrets());
    assert.deepEqual((stored as { credential: unknown }).credential, { type: 'password', username, password });
  });

  it('drops the tokens of a credential that was changed, and says that the new one was refused', async () => {
    await run('registryAuth.editConnection', await row(), [
      { pick: 'Sign-In' },
      { text: 'wrong', to: 'Leave empty to keep the saved one' },
      { pick: 'Save Without Verifying', to: 'rejected the user name' },
    ]);
    assert.deepEqual(surface.tokens.peek()?.cached(await idOf(row())), []);
    assert.match((await rows(surface))[0]?.description ?? '', /^refused/);
  });

  it('tells a refused credential with a button to edit it, and then that the row needs one', async () => {
    const person = script([{ pick: 'pull, push on team/app' }], () => 'Show What Happened');
    surface.ask = person;
    await commandOnRow(surface, 'registryAuth.fetchToken', await row());
    const [failure] = person.told;
    await tabs((labels) => labels.includes('No token for Work'));
    assert.equal(failure?.severity, 'error');
    assert.ok(failure.text.startsWith(`${place().host} rejected the user name or password for ${place().username}`));
    assert.ok(failure.actions.includes('Edit Connection'));
    assert.match((await rows(surface))[0]?.description ?? '', /^refused/);
    const { needUser, empty, hasConnection } = await surface.tree.status();
    assert.deepEqual([needUser, empty, hasConnection], [1, false, true]);
  });

  it('has logged each request once, and no secret', () => {
    const { username, password } = place();
    const log = surface.logged.join('\n');
    const lines = surface.logged.filter((line) => /^(ping|exchange|check|catalogue|content): /.test(line));
    assert.equal(lines.length, requests.sent.length);
    assert.match(
      log,
      /^exchange: GET http.*\/oauth2\/token\?.* \(authorization basic\) from the test machine: 200 in \d+ ms$/m,
    );
    const basic = Buffer.from(`${username}:${password}`).toString('base64');
    for (const secret of [password, encodeURIComponent(password), basic, 'eyJ']) {
      assert.ok(!log.includes(secret));
    }
  });

  it('removes only after the question, and then leaves no secret behind', async () => {
    await run('registryAuth.removeConnection', await row(), [
      { confirm: false, to: `Work (${place().host} as ${place().username})` },
    ]);
    assert.equal(Object.keys(await storedSecrets()).length, 1);
    await run('registryAuth.removeConnection', await row(), [{ confirm: true, to: 'can’t be undone' }]);
    assert.deepEqual(await storedSecrets(), {});
    assert.deepEqual(await rows(surface), []);
    const { context } = await stranger();
    assert.deepEqual(
      context.globalState.keys().filter((key) => key.startsWith('registryAuth.usage.')),
      [],
    );
  });
});

async function idOf(node: Promise<Node>): Promise<string> {
  const found = await node;
  assert.ok(found.type === 'connection');
  return found.connection.id;
}
