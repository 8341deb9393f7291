// List Referrers outside the editor: what the registry was asked, and what was said and copied.
import { afterEach, describe, expect, it } from 'vitest';
import type { Connection } from '../../../src/connections/connection.js';
import { type EcrServer, startEcrServer } from '../../../src/playground/ecr/index.js';
import { chooseImage, chooseTrial } from '../../../src/ui/choose/chooseImage.js';
import { listReferrers } from '../../../src/ui/requests/listReferrers.js';
import { tryRequest } from '../../../src/ui/requests/tryRequest.js';
import { answer, json } from '../../faults/answers.js';
import { startFault } from '../../faults/server.js';
import { connectionTo, tokensFor } from '../../loopbackTokens.js';
import type { Reply } from '../../vscode/script.js';
import { surfaceAt } from '../surfaceAt.js';

const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  await Promise.all(stops.splice(0).map((stop) => stop()));
});

describe('the list', () => {
  const digest = `sha256:${'a'.repeat(64)}`;
  const type = 'application/spdx+json';

  async function registry() {
    const one = { mediaType: 'application/x', digest: `sha256:${'b'.repeat(64)}`, size: 1, artifactType: type };
    const server = await startFault(() => ({
      '/v2/': json(200, {}, { 'Docker-Distribution-Api-Version': 'registry/2.0' }),
      '/v2/team/app/tags/list': json(200, {}, { 'Docker-Distribution-Api-Version': 'registry/2.0' }),
      '/v2/team/app/manifests/1': answer(
        200,
        { 'Content-Type': 'application/vnd.oci.image.manifest.v1+json', 'Docker-Content-Digest': digest },
        '{}',
      ),
      [`/v2/team/app/referrers/${digest}`]: json(200, { schemaVersion: 2, manifests: [one] }),
    }));
    stops.push(() => server.stop());
    return server;
  }

  it.each<[string, Reply[], number]>([
    ['from what is attached', [{ pick: 'SBOM' }, { back: true }], 1],
    ['from the artifact types', [{ pick: 'List One Artifact Type Only' }, { back: true }], 1],
    ['from one type', [{ pick: 'List One Artifact Type Only' }, { type }, { back: true }], 2],
  ])('is there again after going back %s, without another request', async (_, steps, requests) => {
    const server = await registry();
    const connection = connectionTo(server.origin, 'oci', 'anonymous');
    const { surface, node, person } = surfaceAt(connection, tokensFor({ type: 'anonymous' }), [
      { type: 'team/app:1' },
      ...steps,
      // It is the first one, with nothing before it.
      { cancel: true, to: 'listed, not verified' },
    ]);
    const canGoBack: (boolean | undefined)[] = [];
    const { pick } = person;
    person.pick = (question) => {
      canGoBack.push(question.canGoBack);
      return pick(question);
    };
    await expect(listReferrers(surface, node)).rejects.toMatchObject({ code: 'cancelled' });
    person.done();
    expect(canGoBack.at(-1)).toBe(false);
    expect(server.received.filter(({ url }) => url.includes('/referrers/'))).toHaveLength(requests);
  });
});

describe('where the connection is to a region only', () => {
  async function region(): Promise<{ readonly ecr: EcrServer; readonly connection: Connection }> {
    const ecr = await startEcrServer();
    stops.push(() => ecr.stop());
    const connection = {
      ...connectionTo(`https://api.ecr.${ecr.region}.amazonaws.com`, 'ecr', 'access-key'),
      settings: { region: ecr.region, endpoint: ecr.origin },
    };
    return { ecr, connection };
  }
  const tokensOf = ({ principals: { reader } }: EcrServer) => tokensFor({ type: 'access-key', ...reader });

  it('the list names the registry, takes its references and copies them', async () => {
    const { ecr, connection } = await region();
    const { host } = new URL(ecr.origin);
    const { surface, node, person, copied } = surfaceAt(connection, tokensOf(ecr), [
      { type: `${host}/team/app:1.0`, to: `Image on ${host}` },
      { pick: 'SBOM', to: `Attached according to ${host}` },
      { pick: 'Copy Reference' },
    ]);
    await listReferrers(surface, node);
    person.done();
    expect(copied).toEqual([expect.stringMatching(new RegExp(`^${host}/team/app@sha256:[0-9a-f]{64}$`))]);
  });

  it('the question before a request names the host that it goes to', async () => {
    const { ecr, connection } = await region();
    const { surface, node, person } = surfaceAt(connection, tokensOf(ecr), [
      { pick: 'Another Request' },
      { text: 'DELETE /v2/team/app/manifests/nowhere' },
      { text: '' },
      { confirm: true, to: `Send DELETE to ${new URL(ecr.origin).host}?` },
    ]);
    await tryRequest(surface, node);
    person.done();
    expect(ecr.received.at(-1)).toMatchObject({ method: 'DELETE' });
  });

  it('no other host is taken for it', async () => {
    const { ecr, connection } = await region();
    const faults: (string | undefined)[] = [];
    const { surface, person } = surfaceAt(connection, tokensOf(ecr), []);
    person.pick = (question) => {
      for (const text of ['other.example/a:1', `${new URL(ecr.origin).host}/a:1`]) {
        const found = question.typed?.(text);
        faults.push(typeof found === 'string' ? found : undefined);
      }
      return Promise.reject(new Error('enough'));
    };
    await expect(chooseImage(surface, { title: 't' }, connection, new URL(ecr.origin), undefined)).rejects.toThrow(
      'enough',
    );
    expect(faults).toEqual([expect.stringContaining('This image is on other.example'), undefined]);
    // Before there is a token, nobody knows more than the address.
    person.pick = (question) => {
      const found = question.typed?.(`${new URL(ecr.origin).host}/a:1`);
      faults.push(typeof found === 'string' ? found : undefined);
      return Promise.reject(new Error('enough'));
    };
    await expect(chooseTrial(surface, { title: 't' }, connection, undefined)).rejects.toThrow('enough');
    expect(faults.at(-1)).toMatch(/the connection is to api\.ecr\./);
  });
});

it('a reference carries the name that people sign in to', async () => {
  const { referenceHost } = await import('../../../src/registries/shared/contentOrigin.js');
  expect(referenceHost(new URL('https://registry-1.docker.io'))).toBe('docker.io');
  expect(referenceHost(new URL('https://quay.example:8443'))).toBe('quay.example:8443');
});
