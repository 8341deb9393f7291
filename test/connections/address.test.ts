import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isAuthError } from '../../src/auth/errors.js';
import { type HostAliases, parseAddress } from '../../src/connections/address.js';
import { clauseText } from '../../src/text/message.js';

const aliases = {
  '': 'hub-api.example',
  'hub.example': 'hub-api.example',
  'index.hub.example': 'hub-api.example',
};
const digest = `sha256:${'0123456789abcdef'.repeat(4)}`;

function parsed(text: string) {
  const { origin, ...rest } = parseAddress(text, aliases);
  return { origin: origin.origin, ...rest };
}

function reasonFor(text: string, known: HostAliases = aliases): string | undefined {
  try {
    parseAddress(text, known);
    return undefined;
  } catch (error) {
    if (!isAuthError(error) || error.code !== 'invalid-input' || error.details?.field !== 'address') {
      throw error;
    }
    return clauseText(error.details.reason ?? '');
  }
}

describe('hosts', () => {
  it.each([
    ['quay.example.com', 'https://quay.example.com'],
    ['  quay.example.com\n', 'https://quay.example.com'],
    ['quay.example.com/', 'https://quay.example.com'],
    ['quay.example.com:8443', 'https://quay.example.com:8443'],
    ['quay.example.com:443', 'https://quay.example.com'],
    ['QUAY.Example.COM', 'https://quay.example.com'],
    ['quay.example.com.', 'https://quay.example.com'],
    ['quay.example.com.:8443', 'https://quay.example.com:8443'],
    ['bücher.example', 'https://xn--bcher-kva.example'],
    ['my_registry:5000', 'https://my_registry:5000'],
    ['registry/', 'https://registry'],
    ['192.168.1.5', 'https://192.168.1.5'],
    ['https://registry', 'https://registry'],
    ['hub.example', 'https://hub-api.example'],
    ['https://index.hub.example/v1/', 'https://hub-api.example'],
    ['hub.example:5000', 'https://hub.example:5000'],
  ])('%s', (text, origin) => {
    expect(parsed(text)).toEqual({ origin, insecure: false });
  });

  it.each([
    ['localhost:5000', 'http://localhost:5000', true],
    ['127.0.0.1:5000', 'http://127.0.0.1:5000', true],
    ['[::1]:5000', 'http://[::1]:5000', true],
    ['registry.localhost:5000', 'http://registry.localhost:5000', true],
    ['https://localhost:5000', 'https://localhost:5000', false],
    ['localhost', 'https://localhost', false],
    ['localhost.example.com:5000', 'https://localhost.example.com:5000', false],
    ['127.0.0.1.example.com:5000', 'https://127.0.0.1.example.com:5000', false],
    ['http://registry.example.com', 'http://registry.example.com', true],
    ['HTTP://registry.example.com:80/', 'http://registry.example.com', true],
    ['[2001:db8::1]', 'https://[2001:db8::1]', false],
  ])('plain http only when written or on this machine: %s', (text, origin, insecure) => {
    expect(parsed(text)).toEqual({ origin, insecure });
  });
});

describe('web addresses', () => {
  it.each([
    ['https://host.example/v2/', {}],
    ['https://host.example/v2', {}],
    ['host.example/v2/', {}],
    ['host.example/v2/_catalog', {}],
    ['host.example/v2/_catalog?n=5', {}],
    ['host.example/v2/auth?service=x', {}],
    ['https://host.example/#@contoso.example/resource/x', {}],
    ['https://host.example?owner=dana@example.org', {}],
    ['https://host.example:443/x?owner=dana@example.org', { path: '/x' }],
    ['https://host.example/organization/team?owner=dana@example.org', { path: '/organization/team' }],
    ['https://host.example/v2/_catalog?n=100', {}],
    ['https://host.example/v2/auth?service=host.example&scope=repository:a:pull', {}],
    ['https://host.example/shop/page#part', { path: '/shop/page' }],
    ['https://host.example/index.php/rest/V1?x=1', { path: '/index.php/rest/V1' }],
    ['https://host.example/', {}],
    ['https://host.example?x=1', {}],
    ['https://host.example/v2/team/app/manifests/latest', { repository: 'team/app', reference: 'latest' }],
    ['host.example/v2/team/app/manifests/latest', { repository: 'team/app', reference: 'latest' }],
    [`https://host.example/v2/app/manifests/${digest}`, { repository: 'app', reference: digest }],
    ['https://host.example/v2/team/app/tags/list?n=5', { repository: 'team/app' }],
    [`https://host.example/v2/app/blobs/${digest}`, { repository: 'app' }],
    ['https://host.example/v2/team/tags/manifests/v1', { repository: 'team/tags', reference: 'v1' }],
    ['https://host.example/team/app:1.0', { repository: 'team/app', reference: '1.0' }],
    [`https://host.example/team/app@${digest}`, { repository: 'team/app', reference: digest }],
  ])('%s', (text, place) => {
    expect(parsed(text)).toEqual({ origin: 'https://host.example', insecure: false, ...place });
  });
});

