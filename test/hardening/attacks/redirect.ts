// Whoever answers sends the request on to somebody else.
import { AuthError } from '../../../src/auth/errors.js';
import { answer, challenge, json, redirect } from '../../faults/answers.js';
import {
  type Attack,
  ATTACKER,
  AUTH,
  credentials,
  issued,
  own,
  pinged,
  pingedTwice,
  REGISTRY,
  showAs,
} from '../attack.js';

const statuses = (...codes: readonly number[]): readonly string[] => codes.map(String);
const CDN = 'https://cdn.test';

/** The token server redirects; nothing follows. */
function tokenRedirect(
  id: string,
  mechanism: string,
  target: string,
  codes: readonly string[],
  more: Partial<Attack>,
): Attack {
  return {
    id,
    mechanism,
    stoppedBy: ['token-redirect'],
    spellings: codes,
    serve: (code) => ({ [REGISTRY]: { '/v2/': own }, [AUTH]: { '/token': redirect(Number(code), target) } }),
    ends: 'redirected',
    received: { ...pinged, [AUTH]: ['GET /token basic'] },
    login: [AUTH],
    ...more,
  };
}

/** The first answer to `/v2/` redirects. */
function pingRedirect(id: string, mechanism: string, targets: readonly string[], more: Partial<Attack>): Attack {
  return {
    id,
    mechanism,
    stoppedBy: ['follow-private'],
    spellings: targets,
    serve: (target) => ({ [REGISTRY]: { '/v2/': redirect(307, target) } }),
    ends: 'redirected',
    received: pingedTwice,
    ...more,
  };
}

/** Content is asked for with a token, and `serve` says who answers. */
function content(
  id: string,
  mechanism: string,
  more: Pick<Attack, 'stoppedBy' | 'serve' | 'ends' | 'received'> & Partial<Attack>,
): Attack {
  return { id, mechanism, act: ({ referrers }) => referrers(), login: [AUTH], ...more };
}

const MANIFEST = '/v2/team/app/manifests/latest';
const token = { [AUTH]: ['GET /token basic'] };

