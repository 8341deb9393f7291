// Where a credential went, judged from outside: by what servers received and by what lies on the disk.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ReceivedRequest } from '../../src/playground/server.js';
import type { Recorded } from '../faults/server.js';

export interface Pair {
  readonly username: string;
  readonly password: string;
}

/** Every form in which a request could carry the password. */
function disguises({ username, password }: Pair): string[] {
  return [
    password,
    encodeURIComponent(password),
    Buffer.from(password).toString('base64').replace(/=+$/, ''),
    Buffer.from(`${username}:${password}`).toString('base64'),
  ];
}

/** The requests with the password anywhere in them. */
export function carrying<R extends ReceivedRequest | Recorded>(pair: Pair, requests: readonly R[]): R[] {
  return requests.filter((request) => {
    const text = JSON.stringify(request);
    return disguises(pair).some((disguise) => text.includes(disguise));
  });
}

/** The files below a folder with the password anywhere in them. */
export function filesWith(pair: Pair, folder: string): string[] {
  const needles = disguises(pair).map((disguise) => Buffer.from(disguise));
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => {
      const content = readFileSync(file);
      return needles.some((needle) => content.includes(needle));
    });
}
