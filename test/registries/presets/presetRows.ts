// Hosts and answers of the services that the presets stand for.
import type { RealmVerdict } from '../../../src/auth/realm.js';

export interface Row {
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

export const registry2 = { 'docker-distribution-api-version': 'registry/2.0' };

export const rows: Readonly<Record<string, Row>> = {
  'docker-hub': {
    guessed: [
      ...['docker.io', 'docker.io/library/busybox:latest', 'index.docker.io', 'https://registry-1.docker.io/v2/'],
      ...['registry.hub.docker.com', 'registry.hub.docker.com/library/busybox'],
    ],
    notGuessed: ['xdocker.io', 'docker.io.example', 'hub.docker.io', 'auth.docker.io'],
    pings: [
      {
        registry: 'https://registry-1.docker.io',
        challenge: 'Bearer realm="https://auth.docker.io/token",service="registry.docker.io"',
        verdict: 'known-pair',
      },
      {
        registry: 'https://mirror.example.com',
        challenge: 'Bearer realm="https://auth.docker.io/token",service="registry.docker.io"',
        verdict: 'ask',
      },
    ],
    forms: { token: undefined, anonymous: undefined },
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
    forms: { 'github-session': undefined, token: undefined, anonymous: undefined },
    listed: false,
  },
  gitlab: {
    guessed: ['registry.gitlab.com/group/project'],
    notGuessed: ['gitlab.com', 'registry.gitlab.com.example', 'registry.example.com'],
    pings: [
      {
        registry: 'https://registry.gitlab.com',
        challenge: 'Bearer realm="https://gitlab.com/jwt/auth",service="container_registry"',
        verdict: 'known-pair',
      },
      {
        registry: 'https://registry.example.com',
        challenge: 'Bearer realm="https://git.example.com/jwt/auth",service="container_registry"',
        verdict: 'same-domain',
      },
      {
        registry: 'https://git.example.com:5050',
        challenge: 'Bearer realm="https://git.example.com/jwt/auth",service="container_registry"',
        verdict: 'known-pair',
      },
    ],
    forms: {
      token: undefined,
      'deploy-token': undefined,
      'job-token': 'gitlab-ci-token',
      password: undefined,
      anonymous: undefined,
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
      'access-token': 'oauth2accesstoken',
      'json-key': '_json_key',
      'json-key-base64': '_json_key_base64',
      anonymous: undefined,
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
    forms: { robot: undefined, password: undefined, anonymous: undefined },
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
    forms: { token: undefined, anonymous: undefined },
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
    forms: { password: undefined, 'user-token': undefined, anonymous: undefined },
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
    forms: { token: undefined, anonymous: undefined },
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
        verdict: 'known-pair',
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
      'api-key': 'iamapikey',
      'trusted-profile': undefined,
      'iam-token': 'iambearer',
      'entitlement-key': 'cp',
      anonymous: undefined,
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
    forms: { password: undefined, temporary: 'cr_temp_user', anonymous: undefined },
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
    forms: { 'api-key': undefined, 'entitlement-token': undefined, anonymous: undefined },
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
    forms: { password: undefined, anonymous: undefined },
    listed: true,
  },
  htpasswd: {
    guessed: [],
    pings: [{ registry: 'http://localhost:5000', challenge: 'Basic realm="Registry Realm"', headers: registry2 }],
    forms: { password: undefined },
    listed: true,
  },
};
