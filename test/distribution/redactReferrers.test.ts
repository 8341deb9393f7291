import { expect, it } from 'vitest';
import { redactReferrers } from '../../src/distribution/redactReferrers.js';
import type { Referrers } from '../../src/distribution/referrers.js';

const SECRET = 'purple "walrus"/7f3a';
const digest = `sha256:${'a'.repeat(64)}`;
const one = { mediaType: 'application/vnd.oci.image.manifest.v1+json', digest, size: 2 };
const found = (note: string, index: object = {}): Referrers => ({
  subject: { digest },
  platforms: [{ ...one, platform: `linux/${note}` }],
  referrers: [{ ...one, word: 'other', found: 'listing', artifactType: note, annotations: { note, [note]: 'x' } }],
  source: 'api',
  complete: true,
  index,
});
const index = (note: string): object => ({ manifests: [{ ...one, annotations: { note, [note]: 'x' } }] });

it('removes a known secret from every text and name of a list and of its index', () => {
  const shown = redactReferrers(found(`for ${SECRET}!`, index(`for ${SECRET}!`)), [SECRET]);
  expect(shown).toEqual(found('for …!', index('for …!')));
});

it('changes nothing where none is repeated', () => {
  const listed = found('harmless', index('harmless'));
  expect(redactReferrers(listed, [SECRET])).toEqual(listed);
});

it('leaves out an index that is nested too deeply', () => {
  const deep = JSON.parse(`${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}`) as object;
  const { index: shown, ...listed } = redactReferrers(found('harmless', deep), [SECRET]);
  expect(shown).toBeUndefined();
  expect(listed.referrers).toHaveLength(1);
});
