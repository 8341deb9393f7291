import { acr } from './acr.js';
import type { RegistryKind } from './kind.js';
import { oci } from './oci.js';

export { hostAliases } from './hostAliases.js';

/** Every kind, the generic one last: it matches every host. */
export const kinds: readonly RegistryKind[] = [acr, oci];

export function findKind(id: string): RegistryKind | undefined {
  return kinds.find((kind) => kind.id === id);
}

/** The kind that a pasted host, URL or image reference looks like; the generic one where nothing gives it away. */
export function guessKind(address: string): RegistryKind {
  const host = hostIn(address);
  return kinds.find((kind) => kind.matches(host)) ?? oci;
}

/** The host name without port, lower case; no more than what the patterns need. */
function hostIn(address: string): string {
  const afterScheme = address.trim().replace(/^[a-z][a-z0-9+.-]*:\/\//i, '');
  const authority = /^[^/?#\\]*/.exec(afterScheme)?.[0] ?? '';
  return authority
    .replace(/^.*@/, '')
    .replace(/:[^:\]]*$/, '')
    .replace(/\.$/, '')
    .toLowerCase();
}
