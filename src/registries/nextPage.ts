import type { HttpResponse } from '../auth/http.js';

/** Where `Link: <…>; rel="next"` (RFC 8288) leads, anywhere; undefined on the last page. */
export function nextPage({ headers, url }: Pick<HttpResponse, 'headers' | 'url'>): URL | undefined {
  const target = /<([^>]*)>\s*;[^,]*\brel="?next"?/i.exec(headers.link ?? '')?.[1];
  const next = target !== undefined && URL.canParse(target, url.href) ? new URL(target, url.href) : undefined;
  return next?.href === url.href ? undefined : next;
}
