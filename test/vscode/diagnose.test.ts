// A whole use of a connection, diagnosed inside the editor: what goes well, and where it ends when it does not.
import { strict as assert } from 'node:assert';
import { env } from 'vscode';
import { startMagentoServer } from '../../src/playground/magento/index.js';
import type { Panel } from '../../src/ui/panel/panel.js';
import type { ChecklistInput, PanelInput } from '../../src/ui/panel/view.js';
import { challenge, json } from '../faults/answers.js';
import { type FaultOptions, type FaultServer, type Routes, startFault } from '../faults/server.js';
import { type PlaygroundSurface, playgroundSurface } from './playgroundSurface.js';
import { saved } from './saved.js';
import { type Reply, script } from './script.js';
import { commandOnRow, rows } from './testSurface.js';

describe('Diagnose Connection', () => {
  let world: PlaygroundSurface;
  let shown: PanelInput | undefined;
  const servers: FaultServer[] = [];
  const page: Panel = {
    show: (input) => void (shown = input),
    update(before, input) {
      if (shown === before) {
        shown = input;
      }
    },
    showBeside: () => undefined,
    adopt: () => undefined,
    close: () => undefined,
    dispose: () => undefined,
  };
  const start = async (routes: (origin: string) => Routes, options: FaultOptions = {}): Promise<FaultServer> => {
    const server = await startFault(routes, options);
    servers.push(server);
    return server;
  };

  before(async () => {
    world = await playgroundSurface();
    Object.assign(world.surface, { panel: Object.assign(async () => page, { peek: () => page }) });
  });
  afterEach(() => Promise.all(servers.splice(0).map((server) => server.stop())));
  after(() => world.stop());

  const checklist = (): ChecklistInput => {
    assert.ok(shown?.page === 'checklist', shown?.page);
    return shown;
  };
  const states = (): string[] => checklist().checks.map(({ label, state }) => `${label}: ${state}`);
  const passed = (...labels: readonly string[]): string[] => labels.map((label) => `${label}: passed`);
  const signIn = ['Address', 'Registry API', 'Challenge', 'Token server', 'Credential', 'Scope', 'Clock'];
  const pull = ['Pull a manifest', 'Pull a blob'];

  for (const [name, replies, labels] of [
    ['Quay-like registry', [{ pick: 'team/app:latest' }], [...signIn, ...pull]],
    ['Distribution registry', [{ type: 'team/app:1.0' }], [...signIn, ...pull]],
    ['ECR-like registry', [{ type: 'team/app:latest' }], ['Address', 'Sign-in', 'Permission', 'Clock', ...pull]],
    ['Shop, customer', [], ['Address', 'Sign-in', 'Permission', 'Clock', 'Test the token']],
  ] as readonly (readonly [string, readonly Reply[], readonly string[]])[]) {
    it(`goes well at the ${name} of the playground`, async () => {
      await world.run('diagnoseConnection', name, replies);
      assert.deepEqual(states(), passed(...labels));
      assert.equal(checklist().state, 'allPassed');
      assert.equal(checklist().note, 'Tested from the test machine. Addresses and DNS can differ on other machines.');
      assert.doesNotMatch(JSON.stringify(checklist()), /eyJ|AWS:|secret/);
    });
  }

  it('can be run without an image', async () => {
    await world.run('diagnoseConnection', 'Quay-like registry', [{ pick: 'Only sign in' }]);
    assert.equal(checklist().state, 'allPassed');
    assert.ok(!states().some((line) => line.startsWith('Pull')));
  });

  const connect = async (id: string, address: string) => saved(world.surface, { id, address });
  const diagnose = async (id: string, address: string, replies: readonly Reply[] = [{ pick: 'Only sign in' }]) => {
    const node = await connect(id, address);
    const person = script(replies);
    world.surface.ask = person;
    await commandOnRow(world.surface, 'registryAuth.diagnoseConnection', node);
    person.done();
    return person;
  };
  const descriptionOf = async (id: string): Promise<string> =>
    (await rows(world.surface)).find(({ node }) => node.type === 'connection' && node.connection.id === id)
      ?.description ?? '';

  it('of a wrong password ends at the credential, which is sent once and not again', async () => {
    const { origin, received } = await start((own) => ({
      '/v2/': challenge(`Bearer realm="${own}/token",service="s"`),
      '/token': json(401, { errors: [{ code: 'UNAUTHORIZED', message: 'wrong' }] }),
    }));
    await diagnose('wrong', origin);
    assert.deepEqual(states().slice(0, 6), [
      ...passed('Address', 'Registry API', 'Challenge', 'Token server'),
      'Credential: failed',
      'Scope: not-reached',
    ]);
    const [failed] = checklist().checks.filter(({ state }) => state === 'failed');
    assert.match(failed?.explanation?.cause ?? '', /rejected the user name or password for/);
    assert.equal(failed?.explanation?.next, 'Check the user name and password, then edit the connection.');
    assert.ok(failed.explanation.evidence.includes('Server message: UNAUTHORIZED: wrong'));
    assert.deepEqual(Object.keys(checklist().actions).sort(), [
      'copyDiagnosis',
      'copyStep',
      'editConnection',
      'showLog',
    ]);
    const basic = received.filter(({ rawHeaders }) => rawHeaders.some((value) => value.startsWith('Basic ')));
    assert.equal(basic.length, 1);
    assert.match(await descriptionOf('wrong'), /^refused/);
  });

  it('of a server that is down ends at its address, and says what it tried', async () => {
    const { origin, host, stop } = await start(() => ({}));
    await stop();
    await diagnose('down', origin);
    const [address, ...rest] = checklist().checks;
    assert.match(address?.explanation?.cause ?? '', /refused the connection/);
    assert.deepEqual(address?.evidence, [`Connection test: ${host} ECONNREFUSED`]);
    assert.ok(rest.every(({ state }) => state === 'not-reached'));
    assert.doesNotMatch(JSON.stringify(checklist().checks), /password|credential of/i);
    assert.ok(checklist().actions.tryAgain);
  });

  it('of a token server elsewhere asks before anything secret goes there', async () => {
    const other = await start(() => ({ '*': json(200, {}) }), { address: '127.0.0.2' });
    const { origin } = await start(() => ({ '*': challenge(`Bearer realm="${other.origin}/token"`) }));
    await diagnose('elsewhere', origin, [{ pick: 'Only sign in' }, { confirm: false, to: other.host }]);
    assert.equal(other.received.length, 0);
    assert.ok(states().includes('Token server: failed'));
  });

  it('that asked for a code is not done again where nobody is there to be asked', async () => {
    const shop = await startMagentoServer({ secondFactor: { active: ['google'], allowed: ['google'] } });
    try {
      const node = await saved(world.surface, { id: 'shop', kind: 'magento', form: 'admin', address: shop.origin });
      await world.surface.store.save(node.connection, shop.credentials.admin);
      const person = script([{ text: shop.code(), to: 'Two-Factor' }]);
      world.surface.ask = person;
      await commandOnRow(world.surface, 'registryAuth.diagnoseConnection', node);
      person.done();
      assert.equal(checklist().state, 'allPassed');
      assert.ok(world.surface.health.asks(node.connection));
    } finally {
      await shop.stop();
    }
  });

  it('names a right that may be missing, and where the kind gives it', async () => {
    const { origin } = await start((own) => ({
      '/v2/': challenge(`Bearer realm="${own}/token",service="s"`),
      '/token': json(403, { errors: [{ code: 'DENIED', message: 'no' }] }),
    }));
    const node = await saved(world.surface, { id: 'robot', kind: 'quay', form: 'quay-robot', address: origin });
    world.surface.ask = script([{ type: 'team/app:1.0' }]);
    await commandOnRow(world.surface, 'registryAuth.diagnoseConnection', node);
    const [failed] = checklist().checks.filter(({ state }) => state === 'failed');
    assert.equal(failed?.label, 'Credential');
    assert.match(failed.explanation?.next ?? '', /on team\/app \(Settings › User and Robot Permissions\)/);
  });

  it('counts: a connection that was saved untried has been tried', async () => {
    const { origin } = await start((own) => ({
      '/v2/': challenge(`Bearer realm="${own}/token",service="s"`),
      '/token': json(200, { token: 'opaque-token', expires_in: 300 }),
    }));
    const node = await connect('untried', origin);
    assert.match(await descriptionOf('untried'), /not verified/);
    world.surface.ask = script([{ pick: 'Only sign in' }]);
    await commandOnRow(world.surface, 'registryAuth.diagnoseConnection', node);
    // Its token is refused, which says nothing of what won it.
    assert.match(checklist().sentence, /failed at “Test the token”/);
    assert.doesNotMatch(await descriptionOf('untried'), /not verified|needs a credential|refused/);
    assert.ok(checklist().actions.tryAgain);
  });

  it('copies as a report without a secret', async () => {
    const { origin } = await start((own) => ({
      '/v2/': challenge(`Bearer realm="${own}/token",service="s"`),
      '/token': json(503, {}),
    }));
    await diagnose('report', origin);
    const copied = checklist().actions.copyDiagnosis;
    assert.ok(copied);
    await copied({ show: () => undefined, update: () => undefined });
    const text = await env.clipboard.readText();
    assert.match(text, /^# .*\n\nThe test of .* failed at “Token server”\.\nTested from the test machine\./);
    assert.match(text, /- \[x\] \*\*Address\*\*: passed · 127\.0\.0\.1:\d+, direct\n/);
    assert.match(text, /- \[!\] \*\*Token server\*\*: failed\n {2}- .* returned a server error with status 503\./);
    assert.match(text, /2\. `GET .*\/token.*` \(basic\): 503, \d+ ms/);
    assert.doesNotMatch(text, /Basic [A-Za-z0-9+/=]{6}|not a real password/);
  });
});
