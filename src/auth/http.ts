import type { LookupFunction } from 'node:net';
import axios from 'axios';
import type { Clause } from '../text/message.js';
import { AuthError } from './errors.js';
import { type ConnectionEvidence, newEvidence } from './network/evidence.js';
import { headerText } from './network/headerText.js';
import { faultOf, tlsProblemIn } from './network/requestFailure.js';
import { createTransport, type HostTls, tlsFor, type TlsOptions } from './network/transport.js';
import type { ReadServiceError } from './serviceError.js';
import type { AuthTrace, Purpose, RequestFailure } from './trace.js';

/** A deadline that must be cleared when the request ends. A running timer keeps everything it references in memory. */
export interface Deadline {
  readonly signal: AbortSignal;
  clear(): void;
}

function startDeadline(milliseconds: number): Deadline {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(), milliseconds);
  timer.unref(); // the request itself keeps the process alive
  return { signal: controller.signal, clear: () => clearTimeout(timer) };
}

export interface Authorization {
  readonly scheme: 'Basic' | 'Bearer';
  /** Secret. */
  readonly value: string;
}

export interface HttpRequest {
  readonly purpose: Purpose;
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly url: URL;
  /** Extra headers without secrets. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly authorization?: Authorization;
  /** Headers that carry a secret or a signature; never recorded. */
  readonly secretHeaders?: Readonly<Record<string, string>>;
  /** Body of a POST, `application/x-www-form-urlencoded`. Values can be secret. */
  readonly form?: readonly (readonly [name: string, value: string])[];
  /**
   * Body of another type; can be secret. `shown` is the form that the trace records. `secrets` lists other texts to
   * redact where the service echoes them, such as a one-time code.
   */
  readonly body?: {
    readonly contentType: string;
    readonly text: string;
    readonly shown: string;
    readonly secrets?: readonly string[];
  };
  /** Reads the service's error from a service-specific format; see `serviceErrorOf`. */
  readonly said?: ReadServiceError;
  /** Maximum body size in bytes after decompression; a larger body ends the request. */
  readonly maxBytes?: number;
  /** Returns the reason why a network address must not be used for this request; undefined if it is allowed. */
  readonly refuseAddress?: (address: string) => Clause | undefined;
  /** Verdict of the realm check, for the trace. */
  readonly realm?: string;
}

export interface HttpResponse {
  readonly status: number;
  readonly url: URL;
  /** Names are lowercase; repeated lines are joined with `, `. */
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  /** `WWW-Authenticate`, one element per line. */
  readonly authenticate: readonly string[];
  /** Absent through a proxy. */
  readonly remoteAddress?: string;
  /** Milliseconds since the epoch, local clock. */
  readonly sentAt: number;
  readonly receivedAt: number;
  /** Index of its step in the trace. */
  readonly step?: number;
}

/** Sends one request without following redirects. Throws AuthError. Any status is a response, not an error. */
export type Http = (request: HttpRequest) => Promise<HttpResponse>;

export interface HttpWorld {
  readonly now: () => number;
  readonly lookup: LookupFunction;
  readonly signal: AbortSignal;
  /** Milliseconds for one request from start to the last byte. */
  readonly timeout: number;
  readonly tls?: HostTls;
  readonly trace: TraceRecorder;
}

// A token response with a thousand grants is about 100 KB; a catalog page of a thousand names is rarely larger.
const MAX_BODY = 1024 * 1024;

const client = axios.create({
  adapter: 'http',
  // The editor's own proxy and certificate settings apply, through its patched http and https modules.
  proxy: false,
  maxRedirects: 0,
  validateStatus: () => true,
  responseType: 'text',
  transformResponse: [],
  transformRequest: [],
});

/**
 * Creates the only access to the network. Every request has a deadline that also covers slow bodies, a size limit while
 * streaming, and no redirects. It leaves one redacted step in the trace.
 *
 * Throws AuthError `cancelled`, `timeout`, `dns`, `unreachable`, `tls`, `proxy`, `bad-response` (response too large or
 * not HTTP) and `untrusted-realm` (rejected by the address check).
 */
