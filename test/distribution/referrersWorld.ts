import { expect } from 'vitest';
import type { Referrers } from '../../src/distribution/referrers.js';
import { authErrorOf } from '../faults/authErrorOf.js';

export const { signal } = new AbortController();
export const INDEX = 'application/vnd.oci.image.index.v1+json';
export const MANIFEST = 'application/vnd.oci.image.manifest.v1+json';
export const SPDX = 'application/spdx+json';
export const digestOf = (letter: string) => `sha256:${letter.repeat(64)}`;

export const words = ({ referrers }: Referrers) => referrers.map(({ word, found }) => `${word} (${found})`);
export const usual = ['provenance (listing)', 'signature (listing)', 'SBOM (listing)'];

export async function failureOf(promise: Promise<unknown>) {
  const error = await authErrorOf(promise);
  const { message, stack, service, details, trace } = error;
  expect(JSON.stringify([message, stack, service, details, trace])).not.toMatch(/planted|eyJ/);
  return error;
}
