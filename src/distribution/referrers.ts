import { AuthError } from '../auth/errors.js';
import type { Io } from '../auth/io.js';
import { referrersTag, requireReference } from '../auth/reference.js';
import { type ArtifactWord, artifactWord } from './artifactType.js';
import { type DistributionClient, distributionClient, type RepositoryAccess, type TokenSource } from './client.js';
import type { Descriptor } from './imageIndex.js';
import { imagesIn, manifestAt, resolveImage, type SubjectManifest } from './manifests.js';
import { listByApi, listByTag, type Listing } from './referrersApi.js';

export interface ReferrersWanted extends RepositoryAccess {
  /** Tag or digest. */
  readonly reference: string;
  /** Only artifacts of exactly this type. */
  readonly artifactType?: string;
}

/** Artifacts attached to an image, as the registry lists them. Nothing is verified. */
export interface Referrers {
  readonly subject: SubjectManifest;
  /** For an index: its images, each of which can have referrers of its own. */
  readonly platforms: readonly Descriptor[];
  readonly referrers: readonly Referrer[];
  /** `tags`: the registry has no referrers API, so the list comes from the fallback tag. */
  readonly source: Listing['source'];
  /**
   * False if there are more referrers that weren't read (too many, on another host, or not readable). The index is then
   * cut in the same place.
   */
  readonly complete: boolean;
  /** The index as the registry sent it, with its pages joined, as far as it was read; absent if there is none. */
  readonly index?: object;
}

export interface Referrer extends Omit<Descriptor, 'size'> {
  readonly word: ArtifactWord;
  /** `tag`: under one of cosign's tags. `index`: in the index of the image itself, where BuildKit puts attestations. */
  readonly found: 'listing' | 'tag' | 'index';
  /** Bytes; absent if the registry doesn't report it. */
  readonly size?: number;
  readonly tag?: string;
}

/** Tags that cosign used before registries had a referrers API (cosign, signature specification). */
const cosignTags: readonly (readonly [suffix: string, word: ArtifactWord])[] = [
  ['sig', 'signature'],
  ['att', 'attestation'],
  ['sbom', 'SBOM'],
];

/**
 * Lists the artifacts attached to an image (OCI distribution specification 1.1, "Listing Referrers"):
 *
 * 1. Resolve the tag to a digest with HEAD; for an index, read its images.
 * 2. `GET /v2/<name>/referrers/<digest>`, page by page.
 * 3. 404: the registry has no such API; read the referrers tag instead.
 * 4. Without a filter, look for cosign's older tags too.
 *
 * An empty list means that the registry reported none. Throws AuthError `invalid-input`, `not-found` (no such
 * repository, tag or digest; `service` holds the registry's own error), `denied`, `refused`, `no-credential`,
 * `bad-response`, and the codes of the requests and of the token source.
 */
export async function listReferrers(wanted: ReferrersWanted, tokens: TokenSource, io: Io): Promise<Referrers> {
  const { name, reference, artifactType } = wanted;
  requireReference(name, reference);
  const read = distributionClient(wanted, tokens, io);
  const subject = await resolveImage(reference, wanted, read, io);
  const { digest } = subject;
  const inside = await imagesIn(subject, wanted, read);
  const listing = (await listByApi({ ...wanted, digest }, read, io)) ?? (await listByTag({ ...wanted, digest }, read));
  const found: readonly Referrer[] = [
    ...listing.found.map((one) => named(one, 'listing')),
    // The filter is by artifact type, which these don't have.
    ...(artifactType === undefined
      ? [...inside.descriptors.filter(isAttestation).map(attestation), ...(await cosignTagged(digest, wanted, read))]
      : []),
  ];
  // Artifacts can be attached to an image that isn't there; an image that isn't there has nothing attached to it.
  if (found.length === 0 && subject.mediaType === undefined) {
    const { host } = wanted.registry;
    throw new AuthError('not-found', `${host} does not have the image.`, {
      details: { host, reason: 'there is no image with this digest in the repository' },
    });
  }
  return {
    subject,
    platforms: inside.descriptors.filter((one) => !isAttestation(one)),
    referrers: [...new Map(found.toReversed().map((one) => [one.digest, one])).values()].reverse(),
    source: listing.source,
    complete: listing.complete && inside.complete,
    ...(listing.index ? { index: listing.index } : {}),
  };
}

async function cosignTagged(
  digest: string,
  repository: RepositoryAccess,
  read: DistributionClient,
): Promise<Referrer[]> {
  const found: Referrer[] = [];
  for (const [suffix, word] of cosignTags) {
    const tag = `${referrersTag(digest)}.${suffix}`;
    const manifest = await manifestAt(tag, repository, read);
    if (manifest) {
      const { mediaType, size } = manifest;
      const sized = size === undefined ? {} : { size };
      found.push({ word, found: 'tag', tag, digest: manifest.digest, mediaType, ...sized });
    }
  }
  return found;
}

/** BuildKit puts attestations into the index itself, as images without a platform. */
function isAttestation({ annotations }: Descriptor): boolean {
  return annotations?.['vnd.docker.reference.type'] === 'attestation-manifest';
}

function attestation(one: Descriptor): Referrer {
  return { ...named(one, 'index'), word: 'attestation' };
}

function named(one: Descriptor, found: Referrer['found']): Referrer {
  return { ...one, found, word: artifactWord(one.artifactType, one.annotations) };
}