export function createHttp(world: HttpWorld): Http {
  const tlsOf = tlsFor(world.tls ?? { hosts: [], options: {} });
  return async (request) => {
    const evidence = newEvidence();
    const response = await sendOnce(request, evidence, tlsOf(request.url), world);
    const problem = request.url.protocol === 'https:' ? tlsProblemIn(response) : undefined;
    if (problem === undefined) {
      return response;
    }
    throw new AuthError('tls', `${request.url.host} answered ${String(response.status)} to the client certificate.`, {
      status: response.status,
      details: { host: request.url.host, tls: problem, chain: evidence.tls?.chain ?? [] },
    });
  };
}

async function sendOnce(
  request: HttpRequest,
  evidence: ConnectionEvidence,
  tls: TlsOptions,
  world: HttpWorld,
): Promise<HttpResponse> {
  const deadline = startDeadline(world.timeout);
  const sentAt = world.now();
  const maxBytes = request.maxBytes ?? MAX_BODY;
  const respond = (status: number, answered: object, text: string): HttpResponse => {
    const headers = headersOf(answered);
    const receivedAt = world.now();
    const step = world.trace.record(request, { sentAt, receivedAt, evidence, status, headers, text });
    return {
      ...{ status, url: request.url, headers, text, sentAt, receivedAt, step },
      authenticate: evidence.authenticate ?? [],
      ...(evidence.remoteAddress === undefined ? {} : { remoteAddress: evidence.remoteAddress }),
    };
  };
  try {
    const answer = await client.request<string>({
      method: request.method,
      url: request.url.href,
      headers: {
        Accept: 'application/json',
        'User-Agent': 'registry-auth',
        ...request.headers,
        ...request.secretHeaders,
        ...contentOf(request).headers,
        ...(request.authorization
          ? { Authorization: `${request.authorization.scheme} ${request.authorization.value}` }
          : {}),
      },
      ...contentOf(request).data,
      signal: AbortSignal.any([world.signal, deadline.signal]),
      maxContentLength: maxBytes,
      transport: createTransport({
        tls,
        lookup: world.lookup,
        ...(request.refuseAddress ? { refuseAddress: request.refuseAddress } : {}),
        evidence,
      }),
    });
    evidence.phases.end = evidence.elapsed();
    return respond(answer.status, answer.headers, answer.data);
  } catch (error) {
    evidence.phases.end = evidence.elapsed();
    const { status, headers } = evidence;
    const ended = world.signal.aborted || deadline.signal.aborted;
    // Status and headers of a refusal say it all, so a body that is too large or broken is none, unless it is wanted.
    const refused = status !== undefined && status >= 300 && request.purpose !== 'content';
    if (refused && headers && !evidence.outsideTls && !ended) {
      return respond(status, headers, '');
    }
    const failure = faultOf(error, {
      url: request.url,
      cancelled: world.signal.aborted,
      timedOut: deadline.signal.aborted,
      timeout: world.timeout,
      maxBytes,
      evidence,
      sentCertificate: tls.cert !== undefined,
      ...(evidence.status === undefined ? {} : { status: evidence.status }),
    });
    world.trace.record(request, { sentAt, receivedAt: world.now(), evidence, failure: failure.code });
    // The axios error must not leave this function: it holds headers, body and agent.
    throw new AuthError(failure.code, failure.message, failure.facts);
  } finally {
    deadline.clear();
  }
}

function contentOf({ form, body }: HttpRequest): { headers: Record<string, string>; data: { data?: string } } {
  const content = form
    ? {
        contentType: 'application/x-www-form-urlencoded',
        text: new URLSearchParams(form.map(([name, value]): [string, string] => [name, value])).toString(),
      }
    : body;
  return content
    ? { headers: { 'Content-Type': content.contentType }, data: { data: content.text } }
    : { headers: {}, data: {} };
}

function headersOf(headers: object): Record<string, string> {
  const entries = Object.entries(headers) as [string, unknown][];
  return Object.fromEntries(
    entries.map(([name, value]) => [
      name.toLowerCase(),
      headerText(Array.isArray(value) ? value.join(', ') : String(value)),
    ]),
  );
}

/** Collects the steps of one flow. */
export interface TraceRecorder {
  /** Returns the index of the new step. */
  record(request: HttpRequest, outcome: Outcome): number;
  snapshot(): AuthTrace;
}

export interface Outcome {
  /** Milliseconds since the epoch. */
  readonly sentAt: number;
  readonly receivedAt: number;
  readonly evidence: ConnectionEvidence;
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly text?: string;
  readonly failure?: RequestFailure;
}
