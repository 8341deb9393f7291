import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Credential } from '../../src/auth/credential.js';
import type { AuthError } from '../../src/auth/errors.js';
import { type Connection, newConnectionId } from '../../src/connections/connection.js';
import { createKeychain, secretKey } from '../../src/connections/keychain.js';
import { type ConnectionStore, createConnectionStore, SERVICE } from '../../src/connections/store.js';
import { formatStored, readStored } from '../../src/connections/storedEntry.js';
import { saying } from '../faults/saying.js';
import { desktopSecrets } from './fakes.js';

const password: Credential = { type: 'password', username: 'dana', password: 'p "quoted" \\ secret' };
const connection: Connection = {
  id: '11111111-1111-4111-8111-111111111111',
  kind: 'oci',
  address: 'https://quay.example.com:8443',
  form: 'password',
  account: 'dana',
  insecure: false,
  settings: {},
  revision: 0,
};

function window(values = new Map<string, string>(), overrides: Partial<ReturnType<typeof desktopSecrets>> = {}) {
  const secrets = { ...desktopSecrets(values), ...overrides };
  const store = createConnectionStore({ keychain: createKeychain(secrets), onDidChangeSecret: secrets.onDidChange });
  return { store, values };
}

async function failure(work: Promise<unknown>): Promise<AuthError> {
  return work.then(
    () => expect.unreachable(),
    (error: unknown) => error as AuthError,
  );
}

describe('what is good for one use', () => {
  it('is not stored, and not read where it was', () => {
    const tokens = { accessToken: 'planted-access', refreshToken: 'planted-refresh' };
    const text = formatStored(connection, { type: 'foreign-tokens', ...tokens, tenant: 'contoso.example' });
    expect(text).not.toContain('planted');
    const credential = { type: 'foreign-tokens', tenant: 'contoso.example' };
    expect(readStored(connection.id, text)).toMatchObject({ credential });
    const tampered = JSON.stringify({ version: 1, metadata: connection, credential: { ...credential, ...tokens } });
    expect(readStored(connection.id, tampered)).toEqual({ state: 'ok', connection, credential });
  });
});

