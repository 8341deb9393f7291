// A connection that is still open from an earlier request is used once more, although something has changed since.
import type { RequestListener } from 'node:http';
import { setTimeout } from 'node:timers/promises';
import { answer, challenge, json } from '../../faults/answers.js';
import { selfSigned } from '../../faults/certificate.js';
import { type Attack, AUTH, credentials, issued, own, REGISTRY, showAs, type User } from '../attack.js';
import type { Arrived, Network } from '../names.js';

const basic: RequestListener = (request, response) => {
  (request.headers.authorization ? answer(200) : challenge('Basic realm="r"'))(request, response);
};
const OTHER = 'repository:other:pull';
const PUBLIC = '93.184.216.34';
const MOVED = '93.184.216.99';
const PLAIN = 'http://registry.example.com';

/** A token is fetched, something changes, and another one is fetched. */
function kept(
  id: string,
  mechanism: string,
  stoppedBy: readonly string[],
  change: (user: User) => unknown,
  more: Partial<Attack> = {},
): Attack {
  return {
    id,
    mechanism,
    stoppedBy,
    serve: () => ({ [REGISTRY]: { '/v2/': own } }),
    act: async (user) => {
      await user.fetch();
      await change(user);
      await user.fetch(OTHER);
    },
    ends: 'token',
    received: { [REGISTRY]: ['GET /v2/'], [AUTH]: ['GET /token basic', 'GET /token basic'] },
    evidence: eachAnew,
    login: [AUTH],
    ...more,
  };
}

/** Every request came over a connection of its own. */
function eachAnew(arrived: readonly Arrived[]): boolean {
  return new Set(arrived.map(({ connection }) => connection)).size === arrived.length;
}

const at = (arrived: readonly Arrived[], wanted: string): readonly Arrived[] =>
  arrived.filter(({ origin }) => origin === wanted);

const over = (arrived: readonly Arrived[], origin: string): ReadonlySet<number> =>
  new Set(at(arrived, origin).map(({ connection }) => connection));

const shownAt = (arrived: readonly Arrived[], origin: string): string =>
  at(arrived, origin)
    .map(({ client }) => client ?? 'nobody')
    .join(', ');

/** Resolves when it holds, and throws if it doesn't within a second. */
async function until(what: string, holds: () => boolean): Promise<void> {
  for (let waited = 0; !holds(); waited += 10) {
    if (waited > 1000) {
      throw new Error(`not seen: ${what}`);
    }
    await setTimeout(10);
  }
}

/** Throws if none is open before `close`, or one stays open after it. */
async function closes(network: Network, close: () => void): Promise<void> {
  if (network.openConnections() === 0) {
    throw new Error('nothing was open');
  }
  close();
  await until('no connection is open', () => network.openConnections() === 0);
}

/** The token server treats its second request in its own way. */
function secondly(second: RequestListener): Pick<Attack, 'serve'> {
  return {
    serve: () => {
      let asked = 0;
      const token: RequestListener = (request, response) => {
        asked += 1;
        (asked === 2 ? second : issued)(request, response);
      };
      return { [REGISTRY]: { '/v2/': own }, [AUTH]: { '/token': token } };
    },
  };
}

const UNASKED = '{"token":"unasked"}';
/** Hands out a token, and soon after it an answer to nothing. */
const saysMore: RequestListener = (request, response) => {
  const more = ['HTTP/1.1 200 OK', `Content-Length: ${UNASKED.length}`, '', UNASKED].join('\r\n');
  response.once('finish', () => void setTimeout(30).then(() => request.socket.write(more)));
  issued(request, response);
};
const hangsUp: RequestListener = ({ socket }) => void socket.destroy();
const breaksOff: RequestListener = ({ socket }) => void socket.write('HTTP/1.1 200 ', () => socket.destroy());

