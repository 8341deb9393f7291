import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { classifyAddress } from '../../src/auth/network/ipAddress.js';
import { judgeRealm, type RealmOptions, refuseAddress } from '../../src/auth/realm.js';

const known = {
  knownRealms: [
    { registry: '*.aliyuncs.com', realm: 'dockerauth.aliyuncs.com' },
    { registry: 'a.example', realm: 'b.example' },
  ],
};
const selfManaged = { knownRealms: [{ registry: '*', realm: '{host}', path: '/jwt/auth' }] };
const shared = { sharedSuffixes: ['azurecr.io', 'aliyuncs.com'] };

describe('judgeRealm', () => {
  it.each<[string, string, string, string, RealmOptions?]>([
    ['same host', 'https://r.example/token', 'https://r.example', 'same-host'],
    ['same origin', 'https://r.example:5000/token', 'https://r.example:5000', 'same-host'],
    ['same host, other port', 'https://r.example:5001/token', 'https://r.example:5000', 'same-domain'],
    ['same host, default port', 'https://r.example/token', 'https://r.example:5000', 'same-domain'],
    ['same host, default port written out', 'https://r.example:443/token', 'https://r.example', 'same-host'],
    ['same host, https in place of http', 'https://r.example/token', 'http://r.example', 'same-domain'],
    ['same host in capitals', 'https://R.EXAMPLE/token', 'https://r.example', 'same-host'],
    ['same host with a final dot', 'https://r.example./token', 'https://r.example', 'same-host'],
    ['an absolute path', '/service/token?x=1', 'https://r.example', 'same-host'],
    ['same private address', 'https://10.0.0.5:5000/token', 'https://10.0.0.5:5000', 'same-host'],
    ['same private address, other port', 'https://10.0.0.5/token', 'https://10.0.0.5:5000', 'same-domain'],
    ['Docker Hub', 'https://auth.docker.io/token', 'https://registry-1.docker.io', 'same-domain'],
    ['GitLab', 'https://gitlab.com/jwt/auth', 'https://registry.gitlab.com', 'same-domain'],
    ['two labels of a public suffix', 'https://auth.shop.co.uk/t', 'https://registry.shop.co.uk', 'same-domain'],
    ['public suffix alone is no domain', 'https://a.co.uk/t', 'https://b.co.uk', 'ask'],
    ['a private suffix', 'https://evil.github.io/t', 'https://mine.github.io', 'ask'],
    ['another tenant', 'https://evil.azurecr.io/oauth2/token', 'https://contoso.azurecr.io', 'ask', shared],
    ['another tenant further down', 'https://x.evil.azurecr.io/t', 'https://contoso.azurecr.io', 'ask', shared],
    ['the shared domain itself', 'https://azurecr.io/t', 'https://contoso.azurecr.io', 'ask', shared],
    [
      'a look-alike of a shared suffix',
      'https://auth.notazurecr.io/t',
      'https://r.notazurecr.io',
      'same-domain',
      shared,
    ],
    [
      'a known pair under a shared suffix',
      'https://dockerauth.aliyuncs.com/auth',
      'https://registry.cn-hangzhou.aliyuncs.com',
      'known-pair',
      { ...shared, ...known },
    ],
    ['a known pair', 'https://b.example/t', 'https://a.example', 'known-pair', known],
    ['a known pair on another port', 'https://b.example:8443/t', 'https://a.example', 'ask', known],
    ['a known pair over plain http', 'http://b.example/t', 'http://a.example', 'ask', { ...known, insecure: true }],
    ['a known path', 'https://r.example/jwt/auth', 'https://r.example:5050', 'known-pair', selfManaged],
    [
      'a known path on another port',
      'https://r.example:8/jwt/auth',
      'https://r.example:5050',
      'same-domain',
      selfManaged,
    ],
    [
      'another path than the known one',
      'https://r.example/token',
      'https://r.example:5050',
      'same-domain',
      selfManaged,
    ],
    ['a known path below', 'https://r.example/jwt/auth/x', 'https://r.example:5050', 'same-domain', selfManaged],
    ['a known path of another host', 'https://evil.example/jwt/auth', 'https://r.example:5050', 'ask', selfManaged],
    ['a known pair the other way round', 'https://a.example/t', 'https://b.example', 'ask', known],
    ['another domain', 'https://auth.other.example.net/t', 'https://r.example.org', 'ask'],
    ['a public address', 'https://93.184.216.34/t', 'https://r.example', 'ask'],
    ['http where allowed', 'http://r.example/t', 'http://r.example', 'same-host', { insecure: true }],
    ['http on loopback', 'http://127.0.0.1:5000/t', 'http://127.0.0.1:5000', 'same-host'],
    ['http on another port of loopback', 'http://127.0.0.1:5001/t', 'http://127.0.0.1:5000', 'same-domain'],
    ['another name of loopback', 'http://127.0.0.1:5001/t', 'http://localhost:5000', 'ask'],
  ])('%s', (_, realm, registry, verdict, options) => {
    expect(judgeRealm(realm, new URL(registry), options)).toMatchObject({ verdict, url: expect.any(URL) as URL });
  });

  it.each<[string, string, string, RealmOptions?]>([
    ['plain http', 'http://r.example/token', 'https://r.example'],
    ['plain http between machines', 'http://auth.example/t', 'http://r.example'],
    ['user information', 'https://user:pw@r.example/t', 'https://r.example'],
    ['a fragment', 'https://r.example/t#x', 'https://r.example'],
    ['no scheme', 'r.example/token', 'https://r.example'],
    ['host and port only', '127.0.0.1:8080', 'https://r.example'],
    ['a name and port, which parse as a scheme', 'localhost:8080/t', 'https://r.example'],
    ['a scheme-relative address', '//r.example/t', 'https://r.example'],
    ['a relative path', 'token', 'https://r.example'],
    ['nothing', '', 'https://r.example'],
    ['another scheme', 'file:///etc/passwd', 'https://r.example'],
    ['javascript', 'javascript:alert(1)', 'https://r.example'],
    ['a host that cannot be', 'https://a^b.example/t', 'https://r.example'],
    ['a blank', 'https://r.example/a b', 'https://r.example'],
    ['a line break, which the URL parser drops', 'https://r.exam\nple/t', 'https://r.example'],
    ['a backslash, which it turns', 'https:\\\\r.example\\t', 'https://r.example'],
    ['loopback', 'https://127.0.0.1/t', 'https://r.example'],
    ['loopback in hexadecimal', 'https://0x7f.1/t', 'https://r.example'],
    ['loopback as one number', 'https://2130706433/t', 'https://r.example'],
    ['localhost', 'https://localhost/t', 'https://r.example'],
    ['a name under localhost', 'https://a.localhost./t', 'https://r.example'],
    ['IPv6 loopback', 'https://[::1]/t', 'https://r.example'],
    ['mapped loopback', 'https://[::ffff:127.0.0.1]/t', 'https://r.example'],
    ['cloud metadata', 'https://169.254.169.254/t', 'https://r.example'],
    ['IPv6 link-local', 'https://[fe80::1]/t', 'https://r.example'],
    ['unspecified', 'https://0.0.0.0/t', 'https://r.example'],
    ['a private address', 'https://192.168.1.1/t', 'https://r.example'],
    ['another private address', 'https://10.0.0.6/t', 'https://10.0.0.5'],
    ['unique-local', 'https://[fd00::1]/t', 'https://r.example'],
    ['multicast', 'https://224.0.0.1/t', 'https://r.example'],
    ['Unicode dots', 'https://127\u30020\u30020\u30021/t', 'https://r.example'],
    ['loopback even where http is allowed', 'http://127.0.0.1/t', 'http://r.example', { insecure: true }],
    [
      'loopback even as a known pair',
      'https://127.0.0.1/t',
      'https://r.example',
      { knownRealms: [{ registry: 'r.example', realm: '127.0.0.1' }] },
    ],
  ])('refuses %s', (_, realm, registry, options) => {
    expect(judgeRealm(realm, new URL(registry), options)).toEqual({
      verdict: 'refuse',
      reason: expect.any(String) as string,
    });
  });

  it('never throws, and never lets a plain http realm pass for an https registry', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.webUrl(),
          fc.ipV4().map((ip) => `https://${ip}/t`),
        ),
        (realm) => {
          const verdict = judgeRealm(realm, new URL('https://registry.example.org'));
          expect('url' in verdict ? verdict.url.protocol : 'https:').toBe('https:');
        },
      ),
    );
  });
});

