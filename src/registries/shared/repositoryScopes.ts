import type { ScopeSuggestions } from '../kind.js';

/** The catalog of the distribution specification ("Listing Repositories"). */
export const catalogue: NonNullable<ScopeSuggestions['catalogue']> = {
  path: '/v2/_catalog?n=1000',
  scopes: ['registry:catalog:*'],
  names: repositoryNames,
};

/** Scopes of the distribution specification: repositories with pull, push and delete. */
export const unlistedScopes: ScopeSuggestions = {
  type: 'repository',
  actions: [
    { name: 'pull', detail: 'Read images and tags' },
    {
      name: 'push',
      detail: 'Write images and tags',
      warning: 'Some services create the repository when push is requested.',
    },
    { name: 'delete', detail: 'Delete images and tags' },
  ],
};

/** Scopes of the distribution specification for a registry with a catalog. */
export const repositoryScopes: ScopeSuggestions = {
  ...unlistedScopes,
  catalogue,
};

/** Scopes for reading a repository. */
export function pullScopes(repository: string): readonly string[] {
  return [`repository:${repository}:pull`];
}

function repositoryNames(body: unknown): readonly string[] {
  const names: unknown = typeof body === 'object' && body !== null && 'repositories' in body ? body.repositories : [];
  return Array.isArray(names) ? names.filter((name) => typeof name === 'string') : [];
}
