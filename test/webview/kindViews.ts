import type { AuthTrace, Purpose, TraceStep } from '../../src/auth/trace.js';
import type { Connection } from '../../src/connections/connection.js';
import * as core from '../../src/core.js';
import { same } from '../../src/text/message.js';
import { tokenPage } from '../../src/ui/inspect/tokenPage.js';
import type { PanelView } from '../../src/ui/panel/messages.js';
import { viewOf } from '../../src/ui/panel/view.js';
import type { Surface } from '../../src/ui/surface.js';
import { type FetchedSample, fetchedSample, isFetched, type KindTokenName, pastedToken } from './kindTokens.js';
import { NOW } from './tokens.js';

/** The page that the product makes of a token of each sort: its inspection, its requests, and what is offered. */
export async function kindTokenView(name: KindTokenName): Promise<PanelView> {
  return isFetched(name) ? fetchedView(fetchedSample(name, NOW)) : pastedView(pastedToken(name, NOW));
}

/** The page of a pasted token. */
export async function pastedView(value: string): Promise<PanelView> {
  return viewOf(await tokenPage(surfaceWith([]), { from: 'paste', value, evidence: {} }), 'en-GB', same);
}

async function fetchedView(sample: FetchedSample): Promise<PanelView> {
  const { kind, host, account, form, asked = [] } = sample;
  const address = `https://${host}`;
  const connection: Connection = { id: 'c1', kind, address, form, account, insecure: false, settings: {}, revision: 1 };
  const trace = traceOf(sample);
  const kept = { token: tokenOf(sample), trace, revision: 1, scopes: asked };
  // A refresh token is shown in the place of the access token that it came with.
  const part = sample.more?.use === 'refresh' ? ({ part: 'refresh' } as const) : {};
  const held =
    'part' in part ? { ...kept, token: { ...kept.token, use: 'access', refreshToken: sample.value } as const } : kept;
  const shown = { from: 'connection', connection, scopes: asked, trace, evidence: {}, ...part } as const;
  return { ...viewOf(await tokenPage(surfaceWith([held]), shown), 'en-GB', same), keptOpen: false };
}

function tokenOf({ host, value, realm, service = host, asked = [], more = {} }: FetchedSample) {
  const exp = /"exp":(\d+)/.exec(Buffer.from(value.split('.')[1] ?? '', 'base64url').toString())?.[1];
  return {
    scheme: 'Bearer',
    value,
    use: 'access',
    obtainedAt: NOW - 10_000,
    expirySource: 'claim',
    ...(exp === undefined ? {} : { expiresAt: Number(exp) * 1000 }),
    scopes: asked,
    details: { realm, service },
    ...more,
  } as const;
}

/** As much of the window as a page is made with. */
function surfaceWith(held: readonly object[]): Surface {
  const tokens = { peek: () => ({ cached: () => held }) };
  const credentialOf = async () => ({ type: 'anonymous' });
  const read = { core: async () => core, tokens, credentialOf };
  const surface = { ...read, machine: 'this machine', version: '1.0.0', now: () => NOW };
  return surface as unknown as Surface; // only what tokenPage takes of it
}

/** The way to it, as its service answers. */
function traceOf({ host, realm, asked = [], service = host }: FetchedSample): AuthTrace {
  const step = (purpose: Purpose, url: string, more: Partial<TraceStep>): TraceStep => ({
    ...{ purpose, method: 'GET', url, authorization: 'none', requestHeaders: {}, headers: {} },
    ...{ startedAt: NOW - 10_200, duration: 61, remoteAddress: '203.0.113.7' },
    ...more,
  });
  if (asked.length === 0) {
    return { machine: 'this machine', steps: [step('sign-in', realm, { method: 'POST', status: 200, duration: 143 })] };
  }
  const query = new URLSearchParams({ service, scope: asked.join(' ') });
  const challenges = [{ scheme: 'bearer', parameters: { realm, service } }];
  return {
    machine: 'this machine',
    steps: [
      step('ping', `https://${host}/v2/`, { status: 401, challenges }),
      step('exchange', `${realm}?${query.toString()}`, {
        authorization: 'basic',
        status: 200,
        duration: 82,
        realm: new URL(realm).host === host ? 'same-host' : 'known-pair',
      }),
    ],
  };
}
