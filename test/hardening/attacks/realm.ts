// A registry, or whoever answers for it, names the address that the password shall go to.
import type { AuthErrorCode } from '../../../src/auth/errors.js';
import { challenge } from '../../faults/answers.js';
import { type Attack, ATTACKER, AUTH, credentials, issued, pinged, pingedTwice, REGISTRY } from '../attack.js';

const bearer = (realm: string): string =>
  `Bearer realm="${realm.replace(/\\/g, '\\\\')}",service="registry.example.com"`;
const asks = (realm: string, origin = REGISTRY): ReturnType<Attack['serve']> => ({
  [origin]: { '/v2/': challenge(bearer(realm)) },
});

/** A realm that must get nothing at all. */
function realm(
  id: string,
  mechanism: string,
  realms: string | readonly string[],
  ends: AuthErrorCode,
  stoppedBy: readonly string[],
  more: Partial<Attack> = {},
): Attack {
  const spellings = typeof realms === 'string' ? [realms] : realms;
  return {
    id,
    mechanism,
    stoppedBy,
    spellings,
    serve: (one) => asks(one),
    ends,
    received: ends === 'untrusted-realm' ? pingedTwice : pinged,
    ...more,
  };
}

/** A realm at a registry of another name. */
function elsewhere(registry: string, named: string): Pick<Attack, 'connection' | 'serve' | 'received'> {
  return {
    connection: { address: registry },
    serve: () => asks(named, registry),
    received: { [registry]: ['GET /v2/'] },
  };
}

