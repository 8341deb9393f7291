import { isRepository } from '../../auth/reference.js';
import type { RegistryKind } from '../kind.js';

/**
 * Scopes for reading a path (with or without query) of the OCI distribution API; empty if the path doesn't determine
 * them.
 */
export function pathScopes(
  { scopes, pullScopes }: Pick<RegistryKind, 'scopes' | 'pullScopes'>,
  path: string,
): readonly string[] {
  const bare = withoutQuery(path);
  const { catalogue } = scopes ?? {};
  if (catalogue && bare === withoutQuery(catalogue.path)) {
    return catalogue.scopes;
  }
  const [, repository = ''] = /^\/v2\/(.+)\/(?:tags|manifests|blobs|referrers)\//.exec(bare) ?? [];
  return isRepository(repository) ? (pullScopes?.(repository) ?? []) : [];
}

export function withoutQuery(path: string): string {
  return path.replace(/\?.*$/, '');
}
