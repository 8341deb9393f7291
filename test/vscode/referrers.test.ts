// What is attached to an image of the playground, listed, copied and opened.
import { strict as assert } from 'node:assert';
import { createHash } from 'node:crypto';
import { env, window } from 'vscode';
import { closeEditors, openText } from './documents.js';
import { type PlaygroundSurface, playgroundSurface } from './playgroundSurface.js';
import { type Reply, script } from './script.js';
import { commandOnRow } from './testSurface.js';

describe('the referrers of an image', () => {
  let world: PlaygroundSurface;
  before(async () => {
    world = await playgroundSurface();
  });
  afterEach(closeEditors);
  after(() => world.stop());

  const list = (name: string, replies: readonly Reply[]) => world.run('listReferrers', name, replies);

  it('are offered where there are images, by the words of the row', async () => {
    const menus = await Promise.all(
      ['Quay-like registry', 'ECR-like registry', 'Shop, customer'].map(async (name) => {
        const { contextValue = '' } = await world.surface.tree.getTreeItem(await world.rowOf(name));
        return contextValue.split(' ').includes('images');
      }),
    );
    assert.deepEqual(menus, [true, true, false]);
  });

  it('can be copied by digest and reference', async () => {
    const { told } = await list('Quay-like registry', [
      { type: 'team/app:1.0', to: 'or a tag or digest of team/app' },
      { pick: 'SBOM', to: 'listed, not verified: Attached according to 127.0.0.1' },
      { pick: 'Copy Reference', to: 'SBOM: listed, not verified' },
    ]);
    assert.equal(told.at(-1)?.text, 'Copied the reference.');
    const { host } = new URL(world.playground.places.find(({ kind }) => kind === 'quay')?.address ?? '');
    assert.match(await env.clipboard.readText(), new RegExp(`^${host}/team/app@sha256:[0-9a-f]{64}$`));
  });

  it('open as the manifest that the registry keeps, read-only', async () => {
    await list('Quay-like registry', [{ type: 'team/app:1.0' }, { pick: 'Signature' }, { pick: 'Copy Digest' }]);
    const digest = await env.clipboard.readText();
    await list('Quay-like registry', [
      { type: 'team/app:1.0' },
      { pick: 'Signature' },
      { pick: 'Open Manifest as JSON' },
    ]);
    const { text, uri, languageId } = openText();
    assert.equal(uri.scheme, 'registry-auth');
    assert.equal(languageId, 'registry-auth-answer');
    // Laid out for reading; the bytes behind it are those of the digest.
    const bytes = JSON.stringify(JSON.parse(text));
    assert.equal(`sha256:${createHash('sha256').update(bytes).digest('hex')}`, digest);
    assert.equal(window.activeTextEditor?.document.isDirty, false);
  });

  it('open as the raw index, which holds no token', async () => {
    await list('Quay-like registry', [{ type: 'team/app:1.0' }, { pick: 'Open Index as JSON' }]);
    const { text, languageId } = openText();
    const index = JSON.parse(text) as { manifests: unknown[] };
    assert.equal(languageId, 'registry-auth-answer');
    assert.equal(index.manifests.length, 3);
    assert.ok(!text.includes('eyJ'));
  });

  it('can be of one artifact type only', async () => {
    const { asked } = await list('Quay-like registry', [
      { type: 'team/app:1.0' },
      { pick: 'List One Artifact Type Only' },
      { type: 'application/vnd.example.nothing' },
      { pick: 'List One Artifact Type Only', to: 'Nothing of type application/vnd.example.nothing is attached' },
      { back: true },
      { cancel: true, to: 'Nothing of type' },
    ]);
    assert.equal(asked.length, 6);
  });

  it('lead from an index to its images and back', async () => {
    await list('Quay-like registry', [
      { type: 'team/app:latest' },
      { pick: 'linux/arm64', to: 'team/app:latest' },
      { back: true, to: 'team/app@sha256:' },
      { pick: 'SBOM', to: 'team/app:latest' },
      { pick: 'Copy Digest' },
    ]);
  });

  it('come with the token that the service hands out for all repositories', async () => {
    await list('ECR-like registry', [
      { type: 'team/app:1.0' },
      { pick: 'SBOM', to: 'Attached according to' },
      { pick: 'Copy Digest' },
    ]);
  });

  it('are asked for by a pasted reference, of this host only', async () => {
    const wrong: unknown[] = [];
    const person = script([{ pick: 'Quay-like registry' }, { cancel: true }]);
    world.surface.ask = {
      ...person,
      pick: async (question) => {
        if (question.title.endsWith(': List Referrers')) {
          for (const text of ['other.example/team/app:1.0', 'team/app:no good', 'team/app:', 'redis']) {
            wrong.push(question.typed?.(text));
          }
        }
        return person.pick(question);
      },
    };
    await commandOnRow(world.surface, 'registryAuth.listReferrers', undefined);
    assert.match(String(wrong[0]), /This image is on other\.example/);
    assert.match(String(wrong[1]), /can’t be used/);
    assert.deepEqual(
      wrong.slice(2).map((found) => typeof found),
      ['object', 'object'],
    );
  });

  it('are never none after a refusal', async () => {
    const { told } = await list('Quay-like registry', [{ type: 'secret/app:1.0' }]);
    assert.equal(told[0]?.severity, 'error');
    assert.match(told[0].text, /127\.0\.0\.1:\d+ didn’t grant pull on secret\/app to /);
  });
});
