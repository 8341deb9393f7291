import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { makeRepository } from '../../src/playground/images/images.js';

export interface TemporaryFolder {
  readonly path: string;
  readonly remove: () => Promise<void>;
}

export async function makeTemporaryFolder(): Promise<TemporaryFolder> {
  const folder = await mkdtemp(path.join(tmpdir(), 'registry-auth-'));
  return { path: folder, remove: () => rm(folder, { recursive: true, force: true }) };
}

/** Writes a small image with the tag `latest` as an OCI image layout into `folder`; gives the digest of its manifest. */
export async function writeImageLayout(folder: string): Promise<string> {
  const { manifests, blobs } = makeRepository('layout', { latest: ['amd64'] });
  const [manifest] = manifests.values();
  if (!manifest) {
    throw new Error('There is no manifest in the repository.');
  }
  await mkdir(path.join(folder, 'blobs', 'sha256'), { recursive: true });
  for (const { digest, bytes } of [...blobs.values(), manifest]) {
    await writeFile(path.join(folder, 'blobs', ...digest.split(':')), bytes);
  }
  const { mediaType, digest, bytes } = manifest;
  const entry = {
    mediaType,
    digest,
    size: bytes.length,
    annotations: { 'org.opencontainers.image.ref.name': 'latest' },
  };
  await writeFile(path.join(folder, 'index.json'), JSON.stringify({ schemaVersion: 2, manifests: [entry] }));
  await writeFile(path.join(folder, 'oci-layout'), JSON.stringify({ imageLayoutVersion: '1.0.0' }));
  return digest;
}
