import { expect, it } from 'vitest';
import { judgeRealm } from '../../src/auth/realm.js';
import { kindNamed, kinds } from '../../src/registries/index.js';

/** What a kind of registry makes of a realm. */
function verdict(kind: string, registry: string, realm: string): string {
  return judgeRealm(realm, new URL(registry), kindNamed(kind).knowledge).verdict;
}

it.each([
  ['docker-hub', 'https://registry-1.docker.io', 'https://auth.docker.io/token'],
  ['docker-hub', 'https://index.docker.io', 'https://auth.docker.io/token'],
  ['docker-hub', 'https://docker.io', 'https://auth.docker.io/token'],
  ['docker-hub', 'https://registry.hub.docker.com', 'https://auth.docker.io/token'],
  ['gitlab', 'https://registry.gitlab.com', 'https://gitlab.com/jwt/auth'],
  ['gitlab', 'https://gitlab.example.com:5050', 'https://gitlab.example.com/jwt/auth'],
  ['digitalocean', 'https://registry.digitalocean.com', 'https://api.digitalocean.com/v2/registry/auth'],
  ['alibaba', 'https://registry.cn-hangzhou.aliyuncs.com', 'https://dockerauth.aliyuncs.com/auth'],
  ['alibaba', 'https://registry.cn-hangzhou.aliyuncs.com', 'https://dockerauth.cn-hangzhou.aliyuncs.com/auth'],
  ['ecr-public', 'https://ecr-public.aws.com', 'https://public.ecr.aws/token/'],
])('%s: %s has its tokens from %s, unasked', (kind, registry, realm) => {
  expect(verdict(kind, registry, realm)).toBe('known-pair');
});

it.each([
  ['another name of the company', 'docker-hub', 'https://registry-1.docker.io', 'https://other.docker.io/token'],
  ['another path', 'docker-hub', 'https://registry-1.docker.io', 'https://auth.docker.io/elsewhere'],
  ['another port', 'docker-hub', 'https://registry-1.docker.io', 'https://auth.docker.io:8443/token'],
  ['a registry of its own', 'gitlab', 'https://registry.example.com', 'https://gitlab.example.com/jwt/auth'],
  ['GitLab for a stranger', 'gitlab', 'https://registry.gitlab.com', 'https://gitlab.example.com/jwt/auth'],
  ['a customer', 'alibaba', 'https://registry.cn-hangzhou.aliyuncs.com', 'https://evil.cn-hangzhou.cr.aliyuncs.com/t'],
  ['a sibling', 'oci', 'https://registry.example.com', 'https://auth.example.com/token'],
  ['a sibling', 'quay', 'https://quay.example.com', 'https://auth.example.com/token'],
  ['a tunnel', 'oci', 'https://mine.tunnel.example.net', 'https://theirs.tunnel.example.net/token'],
])('%s is asked about: %s, %s, %s', (_, kind, registry, realm) => {
  expect(['same-domain', 'ask']).toContain(verdict(kind, registry, realm));
});

it('a pair for every host leads to that host alone, and none leads to many', () => {
  const pairs = kinds.flatMap(({ knowledge }) => knowledge.knownRealms);
  expect(pairs.length).toBeGreaterThan(8);
  for (const { registry, realm } of pairs) {
    expect({ realm, own: registry === '*' }).toEqual({ realm, own: realm === '{host}' });
    expect(realm).not.toContain('*');
  }
});