describe('image references', () => {
  const registry = 'https://contosoregistry.example';
  const hub = 'https://hub-api.example';
  it.each([
    ['contosoregistry.example/hello-world:latest', registry, 'hello-world', 'latest'],
    ['contosoregistry.example/hello-world', registry, 'hello-world', undefined],
    ['contosoregistry.example/team/app/', registry, 'team/app', undefined],
    ['ContosoRegistry.example/team/app', registry, 'team/app', undefined],
    [`host.example:5000/a/b/c@${digest}`, 'https://host.example:5000', 'a/b/c', digest],
    [`host.example/a:1.0@${digest}`, 'https://host.example', 'a', digest],
    ['localhost/app:1', 'https://localhost', 'app', '1'],
    ['localhost:5000/app:1', 'http://localhost:5000', 'app', '1'],
    ['[::1]:5000/app', 'http://[::1]:5000', 'app', undefined],
    ['Registry/app', 'https://registry', 'app', undefined],
    ['host.example/v2/app:1', 'https://host.example', 'v2/app', '1'],
    ['docker://host.example/team/app:1', 'https://host.example', 'team/app', '1'],
    ['oci://host.example/charts/web', 'https://host.example', 'charts/web', undefined],
    ['oci://host.example/org/chart:1.0.0+build5', 'https://host.example', 'org/chart', '1.0.0_build5'],
    ['docker-pullable://host.example/app:1', 'https://host.example', 'app', '1'],
    ['image: host.example/x:1', 'https://host.example', 'x', '1'],
    ['- image: "host.example/x:1"', 'https://host.example', 'x', '1'],
    ['"image": "host.example/x:1",', 'https://host.example', 'x', '1'],
    ['FROM host.example/x:1 AS build', 'https://host.example', 'x', '1'],
    ['FROM --platform=linux/amd64 host.example/x:1', 'https://host.example', 'x', '1'],
    ['image: host.example/x:1 # pinned', 'https://host.example', 'x', '1'],
    ['- host.example/x:1', 'https://host.example', 'x', '1'],
    ["'image': 'host.example/x:1',", 'https://host.example', 'x', '1'],
    ['"host.example/x:1"', 'https://host.example', 'x', '1'],
    ["'host.example/x:1',", 'https://host.example', 'x', '1'],
    ['docker://busybox', hub, 'library/busybox', undefined],
    ['busybox', hub, 'library/busybox', undefined],
    ['redis:7', hub, 'library/redis', '7'],
    [`busybox@${digest}`, hub, 'library/busybox', digest],
    ['library/busybox', hub, 'library/busybox', undefined],
    ['team/v1', hub, 'team/v1', undefined],
    ['hub.example/library/busybox', hub, 'library/busybox', undefined],
    ['hub.example/busybox:1', hub, 'library/busybox', '1'],
    ['index.hub.example/team/app', hub, 'team/app', undefined],
  ])('%s', (text, origin, repository, reference) => {
    expect(parsed(text)).toEqual({
      origin,
      insecure: origin.startsWith('http:'),
      repository,
      ...(reference === undefined ? {} : { reference }),
    });
  });

  it('means no host where none is known for bare names', () => {
    expect(reasonFor('busybox', {})).toBe('it names an image without a host');
    expect(reasonFor('redis:7', {})).toBe('it names an image without a host');
  });

  it('is not led astray by names of object members', () => {
    expect(parseAddress('constructor/', {}).origin.host).toBe('constructor');
    expect(parseAddress('https://__proto__/', {}).origin.host).toBe('__proto__');
  });
});

