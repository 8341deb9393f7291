// A world in which every name leads to this machine, and a certificate is trusted; and sign-ins that were agreed to.
import { strict as assert } from 'node:assert';
import type { LookupFunction } from 'node:net';
import { authentication, commands } from 'vscode';
import type { Account } from '../../src/auth/credential.js';
import * as core from '../../src/core.js';
import type { TokensWorld } from '../../src/tokensTypes.js';
import type { World } from '../../src/ui/surface.js';
import { STAND_IN, stranger } from './harness.js';

const toThisMachine: LookupFunction = (_name, options, done) => {
  if (options.all === true) {
    done(null, [{ address: '127.0.0.1', family: 4 }]);
  } else {
    done(null, '127.0.0.1', 4);
  }
};

/** `ca` is the certificate in PEM form. */
export function worldTrusting(ca: string): Pick<World, 'lookup' | 'loadCore'> {
  class TrustingTokens extends core.Tokens {
    constructor(world: TokensWorld) {
      super({ ...world, tls: async () => ({ ca }) });
    }
  }
  return { lookup: toThisMachine, loadCore: async () => ({ ...core, Tokens: TrustingTokens }) };
}

/** Signs in through the accounts menu, which needs no dialog: the only way to agree to something under test. */
export async function agree(
  scopes: readonly string[],
  account: Account,
  accessToken: () => Promise<string>,
): Promise<void> {
  const { signIns } = await stranger();
  signIns.next = async () => ({ id: scopes.join(' '), accessToken: await accessToken(), account, scopes });
  const changed = new Promise<void>((resolve) => {
    const listening = authentication.onDidChangeSessions(({ provider }) => {
      if (provider.id !== STAND_IN) {
        return;
      }
      listening.dispose();
      resolve();
    });
  });
  assert.equal(await authentication.getSession(STAND_IN, scopes), undefined);
  await commands.executeCommand(`${STAND_IN}:registry-auth.registry-auth:signIn0`);
  await changed;
  const signedIn = async () => (await authentication.getSession(STAND_IN, scopes, { silent: true })) !== undefined;
  while (!(await signedIn())) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
