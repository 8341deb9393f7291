import type { HttpResponse } from '../auth/http.js';
import type { Io } from '../auth/io.js';
import { isOwnUrl } from '../auth/redirects.js';
import { referrersTag } from '../auth/reference.js';
import { refusal } from '../auth/refusal.js';
import { serviceErrorOf } from '../auth/serviceError.js';
import { type DistributionClient, mediaTypeOf, nextPage, type RepositoryAccess, unusable, urlOf } from './client.js';
import {
  type Descriptor,
  type ImageIndex,
  INDEX_ACCEPT,
  INDEX_LIMITS,
  INDEX_TYPES,
  type IndexReading,
  parseIndex,
} from './imageIndex.js';

/** A request for the referrers of one image. */
export interface ListingWanted extends RepositoryAccess {
  readonly digest: string;
  /** Only artifacts of exactly this type. */
  readonly artifactType?: string;
}

export interface Listing {
  readonly source: 'api' | 'tags';
  /** At most as many as INDEX_LIMITS allows. */
  readonly found: readonly Descriptor[];
  /** Every entry was read. */
  readonly complete: boolean;
  readonly index?: object;
}

// More than a person reads; registries with paging return up to a few hundred entries per page.
const MAX_PAGES = 10;

/**
 * Lists referrers with the referrers API, page by page until there are enough; undefined if the registry has no such API.
 * Throws AuthError `not-found` if the repository or the digest is unknown, and `bad-response`.
 */
export async function listByApi(wanted: ListingWanted, read: DistributionClient, io: Io): Promise<Listing | undefined> {
  const { digest, artifactType, registry } = wanted;
  const found: Descriptor[] = [];
  const manifests: unknown[] = [];
  let complete = true;
  let next: URL | undefined = urlOf(wanted, 'referrers', digest);
  if (artifactType !== undefined) {
    next.searchParams.set('artifactType', artifactType);
  }
  const left = (): IndexReading => ({
    descriptors: INDEX_LIMITS.descriptors - found.length,
    entries: INDEX_LIMITS.entries - manifests.length,
  });
  for (let page = 0; next && page < MAX_PAGES && left().descriptors > 0 && left().entries > 0; page += 1) {
    const response: HttpResponse = await read({ method: 'GET', url: next, accept: INDEX_ACCEPT });
    if (page === 0 && isWithoutApi(response, io)) {
      return undefined;
    }
    if (page === 0 && isUnknownDigest(response, io)) {
      throw refusal('not-found', response, io.secrets);
    }
    const filtered = /\bartifactType\b/i.test(response.headers['oci-filters-applied'] ?? '');
    const index = indexIn(response, io, { ...left(), artifactType: filtered ? undefined : artifactType });
    found.push(...index.descriptors);
    manifests.push(...index.manifests);
    const link = nextPage(response);
    // The token is sent along, so only the registry's own origin is followed.
    next = link && isOwnUrl(link, registry) ? link : undefined;
    complete &&= link === next && index.complete;
  }
  return { source: 'api', found, complete: complete && !next, index: joined(manifests) };
}

function indexIn(response: HttpResponse, { secrets }: Io, reading: IndexReading): ImageIndex {
  if (response.status !== 200) {
    throw refusal('bad-response', response, secrets);
  }
  const index = parseIndex(response.text, reading);
  if (!index) {
    throw unusable(response, 'its list of referrers cannot be read');
  }
  return index;
}

/** Quay's response for an unknown digest; other registries return an empty list. */
function isUnknownDigest(response: HttpResponse, { secrets }: Io): boolean {
  return response.status === 400 && serviceErrorOf(response, [], secrets)?.code === 'MANIFEST_INVALID';
}

/**
 * 404 means no API, unless it names the repository. A router that doesn't know the path can also return 405, or 200
 * with an HTML page.
 */
function isWithoutApi(response: HttpResponse, io: Io): boolean {
  if (response.status === 404 && serviceErrorOf(response, [], io.secrets)?.code === 'NAME_UNKNOWN') {
    throw refusal('not-found', response, io.secrets);
  }
  const page = response.status === 200 && /html/i.test(mediaTypeOf(response));
  return page || response.status === 404 || response.status === 405;
}

/**
 * Lists referrers from the fallback tag; empty if there is none (OCI distribution specification 1.1, "Referrers Tag
 * Schema").
 */
export async function listByTag(wanted: ListingWanted, read: DistributionClient): Promise<Listing> {
  const url = urlOf(wanted, 'manifests', referrersTag(wanted.digest));
  const response = await read({ method: 'GET', url, accept: INDEX_ACCEPT });
  const reading = { ...INDEX_LIMITS, artifactType: wanted.artifactType };
  const index = response.status === 200 ? parseIndex(response.text, reading) : undefined;
  if (!index) {
    return { source: 'tags', found: [], complete: true };
  }
  const { descriptors, manifests, complete } = index;
  return { source: 'tags', found: descriptors, complete, index: joined(manifests) };
}

function joined(manifests: readonly unknown[]): object {
  return { schemaVersion: 2, mediaType: INDEX_TYPES[0], manifests };
}
