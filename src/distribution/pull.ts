import * as v from 'valibot';
import { isAuthError } from '../auth/errors.js';
import type { HttpResponse } from '../auth/http.js';
import type { Io } from '../auth/io.js';
import { refusal } from '../auth/refusal.js';
import { mediaTypeOf, unusable, urlOf, type DistributionClient, type RepositoryAccess } from './client.js';
import { INDEX_TYPES, MANIFEST_ACCEPT, parseIndex } from './imageIndex.js';

/** What a manifest says of the image, as far as a pull goes on from it. */
export interface Manifest {
  readonly digest: string;
  readonly mediaType: string;
  /** Of its smallest part; absent where it has none. */
  readonly blob?: { readonly digest: string; readonly size: number };
}

/** The beginning of a blob, as it was read. */
export interface Blob {
  readonly digest: string;
  /** Read, not in all. */
  readonly bytes: number;
  /** Host that the registry sent us to for it. */
  readonly elsewhere?: string;
}

const Part = v.object({ digest: v.pipe(v.string(), v.regex(/^[a-z0-9+._-]+:[\w=-]+$/)), size: v.number() });
const Image = v.object({
  config: v.optional(Part),
  layers: v.optional(v.array(Part)),
  blobs: v.optional(v.array(Part)),
});

// Enough to see that it is there.
const FIRST_BYTES = 1024;
// What is read of a server that does not know ranges.
const MAX_BLOB = 1024 * 1024;

/**
 * The manifest behind a tag or digest; of an index that of its first image (OCI distribution specification, "Pulling
 * manifests"). Throws AuthError `not-found`, `bad-response`, and those of the reader.
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
  const [first] = INDEX_TYPES.includes(mediaTypeOf(top)) ? (parseIndex(top.text)?.descriptors ?? []) : [];
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
 * The beginning of a blob, through whatever redirects, on which the token does not go along. Throws AuthError
 * `not-found`, and those of the reader.
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
    // It was coming, and there was more of it than anybody wants.
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

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
