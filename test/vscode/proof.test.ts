// Test Token: the token shown to the service that it is for.
import { strict as assert } from 'node:assert';
import { ConfigurationTarget, workspace } from 'vscode';
import { plainText } from '../../src/text/message.js';
import { heldTokens } from '../../src/ui/acquire/heldTokens.js';
import { inspect } from '../../src/ui/inspect/inspectionInput.js';
import { tokenPage } from '../../src/ui/inspect/tokenPage.js';
import { closeEditors } from './documents.js';
import { type PlaygroundSurface, playgroundSurface } from './playgroundSurface.js';
import { rows } from './testSurface.js';

describe('the proof of a token', () => {
  let world: PlaygroundSurface;
  beforeEach(async () => {
    world = await playgroundSurface();
  });
  afterEach(async () => {
    await closeEditors();
    await world.stop();
  });

  async function inspection(name: string) {
    const node = await world.rowOf(name);
    assert.ok(node.type === 'connection');
    const [held] = heldTokens(world.surface, node.connection);
    assert.ok(held);
    const shown = await inspect(world.surface, node.connection, held);
    return { first: shown.answers[0], proof: plainText(shown.proof, Date.now()) };
  }

  it('is offered with a new token, and said', async () => {
    const { told } = await world.run('fetchToken', 'Quay-like registry', [{ pick: 'pull on team/app' }], (text) =>
      text.includes('can pull') ? 'Test Token' : undefined,
    );
    assert.deepEqual(told[0]?.actions, ['Copy', 'Inspect', 'Test Token']);
    assert.match(told[1]?.text ?? '', /^127\.0\.0\.1:\d+ accepted the token at /);
    const { first, proof } = await inspection('Quay-like registry');
    assert.equal(first.tone, 'good');
    assert.match(proof, / · accepted by 127\.0\.0\.1:\d+ at /);
    const node = await world.rowOf('Quay-like registry');
    assert.ok(node.type === 'connection');
    const [held] = heldTokens(world.surface, node.connection);
    assert.ok(held);
    const { connection } = node;
    const page = await tokenPage(world.surface, {
      from: 'connection',
      connection,
      scopes: held.scopes,
      trace: held.trace,
      evidence: {},
    });
    assert.match(plainText(page.inspection.proof, Date.now()), /accepted by/);
    assert.equal(page.trace?.steps.at(-1)?.purpose, 'check');
  });

  it('says plainly that a dead token was refused, in message, panel and row, and fetches another', async () => {
    await world.run('fetchToken', 'Shop, customer', []);
    const node = await world.rowOf('Shop, customer');
    assert.ok(node.type === 'connection');
    const [held] = heldTokens(world.surface, node.connection);
    await fetch(`${node.connection.address}/rest/V1/integration/customer/revoke-customer-token`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${held?.token.value ?? ''}` },
    });
    const { told } = await world.run('testToken', 'Shop, customer', []);
    assert.equal(told[0]?.severity, 'error');
    assert.match(told[0].text, /^127\.0\.0\.1:\d+ rejected this token \(401 .*self/);
    assert.deepEqual(told[0].actions, ['Fetch Again', 'Inspect']);
    const { first, proof } = await inspection('Shop, customer');
    assert.deepEqual({ state: first.state, tone: first.tone }, { state: 'refused', tone: 'bad' });
    assert.match(first.text, /^127\.0\.0\.1:\d+ rejected this token \d+ seconds? ago\.$/);
    assert.doesNotMatch(proof, /accepted/);
    const [group] = await rows(world.surface);
    const row = (await rows(world.surface, group?.node)).find(({ label }) => label === 'Shop, customer');
    assert.match(row?.description ?? '', /^token refused/);
  });

  for (const name of ['testTokens', 'proveTokens']) {
    it(`is made by itself where the setting ${name} says so`, async () => {
      const settings = workspace.getConfiguration('registryAuth');
      await settings.update(name, true, ConfigurationTarget.Global);
      try {
        const { told } = await world.run('fetchToken', 'ECR-like registry', []);
        assert.deepEqual(told[0]?.actions, ['Copy', 'Inspect']);
        assert.match((await inspection('ECR-like registry')).proof, /accepted by/);
      } finally {
        await settings.update(name, undefined, ConfigurationTarget.Global);
      }
    });
  }
});
