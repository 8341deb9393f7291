// From adding a connection to the panel, for kinds and forms that other suites meet in pieces only.
import { strict as assert } from 'node:assert';
import { env } from 'vscode';
import { startAcrServer } from '../../src/playground/acr/index.js';
import { type Playground, startPlayground } from '../../src/playground/index.js';
import type { World } from '../../src/ui/surface.js';
import { challenge, json } from '../faults/answers.js';
import { selfSigned } from '../faults/certificate.js';
import { forwardDefaultPort } from '../faults/defaultPort.js';
import { startFault } from '../faults/server.js';
import { closeEditors } from './documents.js';
import { stranger } from './harness.js';
import { agree, worldTrusting } from './namedServer.js';
import { type Reply, script } from './script.js';
import { commandOnRow, forgetAll, rows, storedSecrets, tabs, type TestSurface, testSurface } from './testSurface.js';

describe('the whole path', () => {
  let playground: Playground;
  let surface: TestSurface;

  before(async () => {
    playground = await startPlayground({ now: () => Date.now() });
  });
  beforeEach(forgetAll);
  afterEach(async () => {
    await closeEditors();
    await surface.clipboard.clear();
    await surface.dispose();
    await forgetAll();
  });
  after(() => playground.stop());

  const placeOf = (kind: string) => {
    const place = playground.places.find((one) => one.kind === kind);
    assert.ok(place);
    return place;
  };
  const run = async (id: string, replies: readonly Reply[] = []): Promise<string> => {
    const person = script(replies);
    surface.ask = person;
    const [row] = await rows(surface);
    await commandOnRow(surface, `registryAuth.${id}`, row?.node);
    person.done();
    assert.deepEqual(
      person.told.filter(({ severity }) => severity === 'error'),
      [],
    );
    return person.told.map(({ text }) => text).join(' ');
  };

  /** Adds, fetches anew, copies and inspects; gives what was copied. */
  async function go(host: string, add: readonly Reply[], world: Partial<World> = {}, fetch: readonly Reply[] = []) {
    surface = await testSurface(script([]), world);
    await run('addConnection', add);
    await run('fetchToken', fetch);
    await run('copyToken');
    const copied = await env.clipboard.readText();
    await run('inspectToken');
    await tabs((labels) => labels.includes(`Token for ${host}`));
    return copied;
  }

  it('of an access key of AWS', async () => {
    const { address, credential, settings } = placeOf('ecr');
    assert.ok(credential.type === 'access-key' && settings?.region !== undefined);
    const { host } = new URL(address);
    const copied = await go(host, [
      { text: host, to: 'Paste a registry host' },
      { pick: 'Advanced Settings…', to: 'How do you sign in' },
      { pick: 'Access key', to: 'How do you sign in' },
      { text: settings.region, to: 'AWS region' },
      { text: '', to: 'Registry account' },
      { text: address, to: 'API address' },
      { text: credential.id, to: 'Access key ID' },
      { text: credential.secret, to: 'Secret access key' },
    ]);
    assert.match(Buffer.from(copied, 'base64').toString(), /^AWS:\S+$/);
  });

  it('of a customer of a shop', async () => {
    const { address, credential } = placeOf('magento');
    assert.ok(credential.type === 'shop-login');
    const { host } = new URL(address);
    const copied = await go(host, [
      { text: `${host}/rest/V1/store/storeConfigs`, to: 'Paste a registry host' },
      { pick: 'Customer', to: 'How do you sign in' },
      { text: '', to: 'Base URL path' },
      { text: '', to: 'Store code' },
      { text: credential.username, to: 'email address' },
      { text: credential.password, to: 'Password' },
    ]);
    assert.match(copied, /^\S{20,}$/);
  });

  it('of the GitHub account of the editor', async () => {
    const account = { id: 'dana-id', label: 'dana@playground.example' };
    const { cert, key } = await selfSigned({ names: ['ghcr.io'] });
    const server = await startFault(
      (origin) => ({
        '/v2/': challenge(`Bearer realm="${origin}/token",service="ghcr.io",scope="repository:user/image:pull"`),
        '/token': json(200, { token: 'opaque-token' }),
      }),
      { name: 'ghcr.io', defaultPort: true, tls: { cert, key } },
    );
    try {
      await agree(['read:packages'], account, async () => 'planted-github-token');
      const copied = await go(
        server.host,
        [
          { text: `${server.host}/team/app:latest`, to: 'Paste a registry host' },
          { pick: 'Set Up Without Connecting', to: 'certificate' },
          { pick: 'Sign in with GitHub', to: server.host },
          { pick: account.label, to: 'Which account?' },
        ],
        worldTrusting(cert),
        [{ type: 'team/app', to: 'Repository' }, { several: ['pull'] }],
      );
      assert.equal(copied, 'opaque-token');
      const basic = `Basic ${Buffer.from(`${account.label}:planted-github-token`).toString('base64')}`;
      // The first one asks whether the image is public.
      const [, exchange] = server.received.filter(({ url }) => url.startsWith('/token'));
      assert.ok(exchange?.rawHeaders.includes(basic));
      assert.doesNotMatch(JSON.stringify(await storedSecrets()), /planted/);
    } finally {
      (await stranger()).signIns.removeAll();
      await server.stop();
    }
  });

  it('of Entra tokens that somebody has', async () => {
    const name = 'contoso.azurecr.io';
    const certificate = await selfSigned({ names: [name] });
    const server = await startAcrServer({ certificate: { name, defaultPort: true, ...certificate } });
    forwardDefaultPort(name, server.port);
    try {
      const copied = await go(
        server.host,
        [
          { text: `${server.host}/team/app:latest`, to: 'Paste a registry host' },
          { pick: 'Set Up Without Connecting', to: 'certificate' },
          { pick: 'Entra tokens (advanced)', to: server.host },
          { text: await server.entra.accessToken(), to: 'Entra access token' },
          { text: '', to: 'Entra refresh token' },
          { text: '', to: 'Tenant' },
        ],
        worldTrusting(certificate.cert),
        [{ type: 'team/app', to: 'Repository' }, { several: ['pull'] }],
      );
      assert.match(copied, /^eyJ/);
      // Used once: the second token came by the refresh token.
      assert.equal(server.received.filter(({ url }) => url === '/oauth2/exchange').length, 1);
      assert.doesNotMatch(JSON.stringify(await storedSecrets()), /eyJ/);
    } finally {
      await server.stop();
    }
  });
});
