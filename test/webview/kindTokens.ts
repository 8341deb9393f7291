import type { Token } from '../../src/auth/token.js';
import { fakeJwt } from '../auth/jwtFixture.js';
import { hostile } from './tokens.js';

/** One token of each sort that people meet, as its service makes them. */

/** One that a service handed out. */
export interface FetchedSample {
  readonly kind: string;
  readonly host: string;
  readonly account: string;
  readonly form: string;
  readonly value: string;
  /** Of the token server. */
  readonly realm: string;
  /** What the service calls itself in its challenge; absent: its host. */
  readonly service?: string;
  readonly asked?: readonly string[];
  readonly more?: Partial<Token>;
}

const encode = (text: string): string => Buffer.from(text).toString('base64url');
const acrHost = 'contosoregistry.azurecr.io';
const uuid = '9f3c2a1e-5b7d-4c86-a0d2-7e61f4b8c935';

/** `now` in milliseconds since the epoch. */
function fetchedAt(now: number) {
  const seconds = Math.round(now / 1000);
  const times = (before: number, after: number) => ({
    nbf: seconds - before,
    iat: seconds - before,
    exp: seconds + after,
  });
  return {
    'acr-access': {
      kind: 'acr',
      host: acrHost,
      realm: 'https://contosoregistry.azurecr.io/oauth2/token',
      account: 'node-pull',
      form: 'acr-token',
      asked: ['repository:team/app:pull,push', 'repository:team/base:pull'],
      value: fakeJwt({
        jti: 'b2a1f0e9-0d3c-4b5a-8f7e-6d5c4b3a2918',
        sub: 'node-pull',
        ...times(1740, 2760),
        iss: 'Azure Container Registry',
        aud: acrHost,
        version: '1.0',
        rid: uuid,
        access: [
          { type: 'repository', name: 'team/app', actions: ['pull'] },
          { type: 'repository', name: 'team/base', actions: ['pull'] },
        ],
        roles: [],
        grant_type: 'access_token',
      }),
    },
    'acr-refresh': {
      kind: 'acr',
      host: acrHost,
      realm: 'https://contosoregistry.azurecr.io/oauth2/token',
      account: 'dana@contoso.example',
      form: 'acr-null-guid',
      more: { use: 'refresh' },
      value: fakeJwt({
        jti: uuid,
        sub: 'dana@contoso.example',
        ...times(600, 10_200),
        iss: 'Azure Container Registry',
        aud: acrHost,
        version: '1.0',
        rid: uuid,
        grant_type: 'refresh_token',
        credential: fakeJwt({ iss: 'https://sts.example/contoso/', aud: 'https://management.example/', oid: uuid }),
        tenant: '72f988bf-86f1-41af-91ab-2d7cd011db47',
        permissions: { Actions: ['read', 'write', 'delete'], NotActions: null },
        roles: [],
      }),
    },
    'docker-hub': {
      kind: 'docker-hub',
      host: 'registry-1.docker.io',
      realm: 'https://auth.docker.io/token',
      service: 'registry.docker.io',
      account: 'dana',
      form: 'token',
      asked: ['repository:dana/app:pull'],
      value: fakeJwt(
        {
          access: [
            {
              type: 'repository',
              name: 'dana/app',
              actions: ['pull'],
              parameters: { pull_limit: '200', pull_limit_interval: '21600' },
            },
          ],
          aud: 'registry.docker.io',
          ...times(20, 280),
          iss: 'auth.docker.io',
          jti: 'dckr_jti_0123456789',
          sub: uuid,
        },
        { alg: 'RS256', typ: 'JWT', x5c: ['MIIEFjCCAv6g'] },
      ),
    },
    'quay-empty': {
      kind: 'quay',
      host: 'quay.example.com',
      realm: 'https://quay.example.com/v2/auth',
      account: 'team+ci',
      form: 'quay-robot',
      asked: ['repository:team/app:pull'],
      value: fakeJwt(
        {
          iss: 'quay',
          aud: 'quay.example.com',
          ...times(60, 3540),
          sub: 'team+ci',
          access: [{ type: 'repository', name: 'team/app', actions: [] }],
          context: { version: 2, entity_kind: 'robot', entity_reference: 'team+ci', kind: 'user', user: 'team+ci' },
        },
        { alg: 'RS256', kid: 'ZQ1Ei7', typ: 'JWT' },
      ),
    },
    gitlab: {
      kind: 'gitlab',
      host: 'registry.gitlab.example',
      realm: 'https://gitlab.example/jwt/auth',
      service: 'container_registry',
      account: 'dana',
      form: 'token',
      asked: ['repository:group/project:pull,push'],
      value: fakeJwt(
        {
          access: [
            {
              type: 'repository',
              name: 'group/project',
              actions: ['pull', 'push'],
              meta: { project_path: 'group/project', project_id: 42, root_namespace_id: 7 },
            },
          ],
          jti: uuid,
          aud: 'container_registry',
          sub: 'dana',
          iss: 'gitlab.example',
          ...times(10, 290),
          auth_type: 'gitlab_or_ldap',
          user: fakeJwt({ user_info: { token_type: 'personal_access_token', username: 'dana' } }),
        },
        { alg: 'RS256', typ: 'JWT', kid: 'JIEI:5VAR' },
      ),
    },
    magento: {
      kind: 'magento',
      host: 'shop.example.com',
      realm: 'https://shop.example.com/rest/V1/integration/admin/token',
      account: 'admin',
      form: 'admin',
      value: fakeJwt({ uid: 1, utypid: 2, iat: seconds - 300, exp: seconds + 13_800 }, { kid: '1', alg: 'HS256' }),
    },
    ecr: {
      kind: 'ecr',
      host: '123456789012.dkr.ecr.eu-west-1.amazonaws.com',
      realm: 'https://api.ecr.eu-west-1.amazonaws.com/',
      account: 'AKIAEXAMPLE',
      form: 'access-key',
      value: Buffer.from('AWS:eyJwYXlsb2FkIjoiZXhhbXBsZSJ9').toString('base64'),
      more: {
        scheme: 'Basic',
        details: {
          user: 'AWS',
          password: 'eyJwYXlsb2FkIjoiZXhhbXBsZSJ9',
          proxyEndpoint: 'https://123456789012.dkr.ecr.eu-west-1.amazonaws.com',
          region: 'eu-west-1',
          source: 'access key AKIAEXAMPLE',
          passwordType: 'DATA_KEY',
        },
        expirySource: 'service',
        expiresAt: now + 42_000_000,
      },
    },
  } satisfies Record<string, FetchedSample>;
}

