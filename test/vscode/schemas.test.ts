// JSON of a service that names a schema: the editor's own JSON service would fetch that address, unasked.
import { strict as assert } from 'node:assert';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { commands, type FoldingRange, type Uri, window, workspace } from 'vscode';
import { closeEditors, openText } from './documents.js';
import { type PlaygroundSurface, playgroundSurface } from './playgroundSurface.js';

describe('a document whose text names a schema', () => {
  let world: PlaygroundSurface;
  let server: Server;
  const asked: string[] = [];

  before(async () => {
    world = await playgroundSurface();
    server = createServer((request, response) => {
      asked.push(request.url ?? '');
      response.writeHead(200, { 'Content-Type': 'application/json' }).end('{"type":"object"}');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterEach(closeEditors);
  after(async () => {
    server.closeAllConnections();
    server.close();
    await world.stop();
  });

  const text = (name: string): string => {
    const { port } = server.address() as AddressInfo;
    return JSON.stringify({ $schema: `http://127.0.0.1:${String(port)}/${name}`, a: [1, { b: 2 }] }, null, 2);
  };

  /** What a document of the editor's own JSON asks for, so that nothing can still be on its way. */
  async function untilAsked(name: string): Promise<void> {
    const document = await workspace.openTextDocument({ language: 'json', content: text(name) });
    await window.showTextDocument(document);
    for (let tries = 0; !asked.includes(`/${name}`); tries += 1) {
      assert.ok(tries < 400, 'the JSON service of the editor asked for nothing');
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  it('makes the editor send nothing, whatever its name', async () => {
    const documents = await world.surface.documents();
    for (const [index, name] of ['answer', 'package.json', 'x.jsonc', 'GET v2-x.json'].entries()) {
      await documents.open(name, { format: 'json', text: text(`ours-${String(index)}`) });
      const { languageId, uri } = openText();
      assert.equal(languageId, 'registry-auth-answer');
      await foldsOf(uri);
    }
    await untilAsked('theirs');
    assert.deepEqual([...new Set(asked)], ['/theirs']);
  });

  it('can be folded', async () => {
    const documents = await world.surface.documents();
    await documents.open('answer', { format: 'json', text: text('ours') });
    assert.deepEqual(
      (await foldsOf(openText().uri)).map(({ start }) => start),
      [0, 2, 4],
    );
  });

  /** By indentation: no other extension knows this language. */
  async function foldsOf(uri: Uri): Promise<FoldingRange[]> {
    const ranges = await commands.executeCommand<FoldingRange[] | undefined>('vscode.executeFoldingRangeProvider', uri);
    return ranges ?? [];
  }
});
