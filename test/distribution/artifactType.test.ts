import { describe, expect, it } from 'vitest';
import { artifactWord } from '../../src/distribution/artifactType.js';

const bundle = 'application/vnd.dev.sigstore.bundle.v0.3+json';

describe('artifactWord', () => {
  it.each<[string | undefined, Record<string, string>, string]>([
    ['application/vnd.cncf.notary.signature', {}, 'signature'],
    ['application/vnd.dev.cosign.artifact.sig.v1+json', {}, 'signature'],
    ['application/vnd.dev.cosign.simplesigning.v1+json', {}, 'signature'],
    ['application/spdx+json', {}, 'SBOM'],
    ['text/spdx', {}, 'SBOM'],
    ['application/vnd.cyclonedx+xml', {}, 'SBOM'],
    ['application/vnd.syft+json', {}, 'SBOM'],
    ['sbom/example', {}, 'SBOM'],
    ['application/vnd.dev.cosign.artifact.sbom.v1+json', {}, 'SBOM'],
    ['application/vnd.in-toto.provenance+dsse', {}, 'provenance'],
    ['application/vnd.in-toto+json', {}, 'attestation'],
    ['application/vnd.in-toto+json', { 'in-toto.io/predicate-type': 'https://slsa.dev/provenance/v0.2' }, 'provenance'],
    ['application/vnd.in-toto+json', { 'in-toto.io/predicate-type': 'https://spdx.dev/Document' }, 'SBOM'],
    ['application/vnd.dev.cosign.artifact.att.v1+json', {}, 'attestation'],
    ['application/vnd.dsse.envelope.v1+json', {}, 'attestation'],
    ['application/sarif+json', {}, 'vulnerability report'],
    ['application/vnd.aquasec.trivy.report.sarif.v1', {}, 'vulnerability report'],
    ['application/vnd.security.vulnerability.report; version=1.1', {}, 'vulnerability report'],
    ['application/vnd.openvex+json', {}, 'VEX statement'],
    [bundle, {}, 'attestation'],
    [bundle, { 'dev.sigstore.bundle.content': 'message-signature' }, 'signature'],
    [bundle, { 'dev.sigstore.bundle.predicateType': 'https://sigstore.dev/cosign/sign/v1' }, 'signature'],
    [bundle, { 'dev.sigstore.bundle.predicateType': 'https://slsa.dev/provenance/v1' }, 'provenance'],
    [bundle, { 'dev.sigstore.bundle.predicateType': 'https://cyclonedx.org/bom' }, 'SBOM'],
    [bundle, { 'dev.sigstore.bundle.predicateType': 'https://openvex.dev/ns' }, 'VEX statement'],
    [bundle, { 'dev.sigstore.bundle.predicateType': 'https://example.com/anything' }, 'attestation'],
    ['application/vnd.oci.image.config.v1+json', {}, 'image'],
    [undefined, {}, 'image'],
    ['application/vnd.example.thing', {}, 'other'],
    ['constructor', {}, 'other'],
  ])('%s with %j is %s', (type, annotations, word) => {
    expect(artifactWord(type, annotations)).toBe(word);
  });
});
