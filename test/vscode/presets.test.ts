// Each preset from an image reference to a copied token, against an imitation that answers with its real challenge.
import { strict as assert } from 'node:assert';
import { env } from 'vscode';
import { presets } from '../../src/registries/presets/index.js';
import { fakeJwt } from '../auth/jwtFixture.js';
import { answer, challenge, json } from '../faults/answers.js';
import { type FaultServer, type Recorded, startFault } from '../faults/server.js';
import { type Reply, script } from './script.js';
import { commandOnRow, forgetAll, rows, storedSecrets, tabs, type TestSurface, testSurface } from './testSurface.js';

interface Imitation {
  readonly label: string;
  /** `ORIGIN` stands for where it lies; several lines where there are several. */
  readonly challenges: readonly string[];
  readonly headers?: Readonly<Record<string, string>>;
  /** Nothing in its answer gives the kind away: its users know it by its host. */
  readonly byHost?: true;
  /** What its users choose, and what they type into which field. */
  readonly form: string;
  readonly fields: readonly (readonly [label: string, value: string])[];
  /** The pair that must arrive. */
  readonly pair: string;
  /** Of the token server; absent: there is none. */
  readonly token?: { readonly path: string; readonly answer: object };
}

const jwt = fakeJwt({ access: [{ type: 'repository', name: 'team/app', actions: ['pull'] }] });
const bearer = (path: string, more = ''): readonly string[] => [`Bearer realm="ORIGIN${path}"${more}`];
const keyFile = '{"private_key":"-----BEGIN PRIVATE KEY-----\\nMIIE\\n-----END PRIVATE KEY-----\\n"}';

const imitations: readonly Imitation[] = [
  {
    label: 'Docker Hub',
    challenges: bearer('/token', ',service="registry.docker.io"'),
    byHost: true,
    form: 'Access token',
    fields: [
      ['Docker ID', 'dana'],
      ['Access token', 'dckr_pat_secret'],
    ],
    pair: 'dana:dckr_pat_secret',
    token: { path: '/token', answer: { token: jwt, access_token: jwt, expires_in: 300 } },
  },
  {
    label: 'GitHub Container Registry',
    challenges: bearer('/token', ',service="ghcr.io",scope="repository:user/image:pull"'),
    byHost: true,
    form: 'Personal access token (classic)',
    fields: [
      ['GitHub user name', 'dana'],
      ['Token', 'ghp_secret'],
    ],
    pair: 'dana:ghp_secret',
    token: { path: '/token', answer: { token: 'b3BhcXVlLXRva2Vu' } },
  },
  {
    label: 'GitLab',
    challenges: bearer('/jwt/auth', ',service="container_registry"'),
    form: 'Deploy token',
    fields: [
      ['Deploy token user name', 'gitlab+deploy-token-1'],
      ['Deploy token', 'gldt-secret'],
    ],
    pair: 'gitlab+deploy-token-1:gldt-secret',
    token: { path: '/jwt/auth', answer: { token: jwt } },
  },
  {
    label: 'Google Artifact Registry',
    challenges: bearer('/v2/token', ',service="us-docker.pkg.dev"'),
    byHost: true,
    form: 'Service account key (JSON)',
    fields: [['Key file contents', keyFile]],
    pair: `_json_key:${keyFile}`,
    token: { path: '/v2/token', answer: { token: 'b3BhcXVlLXRva2Vu', expires_in: 3600 } },
  },
  {
    label: 'Harbor',
    challenges: bearer('/service/token', ',service="harbor-registry"'),
    form: 'Robot account',
    fields: [
      ['Robot name', 'robot$team+ci'],
      ['Secret', 'robot-secret'],
    ],
    pair: 'robot$team+ci:robot-secret',
    token: { path: '/service/token', answer: { token: jwt, access_token: '', expires_in: 1800 } },
  },
  {
    label: 'JFrog Artifactory',
    challenges: bearer('/artifactory/api/docker/docker-local/v2/token', ',service="contoso.jfrog.io"'),
    form: 'User name and password',
    fields: [
      ['User name', 'dana'],
      ['Identity token', 'cmVmdGtu-secret'],
    ],
    pair: 'dana:cmVmdGtu-secret',
    token: { path: '/artifactory/api/docker/docker-local/v2/token', answer: { token: jwt, expires_in: 3600 } },
  },
  {
    label: 'Sonatype Nexus',
    challenges: ['BASIC realm="Sonatype Nexus Repository Manager"'],
    form: 'User token',
    fields: [
      ['Name code', 'xTgPdLs2'],
      ['Pass code', 'pass-code-secret'],
    ],
    pair: 'xTgPdLs2:pass-code-secret',
  },
  {
    label: 'Gitea, Forgejo',
    challenges: [
      'Bearer realm="ORIGIN/v2/token",service="container_registry",scope="*",Basic realm="ORIGIN/v2",service="container_registry",scope="*"',
    ],
    form: 'User name and password',
    fields: [
      ['User name', 'dana'],
      ['Access token or password', 'access-secret'],
    ],
    pair: 'dana:access-secret',
    token: { path: '/v2/token', answer: { token: fakeJwt({ UserID: 7 }) } },
  },
  {
    label: 'DigitalOcean',
    challenges: bearer('/v2/registry/auth', ',service="registry.digitalocean.com",scope="registry:catalog:*"'),
    byHost: true,
    form: 'API token',
    fields: [['API token', 'dop_v1_secret']],
    pair: 'dop_v1_secret:dop_v1_secret',
    token: { path: '/v2/registry/auth', answer: { token: jwt } },
  },
  {
    label: 'IBM Cloud Container Registry',
    challenges: ['Bearer realm=ORIGIN/oauth/token, service=registry, scope=repository:team/app:pull'],
    byHost: true,
    form: 'API key',
    fields: [['API key', 'api-key-secret']],
    pair: 'iamapikey:api-key-secret',
    token: { path: '/oauth/token', answer: { token: jwt } },
  },
  {
    label: 'Alibaba Cloud Container Registry',
    challenges: bearer('/auth', ',service="registry.aliyuncs.com:cn-hangzhou:26842"'),
    form: 'Temporary token',
    fields: [['Token', 'temporary-secret']],
    pair: 'cr_temp_user:temporary-secret',
    token: { path: '/auth', answer: { token: jwt } },
  },
  {
    label: 'Cloudsmith',
    challenges: bearer('/token', ',service="docker.cloudsmith.io"'),
    byHost: true,
    form: 'Entitlement token',
    fields: [
      ['OWNER/REPOSITORY', 'owner/repo'],
      ['Entitlement token', 'entitlement-secret'],
    ],
    pair: 'owner/repo:entitlement-secret',
    token: { path: '/token', answer: { token: jwt } },
  },
  {
    label: 'zot',
    challenges: ['Basic realm="Authorization Required"'],
    form: 'User name and password',
    fields: [
      ['User name', 'dana'],
      ['Password or API key', 'zak_secret'],
    ],
    pair: 'dana:zak_secret',
  },
  {
    label: 'Registry with htpasswd users',
    challenges: ['Basic realm="Registry Realm"'],
    headers: { 'docker-distribution-api-version': 'registry/2.0' },
    form: 'User name and password',
    fields: [
      ['User name', 'dana'],
      ['Password', 'htpasswd-secret'],
    ],
    pair: 'dana:htpasswd-secret',
  },
];

