import { AuthError } from '../../auth/errors.js';
import type { Sessions } from '../../auth/editorSessions.js';

// The same in all clouds.
const REGISTRY_AUDIENCE = 'https://containerregistry.azure.net';

/** One cloud with registries of its own; a sign-in to one is worth nothing in another. */
export interface Cloud {
  /** As the suffix of its login servers ends. */
  readonly id: 'io' | 'us' | 'cn' | 'de';
  /** Nobody signs in there any more. */
  readonly closed: boolean;
  /** The editor's sign-in to it, and what that one's own setting must say. */
  readonly provider: 'microsoft' | 'microsoft-sovereign-cloud';
  readonly environment?: string;
  /** Audience of the management API, whose tokens are exchanged as well unless that was switched off. */
  readonly management: string;
}

const clouds: readonly Cloud[] = [
  { id: 'io', closed: false, provider: 'microsoft', management: 'https://management.azure.com' },
  {
    ...{ id: 'us', closed: false, provider: 'microsoft-sovereign-cloud', environment: 'USGovernment' },
    management: 'https://management.usgovcloudapi.net',
  },
  {
    ...{ id: 'cn', closed: false, provider: 'microsoft-sovereign-cloud', environment: 'ChinaCloud' },
    management: 'https://management.chinacloudapi.cn',
  },
  { id: 'de', closed: true, provider: 'microsoft-sovereign-cloud', management: 'https://management.microsoftazure.de' },
];

// <name>[-<hash>][.<region>.geo].azurecr.<cloud>, the whole host: `name.azurecr.io.example` is somebody else.
const LOGIN_SERVER = /^[a-z0-9-]+(?:\.[a-z0-9]+\.geo)?\.azurecr\.(io|us|cn|de)$/;

/** The cloud of a login server; undefined for any other host, custom domains included. `host` is lower case, without port. */
export function readHost(host: string): Cloud | undefined {
  const [, suffix] = LOGIN_SERVER.exec(host) ?? [];
  return clouds.find(({ id }) => id === suffix);
}

/** The same for who knows that it is one. */
export function cloudAt({ hostname, host }: URL): Cloud {
  const cloud = readHost(hostname);
  if (cloud === undefined) {
    throw new AuthError('untrusted-realm', `${host} is no login server.`, {
      details: { host, reason: 'it is no login server such as NAME.azurecr.io' },
    });
  }
  return cloud;
}

/** Scopes of the editor's Microsoft sign-in: one resource, and the tenant, which the provider keeps to itself. */
export function signInScopes(
  { management }: Cloud,
  audience: Sessions['audience'],
  tenant: string | undefined,
): readonly string[] {
  const resource = audience === 'registry' ? REGISTRY_AUDIENCE : management;
  return [`${resource}/.default`, ...(tenant ? [`VSCODE_TENANT:${tenant}`] : [])];
}
