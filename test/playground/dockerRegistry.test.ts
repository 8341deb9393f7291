import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DistributionServer, startDistributionServer } from '../../src/playground/distribution/index.js';
import { type DockerRegistry, startDockerRegistry } from './dockerRegistry.js';
import { makeTemporaryFolder, type TemporaryFolder, writeImageLayout } from './imageLayout.js';
import { dockerRegistry, missing, run, skopeo } from './programs.js';
import { basic, bearer, errorCode, send } from './send.js';

describe.skipIf(missing(dockerRegistry, skopeo))(
  'a registry of the distribution project that trusts the token server',
  () => {
    let tokens: DistributionServer;
    let registry: DockerRegistry;
    let folder: TemporaryFolder;
    let digest: string;
    beforeAll(async () => {
      tokens = await startDistributionServer();
      [registry, folder] = await Promise.all([startDockerRegistry(tokens), makeTemporaryFolder()]);
      digest = await writeImageLayout(folder.path);
      const { username, password } = tokens.credentials.builder;
      await run(skopeo, [
        'copy',
        '--insecure-policy',
        '--dest-tls-verify=false',
        `--dest-creds=${username}:${password}`,
        `oci:${folder.path}:latest`,
        `docker://${registry.host}/team/app:latest`,
      ]);
    });
    afterAll(() => Promise.all([tokens.stop(), registry.stop(), folder.remove()]));

    async function tokenFor(scope: string): Promise<string> {
      const { username, password } = tokens.credentials.reader;
      const query = new URLSearchParams({ service: tokens.service, scope }).toString();
      const reply = await send(`${tokens.realm}?${query}`, { headers: [basic(username, password)] });
      return (JSON.parse(reply.text) as { token: string }).token;
    }

    const manifest = async (token: string) =>
      send(`${registry.origin}/v2/team/app/manifests/latest`, {
        headers: [bearer(token), ['Accept', 'application/vnd.oci.image.manifest.v1+json']],
      });

    it('takes a token for the repository', async () => {
      const reply = await manifest(await tokenFor('repository:team/app:pull'));
      expect(reply.status).toBe(200);
      expect(reply.headers['docker-content-digest']).toBe(digest);
    });

    it('refuses a token for another repository', async () => {
      const reply = await manifest(await tokenFor('repository:public/hello:pull'));
      expect(reply.status).toBe(401);
      expect(reply.headers['www-authenticate']).toContain('error="insufficient_scope"');
    });

    it('answers the ping as the playground does', async () => {
      const own = await send(`${tokens.origin}/v2/`);
      const real = await send(`${registry.origin}/v2/`);
      expect(real.headers['www-authenticate']).toBe(own.headers['www-authenticate']);
      expect(JSON.parse(real.text)).toEqual(JSON.parse(own.text));
    });

    it.each([
      ['a manifest', '/v2/team/app/manifests/latest', {}],
      ['the tags', '/v2/team/app/tags/list', {}],
      ['the repositories', '/v2/_catalog', {}],
      ['a deletion', '/v2/team/app/manifests/latest', { method: 'DELETE' }],
    ])('is imitated by the playground in its challenge for %s', async (_name, target, request) => {
      const own = await send(tokens.origin + target, request);
      const real = await send(registry.origin + target, request);
      expect(own.status).toBe(real.status);
      expect(own.headers['www-authenticate']).toBe(real.headers['www-authenticate']);
      expect(own.headers['docker-distribution-api-version']).toBe(real.headers['docker-distribution-api-version']);
      expect(JSON.parse(own.text)).toEqual(JSON.parse(real.text));
    });

    it('is imitated by the playground in its answers to a good token', async () => {
      const token = await tokenFor('repository:team/app:pull');
      const accept = ['Accept', 'application/vnd.oci.image.manifest.v1+json'] as const;
      const cases: (readonly [target: string, headers: readonly (readonly [string, string])[]])[] = [
        ['/v2/team/app/manifests/nothing', [accept]],
        ['/v2/team/app/manifests/latest', []],
        [`/v2/team/app/blobs/sha256:${'0'.repeat(64)}`, []],
      ];
      for (const [target, headers] of cases) {
        const request = { headers: [bearer(token), ...headers] };
        const own = await send(tokens.origin + target, request);
        const real = await send(registry.origin + target, request);
        expect([target, own.status, errorCode(own)]).toEqual([target, real.status, errorCode(real)]);
      }
    });
  },
);
