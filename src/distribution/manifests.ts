import { createHash } from 'node:crypto';
import type { HttpResponse } from '../auth/http.js';
import type { Io } from '../auth/io.js';
import { isDigest } from '../auth/reference.js';
import { refusal } from '../auth/refusal.js';
import { serviceErrorOf } from '../auth/serviceError.js';
import { type DistributionClient, mediaTypeOf, type RepositoryAccess, unusable, urlOf } from './client.js';
import { type ImageIndex, INDEX_ACCEPT, INDEX_TYPES, MANIFEST_ACCEPT, parseIndex } from './imageIndex.js';

export interface SubjectManifest {
  readonly digest: string;
  /** Absent if the repository doesn't hold the manifest itself. */
  readonly mediaType?: string;
  /** Bytes. */
  readonly size?: number;
  readonly tag?: string;
}

/**
 * Resolves a tag or digest to its digest and media type. The manifest of a digest can be missing, because artifacts can
 * be attached before it is pushed.
 */
export async function resolveImage(
  reference: string,
  repository: RepositoryAccess,
  read: DistributionClient,
  { secrets }: Io,
): Promise<SubjectManifest> {
  const tag = isDigest(reference) ? {} : { tag: reference };
  const manifest = await manifestAt(reference, repository, read);
  if (manifest) {
    return { ...manifest, ...tag };
  }
  // A HEAD response has no body. GET returns the error text, and the manifest if the server doesn't support HEAD.
  const response = await read({ method: 'GET', ...requestOf(reference, repository) });
  if (response.status === 200) {
    return { ...manifestIn(response, reference), ...tag };
  }
  if (response.status !== 404) {
    throw refusal('bad-response', response, secrets, { reason: 'it does not give the manifest' });
  }
  if ('tag' in tag || serviceErrorOf(response, [], secrets)?.code === 'NAME_UNKNOWN') {
    throw refusal('not-found', response, secrets);
  }
  return { digest: reference };
}

interface Manifest {
  readonly digest: string;
  readonly mediaType: string;
  /** Bytes. */
  readonly size?: number;
}

/** The manifest of a tag or digest; undefined if HEAD doesn't find one. */
export async function manifestAt(
  reference: string,
  repository: RepositoryAccess,
  read: DistributionClient,
): Promise<Manifest | undefined> {
  const request = requestOf(reference, repository);
  const head = await read({ method: 'HEAD', ...request });
  const enough = isDigest(reference) || isDigest(statedDigest(head));
  const response = head.status !== 200 || enough ? head : await read({ method: 'GET', ...request });
  return response.status === 200 ? manifestIn(response, reference) : undefined;
}

/** Not every registry reports the digest of a tag; it is then computed from the body. */
function manifestIn(response: HttpResponse, reference: string): Manifest {
  const stated = [statedDigest(response), reference].find(isDigest);
  if (isDigest(reference) && stated !== reference) {
    throw unusable(response, 'it answers with another digest than was asked for');
  }
  const size = Number(response.headers['content-length']);
  return {
    digest: stated ?? `sha256:${createHash('sha256').update(response.text).digest('hex')}`,
    mediaType: mediaTypeOf(response),
    ...(Number.isSafeInteger(size) && size > 0 ? { size } : {}),
  };
}

function statedDigest({ headers }: HttpResponse): string {
  return headers['docker-content-digest'] ?? '';
}

function requestOf(reference: string, repository: RepositoryAccess) {
  return { url: urlOf(repository, 'manifests', reference), accept: MANIFEST_ACCEPT };
}

/** The images of an index; none for a plain image. Throws AuthError `bad-response`, and the codes of the client. */
export async function imagesIn(
  subject: SubjectManifest,
  repository: RepositoryAccess,
  read: DistributionClient,
): Promise<Pick<ImageIndex, 'descriptors' | 'complete'>> {
  if (!INDEX_TYPES.includes(subject.mediaType ?? '')) {
    return { descriptors: [], complete: true };
  }
  const url = urlOf(repository, 'manifests', subject.digest);
  const response = await read({ method: 'GET', url, accept: INDEX_ACCEPT });
  const index = response.status === 200 ? parseIndex(response.text) : undefined;
  if (!index) {
    throw unusable(response, 'its index cannot be read');
  }
  return index;
}
