import { describe, expect, it } from 'vitest';
import { parseChallenges, pickChallenge } from '../../src/auth/challenge.js';
import { accountOf, basicValue, secretsOf } from '../../src/auth/credential.js';
import type { Credential } from '../../src/auth/credential.js';
import { judgeRealm } from '../../src/auth/realm.js';
import type { RealmVerdict } from '../../src/auth/realm.js';
import { findKind, guessKind, recogniseKind } from '../../src/registries/index.js';
import { ociKnowledge } from '../../src/registries/oci.js';
import { presets } from '../../src/registries/presets/index.js';

interface Row {
  /** Addresses whose host alone gives the kind away. */
  readonly guessed: readonly string[];
  /** Hosts that look like it. */
  readonly notGuessed?: readonly string[];
  /** What real registries answer to the ping. `verdict` of the realm of the challenge that is answered; absent: Basic. */
  readonly pings: readonly {
    readonly registry: string;
    readonly challenge: string | readonly string[];
    readonly verdict?: RealmVerdict['verdict'];
    readonly status?: number;
    readonly headers?: Readonly<Record<string, string>>;
  }[];
  /** By form id: the user name where it is fixed, else undefined. */
  readonly forms: Readonly<Record<string, string | undefined>>;
  readonly listed: boolean;
}

const registry2 = { 'docker-distribution-api-version': 'registry/2.0' };

