import type { Sessions } from '../../auth/editorSessions.js';
import { AuthError } from '../../auth/errors.js';

// Audience of the registries, identical in every cloud.
const REGISTRY_AUDIENCE = 'https://containerregistry.azure.net';

/** An Azure cloud with its own registries. A sign-in to one cloud isn't valid in another. */
export interface Cloud {
  /** Last label of its login server suffix. */
  readonly id: 'io' | 'us' | 'cn' | 'de';
  /** The cloud is retired; sign-in is no longer possible. */
  readonly closed: boolean;
  /** Authentication provider of the editor. `environment` is the value that the provider's own setting must have. */
  readonly provider: 'microsoft' | 'microsoft-sovereign-cloud';
  readonly environment?: string;
  /** Audience of the management API. Registries exchange its tokens too, unless that is switched off. */
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

// <name>[-<hash>][.<region>.geo].azurecr.<cloud>, matched whole: `name.azurecr.io.example` belongs to another party.
const LOGIN_SERVER = /^[a-z0-9-]+(?:\.[a-z0-9]+\.geo)?\.azurecr\.(io|us|cn|de)$/;

// Pages of the Azure portal, and the resource ID that they and the command line show.
const RESOURCE =
  /^(?:https:\/\/portal\.azure\.(com|us|cn)\/\S*)?\/subscriptions\/\S+\/providers\/Microsoft\.ContainerRegistry\/registries\/([a-z0-9]+)(?=[/?#]|$)/i;

/** Login server that a resource ID of a registry, or its page in the Azure portal, stands for. */
export function loginServerIn(text: string): string | undefined {
  const [, portal = 'com', name] = RESOURCE.exec(text.trim()) ?? [];
  return name === undefined ? undefined : `${name.toLowerCase()}.azurecr.${portal === 'com' ? 'io' : portal}`;
}

/**
 * Returns the cloud of a login server; undefined for any other host, custom domains included. `host` is lowercase,
 * without port.
 */
export function readHost(host: string): Cloud | undefined {
  const [, suffix] = LOGIN_SERVER.exec(host) ?? [];
  return clouds.find(({ id }) => id === suffix);
}

/** Returns the cloud of a login server's URL. Throws AuthError `untrusted-realm` for any other host. */
export function cloudAt({ hostname, host }: URL): Cloud {
  const cloud = readHost(hostname);
  if (cloud === undefined) {
    throw new AuthError('untrusted-realm', `${host} isn’t a login server.`, {
      details: { host, reason: 'it isn’t a login server such as NAME.azurecr.io' },
    });
  }
  return cloud;
}

/**
 * Scopes of the editor's Microsoft sign-in: one resource, and the tenant, which the provider reads and doesn't send.
 */
export function signInScopes(
  { management }: Cloud,
  audience: Sessions['audience'],
  tenant: string | undefined,
): readonly string[] {
  const resource = audience === 'registry' ? REGISTRY_AUDIENCE : management;
  return [`${resource}/.default`, ...(tenant ? [`VSCODE_TENANT:${tenant}`] : [])];
}
