import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { accountOfKey, createKeychain, secretKey } from '../../src/connections/keychain.js';
import { desktopSecrets } from './fakes.js';

describe('keychain', () => {
  it('sets, gets, replaces and deletes', async () => {
    const keychain = createKeychain(desktopSecrets());
    expect(await keychain.getPassword('app', 'dana')).toBeNull();
    await keychain.setPassword('app', 'dana', 'one');
    await keychain.setPassword('app', 'dana', 'two');
    expect(await keychain.getPassword('app', 'dana')).toBe('two');
    expect(await keychain.deletePassword('app', 'dana')).toBe(true);
    expect(await keychain.deletePassword('app', 'dana')).toBe(false);
    expect(await keychain.getPassword('app', 'dana')).toBeNull();
  });

  it('finds the credentials of one service only', async () => {
    const values = new Map([
      ['somebody/else/wrote', 'this'],
      ['app', 'and this'],
      ['app/%', 'and that'],
    ]);
    const keychain = createKeychain(desktopSecrets(values));
    expect(await keychain.findPassword('app')).toBeNull();
    expect(await keychain.findCredentials('app')).toEqual([]);
    await keychain.setPassword('app', 'dana', '1');
    await keychain.setPassword('app', 'team/ci', '2');
    await keychain.setPassword('app/dana', 'x', '3');
    expect(await keychain.findPassword('app')).toBe('1');
    expect(await keychain.findCredentials('app')).toEqual([
      { account: 'dana', password: '1' },
      { account: 'team/ci', password: '2' },
    ]);
  });

  it('keeps an empty password apart from none', async () => {
    const keychain = createKeychain(desktopSecrets());
    await keychain.setPassword('app', 'dana', '');
    expect(await keychain.getPassword('app', 'dana')).toBe('');
    expect(await keychain.findPassword('app')).toBe('');
    expect(await keychain.deletePassword('app', 'dana')).toBe(true);
  });

  it('leaves out what is deleted while it looks', async () => {
    const secrets = desktopSecrets(new Map([['app/gone', '1']]));
    const keychain = createKeychain({ ...secrets, get: async () => undefined });
    expect(await keychain.findCredentials('app')).toEqual([]);
  });

  it.each(['keys', 'get', 'store', 'delete'] as const)('rejects when %s does', async (broken) => {
    const secrets = desktopSecrets(new Map([['app/dana', '1']]));
    const keychain = createKeychain({ ...secrets, [broken]: () => Promise.reject(new Error(`no ${broken}`)) });
    const calls = {
      keys: () => keychain.findCredentials('app'),
      get: () => keychain.getPassword('app', 'dana'),
      store: () => keychain.setPassword('app', 'dana', '2'),
      delete: () => keychain.deletePassword('app', 'dana'),
    };
    await expect(calls[broken]()).rejects.toThrow(`no ${broken}`);
  });

  it('gives every service and account a key of its own', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme' }),
        fc.string({ unit: 'grapheme' }),
        fc.string(),
        (service, account, other) => {
          expect(accountOfKey(service, secretKey(service, account))).toBe(account);
          if (other !== service) {
            expect(accountOfKey(other, secretKey(service, account))).toBeUndefined();
          }
        },
      ),
    );
  });
});