describe('entries', () => {
  it.each<[string, Credential]>([
    ['anonymous', { type: 'anonymous' }],
    ['password', password],
    ['identity token', { type: 'identity-token', refreshToken: 'refresh' }],
    ['shop account', { type: 'shop-login', role: 'customer', username: 'a@b.example', password: 'p' }],
    [
      'shop account behind a web server password',
      { type: 'shop-login', role: 'admin', username: 'dana', password: 'p', gate: { username: 'g', password: 'q' } },
    ],
    ['bearer', { type: 'bearer', token: 'token' }],
    ['access key', { type: 'access-key', id: 'AKIA', secret: 'secret' }],
    [
      'access key with everything',
      {
        type: 'access-key',
        id: 'ASIA',
        secret: 'secret',
        sessionToken: 'session',
        role: { arn: 'arn:aws:iam::1:role/x', mfaSerial: 'arn:aws:iam::1:mfa/x', externalId: 'external' },
      },
    ],
    ['tenant of tokens that are not kept', { type: 'foreign-tokens', tenant: 'contoso.example' }],
    ['profile', { type: 'profile', profile: 'dev' }],
    ['environment', { type: 'environment' }],
  ])('keeps a connection with its credential: %s', async (_name, credential) => {
    const { store, values } = window();
    await store.save(connection, credential);
    expect(await store.list()).toEqual([{ state: 'ok', connection }]);
    expect((await store.read(connection.id)).credential).toEqual(credential);
    expect([...values.keys()]).toEqual([`registry-auth/${connection.id}`]);
  });

  it('keeps options, and the key of a client certificate beside them', async () => {
    const { store, values } = window();
    const options = { ca: 'PEM', clientCertificate: 'PEM', unverified: true, deadline: 5 } as const;
    await store.save({ ...connection, options }, password, 'the key');
    expect(await store.read(connection.id)).toEqual({
      connection: { ...connection, options },
      credential: password,
      clientKey: 'the key',
    });
    expect(JSON.stringify(await store.list())).not.toContain('the key');
    await store.save(connection, password);
    expect([...values.values()].join()).not.toContain('the key');
  });

  it('shows no token that an earlier version kept as the account', () => {
    const account = 'ghp_x7Kd92mQpLz8RtYv3Wn5Bc1Hf6Js4TgA0eUi';
    const credential = { type: 'password', username: account, password: 'x-oauth-basic' };
    const text = JSON.stringify({ version: 2, metadata: { ...connection, account }, credential });
    const read = readStored(connection.id, text);
    expect(read).toMatchObject({ state: 'ok', credential });
    expect(JSON.stringify('connection' in read && read.connection)).not.toContain(account);
  });

  it('reads what the version before wrote', async () => {
    const text = JSON.stringify({ version: 1, metadata: connection, credential: password });
    expect(readStored(connection.id, text)).toEqual({ state: 'ok', connection, credential: password });
  });

  it('replaces the one with the same id and removes without a trace', async () => {
    const { store, values } = window();
    const other = { ...connection, id: newConnectionId(), name: 'other' };
    await store.save(connection, password);
    await store.save(other, password);
    await store.save({ ...connection, name: 'mine', revision: 1 }, { type: 'anonymous' });
    expect(await store.list()).toContainEqual({
      state: 'ok',
      connection: { ...connection, name: 'mine', revision: 1 },
    });
    expect((await store.read(connection.id)).credential).toEqual({ type: 'anonymous' });
    await store.remove(connection.id);
    expect(await store.list()).toEqual([{ state: 'ok', connection: other }]);
    expect(await failure(store.read(connection.id))).toMatchObject({ code: 'removed' });
    await store.remove(connection.id);
    await store.removeAll();
    expect(values.size).toBe(0);
  });

  it.each<[string, (store: ConnectionStore) => Promise<void>, string]>([
    ['was removed', (store) => store.remove(connection.id), 'removed'],
    ['got another credential', (store) => store.save({ ...connection, revision: 1 }, { type: 'anonymous' }), 'changed'],
    ['got another name', (store) => store.save({ ...connection, name: 'theirs' }, password), 'changed'],
    ['got another client key', (store) => store.save(connection, password, 'their key'), 'changed'],
  ])('is not replaced once it %s, in this window or another', async (_, meanwhile, code) => {
    const { store, values } = window();
    await store.save(connection, password);
    const before = await store.read(connection.id);
    const mine = { ...before, connection: { ...connection, name: 'mine', revision: 1 } };
    const racing = meanwhile(store);
    expect(await failure(store.replace(before, mine))).toMatchObject({ code });
    await racing;
    const kept = JSON.stringify([...values]);
    expect(await failure(window(values).store.replace(before, mine))).toMatchObject({ code });
    expect(JSON.stringify([...values])).toBe(kept);
  });

  it('is replaced as it was read, also when it was proved meanwhile', async () => {
    const { store, values } = window(
      new Map([
        [`registry-auth/${connection.id}`, JSON.stringify({ version: 1, metadata: connection, credential: password })],
      ]),
    );
    const before = await store.read(connection.id);
    await store.replace(before, { ...before, connection: { ...connection, provedAt: 1000 } });
    const after = { ...before, connection: { ...connection, name: 'mine' }, clientKey: 'key' };
    await window(values).store.replace(before, after);
    expect(await store.read(connection.id)).toEqual(after);
  });

  it('leaves what others keep alone', async () => {
    const { store, values } = window(
      new Map([
        ['another', 'secret'],
        ['registry-authority/x', 'secret'],
      ]),
    );
    expect(await store.list()).toEqual([]);
    await store.removeAll();
    expect(values.size).toBe(2);
    expect(await store.behind()).toBe(false);
  });

  it('keeps every connection, whatever its texts', async () => {
    const text = fc.string({ unit: 'binary' });
    await fc.assert(
      fc.asyncProperty(text, text, text, fc.dictionary(text, text), async (name, username, secret, settings) => {
        const { store } = window();
        const written = { ...connection, name, settings };
        const credential: Credential = { type: 'password', username, password: secret };
        await store.save(written, credential);
        const own = Object.fromEntries(
          Object.entries(settings).filter(([key]) => !['__proto__', 'prototype', 'constructor'].includes(key)),
        );
        expect(await store.list()).toEqual([{ state: 'ok', connection: { ...written, settings: own } }]);
        expect((await store.read(connection.id)).credential).toEqual(credential);
      }),
    );
  });
});

