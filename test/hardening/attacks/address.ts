// A harmless name leads somewhere else.
import { challenge } from '../../faults/answers.js';
import { type Attack, AUTH, own, pingedTwice, REGISTRY } from '../attack.js';

const PUBLIC = '93.184.216.34';

/** The token server's name leads to `answers`, one after the other. */
function name(
  id: string,
  mechanism: string,
  answers: readonly (readonly string[])[],
  more: Partial<Attack> = {},
): Attack {
  return {
    id,
    mechanism,
    stoppedBy: ['address'],
    addresses: { 'auth.example.com': answers },
    serve: () => ({ [REGISTRY]: { '/v2/': own } }),
    ends: 'untrusted-realm',
    received: pingedTwice,
    ...more,
  };
}

export const addressAttacks: readonly Attack[] = [
  name('name-to-machine', 'the name of the token server leads to this machine', [['127.0.0.1']]),
  name('name-to-metadata', 'the name leads to the metadata address of a cloud', [['169.254.169.254']]),
  name('name-to-mapped', 'the name leads to this machine, wrapped in IPv6', [['::ffff:127.0.0.1']], {
    stoppedBy: ['embedded-ipv4', 'address'],
  }),
  name('name-to-everybody', 'the name leads to all of this network', [['255.255.255.255']]),
  name('name-to-private', 'a public registry whose token server lies in a private network', [['10.0.0.5']], {
    stoppedBy: ['private-from-public', 'address'],
  }),
  name(
    'name-rebound',
    'the name leads to a good address at first and to this machine at the next look-up',
    [[PUBLIC], ['127.0.0.1']],
    {
      act: async ({ fetch, network }) => {
        await fetch();
        network.hangUp();
        await fetch('repository:other:pull');
      },
      received: { [REGISTRY]: ['GET /v2/', 'GET /v2/', 'GET /v2/other/tags/list'], [AUTH]: ['GET /token basic'] },
      login: [AUTH],
    },
  ),
  name('name-of-many', 'one of the addresses of the name is a bad one', [[PUBLIC, '127.0.0.1']], {
    stoppedBy: ['every-address', 'address'],
  }),
  name('name-agreed', 'an agreed token server whose name leads to this machine', [], {
    addresses: { 'login.test': [['127.0.0.1']] },
    agreed: { allowed: ['https://login.test'] },
    serve: () => ({ [REGISTRY]: { '/v2/': challenge('Bearer realm="https://login.test/token",service="s"') } }),
  }),
  name(
    'connection-of-another',
    'a connection of other code to a bad address is open already, so that nothing would be looked up',
    [['127.0.0.1']],
    {
      stoppedBy: ['open-connection', 'address'],
      act: async ({ fetch, network }) => {
        await network.open(`${AUTH}/`);
        await fetch();
      },
      received: { ...pingedTwice, [AUTH]: ['GET /'] },
    },
  ),
];
