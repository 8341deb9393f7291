// What becomes of an attempt that somebody leaves, that is redirected, or that was nobody's own.
import { strict as assert } from 'node:assert';
import type { RequestListener } from 'node:http';
import { AuthError } from '../../src/auth/errors.js';
import { back } from '../../src/ui/prompts/multiStep.js';
import type { Surface } from '../../src/ui/surface.js';
import { fakeJwt } from '../auth/jwtFixture.js';
import { answer, challenge, json, redirect } from '../faults/answers.js';
import { type FaultServer, startFault } from '../faults/server.js';
import { stranger } from './harness.js';
import { saved } from './saved.js';
import { type Reply, type Script, script } from './script.js';
import { commandOnRow, forgetAll, rows, storedSecrets, type TestSurface, testSurface } from './testSurface.js';

const WANTS_TOKEN = challenge('Bearer realm="/token",service="s"');
const token = json(200, { token: 'opaque-token', expires_in: 300 });

/** The questions of Add Connection up to the attempt. */
const typed = (host: string): readonly Reply[] => [
  { text: `http://${host}` },
  { pick: 'User name and password' },
  { text: 'dana' },
  { text: 'not a real password' },
];

describe('an attempt', () => {
  let surface: TestSurface;
  const servers: FaultServer[] = [];
  const start = async (routes: Readonly<Record<string, RequestListener>>): Promise<FaultServer> => {
    const server = await startFault(() => routes);
    servers.push(server);
    return server;
  };
  const add = async (person: Script): Promise<void> => {
    surface.ask = person;
    await commandOnRow(surface, 'registryAuth.addConnection', undefined);
    person.done();
  };
  const secretsSent = (server: FaultServer): number =>
    server.received.filter(({ rawHeaders }) => rawHeaders.some((value) => value.startsWith('Basic '))).length;

  beforeEach(async () => {
    await forgetAll();
    surface = await testSurface(script([]));
  });
  afterEach(async () => {
    await surface.dispose();
    await Promise.all(servers.splice(0).map((server) => server.stop()));
    await forgetAll();
  });

  it('that was left is asked about, and what was typed is kept', async () => {
    const { host } = await start({ '/v2/': WANTS_TOKEN, '/token': token });
    const person = script([...typed(host), { pick: 'Try Again', to: `Canceled before ${host} answered.` }]);
    let left = false;
    person.busy = async (place, work) => {
      if (place.text.startsWith('Trying') && !left) {
        left = true;
        throw new AuthError('cancelled', 'Escape');
      }
      return work(new AbortController().signal, person);
    };
    await add(person);
    assert.equal(Object.keys(await storedSecrets()).length, 1);
  });

  it('is gone back from to the last question', async () => {
    const { host } = await start({ '/v2/': WANTS_TOKEN, '/token': token });
    const person = script([...typed(host), { text: 'not a real password', to: 'Password' }]);
    let left = false;
    person.busy = async (place, work) => {
      if (place.text.startsWith('Trying') && !left) {
        left = true;
        return back;
      }
      return work(new AbortController().signal, person);
    };
    await add(person);
    assert.equal(Object.keys(await storedSecrets()).length, 1);
  });

  it('that is refused never sends the same secret again by Enter, however it is left', async () => {
    const refusing = json(401, {});
    for (const answer of [{ pick: 'Enter Password Again' }, { back: true }] as const) {
      const server = await start({ '/v2/': WANTS_TOKEN, '/token': refusing });
      const person = script([
        ...typed(server.host),
        { ...answer, to: 'What now?' },
        { text: 'another one', to: '[] ""' },
        { pick: 'Sign In Another Way', to: 'What now?' },
        { pick: 'User name and password', to: 'How do you sign in?' },
        { text: 'dana' },
        { cancel: true, to: '[] ""' },
      ]);
      const offered: string[][] = [];
      const { pick } = person;
      person.pick = (question) => {
        offered.push(question.choices.map(({ label }) => label));
        return pick(question);
      };
      await add(person);
      assert.deepEqual(offered[1], ['Enter Password Again', 'Sign In Another Way', 'Save Without Verifying']);
      assert.equal(secretsSent(server), 2);
      assert.deepEqual(await storedSecrets(), {});
    }
  });

  it('that is refused can be saved, and the row says so', async () => {
    const server = await start({ '/v2/': WANTS_TOKEN, '/token': json(401, {}) });
    const person = script([...typed(server.host), { pick: 'Save Without Verifying' }]);
    await add(person);
    assert.match(person.told[0]?.text ?? '', / rejected its credential\.$/);
    assert.match((await rows(surface))[0]?.description ?? '', /^refused/);
  });

  it('at one part of a connection keeps the others', async () => {
    const server = await start({ '/v2/': WANTS_TOKEN, '/token': token });
    await add(script([...typed(server.host)]));
    const read = async () => Object.values(await storedSecrets())[0] as { credential: object; metadata: object };
    const before = await read();
    const [row] = await rows(surface);
    const edit = async (replies: readonly Reply[]): Promise<void> => {
      const person = script(replies);
      surface.ask = person;
      await commandOnRow(surface, 'registryAuth.editConnection', row?.node);
      person.done();
    };
    await edit([{ pick: 'Certificates and Options' }, { pick: 'Request Timeout' }, { text: '7' }, { pick: 'Done' }]);
    assert.deepEqual((await read()).credential, before.credential);
    await edit([{ pick: 'Sign-In' }, { text: 'another one', to: 'Password' }]);
    assert.deepEqual((await read()).credential, { ...before.credential, password: 'another one' });
    await edit([{ pick: 'Address' }, { text: `http://${server.host}/` }]);
    assert.deepEqual((await read()).credential, { ...before.credential, password: 'another one' });
  });

  describe('at one part of a connection', () => {
    const edit = async (replies: readonly Reply[]): Promise<Script> => {
      const [row] = await rows(surface);
      const person = script(replies);
      surface.ask = person;
      await commandOnRow(surface, 'registryAuth.editConnection', row?.node);
      person.done();
      return person;
    };
    const credential = async (): Promise<unknown> =>
      (Object.values(await storedSecrets())[0] as { credential: object }).credential;
    const options: readonly Reply[] = [
      { pick: 'Certificates and Options' },
      { pick: 'Request Timeout' },
      { text: '7' },
      { pick: 'Done' },
    ];
    let refuses = false;
    const server = async (): Promise<FaultServer> => {
      refuses = false;
      const found = await start({
        '/v2/': WANTS_TOKEN,
        '/token': (request, response) => (refuses ? json(401, {}) : token)(request, response),
      });
      await add(script([...typed(found.host)]));
      return found;
    };

    it('that refuses never sends or saves an empty secret', async () => {
      const { received } = await server();
      const before = await credential();
      refuses = true;
      await edit([
        ...options,
        { pick: 'Enter Password Again' },
        { back: true },
        { pick: 'Done' },
        { cancel: true, to: '[] ""' },
      ]);
      await edit([
        ...options,
        { pick: 'Sign In Another Way' },
        { pick: 'User name and password' },
        { cancel: true, to: '[] ""' },
      ]);
      assert.deepEqual(await credential(), before);
      const empty = `Basic ${Buffer.from('dana:').toString('base64')}`;
      assert.ok(!received.some(({ rawHeaders }) => rawHeaders.includes(empty)));
    });

    it('that is left takes nothing into another part', async () => {
      const { host } = await server();
      await edit([
        { pick: 'Address' },
        { text: 'http://127.0.0.1:1' },
        { back: true, to: 'What now?' },
        { back: true },
        { pick: 'Name' },
        { text: 'Work' },
      ]);
      const [stored] = Object.values(await storedSecrets()) as { metadata: { address: string; name: string } }[];
      assert.deepEqual([stored?.metadata.address, stored?.metadata.name], [`http://${host}`, 'Work']);
    });

    it('goes back from options without them', async () => {
      await server();
      await edit([...options.slice(0, -1), { back: true }, { cancel: true, to: 'What do you want to change?' }]);
      const [stored] = Object.values(await storedSecrets()) as { metadata: { options?: object } }[];
      assert.equal(stored?.metadata.options, undefined);
    });

    it('tries the same credential again, and the row follows', async () => {
      await server();
      refuses = true;
      await edit([{ pick: 'Sign-In' }, { text: '' }, { pick: 'Save Without Verifying', to: 'What now?' }]);
      assert.match((await rows(surface))[0]?.description ?? '', /^refused/);
      refuses = false;
      await edit([{ pick: 'Sign-In' }, { text: 'not a real password' }]);
      assert.doesNotMatch((await rows(surface))[0]?.description ?? '', /refused/);
    });

    it('asks a public connection how to sign in', async () => {
      const { host } = await start({ '/v2/': WANTS_TOKEN, '/token': token });
      await add(script([{ text: `http://${host}` }, { pick: 'No credential' }]));
      await edit([
        { pick: 'Sign-In' },
        { pick: 'User name and password', to: 'How do you sign in?' },
        { text: 'dana' },
        { text: 'not a real password' },
      ]);
      assert.deepEqual(await credential(), { type: 'password', username: 'dana', password: 'not a real password' });
    });
  });

  it('knows nothing of another address from the one before', async () => {
    const closed = await start({ '/v2/': WANTS_TOKEN, '/token': json(401, {}) });
    const access = [{ type: 'repository', name: 'team/app', actions: ['pull'] }];
    const open = await start({ '/v2/': WANTS_TOKEN, '/token': json(200, { token: fakeJwt({ access }) }) });
    await add(
      script([
        { text: `http://${closed.host}/team/app:1` },
        { back: true, to: 'isn’t public' },
        { text: `http://${open.host}/team/app:1` },
      ]),
    );
    assert.deepEqual([secretsSent(closed), secretsSent(open)], [0, 0]);
    assert.equal((await rows(surface)).length, 1);
  });

  it('carries no secret that was typed to another address', async () => {
    const server = await start({ '/v2/': WANTS_TOKEN, '/token': json(401, {}) });
    const other = await start({ '/v2/': WANTS_TOKEN, '/token': token });
    const back: readonly Reply[] = [{ back: true }, { back: true }, { back: true }];
    await add(
      script([
        ...typed(server.host).slice(0, 3),
        ...back,
        { text: `http://${other.host}` },
        { pick: 'User name and password' },
        { text: 'dana' },
        { cancel: true, to: '[] ""' },
      ]),
    );
    assert.equal(secretsSent(other), 0);
  });

  it('without a credential for an image that everyone can pull needs nothing but the address', async () => {
    const token = json(200, {
      token: fakeJwt({ access: [{ type: 'repository', name: 'team/app', actions: ['pull'] }] }),
    });
    const server = await start({ '/v2/': WANTS_TOKEN, '/token': token });
    await add(script([{ text: `http://${server.host}/team/app:1` }]));
    assert.equal(secretsSent(server), 0);
    assert.equal((await rows(surface)).length, 1);
  });

  it('without a credential for another image leads to the question how to sign in', async () => {
    const server = await start({ '/v2/': WANTS_TOKEN, '/token': json(200, { token: fakeJwt({ access: [] }) }) });
    await add(
      script([
        { text: `http://${server.host}/team/app:1` },
        { cancel: true, to: 'team/app isn’t public. How do you sign in?' },
      ]),
    );
    assert.deepEqual(await storedSecrets(), {});
  });

  it('over http at a server that expects https can use https', async () => {
    const server = await start({ '/v2/': answer(400, {}, 'Client sent an HTTP request to an HTTPS server.') });
    const { host } = server;
    const person = script([{ text: `http://${host}` }, { pick: `Use https://${host}` }, { cancel: true }]);
    await add(person);
    assert.ok(person.asked.at(-1)?.includes('What now?'));
  });

  it('that is redirected can use the other address while the connection is made', async () => {
    const other = await start({ '/token': token });
    const { host } = await start({ '/v2/': WANTS_TOKEN, '/token': redirect(307, `${other.origin}/token`) });
    await add(
      script([
        ...typed(host),
        {
          pick: 'Use This Address',
          to: `${host} redirected to ${other.origin}/token. The credential was not sent there.`,
        },
        { confirm: true, to: `Send the credential of dana for ${host} to ${other.host}?` },
      ]),
    );
    assert.equal(secretsSent(other), 1);
    assert.equal(Object.keys(await storedSecrets()).length, 1);
  });

  it('offers no other address where it is not the token server that redirects', async () => {
    const other = await start({});
    const { host } = await start({
      '/v2/': (request, response) =>
        (request.headers.authorization === undefined
          ? challenge('Basic realm="r"')
          : redirect(307, `${other.origin}/v2/`))(request, response),
    });
    const person = script([...typed(host), { pick: 'Go Back', to: 'redirected to' }, { cancel: true }]);
    let offered: readonly string[] = [];
    const { pick } = person;
    person.pick = (question) => {
      offered = question.choices.map(({ label }) => label);
      return pick(question);
    };
    await add(person);
    assert.deepEqual(offered, ['Try Again', 'Go Back', 'Save Without Verifying']);
    assert.equal(other.received.length, 0);
  });

  it('says nothing of editing a connection that is not there yet', async () => {
    const { host } = await start({ '/v2/': challenge('Basic realm="r"') });
    const person = script([
      { text: `http://${host}/team/app:latest` },
      { cancel: true, to: 'team/app isn’t public. How do you sign in?' },
    ]);
    await add(person);
    assert.ok(!person.asked.some((words) => words.includes('dit the connection')));
  });

  it('that won a token keeps it when the row cannot be shown', async () => {
    await surface.dispose();
    surface = await testSurface(script([]), { reveal: () => Promise.reject(new Error('no such row')) });
    const { host } = await start({ '/v2/': WANTS_TOKEN, '/token': token });
    const person = script([...typed(`${host}/team/app:latest`)]);
    await add(person);
    assert.deepEqual(
      person.told.map(({ severity }) => severity),
      ['info'],
    );
    const [row] = await rows(surface);
    assert.ok(row);
    assert.equal((await rows(surface, row.node)).length, 1);
    assert.ok(surface.logged.some((line) => line.includes('no such row')));
  });

  it('that could not be saved leaves what it won to nobody', async () => {
    const { secrets } = (await stranger()).context;
    let full = false;
    const storage = {
      keys: () => secrets.keys(),
      get: (key: string) => secrets.get(key),
      store: (key: string, value: string) =>
        full ? Promise.reject(new Error('the disk is full')) : secrets.store(key, value),
      delete: (key: string) => secrets.delete(key),
      onDidChange: secrets.onDidChange,
    };
    await surface.dispose();
    surface = await testSurface(script([]), { secrets: storage });
    const server = await start({ '/v2/': WANTS_TOKEN, '/token': token });
    const node = await saved(surface, { id: 'edited', address: server.origin, provedAt: 1 });
    surface.ask = script([{ type: 'team/app' }, { several: ['pull'] }]);
    await commandOnRow(surface, 'registryAuth.fetchToken', node);
    const sent = secretsSent(server);
    full = true;
    const person = script([{ pick: 'Sign-In' }, { text: 'another one', to: 'Password' }]);
    surface.ask = person;
    await commandOnRow(surface, 'registryAuth.editConnection', node);
    person.done();
    assert.match(person.told[0]?.text ?? '', /storage/);
    const kept = (await surface.tokens()).cached('edited').map(({ revision }) => revision);
    assert.deepEqual([kept, secretsSent(server) - sent], [[1], 1]);
  });

  it('in the background is made once with a credential that is refused', async () => {
    const server = await start({ '/v2/': WANTS_TOKEN, '/token': json(401, {}) });
    const node = await saved(surface, { id: 'refused', address: server.origin, provedAt: 1 });
    const said: unknown[] = [];
    const person = script([]);
    surface.ask = {
      ...person,
      pick: async (question) => {
        said.push(await question.later?.(new AbortController().signal));
        throw new AuthError('cancelled', 'Escape');
      },
    };
    for (let time = 0; time < 3; time += 1) {
      await commandOnRow(surface, 'registryAuth.fetchToken', node);
    }
    assert.equal(secretsSent(server), 1);
    assert.equal(said[0], `${server.host} rejected the credential and listed no repositories. Type a repository name.`);
    assert.ok(surface.logged.some((line) => line.startsWith('exchange:') && line.includes(': 401 ')));
    assert.match(await descriptionOf(surface, 'refused'), /^refused/);
  });

  it('of nobody that is refused one image leaves the others alone', async () => {
    const server = await start({ '/v2/': WANTS_TOKEN, '/token': json(401, {}) });
    const node = await saved(surface, { id: 'public', address: server.origin, form: 'anonymous', provedAt: 1 });
    surface.ask = script([{ type: 'team/private' }, { several: ['pull'] }]);
    await commandOnRow(surface, 'registryAuth.fetchToken', node);
    assert.doesNotMatch(await descriptionOf(surface, 'public'), /needs a credential|refused/);
  });
});

async function descriptionOf(surface: Surface, id: string): Promise<string> {
  const found = (await rows(surface)).find(({ node }) => node.type === 'connection' && node.connection.id === id);
  return found?.description ?? '';
}
