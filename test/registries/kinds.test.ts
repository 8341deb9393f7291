import { describe, expect, it } from 'vitest';
import { parseChallenges } from '../../src/auth/challenge.js';
import { parseScope } from '../../src/auth/scope.js';
import { readyMadeToken } from '../../src/auth/token.js';
import { findKind, guessKind, kinds } from '../../src/registries/index.js';
import { tokenKnowledge } from '../../src/registries/tokenKnowledge.js';
import { outputText } from './outputText.js';

describe('guessKind', () => {
  it.each([
    ['contosoregistry.azurecr.io', 'acr'],
    ['contosoregistry.azurecr.io/hello-world:latest', 'acr'],
    ['https://ContosoRegistry.azurecr.io/v2/', 'acr'],
    ['docker://contoso-a1b2.azurecr.io/x', 'acr'],
    ['contoso.westeurope.geo.azurecr.io', 'acr'],
    ['contoso.azurecr.us:443/x', 'acr'],
    ['contoso.azurecr.cn.', 'acr'],
    ['quay.io', 'quay'],
    ['https://quay.io/repository/team/app', 'quay'],
    ['quay.io/team/app:latest', 'quay'],
    ['v1.quay.io', 'oci'],
    ['quay.io.example', 'oci'],
    ['quay.example.com', 'oci'],
    ['contoso.azurecr.io.example', 'oci'],
    ['notazurecr.io', 'oci'],
    ['azurecr.io', 'oci'],
    ['xazurecr.io/contoso.azurecr.io', 'oci'],
    ['evil.example/contoso.azurecr.io', 'oci'],
    ['https://contoso.azurecr.io@evil.example/x', 'oci'],
    ['https://evil.example#contoso.azurecr.io', 'oci'],
    ['https://evil.example?contoso.azurecr.io', 'oci'],
    ['a.b.azurecr.io', 'oci'],
    ['contoso.westeurope.data.azurecr.io', 'oci'],
    ['https://magento.host/index.php/rest/V1/integration/customer/token', 'magento'],
    ['shop.example.com/index.php/', 'magento'],
    ['https://shop.example.com/de/rest/all/V1/products?x=1', 'magento'],
    ['https://shop.example.com/shop/', 'oci'],
    ['host.example/team/rest/app:v1', 'oci'],
    ['https://host.example?/index.php', 'oci'],
    ['https://contoso.azurecr.io/index.php', 'acr'],
    ['localhost:5000', 'oci'],
    ['[::1]:5000/x', 'oci'],
    ['busybox', 'oci'],
    ['', 'oci'],
  ])('%s is %s', (address, id) => {
    expect(guessKind(address).id).toBe(id);
  });
});

describe('the path of a pasted address', () => {
  it.each([
    ['', '', ''],
    ['/', '', ''],
    ['/shop/', '/shop', ''],
    ['/index.php/rest/V1/integration/customer/token', '/index.php', ''],
    ['/rest/default/V1/customers/me', '', 'default'],
    ['/shop/index.php/rest/de/V1/modules', '/shop/index.php', 'de'],
    ['/soap/default', '', 'default'],
    ['/rest', '', ''],
    ['/restaurant', '/restaurant', ''],
  ])('%s has the base %s and the store code “%s”', (address, path, store) => {
    expect(findKind('magento')?.readPath?.(address).settings).toEqual({ path, store });
  });
});

describe('recognises', () => {
  const ping = (challenge: string, headers: Record<string, string>) => ({
    registry: new URL('https://r.example'),
    status: 401,
    challenges: parseChallenges(challenge),
    headers,
  });
  it.each([
    [
      'the token endpoint and the correlation id',
      'Bearer realm="https://r.example/oauth2/token",service="r"',
      { 'x-ms-correlation-request-id': 'x' },
      true,
    ],
    ['the path alone', 'Bearer realm="https://r.example/oauth2/token",service="r"', {}, false],
    [
      'another path',
      'Bearer realm="https://r.example/token",service="r"',
      { 'x-ms-correlation-request-id': 'x' },
      false,
    ],
    ['a realm that is no address', 'Bearer realm="x",service="r"', { 'x-ms-correlation-request-id': 'x' }, false],
  ])('ACR by %s', (_, challenge, headers, recognised) => {
    expect(findKind('acr')?.recognises?.(ping(challenge, headers))).toBe(recognised);
  });
});

