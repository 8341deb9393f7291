import { type Content, content, describe, type ImageRepository, mediaTypes } from './images.js';

/** Artifact attached to an image: its type, annotations, and document. */
export interface Artifact {
  readonly artifactType: string;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly document: object;
}

export interface Attachments {
  /** Manifests with a `subject` (image specification 1.1). */
  readonly referrers?: readonly Artifact[];
  /** Whether the pushing client also keeps the list under the referrers tag, as required without a referrers API. */
  readonly tagSchema?: boolean;
  /** Artifacts under cosign's tags, by tag suffix (`sig`, `att`, `sbom`). */
  readonly cosign?: Readonly<Record<string, Artifact>>;
}

const empty = content('application/vnd.oci.empty.v1+json', {});

/** Returns the repository with artifacts attached to the image of one tag. */
export function attach(
  repository: ImageRepository,
  tag: string,
  { referrers = [], tagSchema = false, cosign = {} }: Attachments,
): ImageRepository {
  const subject = repository.manifests.get(repository.tags.get(tag) ?? '');
  if (!subject) {
    throw new Error(`There is no tag ${tag}.`);
  }
  const manifests = new Map(repository.manifests);
  const blobs = new Map(repository.blobs).set(empty.digest, empty);
  const tags = new Map(repository.tags);
  const keep = (map: Map<string, Content>, one: Content) => {
    map.set(one.digest, one);
    return one;
  };

  const prefix = subject.digest.replace(':', '-');
  const attached = referrers.map(({ artifactType, annotations, document }) => {
    const manifest = keep(
      manifests,
      content(mediaTypes.manifest, {
        schemaVersion: 2,
        mediaType: mediaTypes.manifest,
        artifactType,
        config: describe(empty),
        layers: [describe(keep(blobs, content(artifactType, document)))],
        subject: describe(subject),
        ...(annotations ? { annotations } : {}),
      }),
    );
    return descriptorOf(manifest);
  });
  if (tagSchema) {
    const index = { schemaVersion: 2, mediaType: mediaTypes.index, manifests: attached };
    tags.set(prefix, keep(manifests, content(mediaTypes.index, index)).digest);
  }
  for (const [suffix, { artifactType, annotations, document }] of Object.entries(cosign)) {
    const layer = keep(blobs, content(artifactType, document));
    const manifest = {
      schemaVersion: 2,
      mediaType: mediaTypes.manifest,
      config: describe(
        keep(blobs, content(mediaTypes.config, { rootfs: { type: 'layers', diff_ids: [layer.digest] } })),
      ),
      layers: [{ ...describe(layer), ...(annotations ? { annotations } : {}) }],
    };
    tags.set(`${prefix}.${suffix}`, keep(manifests, content(mediaTypes.manifest, manifest)).digest);
  }
  return { ...repository, manifests, blobs, tags };
}

/**
 * Descriptors of the manifests whose `subject` has this digest (distribution specification 1.1, "Listing Referrers").
 */
export function referrersOf({ manifests }: ImageRepository, digest: string) {
  return [...manifests.values()].filter((one) => manifestOf(one).subject?.digest === digest).map(descriptorOf);
}

interface ArtifactManifest {
  readonly artifactType?: string;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly subject?: { readonly digest: string };
}

function manifestOf({ bytes }: Content): ArtifactManifest {
  return JSON.parse(bytes.toString('utf8')) as ArtifactManifest; // created by this module
}

function descriptorOf(one: Content) {
  const { artifactType, annotations } = manifestOf(one);
  return {
    ...describe(one),
    ...(artifactType === undefined ? {} : { artifactType }),
    ...(annotations ? { annotations } : {}),
  };
}

/** Signature, SBOM, and provenance statement, as current tools attach them. */
export const usualArtifacts: readonly Artifact[] = [
  {
    artifactType: 'application/vnd.dev.sigstore.bundle.v0.3+json',
    annotations: {
      'dev.sigstore.bundle.content': 'dsse-envelope',
      'dev.sigstore.bundle.predicateType': 'https://slsa.dev/provenance/v1',
    },
    document: { mediaType: 'application/vnd.dev.sigstore.bundle.v0.3+json' },
  },
  { artifactType: 'application/vnd.cncf.notary.signature', document: { signed: true } },
  {
    artifactType: 'application/spdx+json',
    annotations: { 'org.opencontainers.image.created': '2026-01-01T00:00:00Z' },
    document: { spdxVersion: 'SPDX-2.3' },
  },
];

/** Signature that `cosign sign` creates in its tag mode. */
export const cosignSignature: Artifact = {
  artifactType: 'application/vnd.dev.cosign.simplesigning.v1+json',
  annotations: { 'dev.cosignproject.cosign/signature': 'c2lnbmF0dXJl' },
  document: { critical: { type: 'cosign container image signature' } },
};
