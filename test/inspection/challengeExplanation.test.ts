import { describe, expect, it } from 'vitest';
import { explainChallenge } from '../../src/inspection/challengeExplanation.js';
import { findChallenges } from '../../src/inspection/pastedChallenge.js';
import { challengeKnowledge } from '../../src/registries/index.js';
import { opaqueForms } from '../../src/registries/tokenKnowledge.js';
import { same } from '../../src/text/message.js';
import { fakeJwt } from '../auth/jwtFixture.js';

function explained(text: string) {
  const [found] = findChallenges(text);
  if (found === undefined) {
    throw new Error('there is no challenge in the text');
  }
  return explainChallenge(found, challengeKnowledge(opaqueForms), same);
}

/** Everything on the page, as text. */
const wordsOf = (text: string): string => JSON.stringify(explained(text));

const meaning = (text: string, name: string): string | undefined =>
  explained(text)
    .schemes.flatMap(({ rows }) => rows)
    .find((row) => row.name === name)?.meaning;

describe('the sentence', () => {
  it.each<[string, string, string]>([
    [
      'Bearer',
      'Host: r.example.com\nBearer realm="https://auth.example.com/token?x=1",service="r"',
      'r.example.com requires a bearer token. The client must fetch one from https://auth.example.com/token.',
    ],
    [
      'without a host',
      'Bearer realm="https://auth.docker.io/token"',
      'The registry requires a bearer token. The client must fetch one from https://auth.docker.io/token.',
    ],
    [
      'a path that begins like another host',
      'Bearer realm="https://auth.example.com//evil.example/token"',
      'The registry requires a bearer token. The client must fetch one from https://auth.example.com//evil.example/token.',
    ],
    [
      'Bearer without a realm',
      'WWW-Authenticate: Bearer error="invalid_token"',
      'The registry requires a bearer token, but this challenge names no token server.',
    ],
    [
      'an empty realm',
      'WWW-Authenticate: Bearer realm="",service=""',
      'The registry requires a bearer token, but this challenge names no token server.',
    ],
    [
      'a realm that is no address',
      'WWW-Authenticate: Bearer realm="Registry"',
      'The registry requires a bearer token, but this challenge names no token server.',
    ],
    [
      'a realm that is no address, with the host',
      'Host: r.example.com\nWWW-Authenticate: Bearer realm="Registry"',
      'r.example.com requires a bearer token, but this challenge names no token server.',
    ],
    [
      'Basic',
      'Host: localhost:5000\nWWW-Authenticate: Basic realm="Registry"',
      'localhost:5000 uses HTTP Basic: the user name and password go with every request.',
    ],
    [
      'Negotiate',
      'WWW-Authenticate: Negotiate',
      'The registry requires Negotiate (Kerberos or NTLM), which this extension doesn’t support.',
    ],
    ['NTLM', 'WWW-Authenticate: NTLM', 'The registry requires NTLM, which this extension doesn’t support.'],
    [
      'Digest',
      'WWW-Authenticate: Digest realm="x", nonce="abc", qop="auth"',
      'The registry requires HTTP Digest, which this extension doesn’t support.',
    ],
    [
      'a signature',
      'WWW-Authenticate: AWS4-HMAC-SHA256 realm="aws"',
      'The registry requires the authentication scheme AWS4-HMAC-SHA256, which this extension doesn’t support.',
    ],
    [
      'DPoP',
      'WWW-Authenticate: DPoP algs="ES256"',
      'The registry requires the authentication scheme DPoP, which this extension doesn’t support.',
    ],
    [
      'an unknown scheme',
      'WWW-Authenticate: Custom x="1"',
      'The registry requires the authentication scheme Custom, which this extension doesn’t support.',
    ],
    [
      'a proxy',
      'HTTP/1.1 407 x\nProxy-Authenticate: Basic realm="corp"',
      'The proxy uses HTTP Basic: the user name and password go with every request.',
    ],
  ])('of %s', (_, text, sentence) => {
    expect(explained(text).sentence).toBe(sentence);
  });

  it('takes the challenge that a client answers, and names the others', () => {
    const { sentence, notes } = explained(
      'WWW-Authenticate: Basic realm="x"\nWWW-Authenticate: Bearer realm="https://r.example/t"\nWWW-Authenticate: Negotiate',
    );
    expect(sentence).toMatch(/^The registry requires a bearer token/);
    expect(notes).toEqual(['Also offered: Basic, Negotiate.']);
  });
});

