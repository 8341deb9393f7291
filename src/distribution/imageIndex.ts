import * as v from 'valibot';
import { parseJson } from '../text/jsonValue.js';

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
  /** Raw entries, as they were sent. */
  readonly manifests: readonly unknown[];
}

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
const IndexShape = v.object({ manifests: v.array(v.unknown()) });

/**
 * The image index in a response body. Entries that aren't descriptors are left out of `descriptors`. Undefined if it
 * isn't an index.
 */
export function parseIndex(body: string): ImageIndex | undefined {
  const index = v.safeParse(IndexShape, parseJson(body));
  if (!index.success) {
    return undefined;
  }
  const { manifests } = index.output;
  return { manifests, descriptors: manifests.flatMap((entry) => parseDescriptor(entry) ?? []) };
}

function parseDescriptor(entry: unknown): Descriptor | undefined {
  const parsed = v.safeParse(DescriptorShape, entry);
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
