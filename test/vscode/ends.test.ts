// What only some kinds have: tokens that can be ended, and an answer of their own.
import { strict as assert } from 'node:assert';
import { heldTokens } from '../../src/ui/acquire/heldTokens.js';
import { closeEditors, openText } from './documents.js';
import { countRequests } from './harness.js';
import { type PlaygroundSurface, playgroundSurface } from './playgroundSurface.js';

describe('what only some kinds have', () => {
  let world: PlaygroundSurface;
  before(async () => {
    world = await playgroundSurface();
  });
  afterEach(closeEditors);
  after(() => world.stop());

  it('is offered by the words of the row', async () => {
    const words = async (name: string) => {
      const { contextValue = '' } = await world.surface.tree.getTreeItem(await world.rowOf(name));
      return contextValue.split(' ').filter((word) => ['answer', 'revocable'].includes(word));
    };
    assert.deepEqual(await words('Quay-like registry'), []);
    assert.deepEqual(await words('ECR-like registry'), ['answer']);
    assert.deepEqual(await words('Shop, customer'), ['revocable']);
    assert.deepEqual(await words('Shop, admin user'), []);
  });

  it('tokens of a customer end, after a question, and the next one works', async () => {
    await world.run('fetchToken', 'Shop, customer', []);
    const node = await world.rowOf('Shop, customer');
    assert.ok(node.type === 'connection');
    const [before] = heldTokens(world.surface, node.connection);
    assert.ok(before);
    await world.run('revokeTokens', 'Shop, customer', [{ confirm: false, to: 'All of this customer’s tokens' }]);
    assert.equal(heldTokens(world.surface, node.connection).length, 1);

    const { told } = await world.run('revokeTokens', 'Shop, customer', [{ confirm: true }]);
    assert.match(told[0]?.text ?? '', /revoked all tokens of /);
    assert.deepEqual(heldTokens(world.surface, node.connection), []);
    const answer = await fetch(`${node.connection.address}/rest/V1/customers/me`, {
      headers: { Authorization: `Bearer ${before.token.value}` },
    });
    assert.equal(answer.status, 401);

    const { told: proved } = await world.run('testToken', 'Shop, customer', []);
    assert.match(proved[0]?.text ?? '', /accepted the token/);
  });

  it('an answer opens in the service’s own words, the token left out', async () => {
    await world.run('openResponse', 'ECR-like registry', []);
    const { text, languageId } = openText();
    assert.equal(languageId, 'registry-auth-answer');
    const { authorizationData } = JSON.parse(text) as { authorizationData: Record<string, unknown>[] };
    const [data] = authorizationData;
    assert.deepEqual(Object.keys(data ?? {}), ['authorizationToken', 'expiresAt', 'proxyEndpoint']);
    assert.equal(data?.authorizationToken, 'QVdT…');
    assert.equal(typeof data.expiresAt, 'number');
  });

  it('the environment that a connection would rest on is shown before it is used', async () => {
    const { AWS_ACCESS_KEY_ID: before } = process.env;
    process.env.AWS_ACCESS_KEY_ID = 'AKIAPLANTED';
    const requests = countRequests();
    try {
      const { asked } = await world.run('addConnection', undefined, [
        { text: 'eu-west-1', to: 'Paste a registry host' },
        { pick: 'Environment variables on this machine' },
        { pick: 'Go Back', to: 'The environment of VS Code on the test machine has AWS_ACCESS_KEY_ID.' },
        { cancel: true, to: 'How do you sign in' },
      ]);
      assert.ok(!asked.join(' ').includes('PLANTED'));
    } finally {
      requests.stop();
      if (before === undefined) {
        delete process.env.AWS_ACCESS_KEY_ID;
      } else {
        process.env.AWS_ACCESS_KEY_ID = before;
      }
    }
    assert.deepEqual(requests.sent, []);
  });
});