/** No attacks: here a connection must be used again, or the attacks below would show nothing. */
export const keptConnectionControls: readonly Attack[] = [
  kept('kept-used', 'nothing changes', [], () => undefined, {
    evidence: (arrived) => over(arrived, AUTH).size === 1,
  }),
  kept('kept-used-plain', 'nothing changes, over plain http', [], () => undefined, {
    connection: { address: PLAIN, insecure: true },
    serve: () => ({ [PLAIN]: { '/v2/': basic } }),
    received: { [PLAIN]: ['GET /v2/', 'GET /v2/ basic', 'GET /v2/ basic'] },
    evidence: (arrived) => over(arrived, PLAIN).size === 1,
    login: [PLAIN],
  }),
  kept(
    'kept-closed',
    'the server ends the connection without an answer, so the request is sent once more',
    [],
    () => undefined,
    {
      ...secondly(hangsUp),
      received: { [REGISTRY]: ['GET /v2/'], [AUTH]: Array<string>(3).fill('GET /token basic') },
      evidence: (arrived) => {
        const [first, second, third] = at(arrived, AUTH).map(({ connection }) => connection);
        return first === second && second !== third;
      },
    },
  ),
];

const REPOINTED = [PUBLIC, MOVED].join();
const addressesAt = (arrived: readonly Arrived[], origin: string): string =>
  [...new Set(at(arrived, origin).map(({ address }) => address))].join();

