// What is read before a question, or before a token comes, is not written back over what happened meanwhile.
import { expect, it } from 'vitest';
import type { Credential } from '../../../src/auth/credential.js';
import { AuthError } from '../../../src/auth/errors.js';
import type { Connection } from '../../../src/connections/connection.js';
import { createKeychain } from '../../../src/connections/keychain.js';
import { type ConnectionStore, createConnectionStore } from '../../../src/connections/store.js';
import { rememberProof } from '../../../src/ui/acquire/acquireToken.js';
import { askAboutCertificate } from '../../../src/ui/connect/certificateDialog.js';
import type { Surface } from '../../../src/ui/surface.js';
import { desktopSecrets } from '../../connections/fakes.js';

const connection = (revision: number): Connection => ({
  ...{ id: 'one', kind: 'oci', form: 'password', address: 'https://registry.example', account: 'dana' },
  ...{ insecure: false, revision, settings: {} },
});
const credential = (password: string): Credential => ({ type: 'password', username: 'dana', password });

async function twoWindows(): Promise<{ readonly store: ConnectionStore; readonly other: ConnectionStore }> {
  const secrets = desktopSecrets();
  const open = (): ConnectionStore =>
    createConnectionStore({ keychain: createKeychain(secrets), onDidChangeSecret: secrets.onDidChange });
  const [store, other] = [open(), open()];
  await store.save(connection(1), credential('old'));
  return { store, other };
}

it.each<[string, (other: ConnectionStore) => Promise<void>, string, readonly string[]]>([
  ['changed', (other) => other.save(connection(2), credential('new')), 'changed', ['new']],
  ['removed', (other) => other.remove('one'), 'removed', []],
])('a certificate is not trusted for what was %s meanwhile', async (_, meanwhile, code, passwords) => {
  const { store, other } = await twoWindows();
  const error = new AuthError('tls', 'expired', {
    details: { host: 'registry.example', tls: 'expired', chain: [] },
  });
  const ask = {
    pick: async ({ choices }: { choices: { value: { change?: { type: string } } }[] }) => {
      await meanwhile(other);
      return choices.find(({ value }) => value.change?.type === 'stopChecking')?.value;
    },
    confirm: async () => undefined,
  };
  const surface = { ask, store, clipboard: {}, tokens: { peek: () => undefined }, tree: { refresh: () => undefined } };
  await expect(askAboutCertificate(surface as unknown as Surface, connection(1), error)).rejects.toMatchObject({
    code,
  });
  const kept = await Promise.all((await other.list()).map(async () => (await other.read('one')).credential));
  expect(kept).toEqual(passwords.map(credential));
});

it('a connection that is removed while its token comes does not return', async () => {
  const { store } = await twoWindows();
  const errors: unknown[] = [];
  const late = {
    ...store,
    replace: async (...change: Parameters<ConnectionStore['replace']>) => {
      await store.remove('one');
      return store.replace(...change);
    },
  };
  const surface = { store: late, now: () => 1000, log: { error: (error: unknown) => void errors.push(error) } };
  await rememberProof(surface as unknown as Surface, connection(1));
  expect(errors).toMatchObject([{ code: 'removed' }]);
  expect(await store.list()).toEqual([]);
});
