// The main job for the kinds that are no plain registries, each as its place of the playground.
import { strict as assert } from 'node:assert';
import { env, window } from 'vscode';
import { AuthError } from '../../src/auth/errors.js';
import { type Playground, startPlayground } from '../../src/playground/index.js';
import { startMagentoServer } from '../../src/playground/magento/index.js';
import { chooseTarget } from '../../src/ui/choose/chooseTarget.js';
import { newDraft } from '../../src/ui/connect/connectionDraft.js';
import { connectionSteps } from '../../src/ui/connect/connectionSteps.js';
import { runSteps } from '../../src/ui/prompts/multiStep.js';
import { terminalLabel, typeIntoTerminal } from '../../src/ui/terminal.js';
import { countRequests } from './harness.js';
import { saved } from './saved.js';
import { script } from './script.js';
import { commandOnRow, forgetAll, rows, storedSecrets, tabs, type TestSurface, testSurface } from './testSurface.js';

describe('kinds', () => {
  let playground: Playground;
  let surface: TestSurface;

  before(async () => {
    await forgetAll();
    playground = await startPlayground({ now: () => Date.now() });
  });
  beforeEach(async () => {
    surface = await testSurface(script([]), {
      startPlayground: async () => ({ ...playground, stop: async () => undefined }),
    });
  });
  afterEach(async () => {
    await surface.dispose();
    await forgetAll();
  });
  after(() => playground.stop());

  const placeOf = (kind: string) => {
    const place = playground.places.find((one) => one.kind === kind);
    assert.ok(place);
    return place;
  };

  const tokens: Readonly<Record<string, RegExp>> = {
    'ECR-like registry': /^\S{20,}$/,
    'ECR-like public gallery': /^\S{20,}$/,
    'Shop, customer': /^\S{20,}$/,
  };
  for (const [name, expected] of Object.entries(tokens)) {
    it(`of the playground give a token: ${name}`, async () => {
      await surface.playground.start();
      const [group] = await rows(surface);
      const row = (await rows(surface, group?.node)).find(({ label }) => label === name);
      assert.ok(row, name);
      await env.clipboard.writeText('');
      for (const id of ['registryAuth.fetchToken', 'registryAuth.copyToken']) {
        const person = script([]);
        surface.ask = person;
        await commandOnRow(surface, id, row.node);
        person.done();
        assert.deepEqual(
          person.told.filter(({ severity }) => severity === 'error'),
          [],
        );
      }
      assert.match(await env.clipboard.readText(), expected);
      await surface.clipboard.clear();
    });
  }

  it('know a shop by the path of its API, and ask it no question of registries', async () => {
    const { address, credential } = placeOf('magento');
    assert.ok(credential.type === 'shop-login');
    const requests = countRequests();
    const person = script([
      { text: `${new URL(address).host}/rest/V1/store/storeConfigs`, to: 'Paste a registry host' },
      { pick: 'Customer', to: 'How do you sign in' },
      { text: '', to: 'Base URL path' },
      { text: '', to: 'Store code' },
      { text: credential.username, to: 'email address' },
      { text: credential.password, to: 'Password' },
    ]);
    surface.ask = person;
    await commandOnRow(surface, 'registryAuth.addConnection', undefined);
    requests.stop();
    person.done();
    assert.match(person.told[0]?.text ?? '', /accepted the credential/);
    assert.deepEqual(requests.sent, []);
    const [stored] = Object.values(await storedSecrets());
    const { metadata } = stored as { metadata: { kind: string; settings: unknown } };
    assert.equal(metadata.kind, 'magento');
    assert.deepEqual(metadata.settings, { path: '', store: '', protocol: 'rest-json', probe: '' });
  });

  it('put a question to the person while a credential is tried', async () => {
    const shop = await startMagentoServer({ secondFactor: { active: ['google'], allowed: ['google'] } });
    const { username, password } = shop.credentials.admin;
    const person = script([
      { text: `${shop.origin}/rest/V1/store/storeConfigs` },
      { pick: 'Admin user' },
      { text: '' },
      { text: '' },
      { text: username },
      { text: password },
      { cancel: true, to: 'Two-Factor' },
      { pick: 'Try Again', to: 'Canceled before' },
      { text: shop.code(), to: 'Two-Factor' },
    ]);
    surface.ask = person;
    await commandOnRow(surface, 'registryAuth.addConnection', undefined);
    await shop.stop();
    person.done();
    assert.match(person.told[0]?.text ?? '', /accepted the credential/);
  });

  it('let the person choose how to pass a second factor while a credential is tried', async () => {
    const shop = await startMagentoServer({
      secondFactor: { active: ['authy', 'google'], allowed: ['authy', 'google'] },
    });
    const { username, password } = shop.credentials.admin;
    const person = script([
      { text: `${shop.origin}/rest/V1/store/storeConfigs` },
      { pick: 'Admin user' },
      { text: '' },
      { text: '' },
      { text: username },
      { text: password },
      { pick: 'Approve in the Authy app', to: `Two-Factor Sign-In at ${new URL(shop.origin).host}` },
      { pick: 'I approved it', to: 'Approve the request' },
    ]);
    surface.ask = person;
    await commandOnRow(surface, 'registryAuth.addConnection', undefined);
    await shop.stop();
    person.done();
    assert.match(person.told[0]?.text ?? '', /accepted the credential/);
  });

  it('take a robot account from an image to the panel, and say what was not granted', async () => {
    const { address, credential } = placeOf('quay');
    assert.ok(credential.type === 'password');
    const { host } = new URL(address);
    const run = async (id: string, replies: Parameters<typeof script>[0] = []): Promise<string> => {
      const person = script(replies);
      surface.ask = person;
      const [row] = await rows(surface);
      await commandOnRow(surface, id, row?.node);
      person.done();
      return person.told.map(({ text }) => text).join(' ');
    };
    const added = await run('registryAuth.addConnection', [
      { text: `${host}/team/app:latest`, to: 'Paste a registry host' },
      { pick: 'Robot account', to: 'How do you sign in' },
      { text: credential.username, to: 'Robot account (namespace+name)' },
      { text: credential.password, to: 'Robot token' },
    ]);
    assert.match(added, new RegExp(`can pull from team/app on ${host} for \\d+ more minutes`));
    const push = [{ type: 'team/app', to: 'Repository' }, { several: ['pull', 'push'] }] as const;
    assert.match(await run('registryAuth.fetchToken', push), /did not grant permission to push to team\/app/);
    const other = [{ type: 'team/other', to: 'Repository' }, { several: ['pull'] }] as const;
    assert.match(await run('registryAuth.fetchToken', other), /granted no access to team\/other \(pull\)\./);
    await run('registryAuth.copyToken', []);
    assert.match(await env.clipboard.readText(), /^eyJ[\w-]+\.[\w-]+\.[\w-]+$/);
    await surface.clipboard.clear();
    await run('registryAuth.inspectToken');
    await tabs((labels) => labels.includes(`Token for ${host}`));
  });

  it('ask for advanced settings of who wants to be asked, such as the address of an API', async () => {
    const { address, credential, settings } = placeOf('ecr');
    assert.ok(credential.type === 'access-key' && settings?.region !== undefined);
    const person = script([
      { text: new URL(address).host, to: 'Paste a registry host' },
      { pick: 'Advanced Settings…', to: 'How do you sign in' },
      { pick: 'Access key', to: 'How do you sign in' },
      { text: settings.region, to: 'AWS region' },
      { text: '', to: 'Registry account' },
      { text: address, to: 'API address' },
      { text: credential.id, to: 'Access key ID' },
      { text: credential.secret, to: 'Secret access key' },
    ]);
    surface.ask = person;
    await commandOnRow(surface, 'registryAuth.addConnection', undefined);
    person.done();
    assert.match(person.told[0]?.text ?? '', /accepted the credential/);
  });

  it('say in the row that a profile is not on this machine', async () => {
    const node = await saved(surface, {
      id: 'profile',
      kind: 'ecr',
      form: 'profile',
      address: 'https://123456789012.dkr.ecr.eu-west-1.amazonaws.com',
    });
    await surface.store.save(node.connection, { type: 'profile', profile: 'nowhere-to-be-found' });
    const person = script([]);
    surface.ask = person;
    await commandOnRow(surface, 'registryAuth.fetchToken', node);
    assert.match(person.told[0]?.text ?? '', /profile nowhere-to-be-found doesn’t exist on the test machine/);
    assert.match((await rows(surface))[0]?.description ?? '', /^not on the test machine/);
  });

  it('know the name of a region, and ask nobody about it', async () => {
    const person = script([
      { text: 'eu-west-1', to: 'Paste a registry host' },
      { cancel: true, to: 'api.ecr.eu-west-1.amazonaws.com' },
    ]);
    const requests = countRequests();
    surface.ask = person;
    await assert.rejects(runSteps(newDraft(), (draft) => connectionSteps(surface, 'Test', draft)));
    requests.stop();
    person.done();
    assert.deepEqual(requests.sent, []);
  });

  it('take the answer of a registry for proof where nobody signs in and no image is named', async () => {
    const { address } = placeOf('quay');
    const person = script([{ text: address }, { pick: 'No credential' }]);
    const requests = countRequests();
    surface.ask = person;
    await commandOnRow(surface, 'registryAuth.addConnection', undefined);
    requests.stop();
    person.done();
    assert.deepEqual(requests.sent, ['/v2/']);
    const [stored] = Object.values(await storedSecrets());
    assert.ok((stored as { metadata: { provedAt?: number } }).metadata.provedAt);
  });

  it('say what a catalogue that wants a credential means', async () => {
    const node = await saved(surface, { id: 'public', kind: 'acr', address: 'https://x.example', provedAt: 1 });
    const listRepositories = () => Promise.reject(new AuthError('no-credential', 'It wants one.'));
    const said: unknown[] = [];
    const ask = script([]);
    ask.pick = async (question) => {
      said.push(await question.later?.(new AbortController().signal));
      throw new AuthError('cancelled', 'Escape');
    };
    const core = Object.assign(async () => ({ ...(await surface.core()), listRepositories }), surface.core);
    await assert.rejects(chooseTarget({ ...surface, ask, core }, 'Test', node));
    assert.equal(said.length, 1);
    assert.doesNotMatch(String(said[0]), /rejected the credential|didn’t list/);
  });

  it('have a command typed into a terminal, and not executed', async () => {
    const { createTerminal } = window;
    const typed: unknown[] = [];
    try {
      const terminal = {
        show: () => undefined,
        shellIntegration: {},
        sendText: (...values: unknown[]) => typed.push(values),
      };
      Object.assign(window, { createTerminal: () => terminal });
      await typeIntoTerminal('aws sso login --profile work');
      assert.equal(terminalLabel('aws sso login --profile work'), 'Run aws sso login');
    } finally {
      Object.assign(window, { createTerminal });
    }
    assert.deepEqual(typed, [['aws sso login --profile work', false]]);
  });
});
