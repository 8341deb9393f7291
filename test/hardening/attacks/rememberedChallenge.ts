// Where the registry sent in an earlier window is remembered, although something has changed since; and what is asked
// before anybody has chosen what to fetch.
import type { RequestListener } from 'node:http';
import { answer, challenge, json, redirect } from '../../faults/answers.js';
import { type Attack, ATTACKER, AUTH, issued, own, REGISTRY, type User } from '../attack.js';

const both = challenge('Basic realm="r"', `Bearer realm="${AUTH}/token",service="registry.example.com"`);
const stranger = challenge(`Bearer realm="${ATTACKER}/token",service="registry.example.com"`);
const refuses = json(401, { errors: [{ code: 'UNAUTHORIZED', message: 'no' }] });
const PULL = ['repository:team/app:pull'];
const PUSH = ['repository:team/app:pull,push'];
const PRIVATE = '10.0.0.5';

/** A token is fetched, the window is closed, something changes, and the same token is fetched in the next window. */
function remembered(
  id: string,
  mechanism: string,
  stoppedBy: readonly string[],
  change: (user: User) => unknown,
  more: Partial<Attack> = {},
): Attack {
  return {
    ...{ id, mechanism, stoppedBy, remembers: true },
    serve: () => ({ [REGISTRY]: { '/v2/': own } }),
    act: async (user) => {
      await user.fetch();
      user.restart();
      await change(user);
      await user.fetch();
    },
    ends: 'token',
    received: { [REGISTRY]: ['GET /v2/', 'GET /v2/'], [AUTH]: ['GET /token basic', 'GET /token basic'] },
    login: [AUTH],
    ...more,
  };
}

/** Answers differ from the second time on. */
function later(first: RequestListener, then: RequestListener): RequestListener {
  let asked = 0;
  return (request, response) => {
    asked += 1;
    (asked === 1 ? first : then)(request, response);
  };
}

/** The route of the repository. */
const tags = (says: RequestListener): Readonly<Record<string, RequestListener>> => ({
  '/v2/team/app/tags/list': says,
});
/** A password is offered in a form, too, where the address is missing. */
const missingTwice = ['GET /none basic', 'POST /none secret', 'GET /none basic', 'POST /none secret'];

const stored = { path: '/v2/', service: 'registry.example.com' };

/** Somebody has written another token server into the memory of the window. */
const rewritten =
  (realm: string) =>
  ({ usage }: User): void => {
    const place = { id: 'one', kind: 'oci', address: REGISTRY };
    usage.challenges(place).remember(PULL, { ...stored, realm, at: Date.now() });
  };

/** Somebody opens the list of scopes and chooses none. */
function prepared(id: string, mechanism: string, stoppedBy: readonly string[], more: Partial<Attack>): Attack {
  return {
    ...{ id, mechanism, stoppedBy },
    serve: () => ({ [REGISTRY]: { '/v2/': own } }),
    act: async ({ prepare }) => prepare(),
    ends: 'token',
    received: { [REGISTRY]: ['GET /v2/'] },
    ...more,
  };
}

/** No attacks: here the registry must not be asked, or the attacks below would show nothing. */
export const rememberedChallengeControls: readonly Attack[] = [
  remembered('remembered-used', 'nothing changes', [], () => undefined, {
    received: { [REGISTRY]: ['GET /v2/'], [AUTH]: ['GET /token basic', 'GET /token basic'] },
  }),
  remembered('remembered-moved', 'the token server has moved, and the old one says so', [], () => undefined, {
    serve: () => ({
      [REGISTRY]: { '/v2/': later(own, challenge(`Bearer realm="https://login.test/token",service="r"`)) },
      [AUTH]: { '/token': later(issued, refuses) },
    }),
    agreed: { allowed: [AUTH, 'https://login.test'] },
    received: {
      [REGISTRY]: ['GET /v2/', 'GET /v2/'],
      [AUTH]: ['GET /token basic', 'GET /token basic'],
      'https://login.test': ['GET /token basic'],
    },
    login: [AUTH, 'https://login.test'],
  }),
  prepared('prepared-used', 'the list is open, and then something is chosen', [], {
    act: async ({ prepare, fetch }) => {
      await prepare();
      await fetch();
    },
    received: { [REGISTRY]: ['GET /v2/'], [AUTH]: ['GET /', 'GET /token basic'] },
    evidence: (arrived) =>
      new Set(arrived.filter(({ origin }) => origin === AUTH).map(({ connection }) => connection)).size === 1,
    login: [AUTH],
  }),
];

