// Sentences that depend on what they speak of.
import { strict as assert } from 'node:assert';
import { env } from 'vscode';
import type { Token } from '../../src/auth/token.js';
import { findKind } from '../../src/registries/index.js';
import { shellAt } from '../../src/text/shell.js';
import { copySecret } from '../../src/ui/acquire/copyFormats.js';
import { editConnection } from '../../src/ui/connect/editConnection.js';
import { removeConnection } from '../../src/ui/connect/removeConnection.js';
import { clockTime, scopeWords } from '../../src/ui/localize.js';
import { tryPlayground } from '../../src/ui/playground/playgroundCommands.js';
import { script } from './script.js';
import { testSurface } from './testSurface.js';

const connection = {
  ...{ id: 'an-id', kind: 'oci', address: 'https://quay.example.com', form: 'password', insecure: false },
  ...{ settings: {}, revision: 1 },
};
const pull = ['repository:team/app:pull'];

describe('words', () => {
  it('for scopes', () => {
    const words = [pull, [], ['registry:catalog:*'], [...pull, 'registry:catalog:*'], ['aws']].map(scopeWords);
    const expected = ['pull on team/app', 'no repository (sign-in only)', 'the catalog'];
    assert.deepEqual(words, [...expected, 'pull on team/app and the catalog', 'aws']);
  });

  it('for a moment name the day where it is another one', () => {
    const noon = new Date(2026, 4, 17, 12, 30).getTime();
    assert.doesNotMatch(clockTime(noon, noon + 60_000), /17|2026/);
    assert.match(clockTime(noon, noon - 13 * 3_600_000), /17.*2026/);
  });

  it('for what was copied', async () => {
    const person = script([]);
    const surface = await testSurface(person);
    const token: Token = {
      scheme: 'Bearer',
      value: 'v',
      use: 'access',
      obtainedAt: 0,
      expirySource: 'none',
      scopes: [],
    };
    const copied: [Token, string | undefined, string][] = [
      [token, undefined, 'Copied the token for'],
      [token, 'token', 'Copied the token for'],
      [token, 'curl', `Copied the curl command (${shellAt(env.shell)?.label ?? ''}) for`],
      [{ ...token, use: 'refresh' }, undefined, 'Copied the refresh token for'],
      [{ ...token, scheme: 'Basic' }, 'token', 'Copied the user name and password for'],
    ];
    for (const [one, id] of copied) {
      const form = findKind('oci')?.outputs.find((output) => output.id === id);
      await copySecret(
        surface,
        connection,
        { token: one, revision: 1, scopes: pull, trace: { machine: '', steps: [] } },
        form,
      );
    }
    assert.deepEqual(
      person.told.map(({ text }) => text.slice(0, text.indexOf(' for') + 4)),
      copied.map(([, , text]) => text),
    );
  });

  it('for a copied token name what was granted', async () => {
    const person = script([]);
    const granted = ['repository:team/app:pull'];
    const scopes = ['repository:team/app:pull,push'];
    const token: Token = {
      scheme: 'Bearer',
      value: 'v',
      use: 'access',
      obtainedAt: 0,
      expirySource: 'none',
      scopes,
      granted,
    };
    const result = { token, revision: 1, scopes, trace: { machine: '', steps: [] } };
    await copySecret(await testSurface(person), connection, result);
    assert.match(person.told[0]?.text ?? '', /^Copied the token for pull on team\/app[.;]/);
  });
});

describe('entries that cannot be used', () => {
  const lost = { state: 'lost', id: '1a2b3c4d-5e6f', label: 'Work', address: 'https://quay.example.com' } as const;
  const broken = { state: 'broken', id: '1a2b3c4d-5e6f', reason: 'it isn’t JSON' } as const;

  it('are called in a list what their row is called', async () => {
    const person = script([{ pick: 'Connection 1a2b3c4d' }, { confirm: false, to: 'Connection 1a2b3c4d' }]);
    const surface = await testSurface(person);
    const store = { ...surface.store, list: async () => [lost, broken] };
    await assert.rejects(removeConnection({ ...surface, store }, []));
    person.done();
  });

  it('put their address into the box, not their name', async () => {
    const person = script([{ pick: 'Work' }, { cancel: true, to: '"https://quay.example.com"' }]);
    const surface = await testSurface(person);
    const store = { ...surface.store, list: async () => [lost, broken] };
    await assert.rejects(editConnection({ ...surface, store }, undefined));
    person.done();
  });
});

describe('a playground', () => {
  it('that was stopped while it started is not told of', async () => {
    const person = script([]);
    const surface = await testSurface(person);
    const playground = { ...surface.playground, start: async () => undefined, connections: () => [] };
    await tryPlayground({ ...surface, playground });
    assert.deepEqual(person.told, []);
  });
});
