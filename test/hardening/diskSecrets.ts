// A stand-in for the desktop's SecretStorage that outlives its process: as there, one write is whole or not there at all.
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import type { SecretStorageLike } from '../../src/connections/keychain.js';
import type { MementoLike } from '../../src/connections/memento.js';

export function diskSecrets(folder: string): SecretStorageLike {
  const fileOf = (key: string): string => join(folder, `${encodeURIComponent(key)}.secret`);
  return {
    async keys() {
      await setImmediate();
      return readdirSync(folder)
        .filter((name) => name.endsWith('.secret'))
        .map((name) => decodeURIComponent(name.replace(/\.secret$/, '')));
    },
    async get(key) {
      await setImmediate();
      return existsSync(fileOf(key)) ? readFileSync(fileOf(key), 'utf8') : undefined;
    },
    async store(key, value) {
      await setImmediate();
      writeFileSync(`${fileOf(key)}.new`, value);
      renameSync(`${fileOf(key)}.new`, fileOf(key));
    },
    async delete(key) {
      await setImmediate();
      rmSync(fileOf(key), { force: true });
    },
  };
}

export function diskMemento(folder: string): MementoLike {
  const file = join(folder, 'state.json');
  const read = (): Record<string, unknown> =>
    existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>) : {};
  return {
    keys: () => Object.keys(read()),
    get: (key) => read()[key],
    async update(key, value) {
      writeFileSync(`${file}.new`, JSON.stringify({ ...read(), [key]: value }));
      renameSync(`${file}.new`, file);
    },
  };
}
