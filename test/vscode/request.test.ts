// Try a Request, at places of the playground.
import { strict as assert } from 'node:assert';
import { challenge, json } from '../faults/answers.js';
import { type FaultServer, startFault } from '../faults/server.js';
import { closeEditors, openText } from './documents.js';
import { countRequests } from './harness.js';
import { type PlaygroundSurface, playgroundSurface } from './playgroundSurface.js';
import { saved } from './saved.js';
import { type Reply, script } from './script.js';
import { commandOnRow, forgetAll, type TestSurface, testSurface } from './testSurface.js';

describe('a tried request', () => {
  let world: PlaygroundSurface;
  before(async () => {
    world = await playgroundSurface();
  });
  afterEach(closeEditors);
  after(() => world.stop());

  const tryAt = (name: string, replies: readonly Reply[], press?: (text: string) => string | undefined) =>
    world.run('tryRequest', name, replies, press);

  const ready: Readonly<Record<string, readonly [replies: readonly Reply[], shown: RegExp]>> = {
    'Azure-like registry': [
      [
        { pick: 'Repository tags' },
        { text: 'team/app', to: 'Repository' },
        { text: 'GET /v2/team/app/tags/list?n=100', to: '"GET /v2/team/app/tags/list?n=100"' },
      ],
      /"tags": \[/,
    ],
    'Quay-like registry': [
      [
        { pick: 'Image manifest' },
        { text: 'team/app' },
        { text: 'latest' },
        { text: 'GET /v2/team/app/manifests/latest' },
      ],
      /"mediaType": "application\/vnd\.oci\.image\.index\.v1\+json"/,
    ],
    'Distribution registry': [[{ pick: 'Ping' }, { text: 'GET /v2/' }], /200 OK/],
    'ECR-like registry': [
      [{ pick: 'Repository tags' }, { text: 'team/app' }, { text: 'GET /v2/team/app/tags/list?n=100' }],
      /"latest"/,
    ],
    'Shop, customer': [
      [{ pick: 'Signed-in customer' }, { text: 'GET /rest/V1/customers/me' }],
      /roni@playground\.example/,
    ],
  };
  for (const [name, [replies, shown]] of Object.entries(ready)) {
    it(`is answered in a read-only document: ${name}`, async () => {
      const { told } = await tryAt(name, replies);
      assert.deepEqual(
        told.filter(({ severity }) => severity !== 'info'),
        [],
      );
      const { text, uri, languageId } = openText();
      assert.equal(uri.scheme, 'registry-auth');
      assert.equal(languageId, 'registry-auth-answer');
      assert.match(
        text,
        /^\/\/ GET http:\/\/127\.0\.0\.1:\d+\/\S+\n\/\/ sent with the token\n\/\/\n\/\/ 200 OK \(\d+ ms\)\n/,
      );
      assert.match(text, /\/\/ content-type: \S*json/);
      assert.match(text, shown);
      assert.ok(!text.includes('eyJ'));
    });
  }

  it('can be typed, and gets the token that the challenge asks for', async () => {
    const { told } = await tryAt('Quay-like registry', [
      { pick: 'Another Request' },
      { text: 'GET /v2/team/app/tags/list?n=1', to: 'with the token it needs' },
    ]);
    assert.match(told[0]?.text ?? '', /returned 200/);
    assert.match(openText().text, /sent with the token/);
  });

  it('says what was wanted and what the token has, and fetches that', async () => {
    const pressed: string[] = [];
    const { told } = await tryAt(
      'Azure-like registry',
      [
        { pick: 'Repository tags' },
        { text: 'team/app' },
        { text: 'DELETE /v2/team/app/manifests/latest' },
        { text: '' },
        { confirm: true, to: 'Send DELETE to 127.0.0.1' },
      ],
      (text) => {
        pressed.push(text);
        return undefined;
      },
    );
    assert.equal(told[0]?.severity, 'warning');
    assert.match(told[0].text, /returned 401: it requires delete on team\/app, but the token has/);
    assert.match(openText().text, /DELETE http.*\n.*\n.*\n.*401 Unauthorized/);
  });

  it('leaves the machine only after a modal question where it may change something', async () => {
    const requests = countRequests();
    await tryAt('Distribution registry', [
      { pick: 'Another Request' },
      { text: 'POST /v2/team/app/blobs/uploads/' },
      { text: '{"a": 1}', to: 'JSON body of the POST' },
      { confirm: false, to: 'POST /v2/team/app/blobs/uploads/' },
    ]);
    requests.stop();
    assert.deepEqual(requests.sent, []);
  });

  it('is refused while it is typed where it would leave the host', async () => {
    const wrong: (string | undefined)[] = [];
    const person = script([{ cancel: true }]);
    const requests = countRequests();
    world.surface.ask = {
      ...person,
      pick: async <T>(question: { readonly choices: readonly { readonly value: T }[] }) => {
        const last = question.choices.at(-1);
        assert.ok(last);
        return last.value;
      },
      text: async (question) => {
        for (const line of ['GET //evil.example/', 'GET /../x', 'GET v2/', 'FETCH /v2/', 'GET /v2/']) {
          wrong.push(question.validate?.(line));
        }
        return person.text(question);
      },
    };
    await commandOnRow(world.surface, 'registryAuth.tryRequest', await world.rowOf('Quay-like registry'));
    requests.stop();
    assert.deepEqual(
      wrong.map((text) => text?.replace(/^This can’t be sent: /, '')),
      [
        'two slashes at the beginning lead to another host.',
        'it climbs up with dots.',
        'a path begins with a slash: the host is that of the connection.',
        'it begins with none of the methods GET, HEAD, POST, PUT, PATCH, DELETE.',
        undefined,
      ],
    );
    assert.deepEqual(requests.sent, []);
  });
});

describe('a request that is answered with another scope than its own', () => {
  const servers: FaultServer[] = [];
  let surface: TestSurface;
  beforeEach(async () => {
    await forgetAll();
    surface = await testSurface(script([]));
  });
  afterEach(async () => {
    await surface.dispose();
    await closeEditors();
    await Promise.all(servers.splice(0).map((server) => server.stop()));
    await forgetAll();
  });

  it('gets a token for it once somebody has seen scope and service, and asks once only', async () => {
    const server = await startFault((origin) => ({
      '/v2/': challenge(`Bearer realm="${origin}/token",service="reg.example"`),
      '/token': json(200, { token: 'opaque-token', expires_in: 300 }),
      '*': (request, response) =>
        (request.headers.authorization?.startsWith('Bearer ')
          ? json(200, { fine: true })
          : challenge(`Bearer realm="${origin}/token",service="other.example",scope="repository:prod/secret:pull"`))(
          request,
          response,
        ),
    }));
    servers.push(server);
    const row = await saved(surface, { id: 'one', address: server.origin });
    const attempt = async (path: string, press?: RegExp) => {
      const person = script([{ pick: 'Another Request' }, { text: `GET ${path}` }], ({ actions }) =>
        actions.find((action) => press?.test(action)),
      );
      surface.ask = person;
      const before = server.received.length;
      await commandOnRow(surface, 'registryAuth.tryRequest', row);
      person.done();
      const received = server.received.slice(before);
      return { told: person.told, tokens: received.filter(({ url }) => url.startsWith('/token')) };
    };
    const unasked = await attempt('/v2/harmless');
    assert.equal(unasked.tokens.length, 0);
    assert.match(
      unasked.told[0]?.text ?? '',
      /it requires a token for pull on prod\/secret\..*would receive the token, which is for other\.example\./,
    );
    const asked = await attempt('/v2/harmless', /Fetch Token for/);
    assert.match(asked.tokens[0]?.url ?? '', /scope=repository%3Aprod%2Fsecret%3Apull/);
    const again = await attempt('/v2/other');
    assert.equal(again.told[0]?.severity, 'info');
  });
});
