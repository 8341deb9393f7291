import type { HttpResponse } from '../auth/http.js';
import type { Io } from '../auth/io.js';
import { refusal } from '../auth/refusal.js';
import { serviceErrorOf } from '../auth/serviceError.js';
import { mediaTypeOf, nextPage, unusable, urlOf, type DistributionClient, type RepositoryAccess } from './client.js';
import { INDEX_ACCEPT, INDEX_TYPES, parseIndex, type Descriptor, type ImageIndex } from './imageIndex.js';
import { referrersTag } from './imageReference.js';

/** What is asked for of one image. */
export interface ListingWanted extends RepositoryAccess {
  readonly digest: string;
  /** Only artifacts of exactly this type. */
  readonly artifactType?: string;
}

export interface Listing {
  readonly source: 'api' | 'tags';
  readonly found: readonly Descriptor[];
  readonly complete: boolean;
  readonly index?: object;
}

// More than a person reads; a page of a registry that pages holds up to a few hundred entries.
const MAX_PAGES = 10;

/**
 * The answer of the referrers API, page after page; undefined where there is none. Throws AuthError `not-found` where
 * the repository is unknown, and `bad-response`.
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
  for (let page = 0; next && page < MAX_PAGES; page += 1) {
    const response: HttpResponse = await read({ method: 'GET', url: next, accept: INDEX_ACCEPT });
    if (page === 0 && isWithoutApi(response, io)) {
      return undefined;
    }
    if (page === 0 && isUnknownDigest(response, io)) {
      return { source: 'api', found, complete };
    }
    const index = indexIn(response, io);
    const filtered = /\bartifactType\b/i.test(response.headers['oci-filters-applied'] ?? '');
    found.push(...(filtered ? index.descriptors : ofType(index.descriptors, artifactType)));
    manifests.push(...index.manifests);
    const link = nextPage(response);
    // The token goes along, so only to where it belongs.
    next = link?.origin === registry.origin ? link : undefined;
    complete &&= link === next && index.descriptors.length === index.manifests.length;
  }
  return { source: 'api', found, complete: complete && !next, index: joined(manifests) };
}

function indexIn(response: HttpResponse, { secrets }: Io): ImageIndex {
  if (response.status !== 200) {
    throw refusal('bad-response', response, secrets);
  }
  const index = parseIndex(response.text);
  if (!index) {
    throw unusable(response, 'its list of referrers cannot be read');
  }
  return index;
}

/** Quay's answer for a digest that it does not hold; others answer with an empty list. */
function isUnknownDigest(response: HttpResponse, { secrets }: Io): boolean {
  return response.status === 400 && serviceErrorOf(response, [], secrets)?.code === 'MANIFEST_INVALID';
}

/**
 * 404 means no API, unless it names the repository. A router that does not know the path may also answer 405, or 200
 * with a page.
 */
function isWithoutApi(response: HttpResponse, io: Io): boolean {
  if (response.status === 404 && serviceErrorOf(response, [], io.secrets)?.code === 'NAME_UNKNOWN') {
    throw refusal('not-found', response, io.secrets);
  }
  const page = response.status === 200 && /html/i.test(mediaTypeOf(response));
  return page || response.status === 404 || response.status === 405;
}

/** The list that clients keep under a tag; empty where there is none (same specification, "Referrers Tag Schema"). */
export async function listByTag(wanted: ListingWanted, read: DistributionClient): Promise<Listing> {
  const url = urlOf(wanted, 'manifests', referrersTag(wanted.digest));
  const response = await read({ method: 'GET', url, accept: INDEX_ACCEPT });
  const index = response.status === 200 ? parseIndex(response.text) : undefined;
  if (!index) {
    return { source: 'tags', found: [], complete: true };
  }
  const { descriptors, manifests } = index;
  return {
    source: 'tags',
    found: ofType(descriptors, wanted.artifactType),
    complete: descriptors.length === manifests.length,
    index: joined(manifests),
  };
}

function ofType(descriptors: readonly Descriptor[], artifactType: string | undefined): readonly Descriptor[] {
  return artifactType === undefined ? descriptors : descriptors.filter((one) => one.artifactType === artifactType);
}

function joined(manifests: readonly unknown[]): object {
  return { schemaVersion: 2, mediaType: INDEX_TYPES[0], manifests };
}
