// The header that says what a registry wants is written by whoever answers.
import { gzipSync } from 'node:zlib';
import { answer, challenge, json } from '../../faults/answers.js';
import { drip } from '../../faults/faults.js';
import { message, withReplayingProxy } from '../../faults/replayingProxy.js';
import { type Attack, ATTACKER, AUTH, credentials, issued, pinged, pingedTwice, REGISTRY } from '../attack.js';

const own = `Bearer realm="${AUTH}/token",service="registry.example.com"`;
const foreign = `Bearer realm="${ATTACKER}/token",service="registry.example.com"`;
const exchanged = { [REGISTRY]: ['GET /v2/'], [AUTH]: ['GET /token basic'] };
const atAuth = { login: [AUTH] };

/** The query of the only request that came to the token server. */
const query = (arrived: Parameters<NonNullable<Attack['evidence']>>[0]): URLSearchParams =>
  new URL(arrived.find(({ origin }) => origin === AUTH)?.url ?? '', AUTH).searchParams;

export const challengeAttacks: readonly Attack[] = [
  {
    id: 'challenge-two-realms',
    mechanism: 'one challenge names two token servers, and readers disagree which counts',
    stoppedBy: ['two-realms'],
    spellings: [
      `Bearer realm="${AUTH}/token",realm="${ATTACKER}/token"`,
      `Bearer REALM="${ATTACKER}/token",realm="${AUTH}/token"`,
    ],
    serve: (header) => ({ [REGISTRY]: { '/v2/': challenge(header) } }),
    ends: 'unsupported-challenge',
    received: pingedTwice,
  },
  {
    id: 'challenge-open-quote',
    mechanism: 'a quotation mark that never closes',
    stoppedBy: ['closed-quotes'],
    serve: () => ({ [REGISTRY]: { '/v2/': challenge(`Bearer realm="${AUTH}/token`) } }),
    ends: 'unsupported-challenge',
    received: pingedTwice,
  },
  {
    id: 'challenge-second-line',
    mechanism: 'a first token server that is refused, then one that looks better',
    stoppedBy: ['consent', 'registrable-domain'],
    serve: () => ({ [REGISTRY]: { '/v2/': challenge('Bearer realm="http://127.0.0.1/token"', foreign) } }),
    ends: 'realm-needs-consent',
    received: pingedTwice,
  },
  {
    id: 'challenge-flood',
    mechanism: 'hundreds of challenges, so that a reader gives up or takes the last',
    stoppedBy: ['consent', 'registrable-domain'],
    serve: () => ({ [REGISTRY]: { '/v2/': challenge([...Array<string>(150).fill(foreign), own].join(', ')) } }),
    ends: 'realm-needs-consent',
    received: pinged,
  },
  {
    id: 'challenge-huge',
    mechanism: 'a header longer than any buffer',
    stoppedBy: [],
    serve: () => ({ [REGISTRY]: { '/v2/': challenge(`${own},x="${'a'.repeat(80_000)}"`) } }),
    ends: 'bad-response',
    received: pingedTwice,
  },
  {
    id: 'challenge-unasked',
    mechanism: 'names a token server in an answer that wants none',
    stoppedBy: ['challenge-status'],
    serve: () => ({ [REGISTRY]: { '*': answer(200, { 'WWW-Authenticate': own }) } }),
    ends: 'unsupported-challenge',
    received: pingedTwice,
  },
  {
    id: 'challenge-other-scheme',
    mechanism: 'asks for sign-ins whose answers can be relayed or guessed',
    stoppedBy: [],
    spellings: ['Negotiate', 'NTLM', 'Digest realm="registry", nonce="abc"'],
    serve: (header) => ({ [REGISTRY]: { '*': challenge(header) } }),
    ends: 'unsupported-challenge',
    received: pingedTwice,
  },
  {
    id: 'challenge-downgrade',
    mechanism: 'offers Basic beside a token server that is refused: the password stays at the registry',
    stoppedBy: ['realm-plain-http'],
    serve: () => ({
      [REGISTRY]: {
        '/v2/': (request, response) => {
          if (request.headers.authorization) {
            response.writeHead(200).end('{}');
          } else {
            challenge('Bearer realm="http://attacker.test/token",service="s"', 'Basic realm="r"')(request, response);
          }
        },
      },
    }),
    ends: 'token',
    received: { [REGISTRY]: ['GET /v2/', 'GET /v2/ basic'] },
    login: [REGISTRY],
  },
  {
    id: 'challenge-of-token-server',
    mechanism: 'the token server sends a challenge of its own, which names the next one',
    stoppedBy: [],
    serve: () => ({ [REGISTRY]: { '/v2/': challenge(own) }, [AUTH]: { '/token': challenge(foreign) } }),
    ends: 'refused',
    received: exchanged,
    ...atAuth,
  },
  {
    id: 'challenge-proxy',
    mechanism: 'a server pretends to be a proxy that wants a sign-in',
    stoppedBy: [],
    serve: () => ({ [REGISTRY]: { '/v2/': answer(407, { 'Proxy-Authenticate': 'Basic realm="proxy"' }) } }),
    ends: 'proxy',
    received: pinged,
  },
  {
    id: 'service-smuggling',
    mechanism: 'the service name brings more parameters along',
    stoppedBy: ['service-encoding'],
    serve: () => ({
      [REGISTRY]: {
        '/v2/': challenge(`Bearer realm="${AUTH}/token",service="s&scope=repository:admin:*%0d%0aX-Evil: 1"`),
      },
    }),
    ends: 'token',
    received: exchanged,
    evidence: (arrived) =>
      query(arrived).get('service') === 's&scope=repository:admin:*%0d%0aX-Evil: 1' &&
      query(arrived).getAll('scope').join() === 'repository:team/app:pull',
    ...atAuth,
  },
  {
    id: 'scope-smuggling',
    mechanism: 'the name of a repository brings more parameters or a header line along',
    stoppedBy: ['scope-encoding'],
    serve: () => ({ [REGISTRY]: { '/v2/': challenge(own) } }),
    act: ({ fetch }) => fetch('repository:a&account=eve\r\nX-Evil: 1:pull'),
    ends: 'token',
    received: exchanged,
    evidence: (arrived) =>
      !query(arrived).has('account') &&
      query(arrived).getAll('scope').includes('repository:a&account=eve') &&
      !arrived.some(({ rawHeaders }) => rawHeaders.some((text) => /evil/i.test(text))),
    ...atAuth,
  },
  {
    id: 'user-smuggling',
    mechanism: 'a user name that ends the header line, or the user name',
    stoppedBy: ['user-characters'],
    credential: { type: 'password', username: 'dana\r\nX-Evil=1', password: credentials.password.password },
    serve: () => ({ [REGISTRY]: { '/v2/': challenge(own) } }),
    ends: 'invalid-input',
    received: pinged,
  },
  {
    id: 'token-smuggling',
    mechanism: 'a token that ends the header line in which it would be sent on',
    stoppedBy: ['sendable-token'],
    spellings: ['planted\r\nX-Evil: 1', 'planted evil', 'planted\u0000'],
    serve: (token) => ({ [REGISTRY]: { '/v2/': challenge(own) }, [AUTH]: { '/token': json(200, { token }) } }),
    ends: 'bad-response',
    received: exchanged,
    ...atAuth,
  },
  {
    id: 'answer-huge',
    mechanism: 'a token as large as memory',
    stoppedBy: ['answer-size'],
    serve: () => ({
      [REGISTRY]: { '/v2/': challenge(own) },
      [AUTH]: { '/token': json(200, { token: 'x'.repeat(300_000), expires_in: 300 }) },
    }),
    ends: 'bad-response',
    received: exchanged,
    ...atAuth,
  },
  {
    id: 'answer-bomb',
    mechanism: 'a small answer that unpacks to a large one',
    stoppedBy: ['answer-size'],
    serve: () => ({
      [REGISTRY]: { '/v2/': challenge(own) },
      [AUTH]: {
        '/token': (_, response) =>
          response
            .writeHead(200, { 'Content-Type': 'application/json', 'Content-Encoding': 'gzip' })
            .end(gzipSync(JSON.stringify({ token: 'x'.repeat(900_000), expires_in: 300 }))),
      },
    }),
    ends: 'bad-response',
    received: exchanged,
    ...atAuth,
  },
  {
    id: 'answer-endless',
    mechanism: 'an answer that drips for ever, so that nothing ever ends',
    stoppedBy: ['deadline'],
    serve: () => ({ [REGISTRY]: { '/v2/': challenge(own) }, [AUTH]: { '/token': drip() } }),
    ends: 'timeout',
    received: exchanged,
    ...atAuth,
  },
  {
    id: 'answer-echo',
    mechanism: 'a refusal repeats the password, for the log and the screen',
    stoppedBy: ['redaction'],
    spellings: [credentials.password.password, encodeURIComponent(credentials.password.password)],
    serve: (secret) => ({
      [REGISTRY]: { '/v2/': challenge(own) },
      [AUTH]: { '/token': json(403, { errors: [{ code: 'DENIED', message: `no: ${secret}` }] }) },
    }),
    ends: 'denied',
    received: exchanged,
    ...atAuth,
  },
  {
    id: 'refused-again',
    mechanism: 'refuses the password, so that it is tried in other ways and the account is locked',
    stoppedBy: ['one-try'],
    serve: () => ({ [REGISTRY]: { '/v2/': challenge(own) }, [AUTH]: { '/token': json(401, {}) } }),
    ends: 'refused',
    received: exchanged,
    ...atAuth,
  },
  {
    id: 'refused-then-elsewhere',
    mechanism: 'refuses the password, and has a repository name another place to send it to',
    stoppedBy: ['final-refusal'],
    serve: () => ({
      [REGISTRY]: {
        '/v2/': challenge(own),
        '/v2/team/app/tags/list': challenge(`Bearer realm="${AUTH}/other",service="registry.example.com"`),
      },
      [AUTH]: { '/token': json(401, {}) },
    }),
    ends: 'refused',
    received: exchanged,
    ...atAuth,
  },
  {
    id: 'upload-in-background',
    mechanism: 'lets everybody read, so that something has to be written to learn whether that wants a password',
    stoppedBy: ['upload-by-hand'],
    serve: () => ({
      [REGISTRY]: { '*': json(200, {}), '/v2/team/app/blobs/uploads/': answer(202, { Location: '/v2/upload' }) },
    }),
    act: ({ fetch }) => fetch('repository:team/app:push'),
    ends: 'token',
    received: { [REGISTRY]: [...pingedTwice[REGISTRY], 'GET /v2/team/app/tags/list basic'] },
    login: [REGISTRY],
  },
  {
    id: 'cookie-collector',
    mechanism: 'sets cookies for the whole domain, to be told who comes',
    stoppedBy: [],
    serve: () => ({
      [REGISTRY]: {
        '/v2/': (request, response) => {
          response.setHeader('Set-Cookie', 'id=1; Domain=example.com; Path=/');
          challenge(own)(request, response);
        },
      },
      [AUTH]: {
        '/token': (request, response) => {
          response.setHeader('Set-Cookie', 'id=2; Domain=example.com; Path=/');
          issued(request, response);
        },
      },
    }),
    act: async ({ fetch }) => {
      await fetch();
      await fetch('repository:other:pull');
    },
    ends: 'token',
    received: { [REGISTRY]: ['GET /v2/'], [AUTH]: ['GET /token basic', 'GET /token basic'] },
    ...atAuth,
  },
  {
    id: 'alternative-service',
    mechanism: 'moves the client to another host without a redirect',
    stoppedBy: [],
    serve: () => ({
      [REGISTRY]: { '/v2/': challenge(own) },
      [AUTH]: {
        '/token': json(
          200,
          { token: 'opaque', expires_in: 300 },
          {
            'Alt-Svc': 'h2="attacker.test:443"',
            'Content-Location': `${ATTACKER}/token`,
            Refresh: `0; url=${ATTACKER}/token`,
          },
        ),
      },
    }),
    act: async ({ fetch }) => {
      await fetch();
      await fetch('repository:other:pull');
    },
    ends: 'token',
    received: { [REGISTRY]: ['GET /v2/'], [AUTH]: ['GET /token basic', 'GET /token basic'] },
    ...atAuth,
  },
  {
    id: 'environment-proxy',
    mechanism: 'a variable of the environment names a proxy that VS Code does not use',
    stoppedBy: ['environment-proxy'],
    environment: {
      ...{ HTTP_PROXY: 'http://proxy.test:8080', http_proxy: 'http://proxy.test:8080' },
      ...{ HTTPS_PROXY: 'http://proxy.test:8080', https_proxy: 'http://proxy.test:8080', no_proxy: '', NO_PROXY: '' },
    },
    serve: () => ({ [REGISTRY]: { '/v2/': challenge(own) } }),
    ends: 'token',
    received: exchanged,
    ...atAuth,
  },
  {
    id: 'certificate-of-another',
    mechanism: 'answers with a certificate that nobody vouches for',
    stoppedBy: ['certificates'],
    distrusts: true,
    serve: () => ({ [REGISTRY]: { '/v2/': challenge(own) } }),
    ends: 'tls',
    received: {},
  },
  {
    id: 'certificate-of-port',
    mechanism: 'a token server at another port of a registry whose certificate is not checked, agreed to',
    stoppedBy: ['tls-port', 'certificates'],
    serve: () => ({ [REGISTRY]: { '/v2/': challenge(`Bearer realm="${REGISTRY}:9999/token",service="s"`) } }),
    agreed: { allowed: [`${REGISTRY}:9999`] },
    act: async ({ change, fetch }) => {
      change(() => ({ tls: { rejectUnauthorized: false } }));
      await fetch();
    },
    ends: 'tls',
    received: pinged,
  },
  {
    id: 'environment-certificates',
    mechanism: 'a variable of the environment turns the check of certificates off for the whole machine',
    stoppedBy: ['certificates', 'environment-certificates'],
    environment: { NODE_TLS_REJECT_UNAUTHORIZED: '0' },
    distrusts: true,
    serve: () => ({ [REGISTRY]: { '/v2/': challenge(own) } }),
    ends: 'tls',
    received: {},
  },
  {
    id: 'proxy-answers',
    mechanism: 'who sits on the way to the proxy answers in plain in place of the host, with a challenge and a token',
    stoppedBy: ['outside-tls'],
    serve: () => ({}),
    act: ({ fetch }) =>
      withReplayingProxy(
        [
          message(401, { 'WWW-Authenticate': `Bearer realm="${REGISTRY}/token",service="registry.example.com"` }),
          message(203, { 'Content-Type': 'application/json' }, '{"token":"forged","expires_in":300}'),
        ],
        fetch,
      ),
    ends: 'proxy',
    received: {},
  },
];
