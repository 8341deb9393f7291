import { AuthError } from '../../auth/errors.js';
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
  /** Runs one call of an SDK client. Throws AuthError only. */
  call<T>(about: Omit<Call, 'region'>, region: string, send: () => Promise<T>): Promise<T>;
}

export type ClientSettings = ReturnType<typeof clientSettings>;

export function createAws(io: Io, machine: AwsMachine, region: string): Aws {
  const hidden: string[] = [];
  let last: HttpResponse | undefined;
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
    client: (where, endpoint) => clientSettings(handler, where, endpoint, io.now() - Date.now()),
    asked: () => last?.url.origin,
    async call(about, where, send) {
      last = undefined;
      try {
        return await send();
      } catch (error) {
        throw failureOf(error, { ...about, region: where }, last, [...io.secrets, ...hidden]);
      }
    },
  };
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
    throw new AuthError('invalid-input', 'The address of the API is neither https nor of this machine.', {
      details: { field: 'endpoint', reason: 'the address of the API is neither https nor of this machine' },
    });
  }
  return url.href;
}
