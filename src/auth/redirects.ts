import type { Http, HttpRequest, HttpResponse } from './http.js';
import { judgeRealm, refuseAddress } from './realm.js';

const MAX_HOPS = 5;

/**
 * Sends a GET or HEAD to the registry and follows at most five redirects, each judged. Whatever authorises the request
 * goes to the first address only. A redirect that may not be followed is the answer. `remoteAddress` of the answer is
 * that of the registry itself, `url` that of who answered.
 */
export async function sendFollowing(
  request: HttpRequest,
  http: Http,
  { registry, insecure }: { readonly registry: URL; readonly insecure: boolean },
): Promise<HttpResponse> {
  let url = request.url;
  // Where the registry itself lives decides what a name on the way may lead to, whoever answers in the end.
  let home: string | undefined;
  for (let hop = 0; ; hop += 1) {
    const here = url;
    const response = await http({
      ...(hop === 0 ? request : withoutSecrets(request)),
      url: here,
      refuseAddress: (address) => refuseAddress(here, registry, home, address),
    });
    home ??= response.remoteAddress;
    const target = response.status >= 300 && response.status < 400 ? redirectTarget(response) : undefined;
    if (!target || hop === MAX_HOPS || !mayFollow(here, target, insecure)) {
      return { ...response, ...(home === undefined ? {} : { remoteAddress: home }) };
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

/** Where a redirect leads; undefined without a usable web address. */
export function redirectTarget({ headers, url }: HttpResponse): URL | undefined {
  const { location } = headers;
  const target = location !== undefined && URL.canParse(location, url.href) ? new URL(location, url.href) : undefined;
  return target && /^https?:$/.test(target.protocol) ? target : undefined;
}

/** Whether a request without secrets may follow a redirect: never from https to http, never into this machine's own network. */
function mayFollow(from: URL, to: URL, insecure: boolean): boolean {
  const downgrade = from.protocol === 'https:' && to.protocol !== 'https:';
  return (
    !downgrade &&
    judgeRealm(to.href.replace(/#.*$/, ''), from, { insecure: insecure || from.protocol === 'http:' }).verdict !==
      'refuse'
  );
}
