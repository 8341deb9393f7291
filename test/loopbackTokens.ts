import { lookup } from 'node:dns';
import type { Credential } from '../src/auth/credential.js';
import type { Connection } from '../src/connections/connection.js';
import { Tokens } from '../src/tokens.js';

/** The product's core for one credential, on the real clock. `allowed` are origins of token servers agreed to. */
export function tokensFor(credential: Credential, allowed: readonly string[] = []): Tokens {
  return new Tokens({
    machine: 'test machine',
    now: () => Date.now(),
    lookup,
    timeout: 10_000,
    credential: () => Promise.resolve(credential),
    realms: () => ({ allowed }),
  });
}

export function connectionTo(address: string, kind = 'oci', form = 'password'): Connection {
  return { id: 'one', kind, address, form, insecure: false, settings: {}, revision: 1 };
}
