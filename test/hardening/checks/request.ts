// What stops requests and responses that say, cost or show too much.
import { type Check, inFile } from './check.js';

const realm = inFile('auth/realm.ts');
const flow = inFile('registries/flow/tokenFlow.ts');
const asking = inFile('registries/flow/askForChallenge.ts');
const transport = inFile('auth/network/transport.ts');
const bodyLimits = inFile('auth/network/bodyLimits.ts');
const keyDocument = inFile('inspection/signature/jwks.ts');

export const requestChecks: readonly Check[] = [
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
