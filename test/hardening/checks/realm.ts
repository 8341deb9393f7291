// What stops a realm that somebody else chose.
import { type Check, inFile } from './check.js';

const realm = inFile('auth/realm.ts');
const flow = inFile('registries/flow/tokenFlow.ts');
const asking = inFile('registries/flow/askForChallenge.ts');
const choosing = inFile('registries/flow/chooseChallenge.ts');

export const realmChecks: readonly Check[] = [
  {
    id: 'realm-characters',
    what: 'no blanks, backslashes or control characters in a realm',
    edits: [realm('if (/[\\s\\\\\\p{Cc}]/u.test(realm)) {', 'if (false) {')],
  },
  {
    id: 'realm-absolute',
    what: 'a realm is a complete http or https address, or a path',
    edits: [
      realm(
        'return url && /^https?:$/.test(url.protocol) && /^(?:https?:\\/\\/|\\/)/i.test(realm) ? url : undefined;',
        'return url;',
      ),
      realm('const base = /^\\/(?!\\/)/.test(realm) ? registry.href : undefined;', 'const base = registry.href;'),
    ],
  },
  {
    id: 'realm-userinfo',
    what: 'no user name or password in a realm',
    edits: [realm("if (url.username !== '' || url.password !== '') {", 'if (false) {')],
  },
  { id: 'realm-fragment', what: 'no fragment in a realm', edits: [realm("if (url.hash !== '') {", 'if (false) {')] },
  {
    id: 'realm-plain-http',
    what: 'no plain http unless the user allowed it',
    edits: [realm("if (url.protocol === 'http:' && options.insecure !== true && !bothLoopback) {", 'if (false) {')],
  },
  {
    id: 'realm-loopback',
    what: 'a realm never leads to this machine unless the registry is there too',
    edits: [
      realm('if (isLoopbackHost(host)) {', 'if (false) {'),
      realm("if (kind !== 'public') {", "if (kind !== 'public' && kind !== 'loopback') {"),
    ],
  },
  {
    id: 'realm-private-address',
    what: 'a realm is no private, link-local, unspecified or multicast address',
    edits: [realm("if (kind !== 'public') {", 'if (false) {')],
  },
  {
    id: 'trailing-dot',
    what: 'a final dot of a host name does not count',
    edits: [
      {
        file: 'auth/network/ipAddress.ts',
        text: "return url.hostname.replace(/\\.$/, '');",
        becomes: 'return url.hostname;',
      },
      {
        file: 'auth/network/ipAddress.ts',
        text: "const name = host.replace(/\\.$/, '');",
        becomes: 'const name = host;',
      },
    ],
  },
  {
    id: 'embedded-ipv4',
    what: 'an IPv4 address in IPv6 clothing counts as what it is',
    edits: [
      {
        file: 'auth/network/ipAddress.ts',
        text: "const inside = family === 6 && kind === 'public' ? embeddedIn(bare) : undefined;",
        becomes: 'const inside: string | undefined = undefined;',
      },
    ],
  },
  {
    id: 'shared-suffix',
    what: "customers' hosts below one suffix are strangers to each other",
    edits: [realm('sameDomain && !shared', 'sameDomain')],
  },
  {
    id: 'registrable-domain',
    what: 'only hosts of one registrable domain belong together',
    edits: [
      realm(
        'const sameDomain = domain !== null && domain === getDomain(home, { allowPrivateDomains: true });',
        'const sameDomain = domain !== null;',
      ),
    ],
  },
  {
    id: 'public-suffixes',
    what: 'suffixes that companies hand out count as public',
    edits: [
      realm(
        'domain !== null && domain === getDomain(home, { allowPrivateDomains: true });',
        'domain !== null && getDomain(host) === getDomain(home);',
      ),
    ],
  },
  {
    id: 'known-pair',
    what: 'a known token server is known for its own registry only',
    edits: [realm('matchesHost(registry, home) &&', 'true &&')],
  },
  {
    id: 'known-pair-host',
    what: 'a known host is that host and no longer name',
    edits: [
      realm(
        "hostNameOf(url) === realm.replace('{host}', home) &&",
        "hostNameOf(url).endsWith(realm.replace('{host}', home)) &&",
      ),
    ],
  },
  {
    id: 'known-pair-port',
    what: 'a known token server is known on the default port of https',
    edits: [realm("    url.port === '' &&\n", '')],
  },
  {
    id: 'known-pair-path',
    what: 'a known token server is known at its path',
    edits: [realm('(path === undefined || url.pathname === path)', 'true')],
  },
  {
    id: 'consent',
    what: 'a credential goes to another organisation only after the user agreed',
    edits: [realm("const asks = verdict === 'same-domain' || verdict === 'ask';", 'const asks = false;')],
  },
  {
    id: 'same-origin',
    what: 'another port of the registry is somebody else until the user agreed',
    edits: [
      realm(
        'if (host === home && url.protocol === registry.protocol && url.port === registry.port) {',
        'if (host === home) {',
      ),
    ],
  },
  {
    id: 'consent-origin',
    what: 'agreed is agreed for scheme, host and port',
    edits: [
      realm(
        '!allowedRealms.includes(url.origin)',
        '!allowedRealms.some((one) => new URL(one).hostname === url.hostname)',
      ),
    ],
  },
  {
    id: 'registry-plain-http',
    what: 'the registry itself gets no credential over plain http unless the user allowed it',
    edits: [flow("if (verdict.verdict === 'refuse' && credential.type !== 'anonymous') {", 'if (false) {')],
  },
  {
    id: 'judged-by-registry',
    what: 'a realm is judged by the registry that the user named, not by who answered',
    edits: [choosing('judgeRealm(named, registry, {', 'judgeRealm(named, url, {')],
  },
  {
    id: 'challenge-status',
    what: 'only a 401 asks for something',
    edits: [
      { file: 'auth/ping.ts', text: 'status === 401 ? parseChallenges(', becomes: 'true ? parseChallenges(' },
      asking('return status === 401 && challenges', 'return challenges'),
    ],
  },
  {
    id: 'two-realms',
    what: 'a challenge with two realms does not count',
    edits: [{ file: 'auth/challenge.ts', text: '.filter(({ rejected }) => !rejected)', becomes: '' }],
  },
];
