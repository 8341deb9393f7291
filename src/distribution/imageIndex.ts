import * as v from 'valibot';
import { isRecord, parseJson } from '../text/jsonValue.js';

/** `application/vnd.oci.descriptor.v1+json` (OCI image specification, "Content Descriptors"). */
export interface Descriptor {
  readonly mediaType: string;
  readonly digest: string;
  /** Bytes. */
  readonly size: number;
  readonly artifactType?: string;
  readonly annotations?: Readonly<Record<string, string>>;
  /** Such as `linux/arm64/v8`. */
  readonly platform?: string;
}

export interface ImageIndex {
  readonly descriptors: readonly Descriptor[];
  /** Raw entries that were read, as they were sent. */
  readonly manifests: readonly unknown[];
  /** Every entry was read, and is a descriptor or of another type. */
  readonly complete: boolean;
}

/** Which entries of an index are read. */
export interface IndexReading {
  /** Maximum number of descriptors. */
  readonly descriptors: number;
  /** Maximum number of entries, descriptors or not. */
  readonly entries: number;
  /** Only artifacts of exactly this type. */
  readonly artifactType?: string | undefined;
}

/** More than a person reads. An index of 4 MiB can have 26,000 descriptors, and many more entries of another form. */
export const INDEX_LIMITS: IndexReading = { descriptors: 1000, entries: 10_000 };

export const INDEX_TYPES: readonly string[] = [
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
];
export const INDEX_ACCEPT = INDEX_TYPES.join(', ');
export const MANIFEST_ACCEPT = [
  ...INDEX_TYPES,
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.v2+json',
  // GHCR and others still hold some (OCI image specification 1.1, release candidates).
  'application/vnd.oci.artifact.manifest.v1+json',
].join(', ');

const text = v.optional(v.fallback(v.optional(v.string()), undefined));
const DescriptorShape = v.object({
  mediaType: v.string(),
  digest: v.string(),
  size: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
  artifactType: text,
  annotations: v.optional(v.fallback(v.optional(v.record(v.string(), v.string())), undefined)),
  platform: v.optional(
    v.fallback(v.optional(v.object({ os: v.string(), architecture: v.string(), variant: text })), undefined),
  ),
});

/**
 * The image index in a response body, read up to the limits. Entries that aren't descriptors are left out of
 * `descriptors`. Undefined if it isn't an index.
 */
export function parseIndex(body: string, limits: IndexReading = INDEX_LIMITS): ImageIndex | undefined {
  const index = parseJson(body);
  const entries: unknown = isRecord(index) ? index.manifests : undefined;
  if (!Array.isArray(entries)) {
    return undefined;
  }
  const { artifactType } = limits;
  const descriptors: Descriptor[] = [];
  const manifests: unknown[] = [];
  let readable = true;
  for (const entry of entries as readonly unknown[]) {
    if (descriptors.length >= limits.descriptors || manifests.length >= limits.entries) {
      break;
    }
    manifests.push(entry);
    if (artifactType !== undefined && !(isRecord(entry) && entry.artifactType === artifactType)) {
      continue;
    }
    const descriptor = parseDescriptor(entry);
    if (descriptor) {
      descriptors.push(descriptor);
    } else {
      readable = false;
    }
  }
  return { descriptors, manifests, complete: readable && manifests.length === entries.length };
}

function parseDescriptor(entry: unknown): Descriptor | undefined {
  const parsed = v.safeParse(DescriptorShape, entry, { abortEarly: true });
  if (!parsed.success) {
    return undefined;
  }
  const { mediaType, digest, size, artifactType, annotations, platform } = parsed.output;
  return {
    mediaType,
    digest,
    size,
    ...(artifactType ? { artifactType } : {}),
    ...(annotations ? { annotations } : {}),
    ...(platform ? { platform: [platform.os, platform.architecture, platform.variant].filter(Boolean).join('/') } : {}),
  };
}
