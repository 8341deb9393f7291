// What stops redirects, listings and addresses that lead elsewhere.
import { type Check, inFile } from './check.js';

const realm = inFile('auth/realm.ts');
const basic = inFile('registries/flow/basicToken.ts');

export const redirectChecks: readonly Check[] = [
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
];
