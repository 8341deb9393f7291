// What somebody does about certificates, from the first failure to the row: on a loopback host whose authority is its own.
import { strict as assert } from 'node:assert';
import { env } from 'vscode';
import type { Connection } from '../../src/connections/connection.js';
import { risksOf } from '../../src/connections/risks.js';
import type { Ask } from '../../src/ui/prompts/ask.js';
import { challenge, json } from '../faults/answers.js';
import { type Authority, authority, selfSigned } from '../faults/certificate.js';
import { type FaultServer, startFault, type TlsServerOptions } from '../faults/server.js';
import { saved } from './saved.js';
import { type Reply, type Script, script } from './script.js';
import { commandOnRow, forgetAll, rows, storedSecrets, type TestSurface, testSurface } from './testSurface.js';

const names = ['127.0.0.2'];
const SECRET = 'not a real password';
const signIn: readonly Reply[] = [{ pick: 'User name and password' }, { text: 'dana' }, { text: SECRET }];
const PROBLEM = 'What now?';

describe('certificates', () => {
  let ours: Authority;
  let surface: TestSurface;
  const servers: FaultServer[] = [];

  before(async () => {
    ours = await authority();
  });
  beforeEach(async () => {
    await forgetAll();
    surface = await testSurface(script([]));
  });
  afterEach(async () => {
    await surface.dispose();
    await Promise.all(servers.splice(0).map((server) => server.stop()));
    await forgetAll();
  });

  async function start(tls: TlsServerOptions): Promise<FaultServer> {
    const routes = { '/v2/': challenge('Bearer realm="/token",service="s"'), '/token': json(200, { token: 'opaque' }) };
    const server = await startFault(() => routes, { address: '127.0.0.2', tls });
    servers.push(server);
    return server;
  }

  const issued = async (): Promise<FaultServer> => start(await ours.issue({ names }));

  async function run(command: string, person: Script, node?: Parameters<typeof commandOnRow>[2]): Promise<void> {
    surface.ask = person;
    await commandOnRow(surface, command, node);
    person.done();
  }

  const add = (person: Script): Promise<void> => run('registryAuth.addConnection', person);

  async function onlyConnection(): Promise<Connection> {
    const [entry, ...others] = await surface.store.list();
    assert.deepEqual(others, []);
    assert.ok(entry?.state === 'ok');
    return entry.connection;
  }

  const description = async (): Promise<string> => (await rows(surface))[0]?.description ?? '';

  /** What was offered whenever it was asked how to go on. */
  function watching(person: Script): { readonly labels: string[][]; readonly details: string[][] } {
    const seen = { labels: [] as string[][], details: [] as string[][] };
    const { pick } = person;
    person.pick = <T>(question: Parameters<Ask['pick']>[0]) => {
      if (question.placeholder === PROBLEM) {
        seen.labels.push(question.choices.map(({ label }) => label));
        seen.details.push(question.choices.map(({ detail = '' }) => detail));
      }
      return pick(question) as ReturnType<typeof pick<T>>; // the same question
    };
    return seen;
  }

  describe('while a connection is added', () => {
    it('an authority is chosen from a file, after one that was none; its content is kept, and nobody types twice', async () => {
      const { host, received } = await issued();
      const { cert } = await authority('Another authority');
      await add(
        script([
          { text: `https://${host}` },
          { pick: 'Choose CA File', to: 'was issued by “Authority of the tests”, which isn’t trusted on this machine' },
          { file: 'no certificate', to: 'Choose CA File' },
          { pick: 'Choose CA File', to: 'it contains no certificate' },
          { file: `${cert}\n${ours.cert}` },
          ...signIn,
        ]),
      );
      const connection = await onlyConnection();
      assert.equal(connection.options?.ca?.match(/BEGIN CERTIFICATE/g)?.length, 2);
      assert.ok(connection.provedAt !== undefined);
      assert.deepEqual(risksOf(connection), []);
      assert.ok(received.some(({ url }) => url.startsWith('/token')));
    });

    it('and the same when it fails only as the credential is tried', async () => {
      const { host } = await issued();
      await add(
        script([
          { text: `https://${host}` },
          { pick: 'Set Up Without Connecting', to: PROBLEM },
          ...signIn,
          { pick: 'Choose CA File', to: PROBLEM },
          { file: ours.cert },
        ]),
      );
      assert.ok((await onlyConnection()).provedAt !== undefined);
    });

    it('shows what was presented, whose fingerprint can be copied, and trusts it when told to', async () => {
      const { host } = await start(await selfSigned({ names }));
      const person = script([
        { text: `https://${host}` },
        { pick: 'Copy Fingerprint: 127.0.0.2', to: 'uses a self-signed certificate' },
        { pick: 'Trust This Certificate', to: PROBLEM },
        ...signIn,
      ]);
      const { details } = watching(person);
      await add(person);
      const fingerprint = await env.clipboard.readText();
      assert.match(fingerprint, /^([0-9A-F]{2}:){31}[0-9A-F]{2}$/);
      assert.ok(details[0]?.includes(fingerprint.replaceAll(':', '')));
      assert.ok((await onlyConnection()).options?.ca?.includes('BEGIN CERTIFICATE'));
      assert.doesNotMatch(await description(), /not checked/);
    });

    it('goes on without verification only after a warning, and says so from then on', async () => {
      const { host } = await issued();
      const person = script([
        { text: `https://${host}` },
        { pick: 'Skip Certificate Check', to: PROBLEM },
        { confirm: false, to: 'could impersonate' },
        { pick: 'Skip Certificate Check', to: PROBLEM },
        { confirm: true, to: `Connect to ${host} without checking its certificate?` },
        ...signIn,
      ]);
      await add(person);
      assert.equal((await onlyConnection()).options?.unverified, true);
      assert.match(await description(), / · certificate not checked · /);
      assert.equal(person.told[0]?.severity, 'warning');
      assert.ok(person.told[0].text.includes(`The certificate of ${host} is not checked`));
    });

    const trusted: readonly Reply[] = [{ pick: 'Choose CA File', to: PROBLEM }];
    for (const [what, change, words, before] of [
      ['has expired', { notAfter: Date.now() - 86_400_000 }, 'expired on', []],
      ['is for another host', { names: ['other.test'] }, 'is for other.test', trusted],
    ] as const) {
      it(`no authority is offered for one that ${what}`, async () => {
        const { host } = await start(await ours.issue({ names, ...change }));
        const person = script([
          { text: `https://${host}` },
          ...before.flatMap((reply) => [reply, { file: ours.cert }]),
          { pick: 'Change Address', to: words },
          { cancel: true },
        ]);
        const { labels } = watching(person);
        await add(person);
        assert.deepEqual(
          labels.at(-1)?.filter((label) => /CA|Trust|Skip/.test(label)),
          ['Skip Certificate Check…'],
        );
      });
    }

    it('a client certificate comes from two files, and its key goes nowhere but to the secrets', async () => {
      const { host } = await start({ ...(await ours.issue({ names })), clientCa: ours.cert });
      const client = await ours.issue({ names: ['client.test'] });
      const other = await ours.issue({ names: ['client.test'] });
      await add(
        script([
          { text: `https://${host}` },
          { pick: 'Choose CA File', to: PROBLEM },
          { file: ours.cert },
          { pick: 'Choose Client Certificate', to: 'requires a client certificate' },
          { file: client.cert, to: 'Client Certificate' },
          { file: other.key, to: 'Private Key' },
          { pick: 'Choose Client Certificate', to: 'the key doesn’t match the certificate' },
          { file: `${client.cert}${client.key}` },
          ...signIn,
        ]),
      );
      const connection = await onlyConnection();
      assert.ok(connection.provedAt !== undefined);
      const [stored] = Object.values(await storedSecrets()) as { clientKey: string; metadata: object }[];
      assert.equal(stored?.clientKey.trim(), client.key.trim());
      assert.ok(!JSON.stringify([stored.metadata, await rows(surface), surface.logged]).includes('PRIVATE KEY'));
    });
  });

  describe('of a connection that is there', () => {
    it('can be mended from the message of a fetch that failed, which then goes on', async () => {
      const server = await issued();
      const node = await saved(surface, { id: 'one', address: server.origin, provedAt: 1, insecure: false });
      const person = script(
        [
          { type: 'team/app' },
          { several: ['pull'] },
          { pick: 'Choose CA File', to: 'isn’t trusted on this machine' },
          { file: ours.cert },
        ],
        ({ actions }) => actions.find((label) => label === 'Certificate…'),
      );
      await run('registryAuth.fetchToken', person, node);
      const connection = await onlyConnection();
      assert.ok(connection.options?.ca !== undefined);
      assert.equal(connection.revision, 2);
      assert.equal(connection.account, 'dana');
      const { credential } = await surface.store.read('one');
      assert.deepEqual(credential, { type: 'password', username: 'dana', password: 'not a real password' });
      const asked = server.received.find(({ url }) => url.startsWith('/token'));
      assert.ok(asked?.rawHeaders.includes(`Basic ${btoa('dana:not a real password')}`));
      assert.deepEqual(
        person.told.map(({ severity }) => severity),
        ['error', 'info'],
      );
    });

    it('of another host is trusted by its authority alone, and checked in any case', async () => {
      const elsewhere = await selfSigned({ names: ['127.0.0.3'] });
      const token = await startFault(() => ({ '/token': json(200, { token: 'opaque' }) }), {
        address: '127.0.0.3',
        tls: elsewhere,
      });
      servers.push(token);
      const registry = await startFault(
        () => ({ '/v2/': challenge(`Bearer realm="${token.origin}/token",service="s"`) }),
        { address: '127.0.0.2', tls: await ours.issue({ names }) },
      );
      servers.push(registry);
      const node = await saved(surface, {
        ...{ id: 'one', address: registry.origin, insecure: false },
        options: { ca: ours.cert },
      });
      const person = script(
        [
          { type: 'team/app' },
          { several: ['pull'] },
          { confirm: true, to: token.host },
          { pick: 'Choose CA File', to: token.host },
          { file: elsewhere.cert },
        ],
        ({ actions }) => actions.find((label) => label === 'Certificate…'),
      );
      const { labels, details } = watching(person);
      await run('registryAuth.fetchToken', person, node);
      assert.deepEqual(
        labels[0]?.filter((label) => /CA|Trust|Skip/.test(label)),
        ['Choose CA File…'],
      );
      assert.ok(details[0]?.[0]?.includes(`For ${token.host}, another host`));
      const { options } = await onlyConnection();
      assert.equal(options?.ca?.match(/BEGIN CERTIFICATE/g)?.length, 2);
      assert.equal(options.unverified, undefined);
      assert.equal(token.received.length, 1);
    });

    it('loses its options again when it is edited, and its tokens with them', async () => {
      const server = await issued();
      const options = { ca: ours.cert, unverified: true, deadline: 7 } as const;
      const node = await saved(surface, { id: 'one', address: server.origin, insecure: false, options, provedAt: 1 });
      await run('registryAuth.fetchToken', script([{ type: 'team/app' }, { several: ['pull'] }]), node);
      assert.match(await description(), / · certificate not checked · dana$/);
      assert.equal((await surface.tokens()).cached('one').length, 1);

      const person = script([
        { pick: 'Certificates and Options' },
        { pick: 'Turn On Certificate Check' },
        { pick: 'Request Timeout' },
        { text: '' },
        { pick: 'Done' },
      ]);
      await run('registryAuth.editConnection', person, node);
      assert.deepEqual((await onlyConnection()).options, { ca: ours.cert });
      assert.doesNotMatch(await description(), /not checked/);
      assert.deepEqual(
        (await surface.tokens()).cached('one').filter(({ revision }) => revision === 1),
        [],
      );
    });

    it('does not follow it to another address', async () => {
      const server = await issued();
      const other = await issued();
      const options = { ca: ours.cert, unverified: true } as const;
      const node = await saved(surface, { id: 'one', address: server.origin, insecure: false, options });
      const person = script([
        { pick: 'Address' },
        { text: other.origin },
        { pick: 'Change Address', to: 'isn’t trusted on this machine' },
        { cancel: true },
      ]);
      await run('registryAuth.editConnection', person, node);
      assert.equal(other.received.length, 0);
      assert.deepEqual((await onlyConnection()).options, options);
    });
  });
});