export const realmAttacks: readonly Attack[] = [
  realm('realm-foreign', 'names a token server of somebody else', `${ATTACKER}/token`, 'realm-needs-consent', [
    'consent',
    'registrable-domain',
  ]),
  realm(
    'realm-name-in-front',
    "names a host that begins with the registry's name",
    ['https://registry.example.com.attacker.test/token', 'https://registry.example.com-login.test/token'],
    'realm-needs-consent',
    ['consent', 'registrable-domain'],
  ),
  realm(
    'realm-name-at-the-end',
    "names a host that ends with the registry's domain but not at a dot",
    'https://authexample.com/token',
    'realm-needs-consent',
    ['consent', 'registrable-domain'],
  ),
  realm(
    'realm-homograph',
    'names a host with letters of another script, which the question must show as they are in the DNS',
    'https://registry.ex\u00e0mple.com/token',
    'realm-needs-consent',
    ['consent', 'registrable-domain'],
    { says: /xn--/ },
  ),
  realm(
    'realm-sibling',
    'names another host under the domain of the registry, which may be of another customer',
    ['https://eve.example.com/token', 'https://example.com/token'],
    'realm-needs-consent',
    ['consent'],
    { asked: 'same-domain' },
  ),
  realm(
    'realm-other-port',
    'names another port of its own host, where somebody else may listen',
    ['https://registry.example.com:8443/token', 'https://registry.example.com.:8443/token'],
    'realm-needs-consent',
    ['consent', 'same-origin'],
    { asked: 'same-domain' },
  ),
  realm('realm-plain-http', 'names its own host, unencrypted', 'http://registry.example.com/token', 'untrusted-realm', [
    'realm-plain-http',
  ]),
  realm(
    'realm-http-agreed',
    'names an agreed token server, now unencrypted',
    'http://login.test/token',
    'untrusted-realm',
    ['realm-plain-http'],
    {
      agreed: { allowed: ['https://login.test', 'http://login.test'] },
    },
  ),
  realm(
    'realm-userinfo',
    'hides the host behind what looks like one',
    ['https://registry.example.com@attacker.test/token', 'https://registry.example.com:443@attacker.test/token'],
    'untrusted-realm',
    ['realm-userinfo'],
  ),
  realm(
    'realm-own-credentials',
    "brings a user name and password of the attacker's along",
    'https://eve:pw@registry.example.com/token',
    'untrusted-realm',
    ['realm-userinfo'],
  ),
  realm(
    'realm-fragment',
    'adds a fragment, so that what is shown is not what is asked',
    `${AUTH}/token#@attacker.test`,
    'untrusted-realm',
    ['realm-fragment'],
  ),
  realm(
    'realm-backslash',
    'separates host and path with a backslash, which parsers read differently',
    ['https:\\\\attacker.test\\token', 'https://attacker.test\\@auth.example.com/token'],
    'untrusted-realm',
    ['realm-characters'],
  ),
  realm(
    'realm-blank',
    'has a tab or blank inside, which parsers drop',
    ['https://auth.exam\tple.com/token', ' https://auth.example.com/token'],
    'untrusted-realm',
    ['realm-characters'],
  ),
  realm('realm-no-scheme-slashes', 'looks like a path and names a host', '//attacker.test/token', 'untrusted-realm', [
    'realm-absolute',
  ]),
  realm(
    'realm-other-scheme',
    'is no web address',
    ['file:///etc/passwd', 'ftp://attacker.test/', 'data:text/plain,x', 'ws://attacker.test/'],
    'untrusted-realm',
    ['realm-absolute'],
  ),
  realm(
    'realm-one-slash',
    'leaves out a slash, which parsers put back',
    ['https:/attacker.test/token', 'https:attacker.test/token'],
    'untrusted-realm',
    ['realm-absolute'],
  ),
  realm(
    'realm-loopback',
    'leads to a service of this machine by number',
    'https://127.0.0.1:8443/token',
    'untrusted-realm',
    ['realm-loopback'],
  ),
  realm(
    'realm-localhost',
    'leads to this machine by name',
    ['https://localhost/token', 'https://a.localhost/token'],
    'untrusted-realm',
    ['realm-loopback'],
  ),
  realm(
    'realm-localhost-dot',
    'leads to this machine by a name with a final dot',
    'https://localhost./token',
    'untrusted-realm',
    ['trailing-dot'],
  ),
  realm(
    'realm-number-as-host',
    'writes an address as one number, in octal or in hexadecimal',
    ['https://2130706433/token', 'https://0177.0.0.1/token', 'https://0x7f.1/token', 'https://127.1/token'],
    'untrusted-realm',
    ['realm-loopback'],
  ),
  realm(
    'realm-unicode-address',
    'writes an address with dots and digits of other scripts',
    ['https://127%E3%80%820%E3%80%820%E3%80%821/token', 'https://%EF%BC%91%EF%BC%92%EF%BC%97.0.0.1/token'],
    'untrusted-realm',
    ['realm-loopback'],
  ),
  realm(
    'realm-mapped-ipv6',
    'wraps this machine in IPv6',
    ['https://[::ffff:127.0.0.1]/token', 'https://[::127.0.0.1]/token'],
    'untrusted-realm',
    ['embedded-ipv4'],
  ),
  realm(
    'realm-translated-ipv6',
    'wraps this machine in the IPv6 of a translator',
    ['https://[64:ff9b::7f00:1]/token', 'https://[2002:7f00:1::]/token'],
    'untrusted-realm',
    ['embedded-ipv4'],
  ),
  realm(
    'realm-metadata',
    "leads to a cloud machine's own secrets",
    ['https://169.254.169.254/latest/', 'https://[fe80::1]/'],
    'untrusted-realm',
    ['realm-private-address'],
  ),
  realm(
    'realm-private',
    'leads into a private network',
    ['https://10.0.0.5/token', 'https://192.168.1.1/', 'https://[fd00::1]/'],
    'untrusted-realm',
    ['realm-private-address'],
  ),
  realm(
    'realm-unspecified',
    'leads to any address of this machine',
    ['https://0.0.0.0/token', 'https://[::]/token'],
    'untrusted-realm',
    ['realm-private-address'],
  ),
  realm(
    'realm-multicast',
    'leads to everybody in the network',
    ['https://224.0.0.1/token', 'https://255.255.255.255/token'],
    'untrusted-realm',
    ['realm-private-address'],
  ),
  realm(
    'realm-other-tenant',
    "names another customer's host at the same service",
    'https://eve.azurecr.io/token',
    'realm-needs-consent',
    ['shared-suffix', 'consent'],
    {
      ...elsewhere('https://dana.azurecr.io', 'https://eve.azurecr.io/token'),
    },
  ),
  realm(
    'realm-neighbour',
    "names a neighbour's host under a suffix that everybody can register below",
    '',
    'realm-needs-consent',
    ['public-suffixes', 'consent'],
    {
      ...elsewhere('https://dana.github.io', 'https://eve.github.io/token'),
    },
  ),
  realm(
    'realm-country',
    'names another company of the same country',
    '',
    'realm-needs-consent',
    ['registrable-domain', 'consent'],
    {
      ...elsewhere('https://registry.dana.co.uk', 'https://auth.eve.co.uk/token'),
    },
  ),
  realm(
    'realm-borrowed-pair',
    'names the token server that is known for another registry',
    'https://dockerauth.aliyuncs.com/auth',
    'realm-needs-consent',
    ['known-pair', 'consent'],
    {
      connection: { kind: 'alibaba' },
    },
  ),
  realm(
    'realm-nearly-known',
    'names a host that ends with the known one but not at a dot',
    '',
    'realm-needs-consent',
    ['known-pair-host', 'consent'],
    {
      ...elsewhere('https://registry.eu.aliyuncs.com', 'https://evildockerauth.aliyuncs.com/auth'),
      connection: { kind: 'alibaba', address: 'https://registry.eu.aliyuncs.com' },
    },
  ),
  realm(
    'realm-known-port',
    'names another port of the known token server',
    '',
    'realm-needs-consent',
    ['known-pair-port', 'consent'],
    {
      ...elsewhere('https://registry.eu.aliyuncs.com', 'https://dockerauth.aliyuncs.com:8443/auth'),
      connection: { kind: 'alibaba', address: 'https://registry.eu.aliyuncs.com' },
    },
  ),
  realm(
    'realm-known-path',
    'names another path of a host whose token server is known',
    '',
    'realm-needs-consent',
    ['known-pair-path', 'consent'],
    {
      ...elsewhere('https://registry.gitlab.com', 'https://gitlab.com/eve/pages/token'),
      connection: { kind: 'gitlab', address: 'https://registry.gitlab.com' },
      asked: 'same-domain',
    },
  ),
  realm(
    'realm-agreed-port',
    'names another port of an agreed host',
    'https://login.test:8443/token',
    'realm-needs-consent',
    ['consent-origin', 'consent'],
    {
      agreed: { allowed: ['https://login.test'] },
    },
  ),
  realm(
    'realm-chosen-address',
    'had an address taken over that leads into this machine',
    `${AUTH}/token`,
    'untrusted-realm',
    ['realm-loopback'],
    {
      agreed: { chosen: 'https://127.0.0.1/token' },
    },
  ),
  realm(
    'realm-chosen-http',
    'had an unencrypted address taken over',
    `${AUTH}/token`,
    'untrusted-realm',
    ['realm-plain-http'],
    {
      agreed: { chosen: 'http://registry.example.com/token' },
    },
  ),
  realm(
    'realm-identity',
    'names a token server of somebody else, for a refresh token',
    `${ATTACKER}/token`,
    'realm-needs-consent',
    ['consent', 'registrable-domain'],
    {
      credential: credentials.identity,
    },
  ),
  {
    id: 'realm-insecure-elsewhere',
    mechanism: 'uses that plain http was allowed for the registry to name another host',
    stoppedBy: ['consent', 'registrable-domain'],
    connection: { address: 'http://registry.example.com', insecure: true },
    serve: () => asks('http://attacker.test/token', 'http://registry.example.com'),
    ends: 'realm-needs-consent',
    received: { 'http://registry.example.com': ['GET /v2/'] },
  },
  {
    id: 'registry-plain-http',
    mechanism: 'the registry itself was entered without https, and nobody allowed that',
    stoppedBy: ['registry-plain-http'],
    connection: { address: 'http://registry.example.com' },
    serve: () => asks('https://auth.example.com/token', 'http://registry.example.com'),
    ends: 'untrusted-realm',
    received: {},
    login: [],
  },
  {
    id: 'realm-moves-later',
    mechanism: 'behaves at first, and names another token server once it is trusted',
    stoppedBy: ['consent', 'registrable-domain'],
    serve: () => {
      let answers = 0;
      let tokens = 0;
      return {
        [REGISTRY]: {
          '/v2/': (request, response) =>
            challenge(bearer(answers++ === 0 ? `${AUTH}/token` : `${ATTACKER}/token`))(request, response),
        },
        [AUTH]: {
          '/token': (request, response) => {
            tokens += 1;
            if (tokens === 1) {
              issued(request, response);
            } else {
              response.writeHead(503).end();
            }
          },
        },
      };
    },
    act: async ({ fetch }) => {
      await fetch();
      await fetch('repository:other:pull');
    },
    ends: 'realm-needs-consent',
    received: { [REGISTRY]: ['GET /v2/', 'GET /v2/'], [AUTH]: ['GET /token basic', 'GET /token basic'] },
    login: [AUTH],
  },
];
