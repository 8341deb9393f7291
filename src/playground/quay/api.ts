import { repositoryName } from '../access.js';
import { referrersOf } from '../images/artifacts.js';
import { contentAnswer, decoded, manifestAnswer, readOnly } from '../images/contentApi.js';
import { mediaTypes, type ImageRepository } from '../images/images.js';
import type { QuayAction } from './entities.js';
import type { QuayWorld } from './tokenEndpoint.js';
import { json, refusal } from '../refusal.js';
import { bearerToken } from '../request.js';
import type { ServerAnswer, Handle, ReceivedRequest } from '../server.js';

export interface ReferrersOptions {
  /** FEATURE_REFERRERS_API. */
  readonly on: boolean;
  /** Entries on a page; Quay itself sends all at once, other registries page as the specification allows. */
  readonly pageSize?: number;
}

interface Bearer {
  readonly subject: string;
  readonly access: readonly { readonly name: string; readonly actions: readonly QuayAction[] }[];
}

const route =
  /^\/v2\/(.+)\/(?:(tags)\/list|(manifests)\/([^/]+)|(blobs)\/(sha256:[0-9a-f]{64}|uploads\/.*)|(referrers)\/([\w+.-]+:[0-9a-fA-F]+))$/;
const expiredTag = 'yesterday';

