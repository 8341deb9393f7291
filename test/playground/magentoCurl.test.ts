import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type MagentoServer, startMagentoServer } from '../../src/playground/magento/index.js';
import { bash, curl, missing, run } from './programs.js';

/**
 * The command lines of the manual's page on token-based authentication, as they stand there; only host, scheme, account
 * and token are put in.
 */
const lines = {
  json: `curl -X POST "https://magento.host/index.php/rest/V1/integration/customer/token" \\
     -H "Content-Type:application/json" \\
     -d '{"username":"customer1@example.com", "password":"customer1pw"}'`,
  xml: `curl -X POST "http://magento.vg/index.php/rest/V1/integration/customer/token" -H "Content-Type:application/xml"  -d '<login><username>customer1@example.com</username><password>customer1pw</password></login>'`,
  admin: `curl -X GET "http://magento.ll/index.php/rest/V1/customers/2" -H "Authorization: Bearer vbnf3hjklp5iuytre"`,
  customer: `curl -X GET "http://magento.ll/index.php/rest/V1/customers/me" -H "Authorization: Bearer asdf3hjklp5iuytre"`,
};

describe.skipIf(missing(curl, bash))('the command lines of the manual', () => {
  let server: MagentoServer;
  beforeAll(async () => {
    server = await startMagentoServer();
  });
  afterAll(() => server.stop());

  async function shell(line: string, { username = '', password = '', token = '' }): Promise<unknown> {
    const filled = line
      .replace(/https?:\/\/magento\.\w+/, server.origin)
      .replace('customer1@example.com', username)
      .replace('customer1pw', password)
      .replace(/\w{17}(?="$)/, token);
    const { stdout } = await run({ path: bash?.path ?? '', env: { PATH: process.env.PATH } }, ['-c', filled]);
    return JSON.parse(stdout);
  }

  it.each(['json', 'xml'] as const)('get a token by %s, and what belongs to the customer', async (format) => {
    const token = await shell(lines[format], server.credentials.customer);
    expect(token).toEqual(expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/));
    const me = await shell(lines.customer, { token: String(token) });
    expect(me).toMatchObject({ email: server.credentials.customer.username });
  });

  it('read a customer as an admin user', async () => {
    const token = await shell(lines.json.replace('customer/token', 'admin/token'), server.credentials.admin);
    expect(await shell(lines.admin, { token: String(token) })).toMatchObject({ id: 2 });
    expect(await shell(lines.admin, { token: 'x' })).toMatchObject({
      parameters: { resources: 'Magento_Customer::customer' },
    });
  });
});
