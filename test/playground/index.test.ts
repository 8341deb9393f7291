import { describe, expect, it } from 'vitest';
import { accountOf, secretsOf } from '../../src/auth/credential.js';
import { startPlayground } from '../../src/playground/index.js';
import { basic, bearer, type Reply, send } from './send.js';

describe('startPlayground', () => {
  it('offers places whose credentials win a token that their registry takes', async () => {
    const playground = await startPlayground({ now: Date.now });
    for (const { address, credential, account, form, scopes } of playground.places) {
      expect(account).toBe(accountOf(credential));
      if (credential.type === 'shop-login') {
        const { role, username, password } = credential;
        const body = JSON.stringify({ username, password });
        const headers = [['Content-Type', 'application/json']] as const;
        const issued = await send(`${address}/rest/V1/integration/${role}/token`, { method: 'POST', headers, body });
        const route = role === 'admin' ? 'modules' : 'customers/me';
        const token = JSON.parse(issued.text) as string;
        expect([form, (await send(`${address}/rest/V1/${route}`, { headers: [bearer(token)] })).status]).toEqual([
          role,
          200,
        ]);
        continue;
      }
      expect(form === 'anonymous').toBe(credential.type === 'anonymous');
      // What has no scopes speaks a protocol of its own, which has tests of its own.
      if (scopes[0]?.length === 0) {
        continue;
      }
      const [, scope = '', repository = ''] = /^(repository:(.*):pull(?:,push)?)$/.exec(scopes[0]?.[0] ?? '') ?? [];
      const headers = credential.type === 'password' ? [basic(credential.username, credential.password)] : [];
      // A root can lead nowhere; the repository itself does not.
      const challenge = await send(`${address}/v2/${repository}/tags/list`);
      if (challenge.status === 200) {
        const uploads = `${address}/v2/${repository}/blobs/uploads/`;
        expect((await send(uploads, { method: 'POST' })).status).toBe(401);
        expect((await send(uploads, { method: 'POST', headers })).status).toBe(202);
        continue;
      }
      const [, realm = '', service = ''] =
        /^Bearer realm="([^"]*)",service="([^"]*)"(?:,|$)/.exec(String(challenge.headers['www-authenticate'])) ?? [];
      const issued: Reply = await send(`${realm}?${new URLSearchParams({ service, scope }).toString()}`, { headers });
      const { token, access_token = token } = JSON.parse(issued.text) as Record<string, string>;
      const listed = await send(`${address}/v2/${repository}/tags/list`, { headers: [bearer(access_token ?? '')] });
      expect([form, listed.status]).toEqual([form, 200]);
    }
    await playground.stop();
    for (const { address } of playground.places) {
      await expect(send(address)).rejects.toThrow(/ECONNREFUSED/);
    }
  });

  it('has other passwords and ports each time', async () => {
    const playgrounds = await Promise.all([startPlayground({ now: Date.now }), startPlayground({ now: Date.now })]);
    await Promise.all(playgrounds.map((playground) => playground.stop()));
    const secrets = playgrounds.flatMap(({ places }) => places.flatMap(({ credential }) => secretsOf(credential)));
    expect(new Set(secrets).size).toBe(secrets.length);
    const [first, second] = playgrounds.map(({ places }) => places.map(({ address }) => address));
    expect(first?.filter((address) => second?.includes(address))).toEqual([]);
  });
});
