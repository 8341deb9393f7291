import * as v from 'valibot';
import { AuthError } from '../../auth/errors.js';
import type { Http, HttpResponse } from '../../auth/http.js';
import { sendFollowing } from '../../auth/redirects.js';
import { commonRefusal } from '../../auth/refusal.js';
import { parseJson } from '../../text/jsonValue.js';
import { type Clause, clause } from '../../text/message.js';

export interface FetchedKeys {
  /** A JWKS, as it was sent. */
  readonly text: string;
  /** Final URL after redirects. */
  readonly address: string;
}

/** Bytes. A JWKS with the maximum number of keys, including certificate chains, is smaller. */
const MAXIMUM_BYTES = 512 * 1024;
const Discovery = v.object({ issuer: v.string(), jwks_uri: v.string() });

/**
 * Fetches a JWKS (RFC 7517 section 5) from a URL that the user agreed to. No credential is sent. The redirect policy
 * and the address check apply as for any read.
 *
 * Throws AuthError `invalid-input` (not https), `bad-response`, and the codes of the request.
 */
export async function fetchKeys(address: URL, http: Http): Promise<FetchedKeys> {
  const { text, url } = await fetchDocument(address, http);
  return { text, address: url.href };
}

/**
 * Finds the JWKS URL of an issuer (OpenID Connect Discovery 1.0 section 4), for the user to agree to in turn. Throws
 * AuthError with the codes of fetchKeys, and `bad-response` also for the document of another issuer.
 */
export async function discoverKeys(issuer: URL, http: Http): Promise<URL> {
  const base = issuer.href.replace(/\/$/, '');
  const answer = await fetchDocument(new URL(`${base}/.well-known/openid-configuration`), http);
  const document = v.safeParse(Discovery, parseJson(answer.text));
  if (!document.success) {
    throw wrong(answer, 'it is no discovery document');
  }
  const { issuer: named, jwks_uri } = document.output;
  if (named.replace(/\/$/, '') !== base) {
    throw wrong(answer, 'it is the document of another issuer');
  }
  if (!URL.canParse(jwks_uri)) {
    throw wrong(answer, 'its jwks_uri is no address');
  }
  const keys = new URL(jwks_uri);
  requireHttps(keys);
  return keys;
}

async function fetchDocument(url: URL, http: Http): Promise<HttpResponse> {
  requireHttps(url);
  const registry = new URL(url.origin);
  const request = { purpose: 'content', method: 'GET', url, maxBytes: MAXIMUM_BYTES } as const;
  const response = await sendFollowing(request, http, { registry, insecure: false });
  const failure = commonRefusal(response, []);
  if (failure) {
    throw failure;
  }
  if (response.status !== 200) {
    throw wrong(response, clause('it answered with {status}', { status: String(response.status) }));
  }
  return response;
}

function requireHttps({ protocol, host }: URL): void {
  if (protocol === 'https:') {
    return;
  }
  throw new AuthError('invalid-input', 'Keys are read over https only.', {
    details: { field: 'address', host, reason: 'keys are read over https only' },
  });
}

function wrong({ url, status }: HttpResponse, reason: Clause): AuthError {
  return new AuthError('bad-response', 'The answer holds no keys.', { status, details: { host: url.host, reason } });
}
