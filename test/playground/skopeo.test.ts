import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AcrServer, startAcrServer } from '../../src/playground/acr/index.js';
import { type DistributionServer, startDistributionServer } from '../../src/playground/distribution/index.js';
import { type QuayServer, startQuayServer } from '../../src/playground/quay/index.js';
import { makeTemporaryFolder, type TemporaryFolder } from './imageLayout.js';
import { missing, run, skopeo } from './programs.js';

/** An independent client: what it accepts is not just what our own code expects. */
describe.skipIf(missing(skopeo))('skopeo', () => {
  let acr: AcrServer;
  let distribution: DistributionServer;
  let quay: QuayServer;
  let folder: TemporaryFolder;
  beforeAll(async () => {
    [acr, quay, distribution, folder] = await Promise.all([
      startAcrServer(),
      startQuayServer(),
      startDistributionServer(),
      makeTemporaryFolder(),
    ]);
  });
  afterAll(() => Promise.all([acr.stop(), quay.stop(), distribution.stop(), folder.remove()]));

  const credentials = ({ username, password }: { username: string; password: string }) =>
    `--creds=${username}:${password}`;
  const places = [
    {
      place: 'ACR, repository token',
      host: () => acr.host,
      user: () => credentials(acr.credentials.repositoryToken),
      image: 'team/app',
    },
    { place: 'ACR, admin', host: () => acr.host, user: () => credentials(acr.credentials.admin), image: 'hello-world' },
    {
      place: 'ACR, null GUID',
      host: () => acr.host,
      user: () => credentials(acr.credentials.nullGuidRefresh),
      image: 'team/app',
    },
    { place: 'ACR, anonymous', host: () => acr.host, user: () => '--no-creds', image: 'public/hello' },
    {
      place: 'Quay, robot account',
      host: () => quay.host,
      user: () => credentials(quay.credentials.robot),
      image: 'team/app',
    },
    {
      place: 'Quay, encrypted password',
      host: () => quay.host,
      user: () => credentials(quay.credentials.encryptedPassword),
      image: 'team/app',
    },
    {
      place: 'Quay, OAuth token',
      host: () => quay.host,
      user: () => credentials(quay.credentials.oauthToken),
      image: 'team/app',
    },
    {
      place: 'Quay, application token',
      host: () => quay.host,
      user: () => credentials(quay.credentials.applicationToken),
      image: 'team/app',
    },
    { place: 'Quay, anonymous', host: () => quay.host, user: () => '--no-creds', image: 'public/hello' },
    {
      place: 'distribution, user',
      host: () => distribution.host,
      user: () => credentials(distribution.credentials.reader),
      image: 'team/app',
    },
    {
      place: 'distribution, anonymous',
      host: () => distribution.host,
      user: () => '--no-creds',
      image: 'public/hello',
    },
  ];

  it.each(places)('copies and inspects an image: $place', async ({ host, user, image }) => {
    const target = path.join(folder.path, `${host()}-${user().length}-${image}`.replace(/\W/g, '-'));
    const source = `docker://${host()}/${image}:latest`;
    await run(skopeo, [
      'copy',
      '--insecure-policy',
      '--src-tls-verify=false',
      user().replace('--', '--src-'),
      source,
      `dir:${target}`,
    ]);
    const files = await readdir(target);
    expect(files.filter((file) => /^[0-9a-f]{64}$/.test(file))).toHaveLength(2);
    const manifest = JSON.parse(await readFile(path.join(target, 'manifest.json'), 'utf8')) as unknown;
    expect(manifest).toMatchObject({ mediaType: 'application/vnd.oci.image.manifest.v1+json' });

    const inspected = await run(skopeo, ['inspect', '--tls-verify=false', user(), source]);
    expect(JSON.parse(inspected.stdout)).toMatchObject({ Name: `${host()}/${image}`, Os: 'linux' });
    expect((JSON.parse(inspected.stdout) as { RepoTags: string[] }).RepoTags).toContain('latest');
  });

  it('is refused what the scope map does not allow', async () => {
    const refused = run(skopeo, [
      'inspect',
      '--tls-verify=false',
      credentials(acr.credentials.repositoryToken),
      `docker://${acr.host}/hello-world:latest`,
    ]);
    await expect(refused).rejects.toThrow(/authentication required/);
  });

  it('is refused with a wrong password', async () => {
    for (const host of [acr.host, distribution.host]) {
      const refused = run(skopeo, [
        'inspect',
        '--tls-verify=false',
        '--creds=dana:wrong',
        `docker://${host}/team/app:latest`,
      ]);
      await expect(refused).rejects.toThrow(/authentication required/);
    }
  });
});