describe('whose the realm is', () => {
  const whose = (host: string, realm: string) =>
    meaning(`${host === '' ? '' : `Host: ${host}\n`}Bearer realm="${realm}",service="s"`, 'realm');
  it.each<[host: string, realm: string, words: string]>([
    [
      'registry-1.docker.io',
      'https://auth.docker.io/token',
      'https://auth.docker.io is the token server of Docker Hub.',
    ],
    ['', 'https://auth.docker.io/token', 'https://auth.docker.io is the token server of Docker Hub.'],
    ['registry.gitlab.com', 'https://gitlab.com/jwt/auth', 'https://gitlab.com is the token server of GitLab.'],
    ['', 'https://gitlab.com/jwt/auth', 'https://gitlab.com is the token server of GitLab.'],
    ['quay.io', 'https://quay.io/v2/auth', 'https://quay.io is the registry’s own host.'],
    ['quay.io', '/v2/auth', 'https://quay.io is the registry’s own host.'],
    ['', '/v2/auth', 'A path on the registry itself.'],
    [
      'r.example.com:5050',
      'https://r.example.com/jwt/auth',
      'https://r.example.com is another port on r.example.com:5050. This is common when both have the same owner.',
    ],
    [
      'registry.example.com',
      'https://auth.example.com/token',
      'https://auth.example.com is in the same domain as registry.example.com. This is common when both have the same owner.',
    ],
    [
      'registry.example.com',
      'https://auth.docker.io/token',
      'https://auth.docker.io is a different host from registry.example.com. Whether they belong together is unknown.',
    ],
    [
      'one.azurecr.io',
      'https://two.azurecr.io/oauth2/token',
      'https://two.azurecr.io is a different host from one.azurecr.io. Whether they belong together is unknown.',
    ],
    [
      '',
      'https://auth.example.com/token',
      'The text doesn’t name the registry, so the owner of https://auth.example.com is unknown.',
    ],
    ...(
      [
        ['ghcr.io', 'GitHub Container Registry'],
        ['quay.io', 'Red Hat Quay'],
        ['one.azurecr.io', 'Azure Container Registry'],
        ['europe-docker.pkg.dev', 'Google Artifact Registry'],
      ] as const
    ).map(([host, label]): [string, string, string] => [
      '',
      `https://${host}/token`,
      `https://${host} belongs to ${label}.`,
    ]),
    ...['https://ghcr.io:8443', 'http://ghcr.io', 'https://ghcr.io.evil.example'].map(
      (origin): [string, string, string] => [
        '',
        `${origin}/token`,
        `The text doesn’t name the registry, so the owner of ${origin} is unknown.`,
      ],
    ),
    // The path belongs to the pair.
    [
      '',
      'https://auth.docker.io/other',
      'The text doesn’t name the registry, so the owner of https://auth.docker.io is unknown.',
    ],
    [
      '',
      'https://auth.docker.io.evil.example/token',
      'The text doesn’t name the registry, so the owner of https://auth.docker.io.evil.example is unknown.',
    ],
    [
      'r.example.com',
      'https://dana:secret@r.example.com/token',
      'This extension sends no credential there: it contains a user name or password.',
    ],
    [
      '',
      'https://dana:secret@r.example.com/token',
      'This extension sends no credential there: it contains a user name or password.',
    ],
    [
      'r.example.com',
      'http://auth.example.com/token',
      'This extension sends no credential there: it is plain http, which would send the credential unencrypted.',
    ],
    [
      'r.example.com',
      'https://10.0.0.7/token',
      'This extension sends no credential there: it is a private address other than the registry’s.',
    ],
    ['r.example.com', 'auth.example.com/token', 'This extension sends no credential there: it isn’t an absolute URL.'],
    ['', '//auth.example.com/token', 'Not a web address.'],
    ['', 'ldap://auth.example.com/', 'Not a web address.'],
    [
      'localhost:5000',
      'http://localhost:5001/token',
      'http://localhost:5001 is another port on localhost:5000. This is common when both have the same owner.',
    ],
  ])('%s %s', (host, realm, words) => {
    expect(whose(host, realm)).toBe(words);
  });

  it('is read by the scheme of the request', () => {
    const text =
      'GET http://r.example.com:5000/v2/ 401\nWWW-Authenticate: Bearer realm="http://r.example.com:5000/auth"';
    expect(meaning(text, 'realm')).toBe('http://r.example.com:5000 is the registry’s own host.');
    expect(explained(text).address).toBe('http://r.example.com:5000');
  });
});

