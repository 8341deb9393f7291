import type { Io } from '../auth/io.js';
import { artifactWord, type ArtifactWord } from './artifactType.js';
import { distributionClient, type DistributionClient, type RepositoryAccess, type TokenSource } from './client.js';
import type { Descriptor } from './imageIndex.js';
import { referrersTag, requireReference } from './imageReference.js';
import { imagesIn, manifestAt, resolveImage, type SubjectManifest } from './manifests.js';
import { listByApi, listByTag, type Listing } from './referrersApi.js';

export interface ReferrersWanted extends RepositoryAccess {
  /** Tag or digest. */
  readonly reference: string;
  /** Only artifacts of exactly this type. */
  readonly artifactType?: string;
}

/** What is attached to an image, as the registry lists it: nothing of it is verified. */
export interface Referrers {
  readonly subject: SubjectManifest;
  /** Of an index: the images in it, each of which may have referrers of its own. */
  readonly platforms: readonly Descriptor[];
  readonly referrers: readonly Referrer[];
  /** `tags`: the registry has no referrers API, so the list is what clients keep under a tag. */
  readonly source: Listing['source'];
  /** False: there is more, which was not read (too many, on another host, or not readable). */
  readonly complete: boolean;
  /** The index as the registry sent it, its pages joined; absent where there is none. */
  readonly index?: object;
}

export interface Referrer extends Omit<Descriptor, 'size'> {
  readonly word: ArtifactWord;
  /** `tag`: under one of cosign's tags. `index`: in the index of the image itself, as BuildKit puts attestations. */
  readonly found: 'listing' | 'tag' | 'index';
  /** Bytes; absent where the registry does not say. */
  readonly size?: number;
  readonly tag?: string;
}

// More than a person reads.
const MAX_REFERRERS = 1000;

/** Tags that cosign made before registries could list referrers (cosign, signature specification). */
const cosignTags: readonly (readonly [suffix: string, word: ArtifactWord])[] = [
  ['sig', 'signature'],
  ['att', 'attestation'],
  ['sbom', 'SBOM'],
];

/**
 * Lists what is attached to an image (OCI distribution specification 1.1, "Listing Referrers"):
 *
 * 1. Resolve the tag to a digest by HEAD; of an index, read the images in it.
 * 2. `GET /v2/<name>/referrers/<digest>`, page after page.
 * 3. 404: the registry has no such API; read the referrers tag instead.
 * 4. Without a filter, look for cosign's older tags too.
 *
 * An empty list means that the registry said so. Throws AuthError `invalid-input`, `not-found` (no such repository or
 * tag; `service` holds the registry's words), `denied`, `refused`, `no-credential`, `bad-response`, and those of the
 * requests and of the token source.
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
    ...listing.found.slice(0, MAX_REFERRERS).map((one) => named(one, 'listing')),
    // A filter is by artifact type, which these have none of.
    ...(artifactType === undefined
      ? [...inside.filter(isAttestation).map(attestation), ...(await cosignTagged(digest, wanted, read))]
      : []),
  ];
  return {
    subject,
    platforms: inside.filter((one) => !isAttestation(one)),
    referrers: [...new Map(found.toReversed().map((one) => [one.digest, one])).values()].reverse(),
    source: listing.source,
    complete: listing.complete && listing.found.length <= MAX_REFERRERS,
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

/** BuildKit puts attestations into the index itself, as images for no platform. */
function isAttestation({ annotations }: Descriptor): boolean {
  return annotations?.['vnd.docker.reference.type'] === 'attestation-manifest';
}

function attestation(one: Descriptor): Referrer {
  return { ...named(one, 'index'), word: 'attestation' };
}

function named(one: Descriptor, found: Referrer['found']): Referrer {
  return { ...one, found, word: artifactWord(one.artifactType, one.annotations) };
}
