// The API of the playground, and a way to it with any key.
import type { RequestListener } from 'node:http';
import { afterAll, afterEach, beforeAll } from 'vitest';
import type { Credential } from '../../../src/auth/credential.js';
import { type EcrServer, startEcrServer } from '../../../src/playground/ecr/index.js';
import type { SigningKey } from '../../../src/playground/ecr/sigv4.js';
import { authenticateEcr } from '../../../src/registries/ecr/privateRegistry.js';
import { answer as reply } from '../../faults/answers.js';
import { startFault } from '../../faults/server.js';
import { connectionTo, tokensFor } from '../../loopbackTokens.js';
import { ecrRequest, ecrWorld, emptyMachine } from './ecrWorld.js';

export const { signal } = new AbortController();
export const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  await Promise.all(stops.splice(0).map((stop) => stop()));
});

export let ecr: EcrServer;
beforeAll(async () => {
  ecr = await startEcrServer();
});
afterAll(() => ecr.stop());

export const keyOf = ({ id, secret, sessionToken }: SigningKey): Credential => ({
  type: 'access-key',
  id,
  secret,
  ...(sessionToken === undefined ? {} : { sessionToken }),
});

export const settings = (server: Pick<EcrServer, 'origin'>) => ({ region: 'eu-west-1', endpoint: server.origin });

/** Through the whole product. */
export const get = (credential: Credential, more: Readonly<Record<string, string>> = {}) =>
  tokensFor(credential).get(
    { ...connectionTo(ecr.origin, 'ecr', 'access-key'), settings: { ...settings(ecr), ...more } },
    [],
    { signal },
  );

/** One request to an API that answers this way. */
export async function answered(answer: RequestListener, more: Parameters<typeof ecrWorld>[0] = {}) {
  const server = await startFault(() => ({ '/': answer }));
  stops.push(server.stop);
  const { io } = ecrWorld(more);
  const credential = keyOf({ id: 'AKIAIOSFODNN7EXAMPLE', secret: 'planted-secret', sessionToken: 'planted-session' });
  const promise = authenticateEcr(ecrRequest(server.origin, credential, settings(server)), io, emptyMachine);
  return { promise, server };
}
export const amz = (status: number, body: unknown) =>
  reply(
    status,
    { 'Content-Type': 'application/x-amz-json-1.1' },
    typeof body === 'string' ? body : JSON.stringify(body),
  );
