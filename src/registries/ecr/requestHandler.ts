import { AuthError } from '../../auth/errors.js';
import type { Http, HttpResponse } from '../../auth/http.js';

/** The part of smithy's HttpRequest that this extension uses. */
interface SdkRequest {
  readonly method: string;
  readonly protocol: string;
  readonly hostname: string;
  readonly port?: number | undefined;
  readonly path: string;
  readonly query?: Readonly<Record<string, string | readonly string[] | null>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

interface SdkResponse {
  readonly statusCode: number;
  readonly headers: Record<string, string>;
  readonly body: Uint8Array;
}

/** A smithy HttpHandler that sends through this extension's HTTP client. */
export interface RequestHandler {
  handle(request: SdkRequest): Promise<{ response: SdkResponse }>;
  updateHttpClientConfig(): void;
  httpHandlerConfigs(): Record<string, never>;
}

const SECRET_HEADER = /authorization|token$|dpop/i;
// The HTTP library writes these itself, from the address and the body, with the values that were signed.
const WRITTEN_BY_HTTP = /^(host|content-length|content-type)$/i;
// Body fields that a trace can show: never codes, tokens and secrets.
const SHOWN_FIELDS = new Set([
  'Action',
  'Version',
  'RoleArn',
  'RoleSessionName',
  'SerialNumber',
  'DurationSeconds',
  'grantType',
  'registryIds',
]);

/**
 * Routes SDK requests through `http`, so that trace, deadline, size cap, certificates and proxy apply. `seen` gets each
 * response. Retries are switched off in the clients.
 *
 * `handle` rejects with AuthError: those of `http`, `redirected` (redirects aren't followed) and `bad-response`. The
 * last covers responses that no AWS service sends, such as a network's sign-in page.
 */
export function createRequestHandler(http: Http, seen: (answer: HttpResponse) => void): RequestHandler {
  return {
    async handle(request) {
      const answer = await http({
        // Nothing here reads a replacement for the API's address, so none is offered after a redirect.
        purpose: 'sign-in',
        ...methodOf(request),
        url: urlOf(request),
        ...contentOf(request),
      });
      seen(answer);
      requireAws(answer);
      return {
        response: { statusCode: answer.status, headers: { ...answer.headers }, body: Buffer.from(answer.text) },
      };
    },
    updateHttpClientConfig: () => undefined,
    httpHandlerConfigs: () => ({}),
  };
}

function methodOf({ method }: SdkRequest): { method: 'GET' | 'POST' } {
  if (method !== 'GET' && method !== 'POST') {
    throw new AuthError('invalid-input', `Method ${method} is not sent.`);
  }
  return { method };
}

/** Percent-encodes as it was signed (SigV4, "Canonical query string"); URLSearchParams encodes differently. */
function urlOf({ protocol, hostname, port, path, query = {} }: SdkRequest): URL {
  const url = new URL(`${protocol}//${hostname}${port === undefined ? '' : `:${String(port)}`}${path}`);
  const pairs = Object.entries(query).flatMap(([name, value]) =>
    (Array.isArray(value) ? (value as readonly string[]) : [value as string | null]).map(
      (one) => `${encode(name)}=${encode(one ?? '')}`,
    ),
  );
  url.search = pairs.join('&');
  return url;
}

function encode(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
}

function contentOf({ headers, body, method }: SdkRequest) {
  const sent = Object.entries(headers).filter(([name]) => !WRITTEN_BY_HTTP.test(name));
  const contentType = Object.entries(headers).find(([name]) => /^content-type$/i.test(name))?.[1] ?? '';
  const text = body instanceof Uint8Array ? new TextDecoder().decode(body) : typeof body === 'string' ? body : '';
  const secret = sent.filter(([name]) => SECRET_HEADER.test(name));
  return {
    headers: Object.fromEntries(sent.filter(([name]) => !SECRET_HEADER.test(name))),
    ...(secret.length > 0 ? { secretHeaders: Object.fromEntries(secret) } : {}),
    ...(method === 'POST'
      ? { body: { contentType, text, shown: shownBody(contentType, text), secrets: codesIn(contentType, text) } }
      : {}),
  };
}

/** A one-time code isn't part of the credential, so it must be redacted here. */
function codesIn(contentType: string, text: string): readonly string[] {
  return contentType.startsWith('application/x-www-form-urlencoded')
    ? new URLSearchParams(text).getAll('TokenCode')
    : [];
}

function shownBody(contentType: string, text: string): string {
  const show = <T>([name, value]: readonly [string, T]) => [name, SHOWN_FIELDS.has(name) ? value : '…'] as const;
  if (contentType.startsWith('application/x-www-form-urlencoded')) {
    return [...new URLSearchParams(text)].map((field) => show(field).join('=')).join('&');
  }
  try {
    return JSON.stringify(Object.fromEntries(Object.entries(JSON.parse(text) as object).map((field) => show(field))));
  } catch {
    return text === '' ? '' : '…';
  }
}

function requireAws({ status, headers, text, url }: HttpResponse): void {
  const { host } = url;
  const type = headers['content-type'] ?? '';
  if (status >= 300 && status < 400) {
    const target = URL.canParse(headers.location ?? '', url.href)
      ? new URL(headers.location ?? '', url.href)
      : undefined;
    throw new AuthError('redirected', `${host} answered ${String(status)}.`, {
      status,
      details: { host, ...(target ? { origin: target.origin, address: `${target.origin}${target.pathname}` } : {}) },
    });
  }
  if (status === 407) {
    throw new AuthError('proxy', `${host} answered 407.`, {
      status,
      details: { host, reason: 'the proxy requires a sign-in' },
    });
  }
  // JSON, or the XML of the older services.
  if (/html/i.test(type) || !/^\s*(\{|<\?xml|<\w*Response\b|$)/.test(text)) {
    throw new AuthError('bad-response', `${host} returned ${String(status)} with a response that isn’t from AWS.`, {
      status,
      details: {
        host,
        reason: 'the response isn’t from AWS; a proxy or a network sign-in page may have sent it',
      },
    });
  }
}
