import type { ArtifactWord } from '../registries/artifactWord.js';

/** What an artifact is called in a list, in English. */
export const artifactWords: Readonly<Record<ArtifactWord, string>> = {
  signature: 'Signature',
  SBOM: 'SBOM',
  provenance: 'Provenance',
  'vulnerability report': 'Vulnerability report',
  'VEX statement': 'VEX statement',
  attestation: 'Attestation',
  image: 'Image',
  other: 'Other artifact',
};