const rows: Readonly<Record<string, Row>> = {
  'docker-hub': {
    guessed: ['docker.io', 'docker.io/library/busybox:latest', 'index.docker.io', 'https://registry-1.docker.io/v2/'],
    notGuessed: ['xdocker.io', 'docker.io.example', 'hub.docker.io', 'auth.docker.io'],
    pings: [
      {
        registry: 'https://registry-1.docker.io',
        challenge: 'Bearer realm="https://auth.docker.io/token",service="registry.docker.io"',
        verdict: 'same-domain',
      },
      {
        registry: 'https://mirror.example.com',
        challenge: 'Bearer realm="https://auth.docker.io/token",service="registry.docker.io"',
        verdict: 'ask',
      },
    ],
    forms: { anonymous: undefined, token: undefined },
    listed: false,
  },
  ghcr: {
    guessed: ['ghcr.io', 'ghcr.io/owner/app:1'],
    notGuessed: ['docker.pkg.github.com', 'x.ghcr.io', 'ghcr.io.example'],
    pings: [
      {
        registry: 'https://ghcr.io',
        challenge: 'Bearer realm="https://ghcr.io/token",service="ghcr.io",scope="repository:user/image:pull"',
        verdict: 'same-host',
      },
    ],
    forms: { anonymous: undefined, 'github-session': undefined, token: undefined },
    listed: false,
  },
  gitlab: {
    guessed: ['registry.gitlab.com/group/project'],
    notGuessed: ['gitlab.com', 'registry.gitlab.com.example', 'registry.example.com'],
    pings: [
      {
        registry: 'https://registry.gitlab.com',
        challenge: 'Bearer realm="https://gitlab.com/jwt/auth",service="container_registry"',
        verdict: 'same-domain',
      },
      {
        registry: 'https://registry.example.com',
        challenge: 'Bearer realm="https://git.example.com/jwt/auth",service="container_registry"',
        verdict: 'same-domain',
      },
      {
        registry: 'https://git.example.com:5050',
        challenge: 'Bearer realm="https://git.example.com/jwt/auth",service="container_registry"',
        verdict: 'same-host',
      },
    ],
    forms: {
      anonymous: undefined,
      token: undefined,
      'deploy-token': undefined,
      'job-token': 'gitlab-ci-token',
      password: undefined,
    },
    listed: false,
  },
  google: {
    guessed: ['us-docker.pkg.dev/p/r/i', 'europe-west3-docker.pkg.dev', 'gcr.io', 'eu.gcr.io/p/i'],
    notGuessed: [
      'pkg.dev',
      'docker.pkg.dev',
      'us-maven.pkg.dev',
      'evil.gcr.io',
      'k8s.gcr.io',
      'us-docker.pkg.dev.example',
    ],
    pings: [
      {
        registry: 'https://us-docker.pkg.dev',
        challenge: 'Bearer realm="https://us-docker.pkg.dev/v2/token"',
        verdict: 'same-host',
      },
      {
        registry: 'https://gcr.io',
        challenge: 'Bearer realm="https://gcr.io/v2/token",service="gcr.io"',
        verdict: 'same-host',
      },
    ],
    forms: {
      anonymous: undefined,
      'access-token': 'oauth2accesstoken',
      'json-key': '_json_key',
      'json-key-base64': '_json_key_base64',
    },
    listed: true,
  },
  harbor: {
    guessed: [],
    notGuessed: ['harbor.example.com', 'demo.goharbor.io'],
    pings: [
      {
        registry: 'https://harbor.example.com',
        challenge: 'Bearer realm="https://harbor.example.com/service/token",service="harbor-registry"',
        verdict: 'same-host',
      },
    ],
    forms: { anonymous: undefined, robot: undefined, password: undefined },
    listed: false,
  },
  artifactory: {
    guessed: ['contoso.jfrog.io', 'contoso.jfrog.io/docker-local/app:1'],
    notGuessed: ['jfrog.io', 'a.b.jfrog.io', 'contoso.jfrog.io.example'],
    pings: [
      {
        registry: 'https://contoso.jfrog.io',
        challenge:
          'Bearer realm="https://contoso.jfrog.io/artifactory/api/docker/docker-local/v2/token",service="contoso.jfrog.io"',
        verdict: 'same-host',
      },
      {
        registry: 'https://contoso.jfrog.io',
        challenge:
          'Bearer realm="https://fabrikam.jfrog.io/artifactory/api/docker/x/v2/token",service="fabrikam.jfrog.io"',
        verdict: 'ask',
      },
      {
        registry: 'https://images.example.com',
        challenge:
          'Bearer realm="https://images.example.com/artifactory/api/docker/null/v2/token",service="images.example.com"',
        verdict: 'same-host',
      },
      {
        registry: 'https://images.example.com',
        challenge: 'Bearer realm="https://images.example.com/v2/token",service="images.example.com"',
        headers: { 'x-jfrog-version': 'Artifactory/7.98.9 79809900' },
        verdict: 'same-host',
      },
      { registry: 'https://images.example.com', challenge: 'Basic realm="Artifactory Realm"', headers: registry2 },
    ],
    forms: { anonymous: undefined, token: undefined },
    listed: true,
  },
  nexus: {
    guessed: [],
    pings: [
      {
        registry: 'https://nexus.example.com:5001',
        challenge: 'BASIC realm="Sonatype Nexus Repository Manager"',
        headers: registry2,
      },
      {
        registry: 'https://nexus.example.com',
        challenge:
          'Bearer realm="https://nexus.example.com/v2/token",service="https://nexus.example.com/v2/token",scope="repository:*:pull"',
        verdict: 'same-host',
      },
    ],
    forms: { anonymous: undefined, password: undefined, 'user-token': undefined },
    listed: true,
  },
  gitea: {
    guessed: ['codeberg.org/forgejo/forgejo', 'gitea.com'],
    notGuessed: ['gitea.example.com', 'x.codeberg.org'],
    pings: [
      {
        registry: 'https://codeberg.org',
        challenge:
          'Bearer realm="https://codeberg.org/v2/token",service="container_registry",scope="*",Basic realm="https://codeberg.org/v2",service="container_registry",scope="*"',
        verdict: 'same-host',
      },
      {
        registry: 'https://git.example.com',
        challenge:
          'Bearer realm="https://git.example.com/v2/token",service="container_registry",scope="*",Basic realm="https://git.example.com/v2",service="container_registry",scope="*"',
        verdict: 'same-host',
      },
      {
        registry: 'https://git.example.com',
        challenge: ['Bearer realm="https://git.example.com/v2/token"', 'Basic'],
        verdict: 'same-host',
      },
    ],
    forms: { anonymous: undefined, token: undefined },
    listed: true,
  },
  digitalocean: {
    guessed: ['registry.digitalocean.com/mine/app'],
    notGuessed: ['digitalocean.com', 'api.digitalocean.com'],
    pings: [
      {
        registry: 'https://registry.digitalocean.com',
        challenge:
          'Bearer realm="https://api.digitalocean.com/v2/registry/auth",service="registry.digitalocean.com",scope="registry:catalog:*"',
        verdict: 'same-domain',
      },
    ],
    forms: { token: 'password-value' },
    listed: true,
  },
  ibm: {
    guessed: ['icr.io', 'us.icr.io/ns/app', 'cp.icr.io', 'private.de.icr.io'],
    notGuessed: ['xicr.io', 'icr.io.example'],
    pings: [
      {
        registry: 'https://cp.icr.io',
        challenge: 'Bearer realm=https://cp.icr.io/oauth/token, service=registry, scope=repository:ns/name:pull',
        verdict: 'same-host',
      },
    ],
    forms: {
      anonymous: undefined,
      'api-key': 'iamapikey',
      'trusted-profile': undefined,
      'iam-token': 'iambearer',
      'entitlement-key': 'cp',
    },
    listed: false,
  },
  alibaba: {
    guessed: [
      'registry.aliyuncs.com/google_containers/pause',
      'registry.cn-hangzhou.aliyuncs.com',
      'registry-vpc.cn-beijing.aliyuncs.com',
      'mine-registry.ap-southeast-1.cr.aliyuncs.com',
    ],
    notGuessed: ['bucket.oss-cn-hangzhou.aliyuncs.com', 'aliyuncs.com', 'registry.cn-hangzhou.aliyuncs.com.example'],
    pings: [
      {
        registry: 'https://registry.cn-hangzhou.aliyuncs.com',
        challenge:
          'Bearer realm="https://dockerauth.cn-hangzhou.aliyuncs.com/auth",service="registry.aliyuncs.com:cn-hangzhou:26842"',
        verdict: 'known-pair',
      },
      {
        registry: 'https://registry.cn-shanghai.aliyuncs.com',
        challenge:
          'Bearer realm="https://dockerauth.aliyuncs.com/auth",service="registry.aliyuncs.com:cn-shanghai:26888"',
        verdict: 'known-pair',
      },
      {
        registry: 'https://registry.cn-hangzhou.aliyuncs.com',
        challenge:
          'Bearer realm="https://dockerauth.oss-cn-hangzhou.aliyuncs.com/auth",service="registry.aliyuncs.com:cn-hangzhou:26842"',
        verdict: 'ask',
      },
      {
        registry: 'https://images.example.com',
        challenge:
          'Bearer realm="https://dockerauth.aliyuncs.com/auth",service="registry.aliyuncs.com:cn-shanghai:26888"',
        verdict: 'ask',
      },
    ],
    forms: { anonymous: undefined, password: undefined, temporary: 'cr_temp_user' },
    listed: false,
  },
  cloudsmith: {
    guessed: ['docker.cloudsmith.io/owner/repo/image'],
    notGuessed: ['cloudsmith.io', 'dl.cloudsmith.io'],
    pings: [
      {
        // The path of the realm is not documented; the same host is.
        registry: 'https://docker.cloudsmith.io',
        challenge: 'Bearer realm="https://docker.cloudsmith.io/token",service="docker.cloudsmith.io"',
        verdict: 'same-host',
      },
    ],
    forms: { anonymous: undefined, 'api-key': undefined, 'entitlement-token': undefined },
    listed: false,
  },
  zot: {
    guessed: [],
    pings: [
      {
        registry: 'https://zot.example.com',
        challenge: 'bearer realm=https://auth.example.com/token',
        status: 200,
      },
      { registry: 'https://zot.example.com', challenge: 'Basic realm="Authorization Required"' },
    ],
    forms: { anonymous: undefined, password: undefined },
    listed: true,
  },
  htpasswd: {
    guessed: [],
    pings: [{ registry: 'http://localhost:5000', challenge: 'Basic realm="Registry Realm"', headers: registry2 }],
    forms: { password: undefined },
    listed: true,
  },
};

