// What a token server says to a credential, and a registry to its token.
import type { RequestListener } from 'node:http';
import type { Credential } from '../../../src/auth/credential.js';
import { startDistributionServer } from '../../../src/playground/distribution/index.js';
import { listRepositories } from '../../../src/tokenUses.js';
import { fakeJwt } from '../../auth/jwtFixture.js';
import { answer, challenge, html, json, rateLimited, redirect } from '../../faults/answers.js';
import { flood } from '../../faults/faults.js';
import type { Routes } from '../../faults/server.js';
import { connectionTo } from '../../loopbackTokens.js';
import { anonymous, dana, type Row, type Stage } from './stage.js';

const edit = ['edit', 'log'] as const;
const retry = ['retry', 'log'] as const;
const log = ['log'] as const;
const identity: Credential = { type: 'identity-token', refreshToken: 'planted-refresh-91bc' };

/** A registry whose token server answers so. */
async function serve(
  stage: Stage,
  token: RequestListener,
  more: (origin: string) => Routes = () => ({}),
): Promise<string> {
  const { origin } = await stage.start((own) => ({
    '/v2/': challenge(`Bearer realm="${own}/token",service="registry.example"`),
    '/token': token,
    ...more(own),
  }));
  return origin;
}

const use =
  (token: RequestListener, credential: Credential = dana) =>
  async (stage: Stage): Promise<unknown> =>
    stage.use(await serve(stage, token), { credential });

const says = (status: number, message: string, code = 'UNAUTHORIZED'): RequestListener =>
  json(status, { errors: [{ code, message }] });

const soon = Math.ceil(Date.now() / 1000) * 1000 + 600_000;