export const keptConnectionAttacks: readonly Attack[] = [
  kept(
    'kept-repointed',
    'the name of the token server leads to this machine now',
    ['kept-address', 'address'],
    ({ network }) => network.point('auth.example.com', '127.0.0.1'),
    {
      ends: 'untrusted-realm',
      received: { [REGISTRY]: ['GET /v2/', 'GET /v2/', 'GET /v2/other/tags/list'], [AUTH]: ['GET /token basic'] },
      evidence: () => true,
    },
  ),
  kept(
    'kept-repointed-elsewhere',
    'whoever had the address of the token server before waits for the next login',
    ['kept-address'],
    ({ network }) => network.point('auth.example.com', MOVED),
    { evidence: (arrived) => addressesAt(arrived, AUTH) === REPOINTED },
  ),
  kept(
    'kept-registry-repointed',
    'whoever had the address of the registry before waits for the next token',
    ['kept-address'],
    ({ network }) => network.point('registry.example.com', MOVED),
    {
      serve: () => ({ [REGISTRY]: { '/v2/': own, '/v2/_catalog': json(200, { repositories: ['a'] }) } }),
      act: async ({ fetch, network, catalogue }) => {
        await fetch();
        network.point('registry.example.com', MOVED);
        await catalogue();
      },
      received: {
        [REGISTRY]: ['GET /v2/', 'GET /v2/_catalog bearer'],
        [AUTH]: ['GET /token basic', 'GET /token basic'],
      },
      evidence: (arrived) => addressesAt(arrived, REGISTRY) === REPOINTED,
    },
  ),
  kept(
    'kept-judged',
    'the registry leaves the private network, and the connection to the token server stays there',
    ['kept-judged', 'kept-address', 'private-from-public', 'address'],
    ({ network }) => network.point('registry.example.com', PUBLIC),
    {
      addresses: { 'registry.example.com': [['10.0.0.4']], 'auth.example.com': [['10.0.0.5']] },
      ends: 'untrusted-realm',
      received: { [REGISTRY]: ['GET /v2/', 'GET /v2/', 'GET /v2/other/tags/list'], [AUTH]: ['GET /token basic'] },
      evidence: () => true,
    },
  ),
  kept(
    'kept-consent',
    'the consent to another token server is withdrawn',
    ['kept-consent'],
    ({ change }) => change(() => ({ agreed: { allowed: [AUTH] } })),
    { agreed: { allowed: [AUTH, 'https://login.test'] } },
  ),
  kept(
    'kept-consent-again',
    'the consent is withdrawn and given again',
    ['kept-consent'],
    async ({ change, fetch }) => {
      change(() => ({ agreed: { allowed: [] } }));
      await fetch(OTHER).then(
        () => Promise.reject(new Error('nobody asked')),
        () => undefined,
      );
      change(() => ({ agreed: { allowed: [AUTH] } }));
    },
    {
      received: { [REGISTRY]: Array<string>(3).fill('GET /v2/'), [AUTH]: ['GET /token basic', 'GET /token basic'] },
    },
  ),
  kept(
    'kept-option',
    'an option, a setting and the credential change, one after the other',
    ['kept-place'],
    () => undefined,
    {
      act: async ({ fetch, change }) => {
        await fetch();
        for (const changed of [{ options: { deadline: 9 } }, { settings: { name: 'other' } }, { revision: 2 }]) {
          change(({ connection }) => ({ connection: { ...connection, ...changed } }));
          await fetch();
        }
      },
      received: {
        [REGISTRY]: Array<string>(4).fill('GET /v2/'),
        [AUTH]: Array<string>(4).fill('GET /token basic'),
      },
    },
  ),
  kept(
    'kept-trust',
    'the authority of the server is no longer trusted',
    ['kept-certificates', 'certificates'],
    ({ change }) => change(() => ({ tls: undefined })),
    { ends: 'tls', received: { [REGISTRY]: ['GET /v2/'], [AUTH]: ['GET /token basic'] } },
  ),
  kept(
    'kept-trust-replaced',
    'another authority is trusted in place of the one of the server',
    ['kept-certificates', 'secure-context', 'certificates'],
    async ({ change }) => {
      const { cert } = await selfSigned({ names: ['stranger.test'] });
      change(() => ({ tls: { ca: cert } }));
    },
    { ends: 'tls', received: { [REGISTRY]: ['GET /v2/'], [AUTH]: ['GET /token basic'] } },
  ),
  kept('kept-unverified', 'the certificate of the registry is verified again', ['certificates'], () => undefined, {
    distrusts: true,
    serve: () => ({ [REGISTRY]: { '/v2/': basic } }),
    act: async ({ change, fetch }) => {
      change(() => ({ tls: { rejectUnauthorized: false } }));
      await fetch();
      change(() => ({ tls: {} }));
      await fetch(OTHER);
    },
    ends: 'tls',
    received: { [REGISTRY]: ['GET /v2/', 'GET /v2/ basic'] },
    login: [REGISTRY],
    evidence: () => true,
  }),
  kept(
    'kept-identity',
    'two connections of the user to one registry have different client certificates',
    ['kept-owner'],
    () => undefined,
    {
      act: async (user) => {
        await showAs(user, 'one.test');
        await user.fetch();
        user.change(({ connection }) => ({ connection: { ...connection, id: 'two' } }));
        await showAs(user, 'two.test');
        await user.fetch();
      },
      received: { [REGISTRY]: ['GET /v2/', 'GET /v2/'], [AUTH]: ['GET /token basic', 'GET /token basic'] },
      evidence: (arrived) => eachAnew(arrived) && shownAt(arrived, REGISTRY) === 'DNS:one.test, DNS:two.test',
    },
  ),
  kept(
    'kept-identity-renewed',
    'the client certificate is replaced, and the registry still sees the old one',
    ['kept-certificates', 'secure-context'],
    () => undefined,
    {
      serve: () => ({ [REGISTRY]: { '/v2/': own, '/v2/_catalog': json(200, { repositories: ['a'] }) } }),
      act: async (user) => {
        await showAs(user, 'old.test');
        await user.fetch();
        await showAs(user, 'new.test');
        await user.catalogue();
      },
      received: {
        [REGISTRY]: ['GET /v2/', 'GET /v2/_catalog bearer'],
        [AUTH]: ['GET /token basic', 'GET /token basic'],
      },
      evidence: (arrived) => eachAnew(arrived) && shownAt(arrived, REGISTRY) === 'DNS:old.test, DNS:new.test',
    },
  ),
  kept(
    'kept-foreign',
    'other code left connections over plain http open, which lead somewhere else',
    ['open-connection'],
    () => undefined,
    {
      connection: { address: PLAIN, insecure: true },
      serve: () => ({ [PLAIN]: { '/v2/': basic } }),
      addresses: { 'registry.example.com': [[MOVED], [MOVED], [PUBLIC]] },
      act: async ({ fetch, network }) => {
        await Promise.all([network.open(`${PLAIN}/`), network.open(`${PLAIN}/`)]);
        await fetch();
      },
      received: { [PLAIN]: ['GET /', 'GET /', 'GET /v2/', 'GET /v2/ basic'] },
      login: [PLAIN],
      evidence: (arrived) => addressesAt(arrived.slice(2), PLAIN) === PUBLIC,
    },
  ),
  kept('kept-forgotten', 'everything is forgotten', ['kept-forget'], ({ network, forget }) => closes(network, forget), {
    received: { [REGISTRY]: ['GET /v2/', 'GET /v2/'], [AUTH]: ['GET /token basic', 'GET /token basic'] },
  }),
  kept(
    'kept-forgotten-one',
    'the connection of the user is forgotten',
    ['kept-forget'],
    ({ network, forget }) =>
      closes(network, () => {
        forget('one');
      }),
    { received: { [REGISTRY]: ['GET /v2/', 'GET /v2/'], [AUTH]: ['GET /token basic', 'GET /token basic'] } },
  ),
  kept(
    'kept-forgotten-running',
    'everything is forgotten while a request is on its way',
    ['kept-forget'],
    async ({ network, forget, fetch }) => {
      const running = fetch(OTHER).catch(() => undefined);
      await until('the request', () => at(network.arrived, AUTH).length === 2);
      await closes(network, forget);
      await running;
    },
    {
      ...secondly(() => undefined),
      received: { [REGISTRY]: ['GET /v2/', 'GET /v2/'], [AUTH]: Array<string>(3).fill('GET /token basic') },
      evidence: (arrived) => over(arrived, AUTH).size === 2,
    },
  ),
  kept(
    'kept-secret-once',
    'the server takes the form with the refresh token and ends the connection',
    ['kept-repeatable'],
    () => undefined,
    {
      ...secondly(hangsUp),
      credential: credentials.identity,
      ends: 'unreachable',
      received: {
        [REGISTRY]: ['GET /v2/', 'GET /v2/', 'GET /v2/other/tags/list'],
        [AUTH]: ['POST /token secret', 'POST /token secret'],
      },
      evidence: (arrived) => over(arrived, AUTH).size === 2,
    },
  ),
  kept(
    'kept-unasked',
    'the server sends an answer that nobody asked for, so that the next request gets it',
    [],
    () => undefined,
    {
      serve: () => ({ [REGISTRY]: { '/v2/': own }, [AUTH]: { '/token': saysMore } }),
      act: async ({ fetch }) => {
        await fetch();
        // Twice, so that what was sent has certainly arrived.
        await setTimeout(60);
        await setTimeout(20);
        if (JSON.stringify(await fetch(OTHER)).includes('unasked')) {
          throw new Error('took the answer that nobody asked for');
        }
      },
      evidence: () => true,
    },
  ),
  kept(
    'kept-half-answer',
    'the server begins an answer and ends the connection, to get the request once more',
    ['kept-heard'],
    () => undefined,
    {
      ...secondly(breaksOff),
      ends: 'unreachable',
      received: {
        [REGISTRY]: ['GET /v2/', 'GET /v2/', 'GET /v2/other/tags/list'],
        [AUTH]: ['GET /token basic', 'GET /token basic'],
      },
      evidence: () => true,
    },
  ),
];