describe('classifyAddress', () => {
  it.each([
    ['8.8.8.8', 'public'],
    ['127.8.9.1', 'loopback'],
    ['::1', 'loopback'],
    ['[::1]', 'loopback'],
    ['::ffff:10.1.2.3', 'private'],
    ['::ffff:a00:1', 'private'],
    ['64:ff9b::7f00:1', 'loopback'],
    ['::127.0.0.1', 'loopback'],
    ['fe80::1%eth0', 'link-local'],
    ['100.64.0.1', 'private'],
    ['172.15.0.1', 'public'],
    ['172.31.0.1', 'private'],
    ['255.255.255.255', 'multicast'],
    ['0.1.2.3', 'unspecified'],
    ['::', 'unspecified'],
    ['2002:7f00:1::', 'loopback'],
    ['2002:a00:1::5', 'private'],
    ['::ffff:0:7f00:1', 'loopback'],
    ['198.18.0.1', 'private'],
    ['no address', 'unspecified'],
    ['2606:4700::1111', 'public'],
    ['[64:ff9b::169.254.169.254]', 'link-local'],
    ['64:ff9b:1::7f00:1', 'private'],
    ['2002:a9fe:a9fe::', 'link-local'],
    ['::ffff:169.254.169.254', 'link-local'],
    ['0:0:0:0:0:FFFF:7F00:0001', 'loopback'],
    ['::ffff:8.8.8.8', 'public'],
    ['fe80::1%25eth0', 'link-local'],
    ['[::1%lo]', 'loopback'],
    ['2001:0:5ef5:79fb:0:59f:80ff:fffe', 'loopback'],
    ['2001::5601:5601', 'link-local'],
    ['2001:0:5ef5:79fb::f7f7:f7f7', 'public'],
    ['2001:db8::5efe:7f00:1', 'loopback'],
    ['2001:db8::200:5efe:a9fe:a9fe', 'link-local'],
    ['2001:db8::5efe:808:808', 'public'],
    ['168.63.129.16', 'link-local'],
    ['::ffff:168.63.129.16', 'link-local'],
    ['168.63.129.17', 'public'],
    ['fe80::5efe:a00:1', 'link-local'],
    ['2002:7f00::1', 'loopback'],
    ['2002:808:808::7f00:1', 'public'],
    ['64:ff9b::', 'unspecified'],
  ])('%s is %s', (address, kind) => {
    expect(classifyAddress(address)).toBe(kind);
  });
});

describe('refuseAddress: where a name was looked up to', () => {
  const registry = new URL('https://registry.example.org');
  const auth = new URL('https://auth.example.org/t');
  it.each<[string, URL, URL, string | undefined, string, boolean]>([
    ['public', auth, registry, '93.184.216.34', '93.184.216.35', false],
    ['loopback', auth, registry, '93.184.216.34', '127.0.0.1', true],
    ['metadata', auth, registry, undefined, '169.254.169.254', true],
    ['private behind a public registry', auth, registry, '93.184.216.34', '10.0.0.7', true],
    ['private beside a private registry', auth, registry, '10.0.0.6', '10.0.0.7', false],
    ['private, registry behind a proxy', auth, registry, undefined, '10.0.0.7', false],
    [
      'the registry itself may be anywhere',
      new URL('https://registry.example.org:8443/t'),
      registry,
      '127.0.0.1',
      '127.0.0.1',
      false,
    ],
  ])('%s', (_, host, home, registryAddress, address, refused) => {
    expect(refuseAddress(host, home, registryAddress, address) !== undefined).toBe(refused);
  });
});