export const exchanges: readonly Row[] = [
  {
    situation: 'a scope that the token server does not understand (400)',
    happens: use(says(400, 'invalid scope', 'INVALID_REQUEST')),
    cause: 'scope-not-understood',
    evidence: { status: '400', service: 'INVALID_REQUEST: invalid scope', scopes: 'repository:team/app:pull' },
    next: 'Request a different scope.',
    offers: log,
    sent: 1,
  },
  {
    situation: 'a wrong password (401)',
    happens: use(says(401, 'incorrect username or password')),
    cause: 'password-refused',
    evidence: { status: '401', service: 'UNAUTHORIZED: incorrect username or password' },
    next: 'Check the user name and password, then edit the connection.',
    offers: edit,
    sent: 1,
  },
  {
    situation: 'a locked account (401)',
    happens: use(says(401, 'This account has been locked out.')),
    cause: 'locked',
    evidence: { service: 'UNAUTHORIZED: This account has been locked out.' },
    next: 'Wait, or contact your administrator. More attempts can extend the lock.',
    offers: log,
    sent: 1,
  },
  {
    situation: 'an account that needs a second factor (401)',
    happens: use(says(401, 'your account must log in with a Personal Access Token (PAT)')),
    cause: 'second-factor',
    evidence: { status: '401' },
    next: 'Use an access token instead of the password.',
    offers: edit,
    sent: 1,
  },
  {
    situation: 'a secret that has expired, as the server says (401)',
    happens: use(says(401, 'Robot password has expired')),
    cause: 'credential-expired',
    evidence: { service: 'UNAUTHORIZED: Robot password has expired' },
    next: 'Create a new credential, then edit the connection.',
    offers: edit,
    sent: 1,
  },
  {
    situation: 'a secret that has expired, as it says itself',
    happens: use(says(401, 'no'), { type: 'password', username: 'dana', password: fakeJwt({ exp: 1_000_000 }) }),
    cause: 'credential-expired',
    evidence: { status: '401' },
    next: 'Create a new credential, then edit the connection.',
    offers: edit,
    sent: 1,
  },
  {
    situation: 'an identity token that is refused (400, invalid_grant)',
    happens: use(json(400, { error: 'invalid_grant', error_description: 'token revoked' }), identity),
    cause: 'credential-refused',
    evidence: { service: 'invalid_grant: token revoked' },
    next: 'Check the credential, then edit the connection.',
    offers: edit,
    sent: 1,
  },
  {
    situation: 'an identity token, and a server that does not know such (405)',
    happens: use(answer(405), identity),
    cause: 'no-refresh-tokens',
    evidence: { status: '405', reason: 'it doesn’t accept refresh tokens' },
    next: 'Edit the connection and enter a user name and password.',
    offers: edit,
    sent: 1,
  },
  {
    situation: 'a right that the token server refuses (403)',
    happens: use(says(403, 'access forbidden', 'DENIED')),
    cause: 'not-allowed-unsaid',
    evidence: { status: '403', service: 'DENIED: access forbidden', scopes: 'repository:team/app:pull' },
    next: 'Check the credential and the name, or ask your administrator for this permission.',
    offers: ['edit', 'diagnose', 'log'],
    sent: 1,
  },
  {
    situation: 'a wrong password that the token server answers with 403, without a scope',
    happens: async (stage) =>
      stage.use(
        (
          await stage.start((origin) => ({
            '/v2/': challenge(`Bearer realm="${origin}/token",service="x"`),
            '/token': json(403, { detail: 'Invalid username/password.' }),
          }))
        ).origin,
        { scopes: [] },
      ),
    cause: 'forbidden-unsaid',
    evidence: { status: '403', service: 'Invalid username/password.' },
    next: 'Check the credential and the name, or ask your administrator for this permission.',
    offers: edit,
    sent: 1,
  },
  {
    situation: 'a listing that a password is not enough for, or is wrong for',
    happens: async (stage) => {
      const { origin } = await stage.start(() => ({
        '/v2/': (request, response) =>
          (request.headers.authorization === undefined ? challenge('Basic realm="r"') : json(200, {}))(
            request,
            response,
          ),
        '/v2/_catalog': json(403, {}),
      }));
      return listRepositories(stage.tokens(), connectionTo(origin, 'oci', 'password'), {
        signal: new AbortController().signal,
      });
    },
    cause: 'catalogue-refused-unsaid',
    evidence: { status: '403' },
    next: 'Enter a repository name. That works without the list.',
    offers: ['log'],
    sent: 2,
  },
  {
    situation: 'nobody asks for what is private (401)',
    happens: use(says(401, 'authentication required'), anonymous),
    cause: 'private',
    evidence: { status: '401', scopes: 'repository:team/app:pull' },
    next: 'Add a credential, or check the name.',
    offers: ['edit'],
  },
  {
    situation: 'no token server at the address that the registry names (404)',
    happens: use(answer(404)),
    cause: 'no-token-server',
    evidence: { status: '404', request: /^POST http:\/\/127\.0\.0\.1:\d+\/token$/ },
    next: 'Check the address. If it’s correct, contact the administrator of {host}.',
    offers: edit,
    // By GET, and once by POST as the specification has it where GET does not exist.
    sent: 2,
  },
  {
    situation: 'a token server that takes no such request (405)',
    happens: use(answer(405)),
    cause: 'no-token-in-answer',
    evidence: { status: '405' },
    next: 'Check the address. If it’s correct, contact the administrator of {host}.',
    offers: ['retry', 'log'],
    sent: 2,
  },
  {
    situation: 'too many requests, with a time to wait (429)',
    happens: use(rateLimited(new Date(soon).toUTCString())),
    cause: 'rate-limited',
    evidence: { status: '429', retryAt: new Date(soon).toISOString() },
    next: `Try again after ${new Date(soon).toISOString()}.`,
    offers: retry,
    sent: 1,
  },
  {
    situation: 'too many requests, without a time (429)',
    happens: use(rateLimited()),
    cause: 'rate-limited',
    evidence: { status: '429', service: 'TOOMANYREQUESTS: too many requests' },
    next: 'Try again later.',
    offers: retry,
    sent: 1,
  },
  ...[500, 502, 503].map((status): Row => ({
    situation: `a token server that fails (${status})`,
    happens: use(answer(status, { 'X-Request-Id': 'abc-123' })),
    cause: 'server-failed',
    evidence: { status: String(status), correlation: 'abc-123' },
    next: 'Try again later.',
    offers: retry,
    sent: 1,
  })),
  {
    situation: 'a web page in place of a token',
    happens: use(html()),
    cause: 'page-for-token',
    evidence: { status: '200', type: 'text/html; charset=utf-8' },
    next: /^Check the address\. If your network has a sign-in page/,
    offers: ['retry', 'edit', 'log'],
    sent: 1,
  },
  {
    situation: 'an answer without a token',
    happens: use(json(200, { token: '' })),
    cause: 'no-token-in-answer',
    evidence: { reason: 'the response contains no token' },
    next: 'Check the address. If it’s correct, contact the administrator of {host}.',
    offers: ['retry', 'log'],
    sent: 1,
  },
  {
    situation: 'an answer without end',
    happens: use(flood().answer),
    cause: 'too-large',
    evidence: { limit: '262144 B' },
    next: 'Check the address. If it’s correct, contact the administrator of {host}.',
    offers: ['retry', 'log'],
    sent: 1,
  },
];

