// What services answer to a token that has ended, where that is not a plain 401.
import type { RequestListener } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import type { Credential } from '../../src/auth/credential.js';
import { referrersOf, sendWithToken, testToken } from '../../src/tokenUses.js';
import { answer, challenge, json } from '../faults/answers.js';
import { type FaultServer, type Recorded, type Routes, startFault } from '../faults/server.js';
import { connectionTo, tokensFor } from '../loopbackTokens.js';
import { failure } from '../registries/ecr/ecrWorld.js';

const { signal } = new AbortController();
const digest = `sha256:${'a'.repeat(64)}`;
const manifest = answer(
  200,
  { 'Content-Type': 'application/vnd.oci.image.manifest.v1+json', 'Docker-Content-Digest': digest },
  '{}',
);
const key: Credential = { type: 'access-key', id: 'AKIAIOSFODNN7EXAMPLE', secret: 'planted-secret' };
const servers: FaultServer[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.stop()));
});

/** Takes the newest token that it gave only, unless it takes none; refuses any other with `refusal`. */
async function service(
  routes: (origin: string, next: () => string) => Routes & { readonly '/v2/': RequestListener },
  taken: (value: string, last: string) => boolean,
  refusal: RequestListener,
): Promise<FaultServer> {
  let count = 0;
  const next = () => `planted-token-${String((count += 1))}`;
  const guarded: RequestListener = (request, response) => {
    const [, value = ''] = (request.headers.authorization ?? '').split(' ');
    (taken(value, `planted-token-${String(count)}`) ? manifest : refusal)(request, response);
  };
  const server = await startFault((origin) => ({
    ...routes(origin, next),
    '/v2/': (request, response) =>
      (request.headers.authorization === undefined ? routes(origin, next)['/v2/'] : guarded)(request, response),
    '/v2/team/app/manifests/1': guarded,
    [`/v2/team/app/manifests/${digest}`]: guarded,
    [`/v2/team/app/referrers/${digest}`]: json(200, { schemaVersion: 2, manifests: [] }),
  }));
  servers.push(server);
  return server;
}

const gallery = (taken: (value: string, last: string) => boolean) =>
  service(
    (origin, next) => ({
      '/v2/': challenge(`Bearer realm="${origin}/token",service="public.ecr.aws",scope="aws"`),
      '/token': (request, response) => json(200, { token: next() })(request, response),
    }),
    taken,
    answer(400, { 'Content-Type': 'text/plain' }, 'bad token'),
  );

const passwordIn = (value: string) => Buffer.from(value, 'base64').toString().slice('AWS:'.length);
const hour = 3_600_000;
const account = (taken: (value: string, last: string) => boolean) =>
  service(
    (origin, next) => ({
      '/v2/': challenge('Basic realm="x",service="ecr.amazonaws.com"'),
      '/': (request, response) =>
        json(200, {
          authorizationData: [
            {
              authorizationToken: Buffer.from(`AWS:${next()}`).toString('base64'),
              expiresAt: (Date.now() + hour) / 1000,
              proxyEndpoint: origin,
            },
          ],
        })(request, response),
    }),
    (value, last) => taken(passwordIn(value), last),
    answer(
      403,
      { 'Content-Type': 'text/plain' },
      'Your authorization token has expired. Reauthenticate and try again.',
    ),
  );

const place = {
  gallery: ({ origin }: FaultServer) => connectionTo(origin, 'ecr-public', 'anonymous'),
  account: ({ origin }: FaultServer) => ({
    ...connectionTo('https://api.ecr.eu-west-1.amazonaws.com', 'ecr', 'access-key'),
    settings: { region: 'eu-west-1', endpoint: origin },
  }),
};
const credentials: Readonly<Record<keyof typeof place, Credential>> = { gallery: { type: 'anonymous' }, account: key };
const start = { gallery, account };
const tokenRequests = { gallery: 'GET /token/', account: 'POST /' };
const sent = ({ received }: FaultServer) =>
  received.map(({ method, url }: Recorded) => `${method} ${url.split('?')[0]}`);
const names = ['gallery', 'account'] as const;

describe.each(names)('the ended token of the %s', (name) => {
  const world = async (taken: (value: string, last: string) => boolean) => {
    const server = await start[name](taken);
    const count = () => sent(server).filter((line) => line === tokenRequests[name] || line === 'GET /token').length;
    return { server, tokens: tokensFor(credentials[name]), connection: place[name](server), count };
  };
  const fromSecond = (value: string) => value === 'planted-token-2';

  it('is renewed once by whoever reads content', async () => {
    const { tokens, connection, count } = await world(fromSecond);
    const { subject } = await referrersOf(tokens, connection, 'team/app', '1', { signal });
    expect(subject.digest).toBe(digest);
    expect(count()).toBe(2);
  });

  it('is renewed once by a request that reads', async () => {
    const { tokens, connection, count } = await world(fromSecond);
    const wanted = { method: 'GET', path: '/v2/team/app/manifests/1' } as const;
    const { answer: got } = await sendWithToken(tokens, connection, wanted, [], { signal });
    expect(got).toMatchObject({ status: 200, authorised: true });
    expect(count()).toBe(2);
  });

  it('is not renewed by a request that may change something', async () => {
    const { tokens, connection, count, server } = await world(fromSecond);
    const wanted = { method: 'DELETE', path: '/v2/team/app/manifests/1' } as const;
    const { answer: got } = await sendWithToken(tokens, connection, wanted, [], { signal });
    expect(got.status).toBe(name === 'gallery' ? 400 : 403);
    expect(count()).toBe(1);
    expect(sent(server).filter((line) => line.startsWith('DELETE'))).toHaveLength(1);
  });

  it('is asked for no more than once', async () => {
    const { tokens, connection, count } = await world(() => false);
    const error = await failure(referrersOf(tokens, connection, 'team/app', '1', { signal }));
    // The gallery answers everything that it does not like with the same status.
    expect(error.code).toBe(name === 'gallery' ? 'bad-response' : 'refused');
    expect(count()).toBe(2);
  });

  it('proves nothing but that', async () => {
    const { tokens, connection } = await world(() => false);
    const { proof } = await testToken(tokens, connection, [], { signal });
    expect(proof?.accepted).toBe(false);
  });
});
