import type { LookupFunction } from 'node:net';
import type { Credential } from '../../../src/auth/credential.js';
import type { Connection } from '../../../src/connections/connection.js';
import { type AcrOptions, type AcrServer, startAcrServer } from '../../../src/playground/acr/index.js';
import type { ReceivedRequest } from '../../../src/playground/server.js';
import { Tokens } from '../../../src/tokens.js';
import type { TokensWorld } from '../../../src/tokensTypes.js';
import { authErrorOf } from '../../faults/authErrorOf.js';
import { selfSigned } from '../../faults/certificate.js';
import { forwardDefaultPort } from '../../faults/defaultPort.js';

/** Names of this network; all of them lead to this machine. */
export const names = [
  'contoso.azurecr.io',
  'contoso-a1b2.westeurope.geo.azurecr.io',
  'fabrikam.azurecr.io',
  'contoso.azurecr.us',
  'contoso.azurecr.cn',
  'contoso.azurecr.de',
  'contoso.azurecr.io.example',
  'registry.contoso.example',
  'ghcr.io',
  'pkg.ghcr.io',
];

const made = selfSigned({ names: [...names, '127.0.0.1'] });

export async function certificateFor(name: string): Promise<{ name: string; key: string; cert: string }> {
  return { name, ...(await made) };
}

/** A registry of that name, on the default port. */
export async function startLoginServer(name: string, options: AcrOptions = {}): Promise<AcrServer> {
  const server = await startAcrServer({
    certificate: { ...(await certificateFor(name)), defaultPort: true },
    ...options,
  });
  forwardDefaultPort(name, server.port);
  return server;
}

const loopback: LookupFunction = (_name, options, done) => {
  if (options.all === true) {
    done(null, [{ address: '127.0.0.1', family: 4 }]);
  } else {
    done(null, '127.0.0.1', 4);
  }
};

/** The product's core in that network, which trusts the one certificate. */
export async function tokensInNetwork(credential: Credential, more: Partial<TokensWorld> = {}): Promise<Tokens> {
  const { cert } = await made;
  return new Tokens({
    machine: 'test machine',
    now: () => Date.now(),
    lookup: loopback,
    timeout: 5_000,
    credential: () => Promise.resolve(credential),
    realms: () => ({ allowed: [] }),
    tls: async () => ({ ca: cert }),
    ...more,
  });
}

export function connect(address: string, more: Partial<Connection> = {}): Connection {
  return { id: 'one', kind: 'acr', address, form: 'any', insecure: false, settings: {}, revision: 1, ...more };
}

export const { signal } = new AbortController();

export const failure = authErrorOf;

/** Method, path and the fields of the form, in order. */
export function summary({ method, url, body }: ReceivedRequest): readonly unknown[] {
  const path = url.split('?', 1)[0];
  return body === '' ? [method, path] : [method, path, Object.fromEntries(new URLSearchParams(body))];
}