function pingOf({ registry, challenge, status = 401, headers = {} }: Row['pings'][number]) {
  const challenges = status === 401 ? parseChallenges(challenge) : [];
  return {
    registry: new URL(registry),
    status,
    challenges,
    headers: { ...headers, 'www-authenticate': [challenge].flat().join(', ') },
  };
}

it('every preset has a row', () => {
  expect(Object.keys(rows).sort()).toEqual(presets.map(({ id }) => id).sort());
});

describe.each(Object.entries(rows))('%s', (id, row) => {
  const kind = findKind(id);
  const credentials = kind?.credentials ?? [];

  it('is guessed by its own hosts and by no other', () => {
    expect(row.guessed.map((address) => [address, guessKind(address).id])).toEqual(
      row.guessed.map((address) => [address, id]),
    );
    expect((row.notGuessed ?? []).filter((address) => guessKind(address).id === id)).toEqual([]);
  });

  it('is recognised by what it answers', () => {
    expect(row.pings.map((ping) => recogniseKind(pingOf(ping)).id)).toEqual(row.pings.map(() => id));
  });

  it('sends the credential where its real challenge says, as far as that is known to be its own', () => {
    const { knownRealms = [], sharedSuffixes = [] } = kind?.knowledge ?? {};
    const verdicts = row.pings.map((ping) => {
      const challenge = pickChallenge(pingOf(ping).challenges);
      return challenge?.scheme === 'bearer'
        ? judgeRealm(challenge.parameters.realm ?? '', new URL(ping.registry), { knownRealms, sharedSuffixes }).verdict
        : undefined;
    });
    expect(verdicts).toEqual(row.pings.map(({ verdict }) => verdict));
  });

  it('has its forms with their fixed user names', () => {
    const found = credentials.map((form) => {
      const credential = form.toCredential({ password: 'password-value' });
      return [form.id, credential.type === 'password' && credential.username ? credential.username : undefined];
    });
    expect(found).toEqual(Object.entries(row.forms));
  });

  it('says what to create, what a missing grant needs and what to do about a leak', () => {
    expect(credentials.map(({ detail }) => detail).filter((detail) => detail.length < 15)).toEqual([]);
    const { missingGrant = {}, leaked = {} } = kind?.knowledge ?? {};
    expect(missingGrant['']).toMatch(/\.$/);
    expect(leaked['']).toMatch(/\.$/);
    expect(missingGrant['']).not.toBe(ociKnowledge.missingGrant['']);
    expect(leaked['']).not.toBe(ociKnowledge.leaked?.['']);
  });

  it('has no hint for a form that it does not have, and each is a sentence', () => {
    const { missingGrant = {}, leaked = {} } = kind?.knowledge ?? {};
    const known = ['', 'anonymous', ...credentials.map((form) => form.id)];
    expect(Object.keys({ ...missingGrant, ...leaked }).filter((form) => !known.includes(form))).toEqual([]);
    expect(Object.values({ ...missingGrant, ...leaked }).filter((text) => !text.endsWith('.'))).toEqual([]);
  });

  it('lists names only where that works', () => {
    expect(kind?.scopes?.catalogue !== undefined).toBe(row.listed);
    expect(kind?.scopes?.actions.map(({ name }) => name)).toEqual(['pull', 'push', 'delete']);
  });
});

