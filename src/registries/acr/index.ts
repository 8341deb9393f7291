import type { KindKnowledge, RegistryKind } from '../kind.js';
import { anonymousForm, passwordForm } from '../shared/credentialForms.js';
import { namesRealmPath } from '../shared/recognition.js';
import { spokenRefusals } from '../shared/refusals.js';
import { catalogue, pullScopes, repositoryScopes } from '../shared/repositoryScopes.js';
import { sharedSuffixes } from '../shared/sharedSuffixes.js';
import { loginServerIn, readHost } from './clouds.js';
import { acrCopyFormats, NULL_GUID } from './copyFormats.js';
import { sessionForm, tokensForm } from './credentialForms.js';

const scopeMap =
  'Add the permission for {repository} to the scope map of {account} (Azure portal › Tokens › Scope map): content/read to pull, content/read and content/write to push, content/delete to delete.';
const role =
  'Assign {account} a role on the registry: AcrPull to pull, AcrPush to push, AcrDelete to delete. If the registry uses repository permissions (ABAC), assign Container Registry Repository Reader, Writer, or Contributor for {repository} instead.';

const knowledge: KindKnowledge = {
  lastingRefreshTokens: true,
  knownRealms: [],
  sharedSuffixes,
  // With anonymous pull enabled, the token endpoint accepts this form. A GET without Authorization isn't documented.
  anonymousForm: { grant_type: 'password', refresh_token: '' },
  // Required by both ways to a token. This one names no repository, and whoever lacks it gets a token without grants.
  signInScope: 'registry:catalog:*',
  refusals: [
    {
      status: 403,
      says: /retrieving permissions/i,
      code: 'denied',
      reason: 'this identity has no role on the registry that allows pull or push, such as AcrPull',
    },
    {
      status: 403,
      says: /client with IP|firewall/i,
      code: 'denied',
      reason: 'its firewall allows only certain addresses; the credential isn’t the problem',
      network: true,
    },
    ...spokenRefusals,
  ],
  missingGrant: {
    '': role,
    'acr-token': scopeMap,
    'acr-admin': 'The admin user has all permissions. Check the spelling of {repository}.',
    'acr-null-guid':
      'The token that you entered limits what can be granted. Check which permissions it was issued with.',
    anonymous: 'Anonymous pull must be enabled for the registry (Standard or Premium). It is read-only.',
  },
};

export const acr: RegistryKind = {
  id: 'acr',
  label: 'Azure Container Registry',
  icon: 'azure',
  noun: 'registry',
  group: 'cloud',
  matches: (host) => readHost(host) !== undefined,
  shorthand: loginServerIn,
  recognises: (ping) => 'x-ms-correlation-request-id' in ping.headers && namesRealmPath(ping, '/oauth2/token'),
  credentials: [
    sessionForm,
    passwordForm({
      id: 'acr-token',
      label: 'Repository-scoped token',
      detail:
        'Create one under Azure portal › Tokens, with a scope map for the repositories and permissions that you need',
      username: 'Token name (Azure portal › Tokens)',
      password: 'Password (1 or 2)',
    }),
    passwordForm({
      id: 'acr-service-principal',
      label: 'Service principal',
      detail: 'An application with a client secret and the AcrPull or AcrPush role on the registry',
      username: 'Application (client) ID',
      password: 'Client secret',
    }),
    passwordForm({
      id: 'acr-admin',
      label: 'Admin user',
      detail: 'Azure portal › Access keys. Off by default; has all permissions',
      username: 'User name (the registry name)',
      password: 'Password (1 or 2)',
    }),
    {
      ...passwordForm({
        id: 'acr-null-guid',
        label: 'Token from az acr login --expose-token',
        detail: 'The command prints a refresh token as accessToken. It expires after about three hours',
        password: 'ACR token',
        fixedUsername: NULL_GUID,
      }),
      holdsRefreshToken: true,
    },
    tokensForm,
    anonymousForm,
  ],
  settings: [],
  scopes: {
    ...repositoryScopes,
    actions: [
      { name: 'pull', detail: 'Read images and tags' },
      { name: 'push', detail: 'Write images and tags' },
      { name: 'delete', detail: 'Delete images, tags, and the repository' },
      { name: 'metadata_read', detail: 'Read tag and manifest details' },
      { name: 'metadata_write', detail: 'Lock or unlock images and tags' },
    ],
    catalogueRefused:
      'Listing isn’t allowed with this token (normal for scope maps and ABAC). Type the repository name.',
  },
  pullScopes,
  requests: async () => (await import('../shared/readyRequests.js')).imageRequests({ catalogue: catalogue.scopes }),
  prove: async (...proof) => (await import('../flow/tokenTest.js')).testAtRegistry(...proof),
  terminals: async () => (await import('./terminalCommands.js')).acrTerminals,
  knowledge,
  outputs: acrCopyFormats,
  checks: async () => (await import('../../diagnosis/checks/checkDefinitions.js')).registryChecks,
  authenticate: async (request, io) => (await import('./entraFlow.js')).authenticateAcr(request, io, knowledge),
};