describe('entries that cannot be read', () => {
  const good = JSON.parse(formatStored(connection, password)) as Record<
    'metadata' | 'credential',
    Record<string, unknown>
  >;
  const changed = (part: 'metadata' | 'credential', change: Record<string, unknown>) =>
    JSON.stringify({ ...good, [part]: { ...good[part], ...change } });

  it.each([
    ['no JSON', 'topsecret{', 'it isn’t JSON'],
    ['cut off', formatStored(connection, password).slice(0, -2), 'it isn’t JSON'],
    ['another shape', '"topsecret"', 'the entry isn’t valid'],
    ['null', 'null', 'the entry isn’t valid'],
    ['newer version', JSON.stringify({ ...good, version: 3 }), 'it was saved by a newer version of this extension'],
    ['version of another type', JSON.stringify({ ...good, version: '1' }), 'version isn’t valid'],
    ['no credential', JSON.stringify({ ...good, credential: undefined }), 'credential isn’t valid'],
    ['unknown credential', changed('credential', { type: 'topsecret' }), 'credential.type isn’t valid'],
    ['no password', changed('credential', { password: 1 }), 'credential.password isn’t valid'],
    ['address with a path', changed('metadata', { address: 'https://x.example/y' }), 'metadata.address isn’t'],
    ['address of another scheme', changed('metadata', { address: 'ftp://x.example' }), 'metadata.address isn’t'],
    ['address of shell characters', changed('metadata', { address: 'https://a$(id)b.test' }), 'metadata.address isn’t'],
    ['no address', changed('metadata', { address: 'topsecret' }), 'metadata.address isn’t'],
    ['revision below 0', changed('metadata', { revision: -1 }), 'metadata.revision isn’t'],
    ['settings of another type', changed('metadata', { settings: { a: 1 } }), 'metadata.settings.a isn’t'],
    ['another id', changed('metadata', { id: 'x' }), 'it was stored for another connection'],
  ])('%s', async (_name, text, reason) => {
    const key = secretKey(SERVICE, connection.id);
    const { store, values } = window(new Map([[key, text]]));
    const [entry] = await store.list();
    expect(entry).toMatchObject({ state: 'broken', id: connection.id });
    expect(entry).toHaveProperty('reason', saying(new RegExp(reason)));
    expect(JSON.stringify(entry)).not.toContain('topsecret');
    expect(await failure(store.read(connection.id))).toMatchObject({ code: 'storage' });
    await store.save({ ...connection, id: 'other' }, password);
    expect(values.get(key)).toBe(text);
    await store.remove(connection.id);
    expect(await store.list()).toHaveLength(1);
  });

  it('never throws on what it reads', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        expect(readStored('id', text).state).toBe('broken');
      }),
    );
  });
});

describe('changes', () => {
  it('tells listeners of this window once per write, and of other windows', async () => {
    const values = new Map<string, string>();
    const secrets = desktopSecrets(values);
    const world = { keychain: createKeychain(secrets), onDidChangeSecret: secrets.onDidChange };
    const [one, two] = [createConnectionStore(world), createConnectionStore(world)];
    const heard: string[] = [];
    const first = one.onDidChange(() => heard.push('one'));
    two.onDidChange(() => heard.push('two'));
    await one.save(connection, password);
    expect(heard.sort()).toEqual(['one', 'two']);
    await secrets.store('another/key', 'x');
    expect(heard).toHaveLength(2);
    first.dispose();
    await two.remove(connection.id);
    expect(heard).toEqual(['one', 'two', 'two']);
  });

  it('writes one after the other, and readers see whole writes only', async () => {
    const { store } = window();
    const save = (id: string) => store.save({ ...connection, id }, password);
    const writes = [save('a'), save('b'), store.removeAll(), save('c')];
    expect(await store.list()).toMatchObject([{ connection: { id: 'c' } }]);
    await Promise.all(writes);
  });
});

describe('failures', () => {
  it('surface with their cause and without the secret', async () => {
    const { store } = window(new Map(), {
      store: (_key, value) => Promise.reject(new Error(`keyring is locked, cannot write ${value}`)),
    });
    let told = 0;
    store.onDidChange(() => (told += 1));
    const error = await failure(store.save(connection, password));
    expect(error).toMatchObject({ brand: 'registry-auth/AuthError', code: 'storage' });
    expect(error.message).toContain('keyring is locked');
    expect(error.details?.reason).toContain('keyring is locked');
    expect(JSON.stringify([error.message, error.details])).not.toMatch(/secret|quoted/);
    expect(told).toBe(1);
  });

  it('are not the end of the store', async () => {
    let locked = true;
    const values = new Map<string, string>();
    const { store } = window(values, {
      store: async (key, value) => {
        if (locked) {
          throw new Error('locked');
        }
        values.set(key, value);
      },
    });
    await failure(store.save(connection, password));
    locked = false;
    await store.save(connection, password);
    expect(await store.list()).toHaveLength(1);
  });

  it.each(['keys', 'get', 'delete'] as const)('are AuthErrors when %s rejects', async (broken) => {
    const values = new Map([[secretKey(SERVICE, connection.id), formatStored(connection, password)]]);
    const { store } = window(values, { [broken]: () => Promise.reject(new Error('no')) });
    const calls = {
      keys: [() => store.list(), () => store.removeAll()],
      get: [() => store.read(connection.id), () => store.list(), () => store.remove(connection.id)],
      delete: [() => store.remove(connection.id), () => store.removeAll()],
    };
    for (const call of calls[broken]) {
      expect(await failure(call())).toMatchObject({ code: 'storage' });
    }
  });
});