/** A good token, and a registry that answers so to it. */
async function read(stage: Stage, content: RequestListener, claims: object = {}): Promise<unknown> {
  const access = [{ type: 'repository', name: 'team/app', actions: ['pull'] }];
  const token = json(200, { token: fakeJwt({ aud: 'registry.example', access, ...claims }) });
  return stage.use(await serve(stage, token, () => ({ '*': content })), { image: 'team/app' });
}

const invalid = challenge('Bearer realm="https://tokens.example/token",error="invalid_token"');

const uses: readonly Row[] = [
  {
    situation: 'a new token that is refused while the clocks differ',
    happens: (stage) =>
      read(stage, (request, response) => {
        response.setHeader('Date', new Date(Date.now() + 900_000).toUTCString());
        invalid(request, response);
      }),
    cause: 'token-refused-clock',
    evidence: { status: '401', service: 'invalid_token', skew: '15 minutes' },
    next: 'Check the clock of this machine, then try again.',
    offers: ['retry', 'diagnose', 'log'],
    sent: 2,
  },
  {
    situation: 'a new token that is refused because it is for somebody else',
    happens: (stage) => read(stage, invalid, { aud: 'other.example' }),
    cause: 'token-refused-audience',
    evidence: { status: '401', audience: 'other.example' },
    next: 'The registry and its token server don’t match. Contact the administrator of {host}.',
    offers: ['diagnose', 'log'],
    sent: 2,
  },
  {
    situation: 'a new token that is refused, nobody knows why',
    happens: (stage) => read(stage, invalid),
    cause: 'token-refused',
    evidence: { status: '401', service: 'invalid_token' },
    next: 'Try again. If it happens again, contact the administrator of {host}.',
    offers: ['retry', 'diagnose', 'log'],
    sent: 2,
  },
  {
    situation: 'a token that does not suffice, as the registry says',
    happens: (stage) =>
      read(stage, challenge('Bearer realm="https://tokens.example/token",error="insufficient_scope"')),
    cause: 'not-allowed',
    evidence: { status: '401', service: 'insufficient_scope', scopes: 'repository:team/app:pull' },
    next: 'Check the name, or ask your administrator for this permission.',
    offers: ['diagnose', 'log'],
    sent: 1,
  },
  {
    situation: 'a token without what was asked for',
    happens: async (stage) => {
      const { origin, credentials } = await stage.watch(startDistributionServer());
      return stage.use(origin, { credential: credentials.reader, image: 'team/secret' });
    },
    cause: 'not-allowed',
    evidence: { status: '401', scopes: 'repository:team/secret:pull' },
    next: 'Check the name, or ask your administrator for this permission.',
    offers: ['diagnose', 'log'],
    sent: 1,
  },
  {
    situation: 'a repository that does not exist, with a good token',
    happens: (stage) => read(stage, says(404, 'repository name not known to registry', 'NAME_UNKNOWN')),
    cause: 'repository-unknown',
    evidence: { status: '404', service: 'NAME_UNKNOWN: repository name not known to registry' },
    next: 'Check the repository name and the tag.',
    offers: ['diagnose', 'log'],
    sent: 1,
  },
  {
    situation: 'content at a place that refuses this machine',
    happens: async (stage) => {
      const storage = await stage.start(() => ({ '*': answer(403) }), { address: '127.0.0.2' });
      return read(stage, redirect(307, `${storage.origin}/x`));
    },
    cause: 'storage-refused',
    evidence: { status: '403', request: /^\w+ http:\/\/127\.0\.0\.2:/ },
    next: 'Ask the administrator of {host} whether requests from this machine are allowed.',
    offers: ['retry', 'diagnose', 'log'],
    sent: 1,
  },
  {
    situation: 'an image index that is none',
    happens: (stage) =>
      read(stage, json(200, { manifests: 7 }, { 'Content-Type': 'application/vnd.oci.image.index.v1+json' })),
    cause: 'bad-response',
    evidence: { reason: 'its index cannot be read' },
    next: 'Check the address. If it’s correct, contact the administrator of {host}.',
    offers: ['retry', 'log'],
    sent: 1,
  },
  {
    situation: 'a catalogue that is refused to a good login',
    happens: async (stage) => {
      const { origin, credentials } = await stage.watch(startDistributionServer());
      return listRepositories(stage.tokens(credentials.reader), connectionTo(origin), {
        signal: new AbortController().signal,
      });
    },
    cause: 'catalogue-refused',
    evidence: { status: '401', request: /\/v2\/_catalog/ },
    next: 'Enter a repository name. That works without the list.',
    offers: log,
    sent: 1,
  },
];

export const tokenServers: readonly Row[] = [...exchanges, ...uses];
