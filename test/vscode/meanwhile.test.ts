// What somebody changes or removes while something is under way.
import { strict as assert } from 'node:assert';
import type { RequestListener, ServerResponse } from 'node:http';
import { challenge, json } from '../faults/answers.js';
import { type FaultServer, startFault } from '../faults/server.js';
import { saved } from './saved.js';
import { script } from './script.js';
import { commandOnRow, forgetAll, rows, storedSecrets, tabs, type TestSurface, testSurface } from './testSurface.js';

const OLD = 'the old password';
const NEW = 'the new password';
const token = json(200, { token: 'opaque-token', expires_in: 300 });

/** Answers when it is told to. */
function held(): { readonly listener: RequestListener; answer(): void } {
  const waiting: ServerResponse[] = [];
  return {
    listener: (_, response) => void waiting.push(response),
    answer: () => waiting.splice(0).forEach((response) => response.end(JSON.stringify({ token: 'opaque-token' }))),
  };
}

describe('a connection that is changed or removed meanwhile', () => {
  let first: FaultServer;
  let second: FaultServer;
  let surface: TestSurface;
  let slow: ReturnType<typeof held> | undefined;
  let count = 0;
  let id = '';

  before(async () => {
    await forgetAll();
    const routes = {
      '/v2/': challenge('Bearer realm="/token",service="s"'),
      '/token': (...exchange: Parameters<RequestListener>) => (slow?.listener ?? token)(...exchange),
    };
    first = await startFault(() => routes);
    second = await startFault(() => routes);
    surface = await testSurface(script([]));
  });
  beforeEach(() => {
    slow = undefined;
    id = `meanwhile-${String((count += 1))}`;
  });
  after(async () => {
    await surface.dispose();
    await Promise.all([first.stop(), second.stop()]);
    await forgetAll();
  });

  const received = ({ received: requests }: FaultServer, password: string): boolean => {
    const basic = `Basic ${Buffer.from(`dana:${password}`).toString('base64')}`;
    return requests.some(({ rawHeaders }) => rawHeaders.includes(basic));
  };
  const stored = async (): Promise<{ metadata: Record<string, unknown>; credential: unknown }> =>
    (await storedSecrets())[`registry-auth/${id}`] as Awaited<ReturnType<typeof stored>>;

  it('keeps its new address when a fetch that began before ends', async () => {
    slow = held();
    const node = await saved(surface, { id, address: first.origin }, OLD);
    surface.ask = script([{ type: 'team/app' }, { several: ['pull'] }]);
    const fetching = commandOnRow(surface, 'registryAuth.fetchToken', node);
    await first.requested('/token');
    await saved(surface, { id, address: second.origin, revision: 2 }, NEW);
    slow.answer();
    await fetching;

    const { metadata, credential } = await stored();
    assert.deepEqual([metadata.address, metadata.revision, metadata.provedAt], [second.origin, 2, undefined]);
    assert.deepEqual(credential, { type: 'password', username: 'dana', password: NEW });
    assert.equal(received(first, NEW), false);
  });

  it('sends the new password nowhere but to the new address', async () => {
    const node = await saved(surface, { id, address: first.origin, provedAt: 1 }, OLD);
    const person = script([{ type: 'team/app' }, { several: ['pull'] }]);
    surface.ask = {
      ...person,
      pickSeveral: async (question) => {
        const answer = await person.pickSeveral(question);
        await saved(surface, { id, address: second.origin, revision: 2 }, NEW); // another window
        return answer;
      },
    };
    await commandOnRow(surface, 'registryAuth.fetchToken', node);
    person.done();
    assert.equal(received(first, NEW), false);
    assert.deepEqual(
      person.told.map(({ text, actions }) => [text, actions]),
      [[`The connection to ${first.host} was changed in the meantime. Try again.`, ['Try Again']]],
    );
  });

  it('is edited as it is now, whatever its row was made of', async () => {
    const node = await saved(surface, { id, address: first.origin }, OLD);
    await saved(surface, { id, address: second.origin, revision: 2 }, NEW);
    const person = script([{ pick: 'Address' }, { cancel: true, to: `"${second.origin}"` }]);
    surface.ask = person;
    await commandOnRow(surface, 'registryAuth.editConnection', node);
    person.done();
  });

  it('does not list what an earlier credential won', async () => {
    const node = await saved(surface, { id, address: first.origin }, OLD);
    surface.ask = script([{ type: 'team/app' }, { several: ['pull'] }]);
    await commandOnRow(surface, 'registryAuth.fetchToken', node);
    const description = async (): Promise<string> =>
      (await rows(surface)).find(({ node: one }) => one.type === 'connection' && one.connection.id === id)
        ?.description ?? '';
    assert.match(await description(), /^valid/);
    await saved(surface, { id, address: first.origin, revision: 2 }, NEW);
    assert.match(await description(), /^not verified/);
  });

  it('is said to be gone when it was removed', async () => {
    const node = await saved(surface, { id, address: first.origin, provedAt: 1 }, OLD);
    const person = script([{ type: 'team/app' }, { several: ['pull'] }]);
    surface.ask = {
      ...person,
      pickSeveral: async (question) => {
        const answer = await person.pickSeveral(question);
        await surface.store.remove(id);
        return answer;
      },
    };
    await commandOnRow(surface, 'registryAuth.fetchToken', node);
    assert.deepEqual(
      person.told.map(({ text, actions }) => [text, actions]),
      [[`The connection to ${first.host} no longer exists. Add it again if you still need it.`, []]],
    );
  });

  it('takes the panel along when it is removed', async () => {
    const node = await saved(surface, { id, address: first.origin, name: 'To be removed' }, OLD);
    surface.ask = script([{ type: 'team/app' }, { several: ['pull'] }]);
    await commandOnRow(surface, 'registryAuth.fetchToken', node);
    await commandOnRow(surface, 'registryAuth.inspectToken', node);
    await tabs((labels) => labels.includes('Token for To be removed'));
    surface.ask = script([{ confirm: true }]);
    await commandOnRow(surface, 'registryAuth.removeConnection', node);
    await tabs((labels) => !labels.includes('Token for To be removed'));
  });
});
