import { repositoryName } from '../access.js';
import { referrersOf } from '../images/artifacts.js';
import { contentAnswer, decoded, manifestAnswer, readOnly } from '../images/contentApi.js';
import { type ImageRepository, mediaTypes } from '../images/images.js';
import { json, refusal } from '../refusal.js';
import { bearerToken } from '../request.js';
import type { Handle, ReceivedRequest, ServerAnswer } from '../server.js';
import type { QuayAction } from './entities.js';
import type { QuayWorld } from './tokenEndpoint.js';

export interface ReferrersOptions {
  /** FEATURE_REFERRERS_API. */
  readonly on: boolean;
  /** Entries on a page. Quay itself sends all entries at once; other registries page as the specification allows. */
  readonly pageSize?: number;
}

interface Bearer {
  readonly subject: string;
  readonly access: readonly { readonly name: string; readonly actions: readonly QuayAction[] }[];
}

const route =
  /^\/v2\/(.+)\/(?:(tags)\/list|(manifests)\/([^/]+)|(blobs)\/(sha256:[0-9a-f]{64}|uploads\/.*)|(referrers)\/([\w+.-]+:[0-9a-fA-F]+))$/;
const expiredTag = 'yesterday';

/** Handles `/v2/` except `/v2/auth` (Quay 2.1, 2.7, 2.9, 2.10). */
export function quayApi(world: QuayWorld, origin: string, referrers: ReferrersOptions): Handle {
  const { repositories, challenge } = world;
  const { bearerOf, allows } = bearers(world);

  return async (request) => {
    const url = new URL(`http://playground${request.url}`);
    const path = decoded(url.pathname);
    const [, name, tags, manifests, reference = '', blobs, blob = '', listing, digest = ''] = route.exec(path) ?? [];
    const known = name !== undefined && repositoryName.test(name);
    const bearer = await bearerOf(request);
    if (bearer === 'invalid') {
      // Quay 2.7: an invalid bearer token, or HTTP Basic (Quay 2.3), gets another body. A repository path adds the
      // scope
      const message = 'Invalid bearer token format';
      return json(401, { error: message }, { 'WWW-Authenticate': challenge(known ? name : undefined, ['pull']) });
    }
    // Quay 2.1: the body is `true`, and the challenge is also present with 200
    if (path === '/v2/') {
      return json(bearer ? 200 : 401, true, { 'WWW-Authenticate': challenge() });
    }
    if (path === '/v2/_catalog') {
      return catalogue(url, bearer);
    }
    if (!known) {
      return json(404, { error: 'Not Found' });
    }

    const needs: readonly QuayAction[] = /^(?:GET|HEAD)$/.test(request.method) ? ['pull'] : ['pull', 'push'];
    if (!allows(name, needs, bearer)) {
      // Quay 2.1: writes and deletes require pull,push; the challenge has no `error`
      const message = 'access to the requested resource is not authorized';
      return refusal(401, 'UNAUTHORIZED', message, {}, { 'WWW-Authenticate': challenge(name, needs) });
    }
    return readOnly(request, () => {
      const repository = repositories.get(name);
      // Quay 2.7
      if (!repository) {
        return refusal(404, 'NAME_UNKNOWN', 'repository name not known to registry', {});
      }
      if (tags) {
        return tagList(url, repository);
      }
      if (manifests) {
        return manifest(repository, reference, request);
      }
      if (listing) {
        return referrerList(url, repository, digest);
      }
      const found = blobs ? repository.blobs.get(blob) : undefined;
      return found
        ? contentAnswer(found, 'application/octet-stream')
        : refusal(404, 'BLOB_UNKNOWN', 'blob unknown to registry', {});
    });
  };

  /**
   * Quay 2.10: an anonymous caller gets an empty list. The page size is capped, and `next_page` is opaque to clients.
   */
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

  /** Quay 2.10: at most 100 entries, absolute `Link`. */
  function tagList(url: URL, { name, tags }: ImageRepository): ServerAnswer {
    const limit = Math.min(Number(url.searchParams.get('n') ?? 100) || 0, 100);
    const left = [...tags.keys()].sort().filter((tag) => tag > (url.searchParams.get('last') ?? ''));
    const some = left.slice(0, limit);
    const last = some.at(-1);
    const link = `<${origin}/v2/${name}/tags/list?n=${limit}&last=${last}>; rel="next"`;
    return json(200, { name, tags: some }, last !== undefined && some.length < left.length ? { Link: link } : {});
  }

  function manifest(repository: ImageRepository, reference: string, request: ReceivedRequest): ServerAnswer {
    // Quay 2.7: a deleted tag has its own error, unlike a tag that never existed
    if (reference === expiredTag) {
      const message = `Tag ${expiredTag} was deleted or has expired. To pull, revive via time machine`;
      return refusal(404, 'TAG_EXPIRED', message, {});
    }
    // Quay 2.10 would convert to Docker schema 1 for a client that accepts no modern type; this server refuses
    return manifestAnswer(repository, reference, request.headers.accept ?? '');
  }

  /** Quay 2.9, Python server. */
  function referrerList(url: URL, repository: ImageRepository, digest: string): ServerAnswer {
    if (!referrers.on || !/^sha(?:256:[0-9a-f]{64}|512:[0-9a-f]{128})$/.test(digest)) {
      return json(404, { error: 'Not Found' });
    }
    if (!repository.manifests.has(digest)) {
      return refusal(400, 'MANIFEST_INVALID', 'manifest invalid', {});
    }
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

/** Who sends a request, and what they can do. */
function bearers({ service, issuer, publicNames }: QuayWorld) {
  return { bearerOf, allows };

  async function bearerOf({ headers: { authorization } }: ReceivedRequest): Promise<Bearer | 'invalid' | undefined> {
    if (authorization === undefined) {
      return undefined;
    }
    const token = bearerToken(authorization);
    // Quay 2.2: a token for another service, or without an audience, is invalid
    const claims = token === undefined ? undefined : await issuer.verify(token, service);
    if (!claims) {
      return 'invalid';
    }
    return { subject: claims.sub ?? '', access: claims.access as Bearer['access'] }; // signed by this issuer
  }

  /** Public repositories are readable without a token. A write right includes read. */
  function allows(name: string, needs: readonly QuayAction[], bearer: Bearer | undefined): boolean {
    const granted =
      bearer?.access.filter((entry) => plain(entry.name) === name).flatMap(({ actions }) => actions) ?? [];
    if (needs.includes('push')) {
      return granted.includes('push') || granted.includes('*');
    }
    return granted.length > 0 || publicNames.includes(name);
  }

  function plain(name: string): string {
    const path = name.startsWith(`${service}/`) ? name.slice(service.length + 1) : name;
    return path.includes('/') ? path : `library/${path}`;
  }
}

/** Small, so that the playground has two pages too. The service's limit is 100. */
const catalogueCap = 2;
