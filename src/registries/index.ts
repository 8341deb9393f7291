import { AuthError } from '../auth/errors.js';
import type { PingResult } from '../auth/ping.js';
import type { ChallengeKnowledge } from '../inspection/challengeRealm.js';
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

/**
 * Returns the kind that a connection names. Throws AuthError `invalid-input` if this version has no kind of that id.
 */
export function kindNamed(id: string): RegistryKind {
  const kind = findKind(id);
  if (!kind) {
    throw new AuthError('invalid-input', `There is no registry kind "${id}".`, { details: { field: 'kind' } });
  }
  return kind;
}

/** Guesses the kind from a pasted host, URL or image reference; the generic kind if nothing identifies it. */
export function guessKind(address: string): RegistryKind {
  const [host, path] = [hostIn(address), pathIn(address)];
  return kinds.find((kind) => kind.matches(host) || kind.readPath?.(path).telling) ?? oci;
}

/** Recognizes the kind from the anonymous ping: by one of the service's own hosts, else by the response. */
export function recogniseKind(ping: PingResult): RegistryKind {
  const guessed = guessKind(ping.registry.host);
  return guessed === oci ? (kinds.find((kind) => kind.recognises?.(ping)) ?? oci) : guessed;
}

/** Resolves a kind's shorthand, such as the name of a region, to an address. Undefined if no kind knows it. */
export function readShorthand(text: string): { readonly kind: RegistryKind; readonly address: string } | undefined {
  return kinds
    .map((kind) => ({ kind, address: kind.shorthand?.(text) }))
    .find((found): found is { kind: RegistryKind; address: string } => found.address !== undefined);
}

/**
 * The token servers and hosts of all kinds by the product that they belong to, for explaining a pasted challenge.
 * `opaqueForms` are those of all kinds, which load with the core.
 */
export function challengeKnowledge(opaqueForms: ChallengeKnowledge['opaqueForms']): ChallengeKnowledge {
  return {
    opaqueForms,
    owners: kinds.map((kind) => ({
      label: kind.label,
      knownRealms: kind.knowledge.knownRealms,
      // The generic kind matches every host.
      matches: (host) => kind !== oci && kind.matches(host),
      isIssuer: (host) => kind.isIssuer?.(host) === true,
    })),
    sharedSuffixes: [...new Set(kinds.flatMap(({ knowledge }) => knowledge.sharedSuffixes))],
  };
}

/** Host name, lowercase and without port. It is parsed only as far as the patterns need. */
function hostIn(address: string): string {
  const authority = /^[^/?#\\]*/.exec(withoutScheme(address))?.[0] ?? '';
  return authority
    .replace(/^.*@/, '')
    .replace(/:[^:\]]*$/, '')
    .replace(/\.$/, '')
    .toLowerCase();
}

/** Path from the first slash after the host, without query and fragment. */
function pathIn(address: string): string {
  return /^[^/?#]*([^?#]*)/.exec(withoutScheme(address))?.[1] ?? '';
}

function withoutScheme(address: string): string {
  return address.trim().replace(/^[a-z][a-z0-9+.-]*:\/\//i, '');
}
