// A service repeats, hands out or picks what is not its to show: everything that is shown of it is searched.
import { answer, json } from '../../faults/answers.js';
import { type Attack, AUTH, credentials, own, pinged, REGISTRY } from '../attack.js';

/** Nobody told the product of it: only its name in an answer says that it is secret. */
const UNKNOWN = credentials.identity.refreshToken;
const KNOWN = credentials.password.password;
const NAME = credentials.nameable.password;

const text = (body: string) => answer(200, { 'Content-Type': 'text/plain' }, body);
const bearer = { [AUTH]: ['GET /token basic'] };

/** A request is tried with a token, and its answer is shown. */
const tried = {
  act: ({ send }) => send('/v2/x'),
  shows: true,
  ends: 'token',
  received: { [REGISTRY]: ['GET /v2/', 'GET /v2/x bearer'], ...bearer },
  login: [AUTH],
} satisfies Partial<Attack>;

export const repeatedAttacks: readonly Attack[] = [
  {
    id: 'answer-names',
    mechanism: 'the answer to a tried request holds secrets that nobody knew, in every notation',
    stoppedBy: ['secret-names'],
    spellings: [
      JSON.stringify({ client_secret: UNKNOWN }),
      JSON.stringify({ sessionToken: [{ a: UNKNOWN }] }),
      JSON.stringify({ data: JSON.stringify({ password: UNKNOWN }) }),
      JSON.stringify({ env: [{ name: 'DB_PASSWORD', value: UNKNOWN }] }),
      `{"\\u0074oken":"${UNKNOWN}"}`,
      `<r><token>${UNKNOWN}</token></r>`,
      `access_token=${UNKNOWN}&a=b`,
      `a: b\npassword: ${UNKNOWN}\n`,
      `tokens:\n- ${UNKNOWN}\n`,
    ],
    serve: (body) => ({ [REGISTRY]: { '/v2/': own, '/v2/x': text(body) } }),
    ...tried,
  },
  {
    id: 'answer-spellings',
    mechanism: 'the answer to a tried request repeats the password as servers write it',
    stoppedBy: ['redaction'],
    spellings: [
      KNOWN.replaceAll('/', String.raw`\/`),
      KNOWN.replaceAll('+', String.raw`\u002B`),
      encodeURIComponent(encodeURIComponent(KNOWN)),
      KNOWN.replace(/[^a-z0-9]/g, (sign) => `&#${String(sign.charCodeAt(0))};`),
      Buffer.from(`user:${KNOWN}`).toString('base64'),
    ],
    serve: (said) => ({ [REGISTRY]: { '/v2/': own, '/v2/x': text(`It was ${said} before.`) } }),
    ...tried,
  },
  {
    id: 'catalogue-echo',
    mechanism: 'a repository in a listing is named after the password',
    stoppedBy: ['catalogue-echo'],
    credential: credentials.nameable,
    serve: () => ({ [REGISTRY]: { '/v2/': own, '/v2/_catalog': json(200, { repositories: ['a', `b/${NAME}`] }) } }),
    act: ({ catalogue }) => catalogue(),
    shows: true,
    ends: 'token',
    received: { [REGISTRY]: ['GET /v2/', 'GET /v2/_catalog bearer'], ...bearer },
    login: [AUTH],
  },
  {
    id: 'realm-scope',
    mechanism: 'the query of the token server asks for the scope of another repository, and for another account',
    stoppedBy: ['realm-query'],
    spellings: ['scope=repository:prod/secret:pull,push&account=root', 'Scope[]=repository:prod/secret:delete'],
    serve: (query) => ({
      [REGISTRY]: {
        '/v2/': answer(401, { 'WWW-Authenticate': `Bearer realm="${AUTH}/token?${query}",service="s"` }),
      },
    }),
    ends: 'token',
    received: { ...pinged, ...bearer },
    evidence: (arrived) => arrived.every(({ url }) => !/secret|root/.test(url)),
    login: [AUTH],
  },
];
