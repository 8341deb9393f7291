import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';

export interface Content {
  readonly mediaType: string;
  readonly digest: string;
  readonly bytes: Buffer;
}

export interface ImageRepository {
  readonly name: string;
  /** Manifest digests by tag. */
  readonly tags: ReadonlyMap<string, string>;
  /** By digest. */
  readonly manifests: ReadonlyMap<string, Content>;
  /** By digest. */
  readonly blobs: ReadonlyMap<string, Content>;
}

export const mediaTypes = {
  index: 'application/vnd.oci.image.index.v1+json',
  manifest: 'application/vnd.oci.image.manifest.v1+json',
  config: 'application/vnd.oci.image.config.v1+json',
  layer: 'application/vnd.oci.image.layer.v1.tar+gzip',
};

/**
 * Creates a repository of small OCI images (image specification 1.0). `tags` lists the architectures of each tag. One
 * architecture makes a plain manifest, several make an index.
 */
export function makeRepository(name: string, tags: Readonly<Record<string, readonly string[]>>): ImageRepository {
  const manifests = new Map<string, Content>();
  const blobs = new Map<string, Content>();
  const keep = (map: Map<string, Content>, content: Content) => {
    map.set(content.digest, content);
    return content;
  };

  function image(tag: string, architecture: string): Content {
    const files = Buffer.alloc(1024); // end-of-archive marker, which is an empty tar archive
    const layer = keep(blobs, content(mediaTypes.layer, gzipSync(files)));
    const config = keep(
      blobs,
      content(mediaTypes.config, {
        created: '2026-01-01T00:00:00Z',
        architecture,
        os: 'linux',
        config: { Labels: { 'org.opencontainers.image.title': name, 'org.opencontainers.image.version': tag } },
        rootfs: { type: 'layers', diff_ids: [digestOf(files)] },
        history: [{ created: '2026-01-01T00:00:00Z', created_by: 'playground' }],
      }),
    );
    const manifest = {
      schemaVersion: 2,
      mediaType: mediaTypes.manifest,
      config: describe(config),
      layers: [describe(layer)],
    };
    return keep(manifests, content(mediaTypes.manifest, manifest));
  }

  function tagged(tag: string, architectures: readonly string[]): Content {
    const images = architectures.map((architecture) => ({
      ...describe(image(tag, architecture)),
      platform: { architecture, os: 'linux' },
    }));
    const [only] = images;
    const single = images.length === 1 ? only && manifests.get(only.digest) : undefined;
    return (
      single ??
      keep(manifests, content(mediaTypes.index, { schemaVersion: 2, mediaType: mediaTypes.index, manifests: images }))
    );
  }

  return {
    name,
    manifests,
    blobs,
    tags: new Map(Object.entries(tags).map(([tag, architectures]) => [tag, tagged(tag, architectures).digest])),
  };
}

/** Creates content with its digest. A buffer is stored unchanged; any other value is stored as JSON. */
export function content(mediaType: string, value: object): Content {
  const bytes = Buffer.isBuffer(value) ? value : Buffer.from(JSON.stringify(value));
  return { mediaType, bytes, digest: digestOf(bytes) };
}

export function describe({ mediaType, digest, bytes }: Content) {
  return { mediaType, digest, size: bytes.length };
}

function digestOf(bytes: Buffer): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}