describe.each(kinds.map((kind) => [kind.id, kind] as const))('kind %s', (_, kind) => {
  it('has forms with ids of their own, each making a credential', () => {
    expect(new Set(kind.credentials.map(({ id }) => id)).size).toBe(kind.credentials.length);
    for (const form of kind.credentials) {
      const values = Object.fromEntries(form.fields.map(({ name }) => [name, ` ${name}-value\r\n`]));
      const credential = form.toCredential(values);
      expect(JSON.stringify(credential)).not.toMatch(/\\r|\\n/);
      form.fields.forEach((field) => {
        // What may be empty has nothing to say about it; a placeholder is an example.
        expect(field.validate?.('') ?? 'Enter it.').toMatch(/^Enter .+\.$/);
        expect(field.validate?.(field.placeholder ?? 'fi+ne')).toBeUndefined();
      });
    }
  });

  it('refuses a colon in a user name for Basic as one types', () => {
    const made = kind.credentials.filter(
      (form) => form.toCredential(Object.fromEntries(form.fields.map(({ name }) => [name, name]))).type === 'password',
    );
    const fields = made.flatMap((form) => form.fields).filter(({ name }) => name === 'username');
    fields.forEach((field) => expect(field.validate?.('a:b')).toContain('colon'));
  });

  it('gets the values back out of a credential with several secrets', () => {
    for (const form of kind.credentials) {
      const values = Object.fromEntries(form.fields.map(({ name }) => [name, `${name}-value`]));
      const secrets = form.fields.filter(({ secret }) => secret);
      const again = form.toValues?.(form.toCredential(values)) ?? values;
      expect(form.toCredential(again)).toEqual(form.toCredential(values));
      secrets.forEach(({ name }) => expect(again[name]).toBe(values[name]));
      expect(form.toValues !== undefined || secrets.length < 2).toBe(true);
    }
  });

  it('lets settings take what they begin with and each of their choices', () => {
    for (const field of kind.settings) {
      const { choices = [], initial } = field;
      [...(initial === undefined ? [] : [initial]), ...choices.map(({ value }) => value)].forEach((value) =>
        expect(field.validate?.(value)).toBeUndefined(),
      );
    }
  });

  it('hints at forms that exist', () => {
    const ids = ['', ...kind.credentials.map(({ id }) => id)];
    expect(ids).toEqual(
      expect.arrayContaining([
        ...Object.keys(kind.knowledge.missingGrant),
        ...Object.keys(tokenKnowledge(kind).leaked ?? {}),
      ]),
    );
  });

  it('offers the plain token first', () => {
    const token = readyMadeToken('abc', [], 0);
    const registry = new URL('https://r.example');
    const [first, ...others] = kind.outputs;
    expect(first?.text(token, registry, [])).toBe('abc');
    expect(new Set(kind.outputs.map(({ id }) => id)).size).toBe(others.length + 1);
  });

  it('has outputs for forms that exist', () => {
    const ids = kind.credentials.map(({ id }) => id);
    expect(ids).toEqual(expect.arrayContaining(kind.outputs.flatMap(({ forms = [] }) => forms)));
  });

  it('suggests scopes that are resource scopes and words them as a curl command, or has none', () => {
    const { scopes } = kind;
    if (scopes === undefined) {
      expect(kind.pullScopes?.('team/app') ?? []).toEqual([]);
      return;
    }
    expect(scopes.actions.map(({ name }) => name)).toEqual(expect.arrayContaining(['pull', 'push']));
    expect(kind.pullScopes?.('team/app')).toEqual(['repository:team/app:pull']);
    scopes.catalogue?.scopes.forEach((scope) => expect(parseScope(scope).type).toBe('registry'));
    expect(scopes.catalogue?.names({ repositories: ['a', 1] }) ?? ['a']).toEqual(['a']);
    expect(scopes.catalogue?.names(null) ?? []).toEqual([]);
    const token = readyMadeToken('abc', [], 0);
    const always = kind.outputs.filter(({ forms, scheme }) => forms === undefined && scheme === undefined);
    const texts = always.map((output) =>
      outputText(output, token, new URL('https://r.example'), ['repository:team/app:pull']),
    );
    expect(texts.slice(1)).toEqual([
      'Authorization: Bearer abc',
      "curl --header 'Authorization: Bearer abc' https://r.example/v2/team/app/tags/list",
      'export REGISTRY_TOKEN=abc',
    ]);
  });
});

describe('Quay', () => {
  const quay = findKind('quay');
  it.each([
    ['its realm path', 'Bearer realm="https://quay.example.com/v2/auth",service="quay.example.com"', true],
    ['its realm path below another port', 'Bearer realm="https://q.example:8443/v2/auth",service="q"', true],
    ['another path', 'Bearer realm="https://quay.example.com/v2/auth/x",service="quay.example.com"', false],
    ['Basic', 'Basic realm="/v2/auth"', false],
  ])('is recognised by %s', (_, challenge, recognised) => {
    const registry = new URL('https://r.example');
    const ping = { registry, status: 401, challenges: parseChallenges(challenge), headers: {} };
    expect(quay?.recognises?.(ping)).toBe(recognised);
  });

  it.each([
    ['quay-robot', { username: ' team+ci ', password: 'abc\n' }, 'team+ci'],
    ['quay-oauth', { password: 'abc' }, '$oauthtoken'],
    ['quay-app', { password: 'abc' }, '$app'],
    ['quay-user', { username: 'dana', password: 'abc' }, 'dana'],
  ])('makes a pair of the form %s', (id, values, username) => {
    const form = quay?.credentials.find((one) => one.id === id);
    expect(form?.toCredential(values)).toEqual({ type: 'password', username, password: 'abc' });
  });

  it.each(['ci', '+ci', 'team+', 'a+b+c'])('does not take %s for a robot account', (name) => {
    const form = quay?.credentials.find(({ id }) => id === 'quay-robot');
    expect(form?.fields[0]?.validate?.(name)).toBe('Enter the robot account as namespace+name.');
  });

  it('offers the three actions that the service knows, warns of push, and lists without a scope', () => {
    expect(quay?.scopes?.actions.map(({ name, warning }) => [name, warning !== undefined])).toEqual([
      ['pull', false],
      ['push', true],
      ['*', false],
    ]);
    expect(quay?.scopes?.catalogue?.scopes).toEqual([]);
  });
});

it('the generic kind comes last', () => {
  expect(kinds.at(-1)?.id).toBe('oci');
  expect(findKind('nope')).toBeUndefined();
});
