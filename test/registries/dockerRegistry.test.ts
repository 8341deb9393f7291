import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DistributionServer, startDistributionServer } from '../../src/playground/distribution/index.js';
import { commonCopyFormats } from '../../src/registries/shared/copyFormats.js';
import { referrersOf } from '../../src/tokenUses.js';
import { connectionTo, tokensFor } from '../loopbackTokens.js';
import { type DockerRegistry, startDockerRegistry } from '../playground/dockerRegistry.js';
import { makeTemporaryFolder, type TemporaryFolder, writeImageLayout } from '../playground/imageLayout.js';
import { dockerRegistry, missing, run, skopeo } from '../playground/programs.js';
import { outputText } from './outputText.js';

describe.skipIf(missing(dockerRegistry, skopeo))('a real registry of the distribution project', () => {
  let tokenServer: DistributionServer;
  let registry: DockerRegistry;
  let folder: TemporaryFolder;
  let digest: string;
  beforeAll(async () => {
    tokenServer = await startDistributionServer();
    [registry, folder] = await Promise.all([startDockerRegistry(tokenServer), makeTemporaryFolder()]);
    digest = await writeImageLayout(folder.path);
    const { username, password } = tokenServer.credentials.builder;
    const target = [`--dest-creds=${username}:${password}`, '--dest-tls-verify=false'];
    // The same image once more, where cosign would put a signature.
    for (const tag of ['latest', `${digest.replace(':', '-')}.sig`]) {
      await run(skopeo, [
        'copy',
        '--insecure-policy',
        ...target,
        `oci:${folder.path}:latest`,
        `docker://${registry.host}/team/app:${tag}`,
      ]);
    }
  });
  afterAll(() => Promise.all([tokenServer.stop(), registry.stop(), folder.remove()]));

  const fetchToken = (scope: string) =>
    tokensFor(tokenServer.credentials.reader, [tokenServer.origin]).get(
      connectionTo(registry.origin, 'oci', 'password'),
      [scope],
      {
        signal: new AbortController().signal,
      },
    );

  async function manifestWith(scope: string): Promise<Response> {
    const { token } = await fetchToken(scope);
    const header = commonCopyFormats.find(({ id }) => id === 'header');
    const text = header && outputText(header, token, new URL(registry.origin));
    const [name = '', value = ''] = (text ?? '').split(/: (.*)/);
    return fetch(`${registry.origin}/v2/team/app/manifests/latest`, {
      headers: { [name]: value, Accept: 'application/vnd.oci.image.manifest.v1+json' },
    });
  }

  it('gives the manifest for our token', async () => {
    const answer = await manifestWith('repository:team/app:pull');
    expect(answer.status).toBe(200);
    expect(answer.headers.get('docker-content-digest')).toBe(digest);
  });

  it('refuses our token for something else', async () => {
    const answer = await manifestWith('repository:public/hello:pull');
    expect(answer.status).toBe(401);
    expect(answer.headers.get('www-authenticate')).toContain('error="insufficient_scope"');
  });

  it.each([
    ['a tag', () => 'latest'],
    ['a digest', () => digest],
  ])('has no referrers API, so that what is attached to %s is found by tags', async (_, reference) => {
    const connection = connectionTo(registry.origin, 'oci', 'password');
    const found = await referrersOf(
      tokensFor(tokenServer.credentials.reader, [tokenServer.origin]),
      connection,
      'team/app',
      reference(),
      {
        signal: new AbortController().signal,
      },
    );
    expect(found).toMatchObject({
      subject: { digest, mediaType: 'application/vnd.oci.image.manifest.v1+json' },
      source: 'tags',
      referrers: [{ word: 'signature', found: 'tag', tag: `${digest.replace(':', '-')}.sig` }],
      complete: true,
    });
  });

  it('refuses to list what is attached in another repository', async () => {
    const connection = connectionTo(registry.origin, 'oci', 'password');
    const promise = referrersOf(
      tokensFor(tokenServer.credentials.reader, [tokenServer.origin]),
      connection,
      'team/other',
      digest,
      {
        signal: new AbortController().signal,
      },
    );
    await expect(promise).rejects.toMatchObject({ code: 'denied', status: 401 });
  });

  it('is asked twice for a token, and not at all for the same again', async () => {
    const { trace } = await fetchToken('repository:team/app:pull');
    expect(trace.steps.map(({ purpose, status }) => [purpose, status])).toEqual([
      ['ping', 401],
      ['exchange', 200],
    ]);
  });
});
