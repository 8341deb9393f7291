import type { Http, HttpRequest, HttpResponse } from './http.js';
import { judgeRealm, refuseAddress } from './realm.js';

const MAX_HOPS = 5;

/**
 * Sends a GET or HEAD to the registry and follows at most five redirects that the redirect policy allows. Authorization
 * is sent to the first URL only. A redirect that must not be followed is returned as the response. In the response,
 * `remoteAddress` is the address of the registry itself, and `url` is the final URL. `agree` runs before another origin
 * is asked, and throws to prevent that. Throws the AuthError codes of the request and those of `agree`.
 */
export async function sendFollowing(
  request: HttpRequest,
  http: Http,
  {
    registry,
    insecure,
    agree,
  }: {
    readonly registry: URL;
    readonly insecure: boolean;
    readonly agree?: (target: URL, from: URL) => Promise<void>;
  },
): Promise<HttpResponse> {
  let url = request.url;
  // The registry's own address decides which addresses a redirect can lead to, whatever host answers in the end.
  let home: string | undefined;
  for (let hop = 0; ; hop += 1) {
    const here = url;
    const response = await http({
      ...(hop === 0 ? request : withoutSecrets(request)),
      url: here,
      refuseAddress: (address) => request.refuseAddress?.(address) ?? refuseAddress(here, registry, home, address),
    });
    home ??= response.remoteAddress;
    const target = response.status >= 300 && response.status < 400 ? redirectTarget(response) : undefined;
    if (!target || hop === MAX_HOPS || !mayFollow(here, target, insecure)) {
      return { ...response, ...(home === undefined ? {} : { remoteAddress: home }) };
    }
    if (target.origin !== here.origin) {
      await agree?.(target, here);
    }
    url = target;
  }
}

function withoutSecrets(request: HttpRequest): HttpRequest {
  const plain = { ...request };
  delete plain.authorization;
  delete plain.secretHeaders;
  return plain;
}

/** User information in a URL is sent as HTTP Basic, in place of any other credential (RFC 3986 section 3.2.1). */
export function hasUserInformation({ username, password }: URL): boolean {
  return username !== '' || password !== '';
}

/** Whether a URL that a service named can get its credential: it is on the same origin, and holds no other credential. */
export function isOwnUrl(url: URL, service: URL): boolean {
  return url.origin === service.origin && !hasUserInformation(url);
}

/** Target of a redirect, or of another `Location`; undefined without a usable http or https URL. */
export function redirectTarget({ headers, url }: HttpResponse): URL | undefined {
  const { location } = headers;
  const target = location !== undefined && URL.canParse(location, url.href) ? new URL(location, url.href) : undefined;
  return target && /^https?:$/.test(target.protocol) ? target : undefined;
}

/** Redirect policy for requests without secrets: never from https to http, never into this machine's own network. */
function mayFollow(from: URL, to: URL, insecure: boolean): boolean {
  const downgrade = from.protocol === 'https:' && to.protocol !== 'https:';
  return (
    !downgrade &&
    judgeRealm(to.href.replace(/#.*$/, ''), from, { insecure: insecure || from.protocol === 'http:' }).verdict !==
      'refuse'
  );
}