describe('commands', () => {
  const host = ['https://host.example', undefined, undefined] as const;
  it.each<readonly [string, string, string | undefined, string | undefined]>([
    ['docker pull host.example/team/app:1', 'https://host.example', 'team/app', '1'],
    [
      '$ sudo docker pull --platform linux/amd64 -q host.example/team/app',
      'https://host.example',
      'team/app',
      undefined,
    ],
    ['podman pull --creds dana:topsecret "host.example/team/app:1"', 'https://host.example', 'team/app', '1'],
    ['skopeo --insecure-policy inspect --raw docker://host.example/app:1', 'https://host.example', 'app', '1'],
    ['skopeo list-tags docker://host.example/app', 'https://host.example', 'app', undefined],
    ['docker pull busybox', 'https://hub-api.example', 'library/busybox', undefined],
    ['docker login host.example', 'https://host.example', undefined, undefined],
    ['docker login -u dana -p topsecret host.example', 'https://host.example', undefined, undefined],
    ['docker login host.example --username=dana --password "top secret"', 'https://host.example', undefined, undefined],
    ['docker login registry:5000', 'https://registry:5000', undefined, undefined],
    ['docker login localhost', 'https://localhost', undefined, undefined],
    ['docker login', 'https://hub-api.example', undefined, undefined],
    ['docker login https://index.hub.example/v1/', 'https://hub-api.example', undefined, undefined],
    ['print-it | docker login -u dana --password-stdin host.example', 'https://host.example', undefined, undefined],
    ['cd app && docker pull host.example/app', 'https://host.example', 'app', undefined],
    ['helm registry login -u dana localhost:5000', 'http://localhost:5000', undefined, undefined],
    ['helm registry login --plain-http --username dana --password-stdin host.example', ...host],
    ['sudo /usr/bin/docker --config /tmp/x login -u dana host.example', ...host],
    ['docker.exe login -ptopsecret -u dana host.example', ...host],
    ['docker login -u dana --password-stdin host.example < topsecret', ...host],
    ['docker login host.example -u dana --password-stdin <<<topsecret', ...host],
    ['docker login -u dana --password-stdin host.example <<< "top secret" 2>/dev/null', ...host],
    ['podman login --tls-verify=false --authfile a.json -u dana -v host.example', ...host],
    ['skopeo login --get-login host.example', ...host],
    ['buildah login -u dana -p topsecret host.example', ...host],
    ['nerdctl --insecure-registry login -u dana host.example', ...host],
    ['oras login --identity-token-stdin host.example', ...host],
    ['oras login -u dana -p topsecret --plain-http host.example', ...host],
    ['crane auth login host.example -u dana --password-stdin', ...host],
    ['regctl registry login host.example -u dana --pass-stdin', ...host],
    ['regctl registry login --user dana --pass topsecret --skip-check host.example', ...host],
    ['cosign login host.example -u dana -p topsecret', ...host],
    ['notation login --username dana --password topsecret host.example', ...host],
    ['jf docker login host.example', ...host],
    ['aws ecr get-login-password | docker login --username AWS --password-stdin host.example', ...host],
    ['docker login -- host.example', ...host],
  ])('%s', (text, origin, repository, reference) => {
    const { origin: found, insecure, ...place } = parsed(text);
    expect(found).toBe(origin);
    expect(insecure).toBe(origin.startsWith('http:'));
    expect(place).toEqual({
      ...(repository === undefined ? {} : { repository }),
      ...(reference === undefined ? {} : { reference }),
    });
  });

  it('never takes the value of an option for a host', () => {
    expect(reasonFor('docker login -u dana -p topsecret', {})).toBe('the command contains no host');
    expect(reasonFor('docker login -p "topsecret host.example')).toContain('a space');
  });

  it.each([
    ['docker login --unheard-of topsecret host.example', 'option'],
    ['docker login --secret topsecret.example', 'option'],
    ['docker login -x topsecret.example', 'option'],
    ['helm registry login --token topsecret.example', 'option'],
    ['docker pull --unheard-of topsecret.example/app', 'option'],
    ['jf docker login --access-token topsecret', 'option'],
    ['ibmcloud login --apikey topsecret', 'program'],
    ['ibmcloud cr login --apikey=topsecret', 'program'],
    ['doctl registry login --access-token topsecret', 'program'],
    ['vault login hvs.topsecret', 'program'],
    ['oc login --token topsecret', 'program'],
    ['glab auth login --token topsecret', 'program'],
    ['gcloud auth login --cred-file topsecret', 'program'],
    ['flyctl auth login --otp topsecret', 'program'],
    ['az acr login --name reg --password topsecret', 'program'],
  ] as const)('takes no word of %s', (text, why) => {
    expect(reasonFor(text)).toContain(`unknown ${why}`);
  });

  it.each(['docker login topsecret', 'docker login -u dana topsecret', 'oras login --identity-token-stdin topsecret'])(
    'takes no plain word of %s for a host',
    (text) => expect(reasonFor(text)).toContain('neither a dot nor a port'),
  );
});

