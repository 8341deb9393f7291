import { isDigest, isReference, isRepository } from '../../auth/reference.js';
import { MANIFEST_ACCEPT } from '../../distribution/imageIndex.js';
import type { FormField, ReadyRequest } from '../kind.js';
import { required } from './credentialForms.js';
import { pullScopes } from './repositoryScopes.js';

const repository: FormField = {
  name: 'repository',
  label: 'Repository',
  placeholder: 'team/app',
  secret: false,
  validate: (value) =>
    required('the repository')(value) ??
    (isRepository(value) ? undefined : 'Enter a valid repository name, such as team/app.'),
};
const reference: FormField = {
  name: 'reference',
  label: 'Tag or digest',
  placeholder: 'latest',
  initial: 'latest',
  secret: false,
  validate: (value) => (isReference(value) ? undefined : 'Enter a valid tag or digest.'),
};
const digest: FormField = {
  name: 'digest',
  label: 'Image digest',
  placeholder: 'sha256:…',
  secret: false,
  validate: (value) => (isDigest(value) ? undefined : 'Enter a digest, such as sha256:….'),
};

/**
 * Read requests of the OCI distribution API. `pull` returns a repository's scopes. `catalogue` are the scopes of the
 * catalog listing, absent if there is none.
 */
export function imageRequests({
  pull = pullScopes,
  catalogue,
}: {
  readonly pull?: (repository: string) => readonly string[];
  readonly catalogue?: readonly string[];
} = {}): readonly ReadyRequest[] {
  const scopes = ({ repository: name = '' }: Readonly<Record<string, string>>): readonly string[] => pull(name);
  return [
    { label: 'Ping', method: 'GET', fields: [], path: () => '/v2/', scopes: () => [] },
    {
      label: 'Repository tags',
      method: 'GET',
      fields: [repository],
      path: ({ repository: name = '' }) => `/v2/${name}/tags/list?n=100`,
      scopes,
    },
    {
      label: 'Image manifest',
      method: 'GET',
      accept: MANIFEST_ACCEPT,
      fields: [repository, reference],
      path: ({ repository: name = '', reference: which = '' }) => `/v2/${name}/manifests/${which}`,
      scopes,
    },
    ...(catalogue === undefined
      ? []
      : [
          {
            label: 'Catalog',
            method: 'GET',
            fields: [],
            path: () => '/v2/_catalog?n=100',
            scopes: () => catalogue,
          } as const,
        ]),
    {
      label: 'Referrers of a digest',
      method: 'GET',
      fields: [repository, digest],
      path: ({ repository: name = '', digest: which = '' }) => `/v2/${name}/referrers/${which}`,
      scopes,
    },
  ];
}
