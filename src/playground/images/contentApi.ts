import { type Access, repositoryName } from '../access.js';
import { json, refusal } from '../refusal.js';
import type { ReceivedRequest, ServerAnswer } from '../server.js';
import { referrersOf } from './artifacts.js';
import { type Content, type ImageRepository, mediaTypes } from './images.js';

/** Access that a request needs, and its response once authorized. */
export interface Route {
  /** Absent when any valid token is enough. */
  readonly needs?: Access;
  answer(): ServerAnswer;
}

export interface Shelf {
  readonly repositories: readonly ImageRepository[];
  /** Path of the repository list, besides `/v2/_catalog`. */
  readonly catalogue?: string;
  /** Query parameters in the service's `Link` besides `last` and `n`. */
  readonly linkTail: string;
  /** Whether the referrers API is available. */
  readonly referrers?: true;
}

const actionsOf: Readonly<Record<string, readonly string[]>> = {
  GET: ['pull'],
  HEAD: ['pull'],
  POST: ['pull', 'push'],
  PUT: ['pull', 'push'],
  PATCH: ['pull', 'push'],
  DELETE: ['delete'],
};

const withinRepository =
  /^\/v2\/(.+)\/(?:(tags)\/list|(manifests)\/([^/]+)|(blobs)\/(sha256:[0-9a-f]{64}|uploads\/.*)|(referrers)\/([^/]+))$/;

/**
 * Finds the route in the read side of the OCI distribution specification. Writes need `push` and are then rejected.
 * Undefined for an unknown path.
 */
export function findRoute(request: ReceivedRequest, shelf: Shelf): Route | undefined {
  const url = new URL(`http://playground${request.url}`);
  const path = decoded(url.pathname);
  if (path === '/v2/') {
    return { answer: () => readOnly(request, () => json(200, {})) };
  }
  if (path === '/v2/_catalog' || path === shelf.catalogue) {
    const names = shelf.repositories.map(({ name }) => name).sort();
    const list = () => page(url, names, shelf, (repositories) => ({ repositories }));
    return { needs: { type: 'registry', name: 'catalog', actions: ['*'] }, answer: () => readOnly(request, list) };
  }
  const [, name, tags, manifests, reference = '', blobs, digest = '', listing, subject = ''] =
    withinRepository.exec(path) ?? [];
  if (listing && !shelf.referrers) {
    return undefined;
  }
  const actions = actionsOf[request.method];
  if (name === undefined || !repositoryName.test(name) || actions === undefined) {
    return undefined;
  }

  const find = (repository: ImageRepository): ServerAnswer => {
    if (tags) {
      return page(url, [...repository.tags.keys()].sort(), shelf, (some) => ({ name, tags: some }));
    }
    if (manifests) {
      return manifestAnswer(repository, reference, request.headers.accept ?? '');
    }
    if (listing) {
      return json(200, indexOf(referrersOf(repository, subject)), { 'Content-Type': mediaTypes.index });
    }
    const blob = blobs ? repository.blobs.get(digest) : undefined;
    return blob
      ? contentAnswer(blob, 'application/octet-stream')
      : refusal(404, 'BLOB_UNKNOWN', 'blob unknown to registry', { digest });
  };
  return {
    needs: { type: 'repository', name, actions },
    answer: () =>
      readOnly(request, () => {
        const repository = shelf.repositories.find((candidate) => candidate.name === name);
        // ACR 1.7, recordings of the SDK: 404 NAME_UNKNOWN, with the name in a detail object
        return repository
          ? find(repository)
          : refusal(404, 'NAME_UNKNOWN', 'repository name not known to registry', { name });
      }),
  };
}

/** Decodes a URL path. Returns `''` when it isn't valid. */
export function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return ''; // matches no route
  }
}

export function readOnly({ method }: ReceivedRequest, read: () => ServerAnswer): ServerAnswer {
  if (method === 'GET' || method === 'HEAD') {
    return read();
  }
  // OCI distribution specification, code-12: response of a registry that doesn't accept writes
  return refusal(405, 'UNSUPPORTED', 'The operation is unsupported: the playground takes no content.', null, {
    Allow: 'GET, HEAD',
  });
}

export function manifestAnswer(repository: ImageRepository, reference: string, accept: string): ServerAnswer {
  const manifest = repository.manifests.get(repository.tags.get(reference) ?? reference);
  if (!manifest) {
    return refusal(404, 'MANIFEST_UNKNOWN', 'manifest unknown', { name: repository.name, reference });
  }
  // distribution 2.8: an OCI manifest isn't converted for a client that doesn't accept its media type. `*/*` doesn't
  // count
  const accepted = accept.split(',').map((range) => range.split(';')[0]?.trim());
  if (!accepted.includes(manifest.mediaType)) {
    return refusal(404, 'MANIFEST_UNKNOWN', 'OCI manifest found, but accept header does not support OCI manifests');
  }
  return contentAnswer(manifest, manifest.mediaType);
}

export function contentAnswer({ bytes, digest }: Content, type: string): ServerAnswer {
  return {
    status: 200,
    headers: { 'Content-Type': type, 'Docker-Content-Digest': digest, ETag: `"${digest}"` },
    body: bytes,
  };
}

/** Paging from the OCI distribution specification ("Content discovery"): relative `Link`, absent on the last page. */
function page(
  url: URL,
  names: readonly string[],
  shelf: Shelf,
  body: (some: readonly string[]) => object,
): ServerAnswer {
  const wanted = url.searchParams.get('n') ?? '100';
  // distribution 2.8: n is a positive number
  if (!/^[1-9][0-9]{0,3}$/.test(wanted)) {
    return refusal(400, 'PAGINATION_NUMBER_INVALID', 'invalid number of results requested', { n: wanted });
  }
  const after = url.searchParams.get('last') ?? '';
  const left = names.filter((name) => name > after);
  const some = left.slice(0, Number(wanted));
  const last = some.at(-1);
  if (last === undefined || some.length === left.length) {
    return json(200, body(some));
  }
  const link = `<${url.pathname}?last=${encodeURIComponent(last)}&n=${wanted}${shelf.linkTail}>; rel="next"`;
  return json(200, body(some), { Link: link });
}

/** Distribution specification 1.1, "Listing Referrers". */
function indexOf(manifests: readonly object[]): object {
  return { schemaVersion: 2, mediaType: mediaTypes.index, manifests };
}