describe('scope and error', () => {
  const scoped = (scope: string): string => `Bearer realm="https://r.example.com/t",service="s",scope="${scope}"`;
  it.each<[scope: string, words: readonly string[], note: string | undefined]>([
    [
      'repository:library/alpine:pull',
      ['Permission to pull from library/alpine.'],
      'For this request, the token must allow the client to pull from library/alpine.',
    ],
    [
      'repository:team/app:pull,push',
      ['Permission to pull from and push to team/app.'],
      'For this request, the token must allow the client to pull from and push to team/app.',
    ],
    [
      'repository:team/app:pull repository:team/base:push',
      ['Permission to pull from team/app.', 'Permission to push to team/base.'],
      'For this request, the token must allow the client to pull from team/app and push to team/base.',
    ],
    [
      'registry:catalog:*',
      ['Permission to list the catalog.'],
      'For this request, the token must allow the client to list the catalog.',
    ],
    ['aws', ['A scope in the service’s own format.'], undefined],
    ['repository:team/app:', ['A scope in the service’s own format.'], undefined],
  ])('%s', (scope, words, note) => {
    const { schemes, notes } = explained(scoped(scope));
    expect(schemes[0]?.rows.filter(({ name }) => name === 'scope').map((row) => row.meaning)).toEqual(words);
    expect(notes).toEqual(note === undefined ? [] : [note]);
  });

  it.each([
    ['invalid_token', 'The token is expired, revoked, malformed or invalid for another reason.'],
    ['insufficient_scope', 'The token doesn’t grant what the request needs.'],
    ['invalid_request', 'The request has a parameter that is missing, repeated, unsupported or malformed.'],
    ['toString', 'Reason that the request failed.'],
  ])('the code %s', (code, words) => {
    expect(meaning(`Bearer realm="https://r.example/t",error="${code}"`, 'error')).toBe(words);
  });
});

describe('the address of a connection', () => {
  it.each<[string, string | undefined]>([
    [
      'Host: quay.example.com:8443\nBearer realm="https://quay.example.com:8443/v2/auth",scope="repository:team/app:pull"',
      'quay.example.com:8443/team/app',
    ],
    ['Bearer realm="https://auth.docker.io/token",scope="repository:library/alpine:pull"', 'docker.io/library/alpine'],
    ['Bearer realm="https://quay.io/v2/auth",service="quay.io"', 'quay.io'],
    ['Bearer realm="https://ghcr.io/token",scope="repository:dana/app:pull"', 'ghcr.io/dana/app'],
    ['Bearer realm="https://europe-docker.pkg.dev/v2/token",service=""', 'europe-docker.pkg.dev'],
    [
      'WWW-Authenticate: Basic realm="https://123456789012.dkr.ecr.eu-west-1.amazonaws.com/",service="ecr.amazonaws.com"',
      '123456789012.dkr.ecr.eu-west-1.amazonaws.com',
    ],
    ['WWW-Authenticate: Basic realm="https://r.example.com/"', undefined],
    ['WWW-Authenticate: Basic realm="Registry"', undefined],
    ['Bearer realm="https://dana:secret@ghcr.io/token"', undefined],
    ['Bearer realm="https://auth.example.com/token",service="r.example.com"', undefined],
    ['Host: r.example\nBearer realm="https://r.example/t",scope="repository:../../x:pull"', 'r.example'],
    ['Host: r.example\nBearer realm="https://r.example/t",scope="registry:catalog:*"', 'r.example'],
    ['Host: r.example\nHTTP/1.1 407 x\nProxy-Authenticate: Basic realm="x"', undefined],
  ])('%s', (text, address) => {
    expect(explained(text).address).toBe(address);
  });
});

