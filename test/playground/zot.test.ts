// A registry that everybody may read, and roots that lead nowhere: what the playground answers.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startDistributionServer } from '../../src/playground/distribution/index.js';
import { startZotServer, type ZotServer } from '../../src/playground/zot/index.js';
import { basic, send } from './send.js';

describe('a registry that everybody may read', () => {
  let zot: ZotServer;
  beforeAll(async () => {
    zot = await startZotServer();
  });
  afterAll(() => zot.stop());

  const uploads = '/v2/team/app/blobs/uploads/';
  const own = () => [basic(zot.credentials.user.username, zot.credentials.user.password)];

  it.each([
    ['GET', '/v2/', 200],
    ['GET', '/v2/team/app/tags/list', 200],
    ['GET', '/v2/team/new/tags/list', 404],
    ['POST', uploads, 401],
    ['PUT', '/v2/team/app/manifests/1.0', 401],
    ['DELETE', '/v2/team/app/manifests/1.0', 401],
  ])('answers nobody\u2019s %s %s with %i', async (method, path, status) => {
    const reply = await send(zot.origin + path, { method });
    expect(reply.status).toBe(status);
    expect(reply.headers['www-authenticate']).toBe(status === 401 ? 'Basic realm="Authorization Required"' : undefined);
  });

  it('refuses a wrong password even where none is needed', async () => {
    expect((await send(`${zot.origin}/v2/`, { headers: [basic('dana', 'wrong')] })).status).toBe(401);
  });

  it('has an upload started and cancelled, once', async () => {
    const started = await send(zot.origin + uploads, { method: 'POST', headers: own() });
    expect(started.status).toBe(202);
    const upload = zot.origin + String(started.headers.location);
    expect((await send(upload, { method: 'PATCH', headers: own() })).status).toBe(405);
    expect((await send(upload, { method: 'DELETE', headers: own() })).status).toBe(204);
    expect((await send(upload, { method: 'DELETE', headers: own() })).status).toBe(404);
  });
});

describe('a root', () => {
  it.each([
    ['forbidden', 403, undefined],
    ['of another', 401, /\/other\/token",service="other"$/],
  ] as const)('that is %s leaves the repositories as they are', async (root, status, names) => {
    const server = await startDistributionServer({ root });
    try {
      const reply = await send(`${server.origin}/v2/`);
      expect(reply.status).toBe(status);
      if (names) {
        expect(reply.headers['www-authenticate']).toMatch(names);
        expect((await send(`${server.origin}/other/token`)).status).toBe(404);
      }
      const repository = await send(`${server.origin}/v2/team/app/tags/list`);
      expect(repository.headers['www-authenticate']).toContain(`realm="${server.realm}"`);
    } finally {
      await server.stop();
    }
  });
});