export const rememberedChallengeAttacks: readonly Attack[] = [
  remembered(
    'remembered-consent',
    'the consent to the token server was withdrawn',
    ['consent', 'consent-origin'],
    ({ change }) => change(() => ({ agreed: { allowed: [] } })),
    {
      ends: 'realm-needs-consent',
      asked: 'same-domain',
      received: { [REGISTRY]: ['GET /v2/', 'GET /v2/'], [AUTH]: ['GET /token basic'] },
    },
  ),
  remembered(
    'remembered-rewritten',
    'somebody wrote the address of a stranger into the memory',
    ['consent'],
    rewritten(`${ATTACKER}/token`),
    { received: { [REGISTRY]: ['GET /v2/', 'GET /v2/'], [AUTH]: ['GET /token basic', 'GET /token basic'] } },
  ),
  remembered(
    'remembered-plain-http',
    'somebody wrote an address of plain http into the memory',
    ['realm-plain-http'],
    rewritten('http://auth.example.com/token'),
    { agreed: { allowed: [AUTH, 'http://auth.example.com'] } },
  ),
  remembered(
    'remembered-refused',
    'the token server has refused the login, and is named once more',
    ['remembered-refusal'],
    () => undefined,
    {
      serve: () => ({ [REGISTRY]: { '/v2/': own }, [AUTH]: { '/token': later(issued, refuses) } }),
      ends: 'refused',
    },
  ),
  remembered(
    'remembered-refused-basic',
    'the token server has refused the login, and is named once more, beside Basic',
    ['remembered-refusal'],
    () => undefined,
    {
      serve: () => ({ [REGISTRY]: { '/v2/': later(own, both) }, [AUTH]: { '/token': later(issued, refuses) } }),
      ends: 'refused',
    },
  ),
  remembered(
    'remembered-refused-behind-root',
    'the token server has refused the login; the root names one that is missing, and the repository the first one again',
    ['remembered-refusal'],
    () => undefined,
    {
      serve: () => ({
        [REGISTRY]: { '/v2/': challenge('Bearer realm="https://login.test/none",service="r"'), ...tags(own) },
        [AUTH]: { '/token': later(issued, refuses) },
        'https://login.test': { '/none': answer(404) },
      }),
      agreed: { allowed: [AUTH, 'https://login.test'] },
      ends: 'refused',
      received: {
        [REGISTRY]: ['GET /v2/', 'GET /v2/team/app/tags/list', 'GET /v2/', 'GET /v2/team/app/tags/list'],
        [AUTH]: ['GET /token basic', 'GET /token basic'],
        'https://login.test': missingTwice,
      },
      login: [AUTH, 'https://login.test'],
    },
  ),
  remembered(
    'remembered-refused-service',
    'the token server has refused the login, and is named once more without its service',
    ['remembered-refusal'],
    () => undefined,
    {
      serve: () => ({
        [REGISTRY]: { '/v2/': challenge(`Bearer realm="${AUTH}/token"`), ...tags(later(own, answer(503))) },
        [AUTH]: { '/token': later(issued, refuses) },
      }),
      ends: 'refused',
      received: {
        [REGISTRY]: ['GET /v2/', 'GET /v2/team/app/tags/list', 'GET /v2/', 'GET /v2/team/app/tags/list'],
        [AUTH]: ['GET /token basic', 'GET /token basic'],
      },
    },
  ),
  remembered(
    'remembered-refused-query',
    'the token server has refused the login, and is named once more with another query',
    ['remembered-refusal'],
    () => undefined,
    {
      serve: () => ({
        [REGISTRY]: {
          '/v2/': later(own, challenge(`Bearer realm="${AUTH}/token?nonce=2",service="registry.example.com"`)),
        },
        [AUTH]: { '/token': later(issued, refuses) },
      }),
      ends: 'refused',
    },
  ),
  remembered(
    'remembered-less',
    'the token server grants nothing, and is named once more',
    ['remembered-refusal'],
    () => undefined,
    {
      serve: () => {
        const part = ['e30', Buffer.from('{"access":[]}').toString('base64url'), 'sig'].join('.');
        return { [REGISTRY]: { '/v2/': own }, [AUTH]: { '/token': later(issued, json(200, { token: part })) } };
      },
    },
  ),
  remembered(
    'remembered-stranger',
    'the token server refuses, and the registry names a stranger',
    ['consent'],
    () => undefined,
    {
      serve: () => ({ [REGISTRY]: { '/v2/': later(own, stranger) }, [AUTH]: { '/token': later(issued, refuses) } }),
      ends: 'realm-needs-consent',
    },
  ),
  remembered(
    'remembered-private',
    'the token server leads into a private network, and the registry is a public one that nobody has asked',
    ['remembered-address', 'private-from-public', 'address'],
    ({ network }) => network.point('auth.example.com', PRIVATE),
    {
      ends: 'untrusted-realm',
      received: {
        [REGISTRY]: ['GET /v2/', 'GET /v2/', 'GET /v2/team/app/tags/list'],
        [AUTH]: ['GET /token basic'],
      },
    },
  ),
  remembered(
    'remembered-repointed',
    'the name of the token server leads to this machine now',
    ['address'],
    ({ network }) => network.point('auth.example.com', '127.0.0.1'),
    {
      ends: 'untrusted-realm',
      received: {
        [REGISTRY]: ['GET /v2/', 'GET /v2/', 'GET /v2/team/app/tags/list'],
        [AUTH]: ['GET /token basic'],
      },
    },
  ),
  remembered(
    'remembered-place',
    'the connection leads to another registry now',
    ['remembered-place'],
    ({ change }) => change(({ connection }) => ({ connection: { ...connection, address: 'https://eve.example.com' } })),
    {
      serve: () => ({
        [REGISTRY]: { '/v2/': own },
        'https://eve.example.com': { '/v2/': challenge('Bearer realm="https://eve.example.com/token",service="e"') },
      }),
      received: {
        [REGISTRY]: ['GET /v2/'],
        [AUTH]: ['GET /token basic'],
        'https://eve.example.com': ['GET /v2/', 'GET /token basic'],
      },
      login: [AUTH, 'https://eve.example.com'],
    },
  ),
  remembered('remembered-owner', 'another connection leads to the same registry', ['remembered-owner'], ({ change }) =>
    change(({ connection }) => ({ connection: { ...connection, id: 'two' } })),
  ),
  remembered('remembered-forgotten', 'everything is forgotten', ['remembered-forget'], async ({ usage }) =>
    usage.forgetAll(),
  ),
  remembered('remembered-forgotten-one', 'the connection is removed', ['remembered-forget'], async ({ usage }) =>
    usage.forget('one'),
  ),
  remembered(
    'remembered-upload',
    'the token server refuses in the background, where no upload may be started to hear of another',
    ['remembered-upload'],
    () => undefined,
    {
      serve: () => ({
        [REGISTRY]: { '/v2/': answer(200), '/v2/team/app/tags/list': json(200, { tags: [] }) },
        [AUTH]: { '/token': refuses },
      }),
      act: async (user) => {
        const place = { id: 'one', kind: 'oci', address: REGISTRY };
        const path = '/v2/team/app/tags/list';
        const challenged = { ...stored, path, realm: `${AUTH}/token`, open: true, at: Date.now() } as const;
        user.usage.challenges(place).remember(PUSH, challenged);
        await user.fetch(PUSH[0]);
      },
      ends: 'refused',
      received: { [AUTH]: ['GET /token basic'] },
    },
  ),
  prepared('prepared-login', 'the token server asks whoever connects ahead for a login', [], {
    serve: () => ({ [REGISTRY]: { '/v2/': own }, [AUTH]: { '/': challenge('Basic realm="r"') } }),
    received: { [REGISTRY]: ['GET /v2/'], [AUTH]: ['GET /'] },
  }),
  prepared('prepared-stranger', 'the registry names a stranger', ['prepared-consent', 'consent'], {
    serve: () => ({ [REGISTRY]: { '/v2/': stranger } }),
  }),
  prepared(
    'prepared-private',
    'the registry is a public one, and its token server leads into a private network',
    ['prepared-address', 'address', 'private-from-public'],
    { addresses: { 'auth.example.com': [[PRIVATE]] } },
  ),
  prepared('prepared-redirect', 'the token server sends whoever connects ahead to another one', [], {
    serve: () => ({ [REGISTRY]: { '/v2/': own }, [AUTH]: { '/': redirect(302, `${ATTACKER}/`) } }),
    received: { [REGISTRY]: ['GET /v2/'], [AUTH]: ['GET /'] },
  }),
];