describe('what the page shows', () => {
  const secret = 'ghp_Fake0Fake1Fake2Fake3Fake4Fake5Fake6Fa';
  const unknown = 'xk-q7Zk2Lw9Xc4Vb1Nm8Rt5Yp3';
  it('keeps names that only look long', () => {
    const repository = 'platform-services/customer-token-service/linux-amd64-release';
    const text = `Bearer realm="https://r.example/t",service="container_registry",scope="repository:${repository}:pull"`;
    expect(wordsOf(text)).toContain(`pull from ${repository}`);
    expect(wordsOf(text)).toContain('"container_registry"');
  });

  it.each([
    ['a user name and password in the realm', 'Bearer realm="https://dana:PASSw0rd@r.example/token"', 'PASSw0rd'],
    ['a query of the realm', `Bearer realm="https://r.example/token?key=${secret}"`, secret],
    [
      'a JWT in the description',
      `Bearer realm="https://r.example/t",error_description="bad ${fakeJwt({ sub: 'dana' })}"`,
      'eyJ',
    ],
    ['a token in the description', `Bearer realm="https://r.example/t",error_description="bad ${secret}"`, secret],
    ['a parameter with a secret name', 'Bearer realm="https://r.example/t",access_token="short1"', 'short1'],
    ['a token as service', `Bearer realm="https://r.example/t",service="${secret}"`, secret],
    ['a token in a service', `Bearer realm="https://r.example/t",service="https://r.example/${secret}/v2"`, secret],
    [
      'a token as repository',
      `Host: r.example\nBearer realm="https://r.example/t",scope="repository:${secret}:pull"`,
      secret,
    ],
    [
      'a token in a repository',
      `Bearer realm="https://auth.docker.io/token",scope="repository:a/${secret}:pull"`,
      secret,
    ],
    ['a token as scope', `Bearer realm="https://r.example/t",scope="${secret}"`, secret],
    ['an unknown token as scope', `Bearer realm="https://r.example/t",scope="repository:${unknown}:pull"`, unknown],
    ['a short token of a known form', 'Bearer realm="https://r.example/t",service="ghp_short1"', 'ghp_short1'],
    ['a token as error', `Bearer realm="https://r.example/t",error="${secret}"`, secret],
    ['a token in the path of the realm', `Bearer realm="https://r.example/${secret}/token"`, secret],
    ['a token in a realm that is no address', `Host: r.example\nBearer realm="${secret}"`, secret],
    [
      'a token in the host',
      `Host: ${secret.toLowerCase()}.example\nBearer realm="https://r.example/t"`,
      secret.toLowerCase(),
    ],
    ['a token as the name of a parameter', `Bearer realm="https://r.example/t",${secret}="1"`, secret.toLowerCase()],
    ['a signature', 'Bearer realm="https://r.example/t",sig="short1"', 'short1'],
    [
      'a signature in the service',
      'Bearer realm="https://r.example/t",service="https://r.example/?sig=short1&x=1"',
      'short1',
    ],
    [
      'a signature in the description',
      'Bearer realm="https://r.example/t",error_description="see /t?sig=short1"',
      'short1',
    ],
    ['a secret name in the service', 'Bearer realm="https://r.example/t",service="r password=short1"', 'short1'],
    ['a token as Basic realm', `WWW-Authenticate: Basic realm="${secret}"`, secret],
    ['a JWT as scope', `Bearer realm="https://r.example/t",scope="${fakeJwt({ sub: 'dana' })}"`, 'eyJ'],
    [
      'a user name and password in a refused realm',
      'Host: r.example\nBearer realm="ftp://dana:PASSw0rd@r.example/"',
      'PASSw0rd',
    ],
  ])('holds no secret: %s', (_, text, hidden) => {
    expect(wordsOf(text)).not.toContain(hidden);
  });

  it('is short, however long the values are', () => {
    const long = 'x'.repeat(7000);
    expect(wordsOf(`Bearer realm="https://r.example/${long}",service="${long}"`).length).toBeLessThan(3000);
    const scopes = Array.from({ length: 400 }, (_, index) => `repository:team/app${index}:pull`).join(' ');
    expect(explained(`Bearer realm="https://r.example/t",scope="${scopes}"`).schemes[0]?.rows).toHaveLength(51);
  });

  it('can’t continue a sentence with a name from outside', () => {
    const { notes } = explained('Bearer realm="https://r.example/t",scope="repository:x. Send your password:pull"');
    expect(notes.join(' ')).not.toContain('x. Send your password');
    const turned = explained('Bearer realm="https://r.example/\u202etxt",service="s"');
    expect(turned.sentence).not.toContain('\u202e');
  });
});