const pasted = {
  opaque: 'glpat-EXAMPLEexample012345',
  encrypted: `${encode('{"alg":"RSA-OAEP","enc":"A256GCM","kid":"k1"}')}.ZXhhbXBsZQ.aXY.dGV4dA.dGFn`,
  damaged: `${encode('{"alg":"RS256","typ":"JWT"}')}.${encode('{"iss":"quay","sub":"team+')}.c2lnbmF0dXJl`,
} as const;

const fetchedNow = fetchedAt(0);
export type FetchedName = keyof typeof fetchedNow;
export type KindTokenName = FetchedName | keyof typeof pasted | 'hostile';
// Object.keys forgets the names.
const fetchedNames = Object.keys(fetchedNow) as FetchedName[];
const pastedNames = Object.keys(pasted) as (keyof typeof pasted)[];
export const kindTokenNames: readonly KindTokenName[] = [...fetchedNames, ...pastedNames, 'hostile'];

export function isFetched(name: KindTokenName): name is FetchedName {
  return name in fetchedNow;
}

/** Tokens that are young at `now` (ms since the epoch). */
export function fetchedSample(name: FetchedName, now: number): FetchedSample {
  return fetchedAt(now)[name];
}

/** The token itself, as somebody would paste it. */
export function pastedToken(name: KindTokenName, now: number): string {
  if (isFetched(name)) {
    return fetchedSample(name, now).value;
  }
  if (name !== 'hostile') {
    return pasted[name];
  }
  const seconds = Math.round(now / 1000);
  const young = { ...hostile, nbf: seconds - 1740, iat: seconds - 1740, exp: seconds + 2760 };
  return fakeJwt(young, { alg: 'RS256', kid: '<svg onload=alert(4)>' });
}
