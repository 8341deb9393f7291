import { isLoopbackHost } from '../../auth/network/ipAddress.js';
import type { KindKnowledge, RegistryKind, SettingField, TerminalCommand } from '../kind.js';
import { anonymousForm, required } from '../shared/credentialForms.js';
import { sharedSuffixes } from '../shared/sharedSuffixes.js';
import { passwordOf, privateAnswer, privateCopyFormats, publicAnswer, publicCopyFormats } from './copyFormats.js';
import { credentialForms, fits } from './credentialForms.js';
import { addressOf, isApiHost, isPublicHost, isRegion, readHost } from './hosts.js';

const endpoint: SettingField = {
  name: 'endpoint',
  label: 'API address (leave empty for the AWS default)',
  placeholder: 'https://vpce-1234.api.ecr.eu-west-1.vpce.amazonaws.com',
  secret: false,
  isAddress: true,
  advanced: true,
  validate: (value) =>
    value.trim() === '' || isSafeEndpoint(value) ? undefined : 'Enter an https address, or an address on this machine.',
};

/** Signed requests go to this endpoint, and a temporary key's session token goes with them. */
function isSafeEndpoint(text: string): boolean {
  const url = URL.canParse(text.trim()) ? new URL(text.trim()) : undefined;
  return url?.protocol === 'https:' || (url?.protocol === 'http:' && isLoopbackHost(url.hostname));
}

const knowledge: KindKnowledge = {
  knownRealms: [],
  sharedSuffixes,
  missingGrant: {
    '': 'The token carries all permissions of its principal. IAM policies and the policy of {repository} decide on each request.',
  },
};

const terminals = async (): Promise<readonly TerminalCommand[]> =>
  (await import('../shared/terminalCommands.js')).terminalsFor({ username: 'AWS', passwordOf });

/** Amazon ECR private registries. Their token is an HTTP Basic value that is valid for every repository. */
export const ecr: RegistryKind = {
  id: 'ecr',
  label: 'Amazon ECR',
  icon: 'cloud',
  noun: 'registry',
  group: 'cloud',
  matches: (host) => readHost(host) !== undefined,
  isIssuer: isApiHost,
  shorthand: addressOf,
  recognises: ({ challenges }) =>
    challenges.some(({ scheme, parameters }) => scheme === 'basic' && parameters.service === 'ecr.amazonaws.com'),
  credentials: credentialForms,
  settings: [
    {
      name: 'region',
      label: 'AWS region',
      placeholder: 'eu-west-1',
      secret: false,
      known: (host) => readHost(host)?.region,
      validate: (value) =>
        required('the AWS region')(value) ??
        (isRegion(value.trim()) ? undefined : 'This doesn’t look like a region, such as eu-west-1.'),
    },
    {
      name: 'account',
      label: 'Registry account (leave empty for the credential’s account)',
      placeholder: '123456789012',
      secret: false,
      advanced: true,
      validate: (value) => (value.trim() === '' ? undefined : fits(value, /^\d{12}$/, 'a 12-digit account ID')),
    },
    endpoint,
  ],
  pullScopes: () => [],
  requests: async () => (await import('../shared/readyRequests.js')).imageRequests({ pull: () => [], catalogue: [] }),
  prove: async (...proof) => (await import('../flow/tokenTest.js')).testAtRegistry(...proof),
  terminals,
  answer: privateAnswer,
  knowledge,
  outputs: privateCopyFormats,
  isStale: ({ status, text }) => status === 403 && /authorization token has expired/i.test(text),
  checks: async () => (await import('../../diagnosis/checks/checkDefinitions.js')).serviceChecks,
  authenticate: async (request, io) => (await import('./chunk.js')).authenticateEcr(request, io),
};

const isStalePublic: NonNullable<RegistryKind['isStale']> = ({ status, headers }) =>
  status === 400 && !('www-authenticate' in headers);

/** The public gallery. It has a Bearer token server and is open to all; signing in raises the rate limit. */
export const ecrPublic: RegistryKind = {
  id: 'ecr-public',
  label: 'Amazon ECR Public',
  icon: 'cloud',
  noun: 'registry',
  group: 'cloud',
  matches: isPublicHost,
  shorthand(text) {
    const [, name] = /^(?:https:\/\/)?gallery\.ecr\.aws\/([^/?#]+\/[^?#]+)/i.exec(text.trim()) ?? [];
    return name === undefined ? undefined : `public.ecr.aws/${name.replace(/\/$/, '')}`;
  },
  recognises: ({ challenges }) =>
    challenges.some(({ scheme, parameters }) => scheme === 'bearer' && parameters.service === 'public.ecr.aws'),
  credentials: [...credentialForms, { ...anonymousForm, detail: 'Enough to pull. Limited to one request per second' }],
  settings: [endpoint],
  pullScopes: () => [],
  requests: async () => (await import('../shared/readyRequests.js')).imageRequests({ pull: () => [] }),
  prove: async (...proof) => (await import('../flow/tokenTest.js')).testAtRegistry(...proof, isStalePublic),
  terminals,
  answer: publicAnswer,
  knowledge: {
    ...knowledge,
    knownRealms: [{ registry: 'ecr-public.aws.com', realm: 'public.ecr.aws' }],
  },
  outputs: publicCopyFormats,
  // The public gallery answers an expired or damaged token with 400 and no challenge.
  isStale: isStalePublic,
  checks: async () => (await import('../../diagnosis/checks/checkDefinitions.js')).registryChecks,
  authenticate: async (request, io) => (await import('./chunk.js')).authenticateEcrPublic(request, io, knowledge),
};
