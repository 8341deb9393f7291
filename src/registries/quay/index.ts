import type { KindKnowledge, RegistryKind } from '../kind.js';
import { registryCopyFormats } from '../shared/copyFormats.js';
import { anonymousForm, passwordForm } from '../shared/credentialForms.js';
import { namesRealmPath } from '../shared/recognition.js';
import { spokenRefusals } from '../shared/refusals.js';
import { catalogue, pullScopes } from '../shared/repositoryScopes.js';
import { sharedSuffixes } from '../shared/sharedSuffixes.js';

const permissions =
  'Grant {account} Read (pull), Write (push), or Admin (*) on {repository} (Settings › User and Robot Permissions).';

const knowledge: KindKnowledge = {
  knownRealms: [],
  sharedSuffixes,
  getOnly: true,
  refusals: [
    {
      status: 405,
      code: 'denied',
      reason: 'the organization is disabled, or the repository doesn’t contain images',
    },
    ...spokenRefusals,
  ],
  missingGrant: {
    '': permissions,
    'quay-robot': `${permissions} A new robot account has no permissions.`,
    'quay-oauth':
      'The token needs repo:read to pull, repo:write to push, repo:admin for *. Its user needs the same permission on the repository.',
    anonymous: 'Without a credential, only public repositories can be read, and none can be written to.',
  },
};

export const quay: RegistryKind = {
  id: 'quay',
  label: 'Red Hat Quay',
  icon: 'server-environment',
  noun: 'registry',
  group: 'cloud',
  matches: (host) => host === 'quay.io',
  readPage: (path) => /^\/repository\/([^/]+\/[^/]+)/.exec(path)?.[1],
  recognises: (ping) => namesRealmPath(ping, '/v2/auth'),
  credentials: [
    passwordForm({
      id: 'quay-robot',
      label: 'Robot account',
      detail: 'Create one under Robot Accounts. Grant it Read on the repositories, or Write to push',
      username: 'Robot account (namespace+name)',
      password: 'Robot token',
      expectedPassword: {
        looks: /^([A-Z0-9]{64}|eyJ\S+)$/,
        otherwise: 'A robot token has 64 uppercase letters and digits.',
      },
      placeholder: 'team+ci',
      check: (name) => (/^[^+]+\+[^+]+$/.test(name) ? undefined : 'Enter the robot account as namespace+name.'),
    }),
    passwordForm({
      id: 'quay-app',
      label: 'Application token',
      detail: 'Account Settings › Docker CLI and other Application Tokens. Has all of your permissions',
      password: 'Application token',
      fixedUsername: '$app',
    }),
    passwordForm({
      id: 'quay-oauth',
      label: 'OAuth access token',
      detail: 'Organization › Applications › Generate Token, with repo:read to pull, repo:write to push',
      password: 'OAuth access token',
      fixedUsername: '$oauthtoken',
      expectedPassword: {
        looks: /^\w{40}$/,
        otherwise:
          'An OAuth access token has 40 letters and digits. For a robot or application token, choose that type instead.',
      },
    }),
    passwordForm({
      id: 'quay-user',
      label: 'User name and password',
      detail: 'Preferably the encrypted password from Account Settings; some servers accept only that',
      password: 'Password or encrypted password',
      expectedUsername: {
        looks: /^[^+$@]*$/,
        otherwise: 'Enter the user name. For a robot account (namespace+name) or a token, choose that type instead.',
      },
    }),
    anonymousForm,
  ],
  settings: [],
  scopes: {
    type: 'repository',
    actions: [
      { name: 'pull', detail: 'Read images and tags' },
      {
        name: 'push',
        detail: 'Write and delete images and tags',
        warning: 'Requesting push creates the repository if it doesn’t exist, even without a push.',
      },
      { name: '*', detail: 'Administer the repository' },
    ],
    // Quay answers 400 to `registry:catalog:*`: the identity alone decides what is listed.
    catalogue: { ...catalogue, scopes: [] },
    catalogueRefused: 'Quay lists repositories only after you sign in. Type the repository name.',
  },
  pullScopes,
  requests: async () => (await import('../shared/readyRequests.js')).imageRequests({ catalogue: [] }),
  prove: async (...proof) => (await import('../flow/tokenTest.js')).testAtRegistry(...proof),
  terminals: async () => (await import('../shared/terminalCommands.js')).registryTerminals,
  knowledge,
  outputs: registryCopyFormats,
  checks: async () => (await import('../../diagnosis/checks/checkDefinitions.js')).registryChecks,
  authenticate: async (request, io) => (await import('../flow/tokenFlow.js')).authenticateOci(request, io, knowledge),
};