describe('presets', () => {
  it('all have an imitation here', () => {
    assert.deepEqual(imitations.map(({ label }) => label).sort(), presets.map(({ label }) => label).sort());
  });

  let surface: TestSurface;
  before(forgetAll);
  beforeEach(async () => {
    surface = await testSurface(script([]));
  });
  afterEach(async () => {
    await surface.dispose();
    await forgetAll();
  });

  const run = async (id: string, replies: readonly Reply[] = []): Promise<string> => {
    const person = script(replies);
    surface.ask = person;
    const [row] = await rows(surface);
    await commandOnRow(surface, id, row?.node);
    person.done();
    assert.deepEqual(
      person.told.filter(({ severity }) => severity === 'error'),
      [],
    );
    return person.told.map(({ text }) => text).join('\n');
  };

  for (const imitation of imitations) {
    const { label, form, fields, token, byHost } = imitation;
    it(`${label}: add, fetch, copy, inspect`, async () => {
      const kind = presets.find((one) => one.label === label);
      const server = await start(imitation);
      try {
        const told = await run('registryAuth.addConnection', [
          { text: `${server.host}/team/app:1`, to: 'Paste a registry host' },
          ...(byHost === true ? [{ pick: 'Other Type of Registry…' }, { pick: label, to: 'Type of registry' }] : []),
          ...(kind?.credentials.length === 1 ? [] : [{ pick: form, to: 'How do you sign in' }]),
          ...fields.map(([to, text]) => ({ text, to })),
        ]);
        assert.ok(told.includes(server.host), told);
        const [stored] = Object.values(await storedSecrets());
        assert.equal((stored as { metadata: { kind: string } }).metadata.kind, kind?.id);

        await run('registryAuth.copyToken');
        const copied = await env.clipboard.readText();
        assert.equal(copied, token ? (token.answer as { token: string }).token : basic(imitation));
        await surface.clipboard.clear();
        await run('registryAuth.inspectToken');
        await tabs((labels) => labels.includes(`Token for ${server.host}`));

        const [ping, last] = [server.received[0], server.received.at(-1)];
        assert.equal(authorization(ping), undefined);
        assert.equal(authorization(last), `Basic ${basic(imitation)}`);
        assert.equal(last?.url.split('?')[0], token?.path ?? '/v2/');
        // Once tried, once fetched: the token of the trial is the one that was copied.
        const sent = server.received.filter((request) => authorization(request) !== undefined);
        assert.equal(sent.length, 1);
      } finally {
        await server.stop();
      }
    });
  }
});

/** Refuses whatever is not as its real model takes it. */
function start(imitation: Imitation): Promise<FaultServer> {
  const { challenges, headers = {}, token } = imitation;
  const right = `Basic ${basic(imitation)}`;
  return startFault((origin) => ({
    '/v2/': (request, response) => {
      for (const [name, value] of Object.entries(headers)) {
        response.setHeader(name, value);
      }
      const open = token === undefined && request.headers.authorization === right;
      const asked = challenge(...challenges.map((line) => line.replaceAll('ORIGIN', origin)));
      (open ? answer(200) : asked)(request, response);
    },
    ...(token && {
      [token.path]: (request, response) => {
        const { method, url = '', headers: sent } = request;
        const fine =
          method === 'GET' && sent.authorization === right && url.includes('scope=repository%3Ateam%2Fapp%3Apull');
        (fine ? json(200, token.answer) : answer(401))(request, response);
      },
    }),
  }));
}

function basic({ pair }: Imitation): string {
  return Buffer.from(pair).toString('base64');
}

function authorization(request: Recorded | undefined): string | undefined {
  const { rawHeaders = [] } = request ?? {};
  return rawHeaders.find((_, index) => index % 2 === 1 && /^authorization$/i.test(rawHeaders[index - 1] ?? ''));
}
