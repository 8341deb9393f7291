import { setTimeout } from 'node:timers/promises';
import { AuthError, type AuthErrorCode } from '../../auth/errors.js';
import type { HttpResponse } from '../../auth/http.js';
import type { Io } from '../../auth/io.js';
import { isLoopbackHost } from '../../auth/network/ipAddress.js';
import type { AwsMachine } from './awsMachine.js';
import { type Call, failureOf } from './failures.js';
import { createRequestHandler } from './requestHandler.js';

/** A signing key. */
export interface AwsKeys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** Access to AWS for one flow. */
export interface Aws {
  readonly io: Io;
  readonly machine: AwsMachine;
  /** Fallback when nothing else names a region. */
  readonly region: string;
  /** Redacts these secrets from service messages from now on. */
  hide(...secrets: readonly (string | undefined)[]): void;
  /** Settings of one SDK client. `endpoint` replaces the service's own address. */
  client(region: string, endpoint: string | undefined): ClientSettings;
  /** Origin of the last response. */
  asked(): string | undefined;
  /** Milliseconds by which requests are signed later than this machine's clock says, because AWS rejected its time. */
  skew(): number;
  /**
   * Runs one call with an SDK client of these settings. As in the SDK's standard mode, a call that is throttled or fails
   * at the server is repeated twice, unless it is `once`. A call that is refused for its time is repeated once, by the
   * clock of the answer. Throws AuthError only.
   */
  call<T>(
    about: Omit<Call, 'region'> & { readonly once?: boolean },
    place: { readonly region: string; readonly endpoint: string | undefined },
    send: (settings: ClientSettings) => Promise<T>,
  ): Promise<T>;
}

export type ClientSettings = ReturnType<typeof clientSettings>;

export function createAws(io: Io, machine: AwsMachine, region: string): Aws {
  const hidden: string[] = [];
  let last: HttpResponse | undefined;
  let skew = 0;
  const handler = createRequestHandler(io.http, (answer) => {
    last = answer;
  });
  return {
    io,
    machine,
    region,
    hide(...more) {
      hidden.push(...more.filter((secret): secret is string => secret !== undefined && secret !== ''));
    },
    client,
    asked: () => last?.url.origin,
    skew: () => skew,
    async call({ once = false, ...about }, { region: where, endpoint }, send) {
      for (let attempt = 1; ; attempt += 1) {
        last = undefined;
        try {
          return await send(client(where, endpoint));
        } catch (error) {
          const failure = failureOf(error, { ...about, region: where, corrected: skew }, last, [
            ...io.secrets,
            ...hidden,
          ]);
          const off = failure.code === 'clock' && skew === 0 ? (failure.details?.skew ?? 0) : 0;
          if (off !== 0) {
            skew = off;
          } else if (once || attempt >= ATTEMPTS || !MAY_PASS.has(failure.code)) {
            throw failure;
          } else {
            await pause(failure, attempt, io);
          }
        }
      }
    },
  };

  function client(where: string, endpoint: string | undefined): ClientSettings {
    return clientSettings(handler, where, endpoint, io.now() - Date.now() + skew);
  }
}

// Those of the SDK's standard mode: attempts in all, and milliseconds.
const ATTEMPTS = 3;
const MAX_PAUSE = 20_000;
const FIRST_PAUSE = 100;
const FIRST_PAUSE_THROTTLED = 500;
const MAY_PASS: ReadonlySet<AuthErrorCode> = new Set(['rate-limited', 'server-failed']);

/** Waits before the next attempt. Throws the failure if the service asks to wait too long, and `cancelled`. */
async function pause(failure: AuthError, attempt: number, { signal, now }: Io): Promise<void> {
  const first = failure.code === 'rate-limited' ? FIRST_PAUSE_THROTTLED : FIRST_PAUSE;
  const asked = (failure.details?.retryAt ?? 0) - now();
  const backoff = Math.random() * Math.min(MAX_PAUSE, first * 2 ** (attempt - 1));
  if (asked > MAX_PAUSE) {
    throw failure;
  }
  try {
    await setTimeout(Math.max(asked, backoff), undefined, { signal });
  } catch {
    throw new AuthError('cancelled', 'The wait before the next attempt was canceled.');
  }
}

/**
 * States every setting that a client would otherwise read from the environment and the shared files. A forgotten
 * variable or profile must not send a signed request elsewhere. The SDK's retries are off; this extension retries
 * itself.
 */
function clientSettings(
  requestHandler: ReturnType<typeof createRequestHandler>,
  region: string,
  endpoint: string | undefined,
  systemClockOffset: number,
) {
  return {
    region,
    requestHandler,
    systemClockOffset,
    maxAttempts: 1,
    retryMode: 'standard',
    defaultsMode: 'standard' as const,
    useFipsEndpoint: false,
    useDualstackEndpoint: false,
    ignoreConfiguredEndpointUrls: true,
    userAgentAppId: () => Promise.resolve(undefined),
    authSchemePreference: [] as string[],
    ...(endpoint === undefined ? {} : { endpoint: safeEndpoint(endpoint) }),
  };
}

/** Detail of a token that was had only with the clock of the answer. */
export function skewDetail(aws: Pick<Aws, 'skew'>): { readonly clockSkew?: string } {
  return aws.skew() === 0 ? {} : { clockSkew: String(aws.skew()) };
}

/** Trims a field; undefined if it is empty. */
export function filled(text: string | undefined): string | undefined {
  const value = text?.trim();
  return value === '' ? undefined : value;
}

/** Returns the endpoint as a URL. Throws AuthError `invalid-input` for anything but https, or http to this machine. */
export function safeEndpoint(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const safe =
    url?.username === '' && (url.protocol === 'https:' || (url.protocol === 'http:' && isLoopbackHost(url.hostname)));
  if (!safe) {
    throw new AuthError('invalid-input', 'The API address is neither https nor on this machine.', {
      details: { field: 'endpoint', reason: 'the API address is neither https nor on this machine' },
    });
  }
  return url.href;
}
