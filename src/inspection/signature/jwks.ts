import * as v from 'valibot';
import { AuthError } from '../../auth/errors.js';
import type { Http, HttpResponse } from '../../auth/http.js';
import { hasUserInformation, sendFollowing } from '../../auth/redirects.js';
import { commonRefusal } from '../../auth/refusal.js';
import { parseJson } from '../../text/jsonValue.js';
import { type Clause, clause, clauseText } from '../../text/message.js';

export interface FetchedKeys {
  /** A JWKS, as it was sent. */
  readonly text: string;
  /** Final URL after redirects. */
  readonly address: string;
}

/** Bytes. A JWKS with the maximum number of keys, including certificate chains, is smaller. */
const MAXIMUM_BYTES = 512 * 1024;
const Discovery = v.object({ issuer: v.string(), jwks_uri: v.string() });

/** Asks the user before `address` is read, to which `from` redirects, if given. Throws AuthError `cancelled`. */
export type Agree = (address: URL, from?: URL) => Promise<void>;

/** How key documents are read. */
export interface KeyReading {
  readonly http: Http;
  readonly agree: Agree;
}

/**
 * Fetches a JWKS (RFC 7517 section 5). The user agrees to the address, and to every other origin that it redirects to.
 * No credential is sent. The redirect policy and the address check apply as for any read.
 *
 * Throws AuthError `invalid-input` (not https, or with user information), `cancelled`, `redirected` (to an address that
 * must not be followed), `bad-response`, and the codes of the request.
 */
export async function fetchKeys(address: URL, reading: KeyReading): Promise<FetchedKeys> {
  const { text, url } = await fetchDocument(address, reading);
  return { text, address: url.href };
}

/**
 * Finds the JWKS URL of an issuer (OpenID Connect Discovery 1.0 section 4), for the user to agree to in turn. Throws
 * AuthError with the codes of fetchKeys, and `bad-response` also for the document of another issuer.
 */
export async function discoverKeys(issuer: URL, reading: KeyReading): Promise<URL> {
  const base = issuer.href.replace(/\/$/, '');
  const answer = await fetchDocument(new URL(`${base}/.well-known/openid-configuration`), reading);
  const document = v.safeParse(Discovery, parseJson(answer.text));
  if (!document.success) {
    throw wrong(answer, 'it isn’t a discovery document');
  }
  const { issuer: named, jwks_uri } = document.output;
  if (named.replace(/\/$/, '') !== base) {
    throw wrong(answer, 'it belongs to another issuer');
  }
  if (!URL.canParse(jwks_uri)) {
    throw wrong(answer, 'its jwks_uri isn’t a URL');
  }
  const keys = new URL(jwks_uri);
  const fault = faultOf(keys);
  if (fault !== undefined) {
    throw wrong(answer, fault);
  }
  return keys;
}

async function fetchDocument(url: URL, { http, agree }: KeyReading): Promise<HttpResponse> {
  const fault = faultOf(url);
  if (fault !== undefined) {
    const { host } = url;
    throw new AuthError('invalid-input', `No keys were read from ${host}: ${clauseText(fault)}.`, {
      details: { field: 'address', host, reason: fault },
    });
  }
  await agree(url);
  const registry = new URL(url.origin);
  const request = { purpose: 'content', method: 'GET', url, maxBytes: MAXIMUM_BYTES } as const;
  const response = await sendFollowing(request, http, { registry, insecure: false, agree });
  const failure = commonRefusal(response, []);
  if (failure) {
    throw failure;
  }
  if (response.status !== 200) {
    throw wrong(response, clause('it answered with {status}', { status: String(response.status) }));
  }
  return response;
}

/** What makes an address unfit for keys. User information would be sent as a credential. */
const faults: readonly { readonly reason: Clause; readonly of: (url: URL) => boolean }[] = [
  { reason: 'keys are read over https only', of: ({ protocol }) => protocol !== 'https:' },
  { reason: 'the URL of the keys contains a user name or password', of: hasUserInformation },
];

function faultOf(url: URL): Clause | undefined {
  return faults.find(({ of }) => of(url))?.reason;
}

function wrong({ url, status }: HttpResponse, reason: Clause): AuthError {
  return new AuthError('bad-response', 'The answer holds no keys.', { status, details: { host: url.host, reason } });
}