describe('nothing is recognised', () => {
  it.each([
    ['a token server without a name', 'Bearer realm="https://r.example.com/token",service="r.example.com"', {}],
    ['another service at that path', 'Bearer realm="https://r.example.com/service/token",service="other"', {}],
    ['a thin challenge without Basic beside it', 'Bearer realm="https://r.example.com/v2/token"', {}],
    ['a realm that is no address', 'Bearer realm="::",service="harbor-registry"', {}],
    ['Basic of something else', 'Basic realm="intranet"', {}],
    ['a token server beside Basic', 'Bearer realm="https://r.example.com/t",service="r", Basic realm="r"', registry2],
  ])('by %s', (_, challenge, headers) => {
    expect(recogniseKind(pingOf({ registry: 'https://r.example.com', challenge, headers })).id).toBe('oci');
  });
});

const PEM = '-----BEGIN PRIVATE KEY-----\\nMIIE\\n-----END PRIVATE KEY-----\\n';
const KEY_FILE = `{\n  "type": "service_account",\n  "private_key": "${PEM}"\n}`;

describe('a slip while typing', () => {
  const field = (kind: string, form: string, name: string) =>
    findKind(kind)
      ?.credentials.find(({ id }) => id === form)
      ?.fields.find((one) => one.name === name);

  it.each<[string, string, string, string, string | undefined]>([
    ['docker-hub', 'token', 'username', 'dana@example.com', 'e-mail'],
    ['docker-hub', 'token', 'username', 'dana', undefined],
    ['docker-hub', 'token', 'password', 'hunter2', 'single sign-on'],
    ['docker-hub', 'token', 'password', 'dckr_pat_abc', undefined],
    ['docker-hub', 'token', 'password', 'ghp_abcdefgh', 'dckr_'],
    ['gitea', 'token', 'password', 'ghp_abcdefgh', 'GitHub token'],
    ['gitea', 'token', 'password', 'hunter2', undefined],
    ['docker-hub', 'token', 'username', 'dckr_pat_abc', 'Docker token'],
    ['ghcr', 'token', 'password', 'hunter2', 'no password'],
    ['ghcr', 'token', 'password', 'github_pat_abc', 'fine-grained'],
    ['ghcr', 'token', 'password', 'ghp_abc', undefined],
    ['ghcr', 'token', 'username', 'ghp_abc', 'GitHub token'],
    ['gitlab', 'token', 'password', 'glpat-abcdefghijklmnopqrst', undefined],
    ['gitlab', 'password', 'password', 'glpat-abcdefghijklmnopqrst', 'GitLab token'],
    ['gitlab', 'token', 'password', ' glpat-abc', 'blank'],
    ['google', 'access-token', 'password', 'ya29.abc', undefined],
    ['google', 'access-token', 'password', KEY_FILE, 'key file'],
    ['google', 'json-key', 'password', KEY_FILE, undefined],
    ['google', 'json-key', 'password', KEY_FILE.replaceAll('\n', ''), undefined],
    ['google', 'json-key', 'password', KEY_FILE.replaceAll('\\n', '\n'), 'key file'],
    ['google', 'json-key', 'password', KEY_FILE.replaceAll('\\n', ' '), 'key file'],
    ['google', 'json-key', 'password', '/home/dana/key.json', 'key file'],
    ['google', 'json-key-base64', 'password', Buffer.from(KEY_FILE).toString('base64'), undefined],
    ['google', 'json-key-base64', 'password', KEY_FILE, 'not base64'],
    ['harbor', 'robot', 'username', 'robot$team+ci', undefined],
    ['harbor', 'robot', 'username', 'robot+ci', '$'],
    ['harbor', 'password', 'password', 'AKIAIOSFODNN7EXAMPLE', 'AWS access key'],
    ['oci', 'password', 'username', 'AKIAIOSFODNN7EXAMPLE', 'AWS access key'],
    ['ibm', 'iam-token', 'password', 'Bearer eyJ', 'eyJ'],
    ['cloudsmith', 'api-key', 'username', 'dana@example.com', 'slug'],
    ['alibaba', 'password', 'username', 'dana@1234567890', undefined],
    ['digitalocean', 'token', 'password', 'dop_v1_abc', undefined],
    ['google', 'access-token', 'password', 'hunter2', 'ya29.'],
    ['artifactory', 'token', 'password', 'AKCp8abc', 'old API key'],
    ['artifactory', 'token', 'password', 'eyJabc', undefined],
    ['ibm', 'api-key', 'password', 'ApiKey-1234', 'no ID of a key'],
    ['ibm', 'entitlement-key', 'password', 'abc', 'eyJ'],
    ['ibm', 'trusted-profile', 'username', 'dana', 'Profile-'],
    ['ibm', 'trusted-profile', 'username', 'Profile-94497d0d', undefined],
    ['alibaba', 'password', 'username', 'LTAI5tabc', 'AccessKey'],
    ['zot', 'password', 'username', 'zak_abc', 'API key'],
    ['gitea', 'token', 'username', 'dana@example.com', 'e-mail'],
    ['nexus', 'user-token', 'username', 'dana', 'name code'],
    ['quay', 'quay-robot', 'password', 'abc', '64'],
    ['quay', 'quay-robot', 'password', 'A1'.repeat(32), undefined],
    ['quay', 'quay-oauth', 'password', 'A1'.repeat(32), '40'],
    ['quay', 'quay-oauth', 'password', 'aB'.repeat(20), undefined],
    ['quay', 'quay-user', 'username', 'team+ci', 'robot'],
    ['ecr', 'access-key', 'secret', 'AKIAIOSFODNN7EXAMPLE', 'its ID'],
    ['ecr', 'access-key', 'secret', 'aB1/'.repeat(10), undefined],
    ['ecr', 'session', 'sessionToken', 'short', 'cut off'],
    ['ecr', 'role', 'mfaSerial', '123456', 'no code'],
    ['ecr', 'role', 'mfaSerial', 'arn:aws:iam::123456789012:mfa/dana', undefined],
    ['magento', 'customer', 'email', 'dana', 'e-mail address'],
    ['magento', 'customer', 'email', 'dana@example.com', undefined],
    ['magento', 'admin', 'login', 'dana@example.com', 'user name'],
    ['magento', 'integration', 'token', 'A1'.repeat(30), 'consumer key'],
    ['magento', 'integration', 'token', 'a1'.repeat(16), undefined],
  ])('%s, %s, %s: %s', (kind, form, name, value, part) => {
    const found = field(kind, form, name);
    expect(found).toBeDefined();
    const warning = found?.warn?.(value);
    if (part === undefined) {
      expect(warning).toBeUndefined();
    } else {
      expect(warning).toContain(part);
    }
    // It is advice only: the value may be used.
    expect(found?.validate?.(value)).toBeUndefined();
  });

  it.each(['username', 'password'])('is not seen in an empty %s', (name) => {
    expect(field('docker-hub', 'token', name)?.warn?.('')).toBeUndefined();
  });

  it('never repeats a secret', () => {
    const secrets = ['ghp_planted', 'planted', KEY_FILE, 'AKIAPLANTEDPLANTED12', ' planted '];
    const fields = presets.flatMap(({ credentials }) => credentials.flatMap((form) => form.fields));
    const warnings = fields.flatMap((one) => secrets.map((secret) => one.warn?.(secret) ?? ''));
    expect(warnings.filter(Boolean).length).toBeGreaterThan(20);
    expect(warnings.join()).not.toMatch(/planted|PLANTED|MIIE/);
  });
});

function credentialOf(kind: string, form: string, values: Readonly<Record<string, string>>): Credential | undefined {
  return findKind(kind)
    ?.credentials.find(({ id }) => id === form)
    ?.toCredential(values);
}

it('a key file keeps its line breaks and can be sent', () => {
  const credential = credentialOf('google', 'json-key', { password: `${KEY_FILE}\n` });
  expect(credential).toEqual({ type: 'password', username: '_json_key', password: KEY_FILE });
  expect(Buffer.from(basicValue('_json_key', KEY_FILE), 'base64').toString()).toBe(`_json_key:${KEY_FILE}`);
});

it('a token that is user name and password both names nobody', () => {
  const credential = credentialOf('digitalocean', 'token', { password: ' dop_v1_planted\r\n' });
  expect(credential).toEqual({ type: 'password', username: 'dop_v1_planted', password: 'dop_v1_planted' });
  expect(credential && accountOf(credential)).toBeUndefined();
  expect(credential && secretsOf(credential)).toContain('dop_v1_planted');
});
