// What stops the attacks: each check, and the edit of the source that takes it away. `--prove` makes one edit after the
// other and shows which attacks then succeed. An edit whose text is not found fails, so this list cannot grow stale.

export interface Edit {
  /** Below src. */
  readonly file: string;
  /** Occurs exactly once. */
  readonly text: string;
  readonly becomes: string;
}

export interface Check {
  readonly id: string;
  readonly what: string;
  readonly edits: readonly Edit[];
}

const realm = (text: string, becomes: string): Edit => ({ file: 'auth/realm.ts', text, becomes });
const flow = (text: string, becomes: string): Edit => ({ file: 'registries/flow/tokenFlow.ts', text, becomes });
const asking = (text: string, becomes: string): Edit => ({ file: 'registries/flow/askForChallenge.ts', text, becomes });
const choosing = (text: string, becomes: string): Edit => ({
  file: 'registries/flow/chooseChallenge.ts',
  text,
  becomes,
});
const transport = (text: string, becomes: string): Edit => ({ file: 'auth/network/transport.ts', text, becomes });
const bodyLimits = (text: string, becomes: string): Edit => ({ file: 'auth/network/bodyLimits.ts', text, becomes });
const basic = (text: string, becomes: string): Edit => ({ file: 'registries/flow/basicToken.ts', text, becomes });

const recalling = (text: string, becomes: string): Edit => ({
  file: 'registries/flow/recallChallenge.ts',
  text,
  becomes,
});
const preparing = (text: string, becomes: string): Edit => ({
  file: 'registries/flow/prepareFetch.ts',
  text,
  becomes,
});
const remembering = (text: string, becomes: string): Edit => ({
  file: 'connections/rememberedChallenges.ts',
  text,
  becomes,
});
const keyDocument = (text: string, becomes: string): Edit => ({
  file: 'inspection/signature/jwks.ts',
  text,
  becomes,
});

/** What the reuse of a kept connection depends on. */
const trusting = (becomes: string): Edit => ({
  file: 'tokens.ts',
  text: '[place, this.#world.realms(connection), tls]',
  becomes,
});
/** Node, too, keeps connections with other certificates apart, as long as it sees them. */
const withoutNodesKey = transport(
  'return { ...tls, secureContext:',
  'return { rejectUnauthorized: tls.rejectUnauthorized, secureContext:',
);

