import type { LookupFunction } from 'node:net';
import axios from 'axios';
import type { Clause } from '../../text/message.js';
import { type ConnectionEvidence, newEvidence, startTimer } from './evidence.js';
import { addressesOf, isAddress } from './ipAddress.js';
import type { FlowConnections, Reuse } from './keptConnections.js';
import { createTransport, type TlsOptions } from './transport.js';

/** A request as it goes out, with secrets. */
export interface WireRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Maximum body size in bytes after decompression; a larger body ends the request. */
  readonly maxBytes: number;
  /** Can be sent again if its kept connection turns out to be closed. Everything else gets a new connection. */
  readonly repeatable: boolean;
  /** Returns the reason why a network address must not be used; undefined if it is allowed. */
  readonly refuseAddress?: (address: string) => Clause | undefined;
}

export interface WireWorld {
  readonly lookup: LookupFunction;
  readonly tls: TlsOptions;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly signal: AbortSignal;
  /** Absent: every request gets a new connection. */
  readonly connections?: FlowConnections;
}

export interface SendResult {
  readonly evidence: ConnectionEvidence;
  readonly answer?: { readonly status: number; readonly headers: object; readonly text: string };
  /** What ended the request, if there is no answer. Holds headers and body of the request, which are secret. */
  readonly error?: unknown;
}

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
 * Sends one request, on a kept connection if there is one. A kept connection can be closed by its server at any time: if
 * that happens before any byte of an answer arrived, the request is sent once more, on a new connection (RFC 9112
 * section 9.3.1). Never throws.
 */
export async function send(request: WireRequest, world: WireWorld): Promise<SendResult> {
  const elapsed = startTimer();
  const kept = request.repeatable ? world.connections?.to(request.url.origin) : undefined;
  let resent = false;
  for (;;) {
    const evidence: ConnectionEvidence = { ...newEvidence(elapsed), ...(resent && { resent: true }) };
    const reuse: Reuse | undefined = kept && {
      ...{ origin: kept, key: kept.key, since: world.now() },
      ...(kept.open && { addresses: await addressesNow(request.url, world) }),
    };
    const outcome = await sendOnce(request, evidence, reuse, world);
    const silent = evidence.reused === true && evidence.heard !== true && !outcome.answer && !evidence.refusal;
    if (silent && kept?.key === reuse?.key) {
      kept?.renew(); // the others that were opened before can be dead as well
    }
    const again: boolean = evidence.unfit === true || (silent && !resent);
    if (outcome.answer || world.signal.aborted || !again) {
      return outcome;
    }
    // An unfit connection is gone from the agent now, so this ends.
    resent ||= silent;
  }
}

/** Addresses that a new connection could use; none if the name isn't found, which the new connection then reports. */
async function addressesNow({ hostname }: URL, io: Pick<WireWorld, 'lookup' | 'signal'>): Promise<readonly string[]> {
  if (isAddress(hostname)) {
    return [hostname.replace(/^\[|\]$/g, '')];
  }
  const found = await addressesOf(hostname, io);
  return typeof found === 'string' ? [] : found;
}

async function sendOnce(
  { method, url, body, maxBytes, refuseAddress, ...request }: WireRequest,
  evidence: ConnectionEvidence,
  reuse: Reuse | undefined,
  { tls, lookup, signal, connections }: WireWorld,
): Promise<SendResult> {
  // Without it, the editor's agent closes the connection.
  const headers = { Connection: reuse ? 'keep-alive' : 'close', ...request.headers };
  try {
    const answer = await client.request<string>({
      ...{ method, url: url.href, headers, signal, maxContentLength: maxBytes },
      ...(body !== undefined && { data: body }),
      transport: createTransport({
        ...{ tls, lookup, evidence, maxBytes },
        ...(refuseAddress && { refuseAddress }),
        ...(reuse && { reuse }),
        ...(connections && { connections }),
      }),
    });
    return { evidence, answer: { status: answer.status, headers: answer.headers, text: answer.data } };
  } catch (error) {
    return { evidence, error };
  }
}