describe('refusals', () => {
  it.each([
    ['', 'it is empty'],
    ['   ', 'it is empty'],
    ['a'.repeat(3000), 'it is too long'],
    ['host.example\u0000', 'control character'],
    ['host\nexample.com', 'control character'],
    ['host.\u202eexample.com', 'control character'],
    ['host example.com', 'a space'],
    ['docker run -it busybox', 'a space'],
    ['https:\\\\host.example', 'backslash'],
    ['https://dana:topsecret@host.example/', 'user name or password'],
    ['https://topsecret@host.example/', 'user name or password'],
    ['dana:topsecret@host.example/app', 'user name or password'],
    ['https://dana:1#topsecret@host.example', 'user name or password'],
    ['https://dana:1/topsecret@host.example', 'user name or password'],
    ['dana:1234/s?s@host.example', 'user name or password'],
    ['https://dana:12/34#x@host.example', 'user name or password'],
    ['first.last:12?34@host.example', 'user name or password'],
    ['docker pull dana:topsecret@host.example/app', 'user name or password'],
    ['ftp://host.example', 'scheme'],
    ['file:///etc/passwd', 'scheme'],
    ['https://', 'no host'],
    ['https:///path', 'no host'],
    ['/team/app', 'isn’t a valid repository name'],
    ['host.example:0', 'between 1 and 65535'],
    ['host.example:65536', 'between 1 and 65535'],
    ['host.example:99999/app', 'between 1 and 65535'],
    ['host.example:https/app', 'port isn’t a number'],
    ['::1', 'brackets'],
    ['fe80::1/app', 'brackets'],
    ['https://::1/', 'brackets'],
    ['[::1', 'begin with a host'],
    ['http://[fe80::1%25eth0]:5000', 'IPv6 addresses with a zone'],
    ['[fe80::1%eth0]:5000', 'IPv6 addresses with a zone'],
    ['fe80::1%eth0', 'IPv6 addresses with a zone'],
    ['https://exa%6dple.com', 'begin with a host'],
    ['https://$REGISTRY', 'begin with a host'],
    ['host..example', 'begin with a host'],
    ['host.example..', 'begin with a host'],
    ['*.example.com', 'begin with a host'],
    [`${'a'.repeat(64)}.example`, 'begin with a host'],
    ['https://256.256.256.256', 'begin with a host'],
    ['host.example/Team/App', 'lowercase'],
    ['BUSYBOX', 'lowercase'],
    ['https://host.example/v2/Team/manifests/1', 'lowercase'],
    ['host.example/team//app', 'isn’t a valid repository name'],
    ['host.example/../app', 'isn’t a valid repository name'],
    ['host.example/-app', 'isn’t a valid repository name'],
    [`host.example/${'a'.repeat(256)}`, 'isn’t a valid repository name'],
    ['https://host.example/v2/team%2Fapp/manifests/1', 'isn’t a valid repository name'],
    ['host.example/app:', 'tag'],
    ['host.example/app:-1', 'tag'],
    [`host.example/app:${'1'.repeat(129)}`, 'tag'],
    ['https://host.example/v2/app/manifests/a/b', 'neither a valid tag nor a valid digest'],
  ])('%j', (text, reason) => {
    expect(reasonFor(text)).toContain(reason);
  });

  it('never repeats what was pasted', () => {
    for (const text of [
      'https://dana:topsecret@host.example',
      'docker login -p topsecret a b',
      'topsecret://x',
      'TOPSECRET',
    ]) {
      try {
        parseAddress(text, {});
        expect.unreachable();
      } catch (error) {
        expect(isAuthError(error) && JSON.stringify([error.message, error.details])).not.toMatch(/topsecret/i);
      }
    }
  });
});

describe('properties', () => {
  const pieces = fc.constantFrom(
    'https://',
    'docker://',
    'host.example',
    ':',
    '5000',
    '/',
    'v2',
    'manifests',
    '@',
    digest,
    ' ',
    'login',
    '-p',
    '[',
    '::1',
    ']',
    '%',
    '"',
    '|',
    'ü',
    '.',
    'App',
  );
  const texts = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(pieces).map((parts) => parts.join('')),
  );

  it('throws nothing but invalid-input about the address', () => {
    fc.assert(fc.property(texts, (text) => void reasonFor(text)));
  });

  it('reads what it made as the same again', () => {
    fc.assert(
      fc.property(texts, (text) => {
        if (reasonFor(text) !== undefined) {
          return;
        }
        const once = parseAddress(text, aliases);
        const origin = once.origin.origin;
        expect(parsed(origin)).toEqual({ origin, insecure: once.insecure });
        if (once.repository !== undefined && once.reference !== undefined) {
          expect(parsed(`${origin}/v2/${once.repository}/manifests/${once.reference}`)).toEqual(parsed(text));
          expect(once.origin.pathname + once.origin.search + once.origin.username).toBe('/');
        }
      }),
    );
  });
});