export const redirectAttacks: readonly Attack[] = [
  pingRedirect('ping-collector', 'the ping is sent to a host that names itself as token server', [`${ATTACKER}/v2/`], {
    stoppedBy: ['judged-by-registry', 'consent'],
    serve: (target) => ({
      [REGISTRY]: { '/v2/': redirect(307, target) },
      [ATTACKER]: { '/v2/': challenge(`Bearer realm="${ATTACKER}/token",service="s"`) },
    }),
    ends: 'realm-needs-consent',
    received: { ...pinged, [ATTACKER]: ['GET /v2/'] },
  }),
  pingRedirect(
    'ping-relative-realm',
    'the ping is sent on, and the realm is a path, which would be one of the registry',
    [`${ATTACKER}/v2/`],
    {
      stoppedBy: ['judged-by-registry', 'consent'],
      serve: (target) => ({
        [REGISTRY]: { '/v2/': redirect(302, target) },
        [ATTACKER]: { '/v2/': challenge('Bearer realm="/token",service="s"') },
      }),
      ends: 'realm-needs-consent',
      received: { ...pinged, [ATTACKER]: ['GET /v2/'] },
    },
  ),
  pingRedirect(
    'ping-to-port',
    'the ping is sent to another port of the host, which is shown the client certificate',
    [`${REGISTRY}:9999/v2/`],
    {
      stoppedBy: ['tls-port'],
      serve: (target) => ({ [REGISTRY]: { '/v2/': redirect(307, target) }, [`${REGISTRY}:9999`]: { '*': own } }),
      act: async (user) => {
        await showAs(user, 'dana.test');
        await user.fetch();
      },
      ends: 'token',
      received: { ...pinged, [`${REGISTRY}:9999`]: ['GET /v2/'], [AUTH]: ['GET /token basic'] },
      login: [AUTH],
      evidence: (arrived) => arrived.map(({ client = '' }) => client).join() === 'DNS:dana.test,,',
    },
  ),
  pingRedirect('ping-basic', 'the ping is sent to a host that asks for the password itself', [`${ATTACKER}/v2/`], {
    stoppedBy: [],
    serve: (target) => ({
      [REGISTRY]: {
        '/v2/': (request, response) =>
          (request.headers.authorization ? answer(200) : redirect(302, target))(request, response),
      },
      [ATTACKER]: { '/v2/': challenge('Basic realm="r"') },
    }),
    ends: 'token',
    received: { [REGISTRY]: ['GET /v2/', 'GET /v2/ basic'], [ATTACKER]: ['GET /v2/'] },
    login: [REGISTRY],
  }),
  pingRedirect(
    'ping-to-http',
    'the ping is sent on unencrypted, where everybody on the way can answer',
    ['http://registry.example.com/v2/'],
    {
      stoppedBy: ['follow-downgrade'],
      connection: { insecure: true },
    },
  ),
  pingRedirect(
    'ping-to-machine',
    'the ping is sent to a service of this machine',
    ['https://127.0.0.1:8443/v2/', 'https://localhost/v2/'],
    {},
  ),
  pingRedirect(
    'ping-to-metadata',
    "the ping is sent to a cloud machine's own secrets",
    ['https://169.254.169.254/latest/', 'https://[::ffff:169.254.169.254]/'],
    {},
  ),
  pingRedirect('ping-to-private', 'the ping is sent into a private network', ['https://10.1.2.3/v2/'], {}),
  pingRedirect(
    'ping-userinfo',
    'the ping is sent on with a user name and password, which become a header',
    ['https://eve:pw@attacker.test/v2/'],
    {},
  ),
  pingRedirect('ping-loop', 'the ping is sent round in circles', [`${REGISTRY}/v2/`], {
    stoppedBy: ['follow-hops'],
    received: {
      [REGISTRY]: [
        ...Array<string>(6).fill('GET /v2/'),
        'GET /v2/team/app/tags/list',
        ...Array<string>(5).fill('GET /v2/'),
      ],
    },
  }),
  pingRedirect(
    'ping-by-name-to-metadata',
    'the ping is sent to a name that leads to the metadata address',
    ['https://cdn.test/v2/'],
    {
      stoppedBy: ['follow-address'],
      addresses: { 'cdn.test': [['169.254.169.254']] },
      ends: 'untrusted-realm',
      received: pinged,
    },
  ),
  tokenRedirect(
    'token-get-redirect',
    'the request with the password is sent on to somebody else',
    `${ATTACKER}/token`,
    statuses(301, 302, 303, 307, 308),
    {},
  ),
  tokenRedirect(
    'token-post-repeated',
    'the form with the refresh token is sent on as it is',
    `${ATTACKER}/token`,
    statuses(307, 308),
    {
      credential: credentials.identity,
      received: { ...pinged, [AUTH]: ['POST /token secret'] },
    },
  ),
  tokenRedirect(
    'token-post-as-get',
    'the form is to be fetched elsewhere, with the same headers',
    `${ATTACKER}/token`,
    statuses(301, 302, 303),
    {
      credential: credentials.identity,
      received: { ...pinged, [AUTH]: ['POST /token secret'] },
    },
  ),
  tokenRedirect(
    'token-downgrade',
    'the request with the password is sent on unencrypted',
    'http://auth.example.com/token',
    ['307'],
    {},
  ),
  tokenRedirect(
    'token-neighbour',
    'the request is sent to a neighbour in the same domain',
    'https://eve.example.com/token',
    ['307'],
    {},
  ),
  tokenRedirect(
    'token-other-port',
    'the request is sent to another service of the same host',
    `${AUTH}:8443/token`,
    ['307'],
    {},
  ),
  tokenRedirect(
    'token-to-metadata',
    "the request is sent to a cloud machine's own secrets",
    'http://169.254.169.254/latest/',
    ['302'],
    {},
  ),
  tokenRedirect(
    'token-second-form',
    'the password is asked for as a form, which is then sent on',
    `${ATTACKER}/token`,
    ['307'],
    {
      serve: () => ({
        [REGISTRY]: { '/v2/': own },
        [AUTH]: {
          '/token': (request, response) =>
            (request.method === 'POST' ? redirect(307, `${ATTACKER}/token`) : answer(405))(request, response),
        },
      }),
      stoppedBy: ['form-redirect'],
      received: { ...pinged, [AUTH]: ['GET /token basic', 'POST /token secret'] },
    },
  ),
  {
    id: 'check-redirect',
    mechanism: 'the request that shows whether a password works is sent on to somebody else',
    stoppedBy: ['check-redirect'],
    serve: () => ({
      [REGISTRY]: {
        '/v2/': (request, response) =>
          (request.headers.authorization ? redirect(307, `${ATTACKER}/v2/`) : challenge('Basic realm="r"'))(
            request,
            response,
          ),
      },
    }),
    ends: 'redirected',
    received: { [REGISTRY]: ['GET /v2/', 'GET /v2/ basic'] },
    login: [REGISTRY],
  },
  {
    id: 'bearer-redirect',
    mechanism: 'the request that shows whether a token works is sent on to somebody else',
    stoppedBy: ['check-redirect'],
    credential: credentials.bearer,
    serve: () => ({ [REGISTRY]: { '/v2/': redirect(302, `${ATTACKER}/v2/`) } }),
    ends: 'redirected',
    received: { [REGISTRY]: ['GET /v2/ bearer'] },
  },
  {
    id: 'catalogue-next-page',
    mechanism: 'the next page of a listing lies at another host',
    stoppedBy: ['catalogue-page'],
    serve: () => ({
      [REGISTRY]: {
        '/v2/': own,
        '/v2/_catalog': json(200, { repositories: ['a'] }, { Link: `<${ATTACKER}/v2/_catalog?last=a>; rel="next"` }),
      },
    }),
    act: ({ catalogue }) => catalogue(),
    ends: 'token',
    received: { [REGISTRY]: ['GET /v2/', 'GET /v2/_catalog bearer'], ...token },
    login: [AUTH],
  },
  {
    id: 'catalogue-next-login',
    mechanism: 'the next page of a listing has a user name and password, which would go out in place of the token',
    stoppedBy: ['own-url'],
    serve: () => ({
      [REGISTRY]: {
        '/v2/': own,
        '/v2/_catalog': json(
          200,
          { repositories: ['a'] },
          { Link: `<${REGISTRY.replace('//', '//eve:pw@')}/v2/_catalog?last=a>; rel="next"` },
        ),
      },
    }),
    act: ({ catalogue }) => catalogue(),
    ends: 'token',
    received: { [REGISTRY]: ['GET /v2/', 'GET /v2/_catalog bearer'], ...token },
    login: [AUTH],
  },
  {
    id: 'catalogue-link',
    mechanism: 'the link to the next page of a listing takes longer to read than anybody waits',
    stoppedBy: ['link-linear'],
    serve: () => ({
      [REGISTRY]: {
        '/v2/': own,
        '/v2/_catalog': json(200, { repositories: ['a'] }, { Link: '<'.repeat(60_000) }),
      },
    }),
    act: async ({ catalogue }) => {
      const started = performance.now();
      await catalogue();
      if (performance.now() - started > 1500) {
        throw new AuthError('timeout', 'The window was kept waiting.');
      }
    },
    ends: 'token',
    received: { [REGISTRY]: ['GET /v2/', 'GET /v2/_catalog bearer'], ...token },
    login: [AUTH],
  },
  {
    id: 'catalogue-scopes',
    mechanism: 'a name in a listing is several scopes, one of them for a repository that nobody chose',
    stoppedBy: ['catalogue-name'],
    serve: () => ({
      [REGISTRY]: {
        '/v2/': own,
        '/v2/_catalog': json(200, { repositories: ['a:pull repository:prod/secret:delete', 'team/app'] }),
      },
    }),
    // The user chooses the first name of the list.
    act: async ({ catalogue, fetch }) => {
      const [name = ''] = (await catalogue()) as readonly string[];
      await fetch(`repository:${name}:pull`);
    },
    ends: 'token',
    received: {
      [REGISTRY]: ['GET /v2/', 'GET /v2/_catalog bearer'],
      [AUTH]: ['GET /token basic', 'GET /token basic'],
    },
    evidence: (arrived) => arrived.every(({ url }) => !url.includes('secret')),
    login: [AUTH],
  },
  {
    id: 'catalogue-redirect',
    mechanism: 'a listing is sent on to another host',
    stoppedBy: ['catalogue-redirect'],
    serve: () => ({ [REGISTRY]: { '/v2/': own, '/v2/_catalog': redirect(307, `${ATTACKER}/v2/_catalog`) } }),
    act: ({ catalogue }) => catalogue(),
    ends: 'redirected',
    received: { [REGISTRY]: ['GET /v2/', 'GET /v2/_catalog bearer'], ...token },
    login: [AUTH],
  },
  content('content-elsewhere', 'content lies at another host, which must not get the token', {
    stoppedBy: ['follow-secrets'],
    serve: () => ({
      [REGISTRY]: { '/v2/': own, [MANIFEST]: redirect(307, `${CDN}/blob`) },
      [CDN]: { '*': answer(404) },
    }),
    ends: 'not-found',
    received: {
      [REGISTRY]: ['GET /v2/', `HEAD ${MANIFEST} bearer`, `GET ${MANIFEST} bearer`],
      ...token,
      [CDN]: ['HEAD /blob', 'GET /blob'],
    },
  }),
  content('content-there-and-back', 'content is sent away and back, to get the token along the way', {
    stoppedBy: ['follow-secrets'],
    serve: () => ({
      [REGISTRY]: { '/v2/': own, [MANIFEST]: redirect(307, `${CDN}/back`), '/v2/other': answer(404) },
      [CDN]: { '*': redirect(307, `${REGISTRY}/v2/other`) },
    }),
    ends: 'not-found',
    received: {
      [REGISTRY]: ['GET /v2/', `HEAD ${MANIFEST} bearer`, 'HEAD /v2/other', `GET ${MANIFEST} bearer`, 'GET /v2/other'],
      ...token,
      [CDN]: ['HEAD /back', 'GET /back'],
    },
  }),
  content('content-challenge', 'the host of the content sends a challenge of its own (CVE-2020-15157)', {
    stoppedBy: ['challenge-of-content'],
    serve: () => ({
      [REGISTRY]: { '/v2/': own, [MANIFEST]: redirect(307, `${CDN}/blob`) },
      [CDN]: { '*': challenge(`Bearer realm="${ATTACKER}/token",service="s"`) },
    }),
    ends: 'no-credential',
    received: { [REGISTRY]: ['GET /v2/', `HEAD ${MANIFEST} bearer`], ...token, [CDN]: ['HEAD /blob'] },
  }),
  content('content-downgrade', 'content is sent on unencrypted', {
    stoppedBy: ['follow-downgrade'],
    connection: { insecure: true },
    serve: () => ({ [REGISTRY]: { '/v2/': own, [MANIFEST]: redirect(307, 'http://cdn.test/blob') } }),
    ends: 'redirected',
    received: { [REGISTRY]: ['GET /v2/', `HEAD ${MANIFEST} bearer`], ...token },
  }),
  content('content-to-machine', 'content lies at a service of this machine', {
    stoppedBy: ['follow-private'],
    serve: () => ({ [REGISTRY]: { '/v2/': own, [MANIFEST]: redirect(307, 'https://127.0.0.1/admin') } }),
    ends: 'redirected',
    received: { [REGISTRY]: ['GET /v2/', `HEAD ${MANIFEST} bearer`], ...token },
  }),
  {
    id: 'shop-redirect',
    mechanism: "a shop sends the form with the customer's password on",
    stoppedBy: ['shop-redirect'],
    spellings: statuses(301, 302, 307, 308),
    connection: { kind: 'magento', address: 'https://shop.example.com', form: 'customer' },
    credential: credentials.shop,
    serve: (code) => ({
      'https://shop.example.com': {
        '*': (request, response) => redirect(Number(code), `${ATTACKER}${request.url}`)(request, response),
      },
    }),
    ends: 'redirected',
    received: { 'https://shop.example.com': ['POST /rest/V1/integration/customer/token secret'] },
    login: ['https://shop.example.com'],
  },
  {
    id: 'shop-plain-http',
    mechanism: 'a shop was entered without https, and nobody allowed that',
    stoppedBy: ['realm-plain-http'],
    connection: { kind: 'magento', address: 'http://shop.example.com', form: 'customer' },
    credential: credentials.shop,
    serve: () => ({}),
    ends: 'untrusted-realm',
    received: {},
  },
  {
    id: 'shop-moved',
    mechanism: 'a shop moved to another host, and the address was taken over without a word',
    stoppedBy: ['shop-consent'],
    connection: { kind: 'magento', address: 'https://shop.example.com', form: 'customer' },
    credential: credentials.shop,
    agreed: { chosen: `${ATTACKER}/` },
    serve: () => ({ [ATTACKER]: { '*': issued } }),
    ends: 'realm-needs-consent',
    received: {},
  },
  {
    id: 'shop-moved-inside',
    mechanism: 'a public shop moved to a name in a private network, and the user has agreed to that name',
    stoppedBy: ['shop-address', 'private-from-public', 'address'],
    connection: { kind: 'magento', address: 'https://shop.example.com', form: 'customer' },
    credential: credentials.shop,
    addresses: { 'login.test': [['10.0.0.5']] },
    agreed: { chosen: 'https://login.test/', allowed: ['https://login.test'] },
    serve: () => ({ 'https://login.test': { '*': json(200, 'planted') } }),
    ends: 'untrusted-realm',
    says: /10\.0\.0\.5/,
    received: {},
  },
];
