// What is noticed while a credential is typed.
import { describe, expect, it } from 'vitest';
import { accountOf, basicValue, type Credential, secretsOf } from '../../../src/auth/credential.js';
import { findKind } from '../../../src/registries/index.js';
import { presets } from '../../../src/registries/presets/index.js';

const PEM = '-----BEGIN PRIVATE KEY-----\\nMIIE\\n-----END PRIVATE KEY-----\\n';
const KEY_FILE = `{\n  "type": "service_account",\n  "private_key": "${PEM}"\n}`;

describe('a slip while typing', () => {
  const field = (kind: string, form: string, name: string) =>
    findKind(kind)
      ?.credentials.find(({ id }) => id === form)
      ?.fields.find((one) => one.name === name);

  it.each<[string, string, string, string, string | undefined]>([
    ['docker-hub', 'token', 'username', 'dana@example.com', 'email'],
    ['docker-hub', 'token', 'username', 'dana', undefined],
    ['docker-hub', 'token', 'password', 'hunter2', 'single sign-on'],
    ['docker-hub', 'token', 'password', 'dckr_pat_abc', undefined],
    ['docker-hub', 'token', 'password', 'ghp_abcdefgh', 'dckr_'],
    ['gitea', 'token', 'password', 'ghp_abcdefgh', 'GitHub token'],
    ['gitea', 'token', 'password', 'hunter2', undefined],
    ['docker-hub', 'token', 'username', 'dckr_pat_abc', 'Docker token'],
    ['ghcr', 'token', 'password', 'hunter2', 'not a password'],
    ['ghcr', 'token', 'password', 'github_pat_abc', 'fine-grained'],
    ['ghcr', 'token', 'password', 'ghp_abc', undefined],
    ['ghcr', 'token', 'username', 'ghp_abc', 'GitHub token'],
    ['gitlab', 'token', 'password', 'glpat-abcdefghijklmnopqrst', undefined],
    ['gitlab', 'password', 'password', 'glpat-abcdefghijklmnopqrst', 'GitLab token'],
    ['gitlab', 'token', 'password', ' glpat-abc', 'space'],
    ['google', 'access-token', 'password', 'ya29.abc', undefined],
    ['google', 'access-token', 'password', KEY_FILE, 'key file'],
    ['google', 'json-key', 'password', KEY_FILE, undefined],
    ['google', 'json-key', 'password', KEY_FILE.replaceAll('\n', ''), undefined],
    ['google', 'json-key', 'password', KEY_FILE.replaceAll('\\n', '\n'), 'key file'],
    ['google', 'json-key', 'password', KEY_FILE.replaceAll('\\n', ' '), 'key file'],
    ['google', 'json-key', 'password', '/home/dana/key.json', 'key file'],
    ['google', 'json-key-base64', 'password', Buffer.from(KEY_FILE).toString('base64'), undefined],
    ['google', 'json-key-base64', 'password', KEY_FILE, 'isn’t base64'],
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
    ['ibm', 'api-key', 'password', 'ApiKey-1234', 'or a key ID'],
    ['ibm', 'entitlement-key', 'password', 'abc', 'eyJ'],
    ['ibm', 'trusted-profile', 'username', 'dana', 'Profile-'],
    ['ibm', 'trusted-profile', 'username', 'Profile-94497d0d', undefined],
    ['alibaba', 'password', 'username', 'LTAI5tabc', 'AccessKey'],
    ['zot', 'password', 'username', 'zak_abc', 'API key'],
    ['gitea', 'token', 'username', 'dana@example.com', 'email'],
    ['nexus', 'user-token', 'username', 'dana', 'name code'],
    ['quay', 'quay-robot', 'password', 'abc', '64'],
    ['quay', 'quay-robot', 'password', 'A1'.repeat(32), undefined],
    ['quay', 'quay-oauth', 'password', 'A1'.repeat(32), '40'],
    ['quay', 'quay-oauth', 'password', 'aB'.repeat(20), undefined],
    ['quay', 'quay-user', 'username', 'team+ci', 'robot'],
    ['ecr', 'access-key', 'secret', 'AKIAIOSFODNN7EXAMPLE', 'the access key ID'],
    ['ecr', 'access-key', 'secret', 'aB1/'.repeat(10), undefined],
    ['ecr', 'session', 'sessionToken', 'short', 'truncated'],
    ['ecr', 'role', 'mfaSerial', '123456', 'not a one-time code'],
    ['ecr', 'role', 'mfaSerial', 'arn:aws:iam::123456789012:mfa/dana', undefined],
    ['magento', 'customer', 'email', 'dana', 'email address'],
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
