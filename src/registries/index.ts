import { AuthError } from '../auth/errors.js';
import type { PingResult } from '../auth/ping.js';
import { acr } from './acr/index.js';
import { ecr, ecrPublic } from './ecr/index.js';
import type { RegistryKind } from './kind.js';
import { magento } from './magento/index.js';
import { oci } from './oci.js';
import { presets } from './presets/index.js';
import { quay } from './quay/index.js';

export { hostAliases } from './shared/contentOrigin.js';

/** Every kind, the generic one last: it matches every host. */
export const kinds: readonly RegistryKind[] = [acr, quay, ecr, ecrPublic, ...presets, magento, oci];

export function findKind(id: string): RegistryKind | undefined {
  return kinds.find((kind) => kind.id === id);
}

/** The kind that a connection names. Throws AuthError `invalid-input` where this version has none of that name. */
export function kindNamed(id: string): RegistryKind {
  const kind = findKind(id);
  if (!kind) {
    throw new AuthError('invalid-input', `There is no registry kind "${id}".`, { details: { field: 'kind' } });
  }
  return kind;
}

/** The kind that a pasted host, URL or image reference looks like; the generic one where nothing gives it away. */
export function guessKind(address: string): RegistryKind {
  const [host, path] = [hostIn(address), pathIn(address)];
  return kinds.find((kind) => kind.matches(host) || kind.readPath?.(path).telling) ?? oci;
}

/** The kind of the registry that answered the anonymous ping: told by a host of the service's own, else by its answer. */
export function recogniseKind(ping: PingResult): RegistryKind {
  const guessed = guessKind(ping.registry.host);
  return guessed === oci ? (kinds.find((kind) => kind.recognises?.(ping)) ?? oci) : guessed;
}

/** What a text stands for that is no address but known to a kind, such as the name of a region. */
export function readShorthand(text: string): { readonly kind: RegistryKind; readonly address: string } | undefined {
  return kinds
    .map((kind) => ({ kind, address: kind.shorthand?.(text) }))
    .find((found): found is { kind: RegistryKind; address: string } => found.address !== undefined);
}

/** The host name without port, lower case; no more than what the patterns need. */
function hostIn(address: string): string {
  const authority = /^[^/?#\\]*/.exec(withoutScheme(address))?.[0] ?? '';
  return authority
    .replace(/^.*@/, '')
    .replace(/:[^:\]]*$/, '')
    .replace(/\.$/, '')
    .toLowerCase();
}

/** From the first slash after the host on, without query and fragment. */
function pathIn(address: string): string {
  return /^[^/?#]*([^?#]*)/.exec(withoutScheme(address))?.[1] ?? '';
}

function withoutScheme(address: string): string {
  return address.trim().replace(/^[a-z][a-z0-9+.-]*:\/\//i, '');
}