export const checks: readonly Check[] = [
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
  {
    id: 'closed-quotes',
    what: 'a quoted value ends with its quotation mark',
    edits: [
      {
        file: 'auth/challenge.ts',
        text: '|\\\\[\\t -~\\x80-\\uffff])*)"/y;',
        becomes: '|\\\\[\\t -~\\x80-\\uffff])*)"?/y;',
      },
    ],
  },
  {
    id: 'follow-downgrade',
    what: 'no redirect from https to http is followed',
    edits: [{ file: 'auth/redirects.ts', text: '!downgrade &&', becomes: '' }],
  },
  {
    id: 'follow-private',
    what: 'no redirect into this machine or its network is followed',
    edits: [
      {
        file: 'auth/redirects.ts',
        text: ".verdict !==\n      'refuse'",
        becomes: ".verdict !==\n      ('never' as string)",
      },
      {
        file: 'auth/redirects.ts',
        text: 'refuseAddress: (address) => request.refuseAddress?.(address) ?? refuseAddress(here, registry, home, address),',
        becomes: '',
      },
    ],
  },
  {
    id: 'follow-address',
    what: 'the address behind the name of a redirect is judged',
    edits: [
      {
        file: 'auth/redirects.ts',
        text: 'refuseAddress: (address) => request.refuseAddress?.(address) ?? refuseAddress(here, registry, home, address),',
        becomes: '',
      },
    ],
  },
  {
    id: 'follow-hops',
    what: 'at most five redirects are followed',
    edits: [{ file: 'auth/redirects.ts', text: 'const MAX_HOPS = 5;', becomes: 'const MAX_HOPS = 20;' }],
  },
  {
    id: 'follow-secrets',
    what: 'what authorises a request stays behind at the first redirect',
    edits: [{ file: 'auth/redirects.ts', text: '(hop === 0 ? request : withoutSecrets(request))', becomes: 'request' }],
  },
  {
    id: 'token-redirect',
    what: 'no redirect of a token server is followed',
    edits: [
      {
        file: 'auth/exchange.ts',
        text: 'const first = await sendGrant(wanted, io.http);',
        becomes: `let first = await sendGrant(wanted, io.http);
  if (first.headers.location) first = await sendGrant({ ...wanted, realm: new URL(first.headers.location) }, io.http);`,
      },
    ],
  },
  {
    id: 'form-redirect',
    what: 'no redirect of the second form is followed either',
    edits: [
      {
        file: 'auth/exchange.ts',
        text: 'return tokenFrom(response, postInstead ? { ...wanted, posted: true } : wanted, io);',
        becomes: `const to = response.headers.location;
  if (to) await io.http(postRequest({ ...wanted, realm: new URL(to) }, passwordForm(credential as never)));
  return tokenFrom(response, wanted, io);`,
      },
    ],
  },
  {
    id: 'check-redirect',
    what: 'no redirect of a request that carries the credential is followed',
    edits: [
      basic(
        'const failure = commonRefusal(response, [...secrets, value]);',
        `const to = response.headers.location;
  if (to) await http({ purpose: 'check', method: 'GET', url: new URL(to), authorization: { scheme, value } });
  const failure = commonRefusal(response, [...secrets, value]);`,
      ),
    ],
  },
  {
    id: 'catalogue-page',
    what: 'the next page of a listing lies at the registry',
    edits: [
      {
        file: 'distribution/catalogue.ts',
        text: 'next = next && isOwnUrl(next, registry) ? next : undefined;',
        becomes: '',
      },
    ],
  },
  {
    id: 'own-url',
    what: 'an address that the registry names gets the token without a user name and password in its place',
    edits: [{ file: 'auth/redirects.ts', text: ' && !hasUserInformation(url);', becomes: ';' }],
  },
  {
    id: 'link-linear',
    what: 'a Link header is read in linear time',
    edits: [
      {
        file: 'distribution/linkHeader.ts',
        text: "let at = header.indexOf('<');",
        becomes: `const [, quadratic] = /<([^>]*)>\\s*;[^,]*\\brel="?next"?/i.exec(header.repeat(2)) ?? [];
  if (quadratic !== undefined || header !== '') return quadratic;
  let at = header.indexOf('<');`,
      },
    ],
  },
  {
    id: 'catalogue-name',
    what: 'a name in a listing is the name of one repository',
    edits: [{ file: 'distribution/catalogue.ts', text: ' && isResourceName(name)) {', becomes: ') {' }],
  },
  {
    id: 'catalogue-redirect',
    what: 'no redirect of a listing is followed with the token',
    edits: [
      {
        file: 'distribution/catalogue.ts',
        text: 'for (const name of catalogue.names(pageOf(response, secrets))) {',
        becomes: `const to = response.headers.location;
    if (to) await io.http({ purpose: 'catalogue', method: 'GET', url: new URL(to), authorization: { scheme: token.scheme, value: token.value } });
    for (const name of catalogue.names(pageOf(response, secrets))) {`,
      },
    ],
  },
  {
    id: 'challenge-of-content',
    what: 'only the registry itself can ask for another token',
    edits: [
      {
        file: 'distribution/client.ts',
        text: 'sent && response.url.origin === registry.origin ? ',
        becomes: 'sent ? ',
      },
    ],
  },
  {
    id: 'address',
    what: 'the address behind a name is judged on the connection that carries the secret',
    edits: [realm('return refused ? clause', 'return false ? clause')],
  },
  {
    id: 'private-from-public',
    what: 'a public registry has no token server in a private network',
    edits: [realm('const refused = privateFromPublic || ', 'const refused = ')],
  },
  {
    id: 'every-address',
    what: 'every answer of the look-up is judged',
    edits: [
      {
        file: 'auth/network/transport.ts',
        text: ': addressesOf(address)\n',
        becomes: ': addressesOf(address)\n                .slice(0, 1)\n',
      },
    ],
  },
  {
    id: 'open-connection',
    what: 'a connection that other code opened is not used',
    edits: [
      transport('if (!request.reusedSocket) {', 'if (true) {'),
      transport('const own = { sessionIdContext, session: undefined };', 'const own = {};'),
    ],
  },
  {
    id: 'kept-address',
    what: 'a kept connection leads where its name leads now',
    edits: [
      {
        file: 'auth/network/keptConnections.ts',
        text: "kept.openedAt >= since || addresses?.includes(remoteAddress ?? '') === true",
        becomes: 'true',
      },
    ],
  },
  {
    id: 'kept-judged',
    what: 'the address of a kept connection is judged at every use',
    edits: [transport('const known = directAddresses.get(socket);', 'const known = undefined as unknown as string;')],
  },
  {
    id: 'kept-place',
    what: 'a kept connection was opened with the same settings',
    edits: [trusting('[this.#world.realms(connection), tls]')],
  },
  {
    id: 'kept-consent',
    what: 'a kept connection was opened with the same consent',
    edits: [trusting('[place, tls]')],
  },
  {
    id: 'kept-certificates',
    what: 'a kept connection was opened with the same trust in certificates',
    edits: [trusting('[place, this.#world.realms(connection)]'), withoutNodesKey],
  },
  {
    id: 'secure-context',
    what: 'a secure context is used again with the same certificates only',
    edits: [transport('contextFor([ca, cert, key], make)', 'contextFor([], make)')],
  },
  {
    id: 'kept-owner',
    what: 'a kept connection belongs to one connection of the user',
    edits: [
      { file: 'auth/network/keptConnections.ts', text: 'groups.get(name);', becomes: "groups.get('');" },
      { file: 'auth/network/keptConnections.ts', text: 'groups.set(name, group)', becomes: "groups.set('', group)" },
      { file: 'auth/network/keptConnections.ts', text: 'last?.trust === hash ? last', becomes: 'last ? last' },
      withoutNodesKey,
    ],
  },
  {
    id: 'kept-forget',
    what: 'what is forgotten keeps no connection open',
    edits: [{ file: 'registries/flow/flowCaches.ts', text: 'connections.forget(group);', becomes: '' }],
  },
  {
    id: 'kept-repeatable',
    what: 'what must not be repeated gets a new connection',
    edits: [
      {
        file: 'auth/network/send.ts',
        text: 'request.repeatable ? world.connections?.to(request.url.origin) : undefined',
        becomes: 'world.connections?.to(request.url.origin)',
      },
    ],
  },
  {
    id: 'kept-heard',
    what: 'what was answered is not sent again, even if the answer broke off',
    edits: [{ file: 'auth/network/send.ts', text: ' && evidence.heard !== true', becomes: '' }],
  },
  {
    id: 'remembered-refusal',
    what: 'after a refusal the login goes only where it has not been, although the registry is asked again',
    edits: [
      flow('if (vain && leadCredentialSame(', 'if (vain === null && leadCredentialSame('),
      flow('if (leadCredentialSame(present.answer, recalled', 'if (!leadCredentialSame(present.answer, recalled'),
    ],
  },
  {
    id: 'remembered-upload',
    what: 'nobody is asked about uploads in the background after a refusal',
    edits: [flow('return byHand === true || !open;', 'return byHand === true || open !== null;')],
  },
  {
    id: 'remembered-address',
    what: 'a registry that was not asked is judged by its present address',
    edits: [
      recalling('if (elsewhere && remoteAddress === undefined) {', 'if (false) {'),
      recalling('elsewhere ? await presentAddress(registry, io) : undefined', 'undefined'),
    ],
  },
  {
    id: 'prepared-consent',
    what: 'nobody whom the user has not agreed to is connected ahead of a choice',
    edits: [preparing("requireConsent(realm, { ...request, credential: { type: 'password' } });", '')],
  },
  {
    id: 'prepared-address',
    what: 'the address of whoever is connected ahead of a choice is judged',
    edits: [preparing('refuseAddress(realm.url, registry, answer.remoteAddress, found)', 'undefined')],
  },
  {
    id: 'remembered-place',
    what: 'a challenge is remembered of one registry',
    edits: [remembering(' && entry.address === address', '')],
  },
  {
    id: 'remembered-owner',
    what: 'a challenge is remembered of one connection',
    edits: [remembering('entry.id === id && ', '')],
  },
  {
    id: 'remembered-forget',
    what: 'nothing is remembered of what was removed',
    edits: [
      remembering('read().filter((entry) => entry.id !== id)', 'read()'),
      remembering('forgetAll: async () => write([])', 'forgetAll: async () => undefined'),
    ],
  },
  {
    id: 'service-encoding',
    what: 'the service of a challenge is one parameter',
    edits: [
      {
        file: 'auth/exchange.ts',
        text: "url.searchParams.set('service', wanted.service);",
        becomes: "url.search += (url.search ? '&' : '?') + 'service=' + wanted.service;",
      },
    ],
  },
  {
    id: 'scope-encoding',
    what: 'a scope is one parameter',
    edits: [
      {
        file: 'auth/exchange.ts',
        text: "url.searchParams.append('scope', scope)",
        becomes: "void (url.search += '&scope=' + scope)",
      },
    ],
  },
  {
    id: 'user-characters',
    what: 'no control characters in a user name',
    edits: [
      {
        file: 'auth/credential.ts',
        text: 'if (/\\p{Cc}/u.test(username) || ',
        becomes: 'if (',
      },
    ],
  },
  {
    id: 'sendable-token',
    what: 'a token is made of what a header may hold',
    edits: [{ file: 'auth/token.ts', text: 'requireSendable(value);', becomes: '' }],
  },
  {
    id: 'answer-size',
    what: 'an answer ends where no honest one is longer',
    edits: [{ file: 'auth/exchange.ts', text: 'maxBytes: MAX_TOKEN_ANSWER,', becomes: '' }],
  },
  {
    id: 'deadline',
    what: 'a request ends in time, whatever comes in',
    edits: [
      {
        file: 'auth/http.ts',
        text: 'AbortSignal.any([signal, deadline])',
        becomes: 'signal',
      },
    ],
  },
  {
    id: 'redaction',
    what: 'what a service says is freed of the secrets that were sent',
    edits: [
      {
        file: 'text/knownSecrets.ts',
        text: 'secrets.flatMap((secret) => patternOf(secret, words))',
        becomes: 'secrets.slice(0, 0).flatMap((secret) => patternOf(secret, words))',
      },
    ],
  },
  {
    id: 'secret-names',
    what: 'what has a secret name is hidden in an answer',
    edits: [
      {
        file: 'text/secretNames.ts',
        text: 'return secretWord.test(words) || secretKey.test(words);',
        becomes: 'return false && words;',
      },
    ],
  },
  {
    id: 'catalogue-echo',
    what: 'a listing holds no name with a secret in it',
    edits: [
      {
        file: 'distribution/catalogue.ts',
        text: "holdsLongSecret(listed.join('\\n'), secrets)",
        becomes: 'holdsLongSecret(String(listed.length), secrets)',
      },
    ],
  },
  {
    id: 'realm-query',
    what: 'what is requested, and by whom, is not for the registry to say',
    edits: [
      realm(
        "REQUEST_PARAMETERS.has(name.toLowerCase().replace(/\\[.*$/, ''))",
        'name === REQUEST_PARAMETERS.toString()',
      ),
    ],
  },
  {
    id: 'one-try',
    what: 'a refused password is not sent in another way',
    edits: [
      {
        file: 'auth/exchange.ts',
        text: '!getOnly && isMissing(first)',
        becomes: '!getOnly && (first.status === 401 || isMissing(first))',
      },
    ],
  },
  {
    id: 'final-refusal',
    what: 'a refused password is not sent to another place',
    edits: [
      flow(
        "FINAL: ReadonlySet<AuthErrorCode> = new Set([\n  'refused',",
        'FINAL: ReadonlySet<AuthErrorCode> = new Set([',
      ),
      flow(' || status === 401 || status === 403', ''),
      flow('NOWHERE.has(error.code) ||', "error.code === 'refused' || NOWHERE.has(error.code) ||"),
    ],
  },
  {
    id: 'upload-by-hand',
    what: 'no upload is started in the background',
    edits: [asking('io.byHand ? await askUpload(path, request, io) : undefined', 'await askUpload(path, request, io)')],
  },
  {
    id: 'environment-proxy',
    what: 'only the proxy of VS Code is used',
    edits: [{ file: 'auth/network/send.ts', text: 'proxy: false,', becomes: '' }],
  },
  {
    id: 'tls-port',
    what: 'certificates and exceptions from their check are for one port of the host',
    edits: [
      transport(
        'hosts.includes(hostAndPortOf(url))',
        'hosts.some((host) => host.replace(/:[0-9]+$/, "") === url.hostname)',
      ),
    ],
  },
  {
    id: 'certificates',
    what: 'certificates are verified',
    edits: [
      {
        file: 'auth/network/transport.ts',
        text: '...withContext(tls, connections),',
        becomes: '...withContext(tls, connections), rejectUnauthorized: false,',
      },
    ],
  },
  {
    id: 'environment-certificates',
    what: 'no variable of the environment turns that off',
    edits: [
      { file: 'auth/network/transport.ts', text: '{ rejectUnauthorized: true, ...given }', becomes: '{ ...given }' },
    ],
  },
  {
    id: 'outside-tls',
    what: 'what comes without TLS is no answer to https',
    edits: [
      {
        file: 'auth/network/transport.ts',
        text: '!plain && !(response.socket instanceof TLSSocket)',
        becomes: 'false',
      },
    ],
  },
  {
    id: 'shop-redirect',
    what: 'no redirect of a shop is followed',
    edits: [
      {
        file: 'registries/magento/shopFlow.ts',
        text: 'const broken = failureBefore(response, answer, asked);',
        becomes: `const to = response.headers.location;
  if (to) await io.http({ purpose: 'exchange', method: 'POST', url: new URL(to), body: { ...body, secrets: [] } });
  const broken = failureBefore(response, answer, asked);`,
      },
    ],
  },
  {
    id: 'shop-consent',
    what: 'a shop at another host gets the password only after the user agreed',
    edits: [{ file: 'registries/magento/shop.ts', text: '  requireConsent(judged, request);\n', becomes: '' }],
  },
  {
    id: 'name-sent',
    what: 'no host is asked whose name holds a secret',
    edits: [
      {
        file: 'registries/flow/runFlow.ts',
        text: 'if (request.realm === undefined && holdsLongSecret(request.url.host, secrets)) {',
        becomes: 'if (false) {',
      },
    ],
  },
  {
    id: 'earlier-token',
    what: 'a token of an earlier flow is a secret of this one, as one that was issued and as one that is sent',
    edits: [
      {
        file: 'registries/flow/runFlow.ts',
        text: '...(kept?.memory.issuedTo(kept.owner.group) ?? [])',
        becomes: '',
      },
      {
        file: 'registries/flow/runFlow.ts',
        text: 'learn(request.authorization ? secretsSent(request.authorization) : []);',
        becomes: '',
      },
    ],
  },
  {
    id: 'name-judged',
    what: 'nobody is asked for consent to a host whose name holds a secret',
    edits: [realm('if (holdsLongSecret(host, secrets) && !holdsLongSecret(home, secrets)) {', 'if (false) {')],
  },
  {
    id: 'body-pieces',
    what: 'a body in pieces of a few bytes is given up',
    edits: [bodyLimits('(pieces > MOST_PIECES && bytes < pieces * LEAST_BYTES)', 'false')],
  },
  {
    id: 'interim-responses',
    what: 'an answer behind many interim responses is given up',
    edits: [bodyLimits('if (interim > MOST_INTERIM) {', 'if (false) {')],
  },
  {
    id: 'keys-question',
    what: 'keys are read from an address that the user agreed to',
    edits: [keyDocument('  await agree(url);\n', '')],
  },
  {
    id: 'keys-redirect',
    what: 'keys are read from another origin only after a question that names it',
    edits: [{ file: 'auth/redirects.ts', text: 'await agree?.(target, here);', becomes: '' }],
  },
  {
    id: 'keys-login',
    what: 'no user name or password in the address of keys',
    edits: [keyDocument('of: hasUserInformation }', 'of: () => false }')],
  },
  {
    id: 'keys-https',
    what: 'keys are read over https only',
    edits: [keyDocument("of: ({ protocol }) => protocol !== 'https:' }", 'of: () => false }')],
  },
  {
    id: 'shop-address',
    what: "the shop's own address decides about a private one that it moved to",
    edits: [{ file: 'registries/magento/shop.ts', text: 'own ?? ANY_PUBLIC', becomes: 'undefined' }],
  },
];
