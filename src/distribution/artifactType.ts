export type ArtifactWord =
  'signature' | 'SBOM' | 'provenance' | 'vulnerability report' | 'VEX statement' | 'attestation' | 'image' | 'other';

// Media types of artifacts, and predicate types of attestations. The first row that matches decides.
const words: readonly (readonly [RegExp, ArtifactWord])[] = [
  [/cncf\.notary\.signature|cosign\.(?:artifact\.sig|simplesigning)\b|pgp-signature|\bsignature\b/i, 'signature'],
  [/openvex|\bvex\b/i, 'VEX statement'],
  [/spdx|cyclonedx|syft|\bsbom\b/i, 'SBOM'],
  [/slsa|provenance/i, 'provenance'],
  [/sarif|trivy|grype|vuln|security-report/i, 'vulnerability report'],
  [/in-toto|dsse|attestation|cosign\.artifact\.att\b/i, 'attestation'],
];

// A Sigstore bundle states its content only in its annotations (cosign, bundle specification).
const BUNDLE = 'application/vnd.dev.sigstore.bundle';

/**
 * A plain word for an attached artifact, from its descriptor only: the content isn't read. Uses `artifactType` if there
 * is one; an image that states none is an `image`.
 */
export function artifactWord(
  artifactType: string | undefined,
  annotations: Readonly<Record<string, string>> = {},
): ArtifactWord {
  const predicate = annotations['dev.sigstore.bundle.predicateType'] ?? annotations['in-toto.io/predicate-type'] ?? '';
  const word = wordIn(predicate) ?? wordIn(artifactType ?? '');
  if (artifactType?.startsWith(BUNDLE)) {
    const signs =
      annotations['dev.sigstore.bundle.content'] === 'message-signature' || predicate.includes('cosign/sign');
    return signs ? 'signature' : (word ?? 'attestation');
  }
  return (
    word ?? (artifactType === undefined || /image\.config|container\.image/.test(artifactType) ? 'image' : 'other')
  );
}

function wordIn(text: string): ArtifactWord | undefined {
  return words.find(([pattern]) => pattern.test(text))?.[1];
}
