import type { LookupFunction } from 'node:net';
import type { Clause } from '../text/message.js';
import { AuthError } from './errors.js';
import type { ConnectionEvidence } from './network/evidence.js';
import { headerText } from './network/headerText.js';
import type { FlowConnections } from './network/keptConnections.js';
import { faultOf, tlsProblemIn } from './network/requestFailure.js';
import { send, type WireRequest } from './network/send.js';
import { type HostTls, tlsFor, type TlsOptions } from './network/transport.js';
import type { ReadServiceError } from './serviceError.js';
import type { AuthTrace, Purpose, RequestFailure, TraceStep } from './trace.js';

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
  /**
   * A POST that can be sent again if its kept connection turns out to be closed. GET and HEAD always can (RFC 9110
   * section 9.2.2); everything else gets a new connection, which can't be closed already.
   */
  readonly repeatable?: true;
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
  /**
   * Awaited whenever the host's name is looked up, before `refuseAddress` judges what was found. Through a proxy, no name
   * is looked up.
   */
  readonly beforeLookup?: () => Promise<void>;
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
  /** That step, as it was recorded. */
  readonly recorded?: TraceStep;
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
  /** Absent: every request gets a new connection. */
  readonly connections?: FlowConnections;
  readonly trace: TraceRecorder;
}

// A token response with a thousand grants is about 100 KB; a catalog page of a thousand names is rarely larger.
const MAX_BODY = 1024 * 1024;

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
    const deadline = startDeadline(world.timeout);
    try {
      const { response, evidence } = await ask(request, tlsOf(request.url), deadline.signal, world);
      const problem = request.url.protocol === 'https:' ? tlsProblemIn(response) : undefined;
      if (problem === undefined) {
        return response;
      }
      throw new AuthError(
        'tls',
        `${request.url.host} returned ${String(response.status)} for the client certificate.`,
        {
          status: response.status,
          details: { host: request.url.host, tls: problem, chain: evidence.tls?.chain ?? [] },
        },
      );
    } finally {
      deadline.clear();
    }
  };
}

async function ask(
  request: HttpRequest,
  tls: TlsOptions,
  deadline: AbortSignal,
  { now, signal, lookup, timeout, trace, connections }: HttpWorld,
): Promise<{ readonly response: HttpResponse; readonly evidence: ConnectionEvidence }> {
  const sentAt = now();
  const wire = wireRequest(request);
  const { evidence, answer, error } = await send(wire, {
    ...{ tls, now, lookup: lookupAfter(request, lookup), signal: AbortSignal.any([signal, deadline]) },
    ...(connections && { connections }),
  });
  evidence.phases.end = evidence.elapsed();
  const respond = (status: number, answered: object, text: string): HttpResponse => {
    const headers = headersOf(answered);
    const receivedAt = now();
    const step = trace.record(request, { sentAt, receivedAt, evidence, status, headers, text });
    const recorded = trace.snapshot().steps[step];
    return {
      ...{ status, url: request.url, headers, text, sentAt, receivedAt, step },
      ...(recorded && { recorded }),
      authenticate: evidence.authenticate ?? [],
      ...(evidence.remoteAddress === undefined ? {} : { remoteAddress: evidence.remoteAddress }),
    };
  };
  if (answer) {
    return { evidence, response: respond(answer.status, answer.headers, answer.text) };
  }
  const { status, headers } = evidence;
  const ended = signal.aborted || deadline.aborted;
  // Status and headers of a refusal say it all, so a body that is too large or broken is none, unless it is wanted.
  const refused = status !== undefined && status >= 300 && request.purpose !== 'content';
  if (refused && headers && !evidence.outsideTls && !ended) {
    return { evidence, response: respond(status, headers, '') };
  }
  const failure = faultOf(error, {
    url: request.url,
    cancelled: signal.aborted,
    timedOut: deadline.aborted,
    timeout,
    maxBytes: wire.maxBytes,
    evidence,
    sentCertificate: tls.cert !== undefined,
    ...(status === undefined ? {} : { status }),
  });
  const { system } = failure.facts.details ?? {};
  trace.record(request, {
    ...{ sentAt, receivedAt: now(), evidence, failure: failure.code },
    ...(system !== undefined && { system }),
  });
  throw new AuthError(failure.code, failure.message, failure.facts);
}

function lookupAfter({ beforeLookup }: HttpRequest, lookup: LookupFunction): LookupFunction {
  return beforeLookup ? (name, options, done) => void beforeLookup().then(() => lookup(name, options, done)) : lookup;
}

function wireRequest(request: HttpRequest): WireRequest {
  const { method, url, headers, secretHeaders, authorization, refuseAddress, repeatable } = request;
  const content = contentOf(request);
  return {
    ...{ method, url, maxBytes: request.maxBytes ?? MAX_BODY },
    headers: {
      Accept: 'application/json',
      'User-Agent': 'registry-auth',
      ...headers,
      ...secretHeaders,
      ...content.headers,
      ...(authorization && { Authorization: `${authorization.scheme} ${authorization.value}` }),
    },
    ...(content.body !== undefined && { body: content.body }),
    repeatable: method === 'GET' || method === 'HEAD' || repeatable === true,
    ...(refuseAddress && { refuseAddress }),
  };
}

function contentOf({ form, body }: HttpRequest): Pick<WireRequest, 'body'> & { headers: Record<string, string> } {
  const content = form
    ? {
        contentType: 'application/x-www-form-urlencoded',
        text: new URLSearchParams(form.map(([name, value]): [string, string] => [name, value])).toString(),
      }
    : body;
  return content ? { headers: { 'Content-Type': content.contentType }, body: content.text } : { headers: {} };
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
  /** Error code of the system or of the TLS library. */
  readonly system?: string;
}
