import { createServer, type ServerResponse } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Connection } from '../../../src/connections/connection.js';
import type { Tokens } from '../../../src/tokens.js';
import { createHealth } from '../../../src/ui/acquire/connectionHealth.js';
import { renewTokens } from '../../../src/ui/fetch/renewTokens.js';
import { createLog } from '../../../src/ui/log.js';
import type { Message } from '../../../src/ui/prompts/ask.js';
import { challenge, json } from '../../faults/answers.js';
import { listenOn } from '../../faults/server.js';
import { connectionTo, tokensFor } from '../../loopbackTokens.js';
import { connect, signal, startLoginServer, tokensInNetwork } from '../../registries/acr/loginServer.js';
import { dana, signIns } from '../../registries/flow/signIns.js';

const DAY = 24 * 3600_000;
const nothing = (): void => undefined;
const scopes = ['repository:team/app:pull'];

const ends: (() => unknown)[] = [];
let told: Message[];
let health: ReturnType<typeof createHealth>;
beforeEach(() => {
  told = [];
  health = createHealth();
});
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) {
    await end();
  }
});

async function renew(tokens: Tokens, connections: readonly Connection[]): Promise<void> {
  const wanted = connections.map((connection) => ({ connection, tokens: tokens.cached(connection.id) }));
  const window = {
    health,
    log: createLog({ info: nothing, error: nothing, show: nothing, dispose: nothing }),
    tree: { refresh: nothing },
    tokens: Object.assign(async () => tokens, { peek: () => tokens }),
    ask: {
      progress: <T>(_text: string, work: (until: AbortSignal) => Promise<T>): Promise<T> => work(signal),
      tell: async (message: Message): Promise<undefined> => void told.push(message),
    },
  };
  await renewTokens(window, wanted);
}

describe('Renew All', () => {
  it('leaves a sign-in that ended to whoever can sign in, and blames nobody', async () => {
    let now = Date.now();
    const clock = { now: () => now };
    const server = await startLoginServer('contoso.azurecr.io', clock);
    ends.push(server.stop);
    const sessions = signIns(() => server.entra.accessToken());
    sessions.agreed.add('https://containerregistry.azure.net/.default');
    const tokens = await tokensInNetwork(
      { type: 'session', provider: 'microsoft', cloud: 'io', account: dana },
      { ...clock, sessions },
    );
    const connection = connect(server.origin);
    await tokens.get(connection, scopes, { signal });
    sessions.agreed.clear();
    now += DAY; // what the sign-in won has ended as well
    await renew(tokens, [connection]);
    expect(told.map(({ text }) => text)).toEqual([
      `Renewed 0 of 1 tokens. Not renewed, because they need your input: ${server.host}.`,
    ]);
    expect(health.needsCredential(connection)).toBe(false);
  });

  it('fetches nothing that was forgotten meanwhile', async () => {
    let open: (() => void) | undefined;
    const reached = new Promise<void>((resolve) => (open = resolve));
    const waiting: ServerResponse[] = [];
    let held = false;
    const server = createServer((request, response) => {
      if (held) {
        waiting.push(response);
        if (waiting.length === 4) {
          open?.();
        }
      } else if (request.url?.startsWith('/token') === true) {
        json(200, { token: 't', expires_in: 300 })(request, response);
      } else {
        challenge(`Bearer realm="http://${String(request.headers.host)}/token",service="s"`)(request, response);
      }
    });
    const { host, stop } = await listenOn(server);
    ends.push(stop);
    const tokens = tokensFor({ type: 'password', username: 'dana', password: 'planted' });
    const connections = Array.from({ length: 8 }, (_, index) => ({
      ...connectionTo(`http://${host}`, 'oci', 'password'),
      id: `c${String(index)}`,
    }));
    for (const connection of connections) {
      await tokens.get(connection, scopes, { signal });
    }
    held = true;
    const renewing = renew(tokens, connections);
    await reached;
    tokens.forget();
    await renewing;
    expect(waiting).toHaveLength(4);
    expect(tokens.cached()).toEqual([]);
    expect(told).toMatchObject([
      {
        severity: 'info',
        text: 'Renewed 0 of 8 tokens. Not renewed, because their tokens were forgotten in the meantime: 8.',
      },
    ]);
    waiting.forEach((response) => response.destroy());
  });
});
