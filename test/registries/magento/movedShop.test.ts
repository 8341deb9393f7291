// A shop that moved to a host in a private network: its own address decides whether the password goes there.
import https from 'node:https';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Tokens } from '../../../src/tokens.js';
import { json } from '../../faults/answers.js';
import { selfSigned } from '../../faults/certificate.js';
import { type Network, startNetwork } from '../../hardening/names.js';
import { login } from './shop.js';

const NEW = 'https://internal.corp.test';
const PUBLIC = '93.184.216.34';
const PRIVATE = '10.0.0.5';

let network: Network;
let ca: string;
beforeAll(async () => {
  const tls = await selfSigned({ names: ['internal.corp.test'] });
  ca = tls.cert;
  network = await startNetwork(tls);
});
afterAll(() => network.stop());

/** How a fetch at the new address ends, and the names that were looked up. */
async function moved(
  address: string,
  addresses: Readonly<Record<string, readonly string[]>>,
  prepare: () => void = () => undefined,
) {
  network.reset(
    () => json(200, 'abcdefghijklmnopqrstuvwxyz012345'),
    Object.fromEntries(Object.entries(addresses).map(([name, found]) => [name, [found]])),
  );
  prepare();
  const lookedUp: string[] = [];
  const tokens = new Tokens({
    machine: 'test machine',
    now: () => Date.now(),
    lookup: (name, options, done) => {
      lookedUp.push(name);
      if (addresses[name]?.length === 0) {
        done(Object.assign(new Error('not found'), { code: 'ENOTFOUND' }), '');
      } else {
        network.lookup(name, options, done);
      }
    },
    timeout: 2000,
    credential: () => Promise.resolve(login()),
    realms: () => ({ allowed: [NEW], chosen: `${NEW}/` }),
    tls: () => Promise.resolve({ ca }),
  });
  const connection = {
    id: 'one',
    kind: 'magento',
    address,
    form: 'customer',
    insecure: false,
    settings: {},
    revision: 1,
  };
  const end = await tokens.get(connection, [], { signal: AbortSignal.timeout(5000) }).then(
    () => 'token',
    (error: unknown) => (error as { code: string }).code,
  );
  tokens.stop();
  return { end, lookedUp, arrived: network.arrived.length };
}

const SHOP = 'https://shop.example.com';
it.each<[string, string, readonly string[], readonly string[], string]>([
  ['both are public', SHOP, [PUBLIC], [PUBLIC], 'token'],
  ['both are private', SHOP, ['10.0.0.4'], [PRIVATE], 'token'],
  ['only the new one is private', SHOP, [PUBLIC], [PRIVATE], 'untrusted-realm'],
  ['one of its own addresses is public', SHOP, ['10.0.0.4', PUBLIC], [PRIVATE], 'untrusted-realm'],
  ['one of the new addresses is private', SHOP, [PUBLIC], [PUBLIC, PRIVATE], 'untrusted-realm'],
  ['its own name is gone, and the new address is public', SHOP, [], [PUBLIC], 'token'],
  ['its own name is gone, and the new address is private', SHOP, [], [PRIVATE], 'untrusted-realm'],
  ['it was entered as a private address', 'https://10.0.0.4', [], [PRIVATE], 'token'],
  ['it was entered as a public address', `https://${PUBLIC}`, [], [PRIVATE], 'untrusted-realm'],
])('where %s', async (_, address, own, found, expected) => {
  const { end, arrived } = await moved(address, { 'shop.example.com': own, 'internal.corp.test': found });
  expect({ end, arrived }).toEqual({ end: expected, arrived: expected === 'token' ? 1 : 0 });
});

it('is looked up with the new host only, so not through a proxy', async () => {
  const addresses = { 'shop.example.com': [PUBLIC], 'internal.corp.test': [PUBLIC] };
  expect((await moved(SHOP, addresses)).lookedUp).toEqual(['shop.example.com', 'internal.corp.test']);
  // A proxy looks up the names in place of this machine.
  const proxied = await moved(SHOP, addresses, () => {
    const agent = https.globalAgent;
    const direct = agent.createConnection.bind(agent);
    https.globalAgent = Object.create(agent, {
      createConnection: {
        value: (...[options, created]: Parameters<typeof direct>) =>
          direct({ ...options, lookup: network.lookup }, created),
      },
    }) as https.Agent;
  });
  expect(proxied).toEqual({ end: 'token', lookedUp: [], arrived: 1 });
});
