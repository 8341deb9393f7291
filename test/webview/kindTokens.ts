import { inspectToken } from '../../src/auth/inspection.js';
import { same } from '../../src/auth/pieces.js';
import type { Token } from '../../src/auth/token.js';
import { findKind } from '../../src/registries/index.js';
import { kindIdOfToken, opaqueForms, tokenKnowledge } from '../../src/registries/tokenKind.js';
import type { TokenView } from '../../src/ui/panelMessages.js';
import { tokenView } from '../../src/ui/panelView.js';
import { fakeJwt } from '../auth/jwtFixture.js';
import { NOW, trace } from './tokens.js';

/** One token of each sort that people meet, as its service makes them. */

const seconds = NOW / 1000;
const times = (before: number, after: number) => ({
  nbf: seconds - before,
  iat: seconds - before,
  exp: seconds + after,
});
const encode = (text: string): string => Buffer.from(text).toString('base64url');

interface Sample {
  readonly kind: string;
  readonly host: string;
  readonly account: string;
  readonly form: string;
  readonly value: string;
  /** What the service calls itself in its challenge; absent: its host. */
  readonly service?: string;
  readonly asked?: readonly string[];
  readonly more?: Partial<Token>;
}

const acrHost = 'contosoregistry.azurecr.io';
const uuid = '9f3c2a1e-5b7d-4c86-a0d2-7e61f4b8c935';

const fetched = {
  'acr-access': {
    kind: 'acr',
    host: acrHost,
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
    account: 'admin',
    form: 'admin',
    value: fakeJwt({ uid: 1, utypid: 2, iat: seconds - 300, exp: seconds + 13_800 }, { kid: '1', alg: 'HS256' }),
  },
  ecr: {
    kind: 'ecr',
    host: '123456789012.dkr.ecr.eu-west-1.amazonaws.com',
    account: 'AKIAEXAMPLE',
    form: 'access-key',
    value: Buffer.from('AWS:eyJwYXlsb2FkIjoiZXhhbXBsZSJ9').toString('base64'),
    more: { scheme: 'Basic', expirySource: 'service', expiresAt: NOW + 42_000_000 },
  },
} satisfies Record<string, Sample>;

const pasted = {
  opaque: 'glpat-EXAMPLEexample012345',
  encrypted: `${encode('{"alg":"RSA-OAEP","enc":"A256GCM","kid":"k1"}')}.ZXhhbXBsZQ.aXY.dGV4dA.dGFn`,
  damaged: `${encode('{"alg":"RS256","typ":"JWT"}')}.%%%.c2ln`,
} as const;

export type KindTokenName = keyof typeof fetched | keyof typeof pasted;
export const kindTokenNames = [...Object.keys(fetched), ...Object.keys(pasted)] as KindTokenName[];

/** The token itself, as somebody would paste it. */
export function pastedToken(name: KindTokenName): string {
  return name in fetched ? fetched[name as keyof typeof fetched].value : pasted[name as keyof typeof pasted]; // the only other names
}

const nothing = (): undefined => undefined;
const actions = {
  copyToken: nothing,
  openClaims: nothing,
  askService: nothing,
  verify: nothing,
  moreActions: nothing,
  copyClaim: nothing,
  copyInner: nothing,
  inspectInner: nothing,
};

export function kindTokenView(name: KindTokenName): TokenView {
  if (!(name in fetched)) return pastedView(pastedToken(name));
  const {
    kind: id,
    host,
    service = host,
    account,
    form,
    value,
    asked = [],
    more = {},
  }: Sample = fetched[name as keyof typeof fetched];
  const kind = findKind(id);
  if (!kind) throw new Error(`there is no kind ${id}`);
  const exp = /"exp":(\d+)/.exec(Buffer.from(value.split('.')[1] ?? '', 'base64url').toString())?.[1];
  const token: Token = {
    scheme: 'Bearer',
    value,
    use: 'access',
    obtainedAt: NOW - 10_000,
    expirySource: 'claim',
    ...(exp === undefined ? {} : { expiresAt: Number(exp) * 1000 }),
    scopes: asked,
    details: { realm: `https://${host}/token`, service },
    ...more,
  };
  const inspection = inspectToken({
    token,
    host,
    account,
    form,
    knowledge: tokenKnowledge(kind),
    opaqueForms,
    now: NOW,
  });
  const subtitle = `${kind.label} · ${account}`;
  const input = { tab: '', title: host, subtitle, connectionId: 'c1', trace, inspection };
  const ofConnection = { ...actions, fetchAgain: nothing, copyStep: nothing, copyScript: nothing };
  return { ...tokenView({ page: 'token', ...input, actions: ofConnection }, 'en-GB', same), pinned: false };
}

/** The page of a pasted token. */
export function pastedView(value: string): TokenView {
  const id = kindIdOfToken(value);
  const kind = id === undefined ? undefined : findKind(id);
  const known = kind === undefined ? {} : { knowledge: tokenKnowledge(kind), maker: kind.label };
  const inspection = inspectToken({ token: value, ...known, opaqueForms, now: NOW });
  const subtitle = 'Read on this machine; nothing was sent';
  return tokenView({ page: 'token', tab: '', title: 'Pasted token', subtitle, inspection, actions }, 'en-GB', same);
}
