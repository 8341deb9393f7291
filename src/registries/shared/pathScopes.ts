import { isRepository } from '../../auth/reference.js';
import { formatScope, parseScope } from '../../auth/scope.js';
import type { RegistryKind } from '../kind.js';

// As the reference implementation wants them (distribution, registry/handlers/app.go "appendAccessRecords").
const ACTIONS: ReadonlyMap<string, readonly string[]> = new Map([
  ['POST', ['pull', 'push']],
  ['PUT', ['pull', 'push']],
  ['PATCH', ['pull', 'push']],
  ['DELETE', ['delete']],
]);

/**
 * Scopes for a request to a path (with or without query) of the OCI distribution API; empty if the path doesn't
 * determine them.
 */
export function pathScopes(
  { scopes, pullScopes }: Pick<RegistryKind, 'scopes' | 'pullScopes'>,
  { method, path }: { readonly method: string; readonly path: string },
): readonly string[] {
  const bare = withoutQuery(path);
  const { catalogue } = scopes ?? {};
  if (catalogue && bare === withoutQuery(catalogue.path)) {
    return catalogue.scopes;
  }
  const [, repository = ''] = /^\/v2\/(.+)\/(?:tags|manifests|blobs|referrers)\//.exec(bare) ?? [];
  const reading = isRepository(repository) ? (pullScopes?.(repository) ?? []) : [];
  const actions = ACTIONS.get(method);
  return actions === undefined ? reading : reading.map((scope) => formatScope({ ...parseScope(scope), actions }));
}

export function withoutQuery(path: string): string {
  return path.replace(/\?.*$/, '');
}
