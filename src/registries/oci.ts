import { withoutTrailingLineBreak } from '../auth/credential.js';
import type { KindKnowledge, RegistryKind } from './kind.js';
import { registryCopyFormats } from './shared/copyFormats.js';
import { anonymousForm, passwordForm, required } from './shared/credentialForms.js';
import { spokenRefusals } from './shared/refusals.js';
import { catalogue, pullScopes, repositoryScopes } from './shared/repositoryScopes.js';
import { sharedSuffixes } from './shared/sharedSuffixes.js';

export const ociKnowledge: KindKnowledge = {
  knownRealms: [],
  sharedSuffixes,
  refusals: spokenRefusals,
  missingGrant: {
    '': 'Check the spelling of {repository}, and whether {account} has that permission. Registries give the same answer for "doesn’t exist" and "no permission".',
    anonymous:
      'Without a credential, only public repositories can be read. Check the spelling of {repository}, or add a credential.',
  },
  leaked: {
    '': 'A bearer token can’t be revoked. It works until it expires. If the password leaked, change it at the service; tokens issued before work until they expire.',
  },
};

/** Any registry that implements the OCI distribution specification, with any token server. */
export const oci: RegistryKind = {
  id: 'oci',
  label: 'OCI registry',
  icon: 'package',
  noun: 'registry',
  group: 'self-hosted',
  matches: () => true,
  credentials: [
    passwordForm({
      id: 'password',
      label: 'User name and password',
      detail: 'Also accepts a personal access token or robot secret as the password',
    }),
    {
      id: 'identity-token',
      label: 'Identity token (refresh token)',
      detail: 'The "identitytoken" that docker login stores. It is exchanged for short-lived tokens',
      fields: [{ name: 'token', label: 'Identity token', secret: true, validate: required('the identity token') }],
      toCredential: ({ token = '' }) => ({
        type: 'identity-token',
        refreshToken: withoutTrailingLineBreak(token).trim(),
      }),
    },
    {
      id: 'bearer',
      label: 'Bearer token',
      detail: 'A token obtained elsewhere, used unchanged until it expires',
      fields: [{ name: 'token', label: 'Bearer token', secret: true, validate: required('the token') }],
      toCredential: ({ token = '' }) => ({ type: 'bearer', token: token.trim().replace(/^Bearer\s+/i, '') }),
    },
    anonymousForm,
  ],
  settings: [],
  scopes: repositoryScopes,
  pullScopes,
  requests: async () => (await import('./shared/readyRequests.js')).imageRequests({ catalogue: catalogue.scopes }),
  prove: async (...proof) => (await import('./flow/tokenTest.js')).testAtRegistry(...proof),
  terminals: async () => (await import('./shared/terminalCommands.js')).registryTerminals,
  knowledge: ociKnowledge,
  outputs: registryCopyFormats,
  checks: async () => (await import('../diagnosis/checks/checkDefinitions.js')).registryChecks,
  authenticate: async (request, io) => (await import('./flow/tokenFlow.js')).authenticateOci(request, io, ociKnowledge),
};