/** `/v2/` without `/v2/auth` (Quay 2.1, 2.7, 2.9, 2.10). */
export function quayApi(world: QuayWorld, origin: string, referrers: ReferrersOptions): Handle {
  const { service, issuer, repositories, publicNames, challenge } = world;

  return async (request) => {
    const url = new URL(`http://playground${request.url}`);
    const path = decoded(url.pathname);
    const [, name, tags, manifests, reference = '', blobs, blob = '', listing, digest = ''] = route.exec(path) ?? [];
    const known = name !== undefined && repositoryName.test(name);
    const bearer = await bearerOf(request);
    if (bearer === 'invalid') {
      // Quay 2.7: another shape for a bearer that is no good, Basic included (Quay 2.3); the scope where there is a repository
      const message = 'Invalid bearer token format';
      return json(401, { error: message }, { 'WWW-Authenticate': challenge(known ? name : undefined, ['pull']) });
    }
    // Quay 2.1: the body is `true`, the challenge is there with 200 as well
    if (path === '/v2/') return json(bearer ? 200 : 401, true, { 'WWW-Authenticate': challenge() });
    if (path === '/v2/_catalog') return catalogue(url, bearer);
    if (!known) return json(404, { error: 'Not Found' });

    const needs: readonly QuayAction[] = /^(?:GET|HEAD)$/.test(request.method) ? ['pull'] : ['pull', 'push'];
    if (!allows(name, needs, bearer)) {
      // Quay 2.1: writes and deletes name pull,push; no `error` beside it
      const message = 'access to the requested resource is not authorized';
      return refusal(401, 'UNAUTHORIZED', message, {}, { 'WWW-Authenticate': challenge(name, needs) });
    }
    return readOnly(request, () => {
      const repository = repositories.get(name);
      // Quay 2.7
      if (!repository) return refusal(404, 'NAME_UNKNOWN', 'repository name not known to registry', {});
      if (tags) return tagList(url, repository);
      if (manifests) return manifest(repository, reference, request);
      if (listing) return referrerList(url, repository, digest);
      const found = blobs ? repository.blobs.get(blob) : undefined;
      return found
        ? contentAnswer(found, 'application/octet-stream')
        : refusal(404, 'BLOB_UNKNOWN', 'blob unknown to registry', {});
    });
  };

  async function bearerOf({ headers: { authorization } }: ReceivedRequest): Promise<Bearer | 'invalid' | undefined> {
    if (authorization === undefined) return undefined;
    const token = bearerToken(authorization);
    // Quay 2.2: a token for another service, or for none, is good for nothing
    const claims = token === undefined ? undefined : await issuer.verify(token, service);
    if (!claims) return 'invalid';
    return { subject: claims.sub ?? '', access: claims.access as Bearer['access'] }; // we signed it
  }

  /** Reading what is public takes no token; a right to write includes reading. */
  function allows(name: string, needs: readonly QuayAction[], bearer: Bearer | undefined): boolean {
    const granted =
      bearer?.access.filter((entry) => plain(entry.name) === name).flatMap(({ actions }) => actions) ?? [];
    if (needs.includes('push')) return granted.includes('push') || granted.includes('*');
    return granted.length > 0 || publicNames.includes(name);
  }

  function plain(name: string): string {
    const path = name.startsWith(`${service}/`) ? name.slice(service.length + 1) : name;
    return path.includes('/') ? path : `library/${path}`;
  }

  /** Quay 2.10: whoever is nobody gets an empty list; the page size is capped, `next_page` says nothing to a client. */
  function catalogue(url: URL, bearer: Bearer | undefined): ServerAnswer {
    const nobody = bearer === undefined || bearer.subject === '(anonymous)';
    const names = nobody ? [] : [...repositories.keys()].sort();
    const limit = Math.max(Math.min(Number(url.searchParams.get('n') ?? 100) || 0, catalogueCap), 1);
    const start = Number(Buffer.from(url.searchParams.get('next_page') ?? '', 'base64url').toString() || 0);
    const more = start + limit < names.length;
    const next = Buffer.from(String(start + limit)).toString('base64url');
    const link = `<${origin}/v2/_catalog?n=${limit}&next_page=${next}>; rel="next"`;
    return json(200, { repositories: names.slice(start, start + limit) }, more ? { Link: link } : {});
  }

  /** Quay 2.10: capped at 100, absolute `Link`. */
  function tagList(url: URL, { name, tags }: ImageRepository): ServerAnswer {
    const limit = Math.min(Number(url.searchParams.get('n') ?? 100) || 0, 100);
    const left = [...tags.keys()].sort().filter((tag) => tag > (url.searchParams.get('last') ?? ''));
    const some = left.slice(0, limit);
    const last = some.at(-1);
    const link = `<${origin}/v2/${name}/tags/list?n=${limit}&last=${last}>; rel="next"`;
    return json(200, { name, tags: some }, last !== undefined && some.length < left.length ? { Link: link } : {});
  }

  function manifest(repository: ImageRepository, reference: string, request: ReceivedRequest): ServerAnswer {
    // Quay 2.7: a tag that was deleted is told apart from one that never was
    if (reference === expiredTag) {
      const message = `Tag ${expiredTag} was deleted or has expired. To pull, revive via time machine`;
      return refusal(404, 'TAG_EXPIRED', message, {});
    }
    // Quay 2.10 would convert to Docker schema 1 for a client that names no modern type: here it is refused
    return manifestAnswer(repository, reference, request.headers.accept ?? '');
  }

  /** Quay 2.9, column of the Python server. */
  function referrerList(url: URL, repository: ImageRepository, digest: string): ServerAnswer {
    if (!referrers.on || !/^sha(?:256:[0-9a-f]{64}|512:[0-9a-f]{128})$/.test(digest)) {
      return json(404, { error: 'Not Found' });
    }
    if (!repository.manifests.has(digest)) return refusal(400, 'MANIFEST_INVALID', 'manifest invalid', {});
    const wanted = url.searchParams.get('artifactType');
    const all = referrersOf(repository, digest).filter((one) => wanted === null || one.artifactType === wanted);
    const start = Number(url.searchParams.get('start') ?? 0);
    const end = start + (referrers.pageSize ?? all.length);
    const next = new URL(`${origin}${url.pathname}${url.search}`);
    next.searchParams.set('start', String(end));
    const index = { schemaVersion: 2, mediaType: mediaTypes.index, manifests: all.slice(start, end) };
    return json(200, index, {
      'Content-Type': mediaTypes.index,
      ...(wanted === null ? {} : { 'OCI-Filters-Applied': 'artifactType' }),
      ...(end < all.length ? { Link: `<${next.href}>; rel="next"` } : {}),
    });
  }
}

/** Small, so that two pages are needed here too; the service's own is 100. */
const catalogueCap = 2;
