import * as v from 'valibot';
import { isAuthError } from '../auth/errors.js';
import type { HttpResponse } from '../auth/http.js';
import type { Io } from '../auth/io.js';
import { refusal } from '../auth/refusal.js';
import { parseJson } from '../text/jsonValue.js';
import { type DistributionClient, mediaTypeOf, type RepositoryAccess, unusable, urlOf } from './client.js';
import { INDEX_LIMITS, INDEX_TYPES, MANIFEST_ACCEPT, parseIndex } from './imageIndex.js';

/** The parts of a manifest that the rest of a pull needs. */
export interface Manifest {
  readonly digest: string;
  readonly mediaType: string;
  /** The smallest blob; absent if there is none. */
  readonly blob?: { readonly digest: string; readonly size: number };
}

/** The part of a blob that was read. */
export interface Blob {
  readonly digest: string;
  /** Bytes read, not the total size. */
  readonly bytes: number;
  /** Host that the registry redirected to, if it isn't the registry's own. */
  readonly elsewhere?: string;
}

const Part = v.object({ digest: v.pipe(v.string(), v.regex(/^[a-z0-9+._-]+:[\w=-]+$/)), size: v.number() });
const Image = v.object({
  config: v.optional(Part),
  layers: v.optional(v.array(Part)),
  blobs: v.optional(v.array(Part)),
});

// Bytes; enough to prove that the blob exists.
const FIRST_BYTES = 1024;
// Maximum bytes to read from a server that doesn't support ranges.
const MAX_BLOB = 1024 * 1024;

/**
 * Reads the manifest of a tag or digest; for an index, that of its first image (OCI distribution specification,
 * "Pulling manifests"). Throws AuthError `not-found`, `bad-response`, and the codes of the client.
 */
export async function pullManifest(
  reference: string,
  repository: RepositoryAccess,
  read: DistributionClient,
  io: Io,
): Promise<Manifest> {
  const answer = async (wanted: string): Promise<HttpResponse> => {
    const url = urlOf(repository, 'manifests', wanted);
    const response = await read({ method: 'GET', url, accept: MANIFEST_ACCEPT });
    requireFound(response, io);
    return response;
  };
  const top = await answer(reference);
  const [first] = INDEX_TYPES.includes(mediaTypeOf(top))
    ? (parseIndex(top.text, { ...INDEX_LIMITS, descriptors: 1 })?.descriptors ?? [])
    : [];
  const response = first === undefined ? top : await answer(first.digest);
  const image = v.safeParse(Image, parseJson(response.text));
  if (!image.success) {
    throw unusable(response, 'its manifest cannot be read');
  }
  const { config, layers = [], blobs = [] } = image.output;
  const [smallest] = [...(config ? [config] : []), ...layers, ...blobs].sort((a, b) => a.size - b.size);
  return {
    digest: response.headers['docker-content-digest'] ?? first?.digest ?? reference,
    mediaType: mediaTypeOf(response),
    ...(smallest === undefined ? {} : { blob: smallest }),
  };
}

/**
 * Reads the beginning of a blob. Redirects are followed without the token. Throws AuthError `not-found`, and the codes
 * of the client.
 */
export async function pullBlob(
  { digest, size }: NonNullable<Manifest['blob']>,
  repository: RepositoryAccess,
  read: DistributionClient,
  io: Io,
): Promise<Blob> {
  try {
    const response = await read({
      method: 'GET',
      url: urlOf(repository, 'blobs', digest),
      accept: '*/*',
      firstBytes: FIRST_BYTES,
      maxBytes: MAX_BLOB,
    });
    requireFound(response, io);
    const { host } = response.url;
    return {
      digest,
      bytes: Math.min(size, response.status === 206 ? FIRST_BYTES : size),
      ...(host === repository.registry.host ? {} : { elsewhere: host }),
    };
  } catch (error) {
    // The blob exists, and its body is larger than the limit.
    if (isAuthError(error) && error.details?.limit === MAX_BLOB && error.status === 200) {
      return { digest, bytes: MAX_BLOB };
    }
    throw error;
  }
}

function requireFound(response: HttpResponse, { secrets }: Io): void {
  if (response.status === 404) {
    throw refusal('not-found', response, secrets);
  }
  if (response.status !== 200 && response.status !== 206) {
    throw refusal('bad-response', response, secrets, { reason: 'it does not give the content' });
  }
}
