import { getDomain } from 'tldts';
import { holdsLongSecret } from '../text/knownSecrets.js';
import { type Clause, clause } from '../text/message.js';
import type { Credential } from './credential.js';
import { AuthError } from './errors.js';
import { classifyAddress, hostNameOf, isAddress, isLoopbackHost } from './network/ipAddress.js';
import { foreignAddress, reasons } from './reasons.js';

/**
 * A token server that is known to belong to a registry, over https on the default port. In `registry` a leading `*.`
 * matches one or more labels, and `*` matches every host. `{host}` as `realm` is the registry's own host.
 */
export interface KnownRealm {
  readonly registry: string;
  readonly realm: string;
  /** Path of the token server; absent: any. */
  readonly path?: string;
}

export interface RealmOptions {
  /** The user allowed plain http for this connection. */
  readonly insecure?: boolean;
  readonly knownRealms?: readonly KnownRealm[];
  /** Domain suffixes under which every name belongs to a different tenant. */
  readonly sharedSuffixes?: readonly string[];
  /** Secrets of the connection. A request to a host whose name holds one would show it to every DNS server. */
  readonly secrets?: readonly string[];
}

export interface UsableRealm {
  readonly verdict: 'same-host' | 'same-domain' | 'known-pair' | 'ask';
  readonly url: URL;
}
export type RealmVerdict = UsableRealm | { readonly verdict: 'refuse'; readonly reason: string };

/**
 * Decides whether a credential for `registry` can be sent to the realm of its challenge. The server that answers for
 * the registry chooses the realm, and with it where a password would go.
 *
 * `same-host` (the registry's own origin) and `known-pair` are allowed. The others require the user's consent:
 * `same-domain` (another port of the host, or another name under one registrable domain by the public-suffix list,
 * which is nevertheless often another tenant's), and `ask`. `reason` is one clause for a message. Never throws.
 */
export function judgeRealm(realm: string, registry: URL, options: RealmOptions = {}): RealmVerdict {
  // The URL parser silently drops line breaks and turns backslashes around; no legitimate realm has them.
  if (/[\s\\\p{Cc}]/u.test(realm)) {
    return refuse('it contains spaces, backslashes, or control characters');
  }
  const url = resolve(realm, registry);
  if (!url) {
    return refuse('it isn’t an absolute URL');
  }
  if (url.username !== '' || url.password !== '') {
    return refuse('it contains a user name or password');
  }
  if (url.hash !== '') {
    return refuse('it contains a fragment');
  }
  const host = hostNameOf(url);
  const home = hostNameOf(registry);
  const bothLoopback = isLoopbackHost(host) && isLoopbackHost(home);
  if (url.protocol === 'http:' && options.insecure !== true && !bothLoopback) {
    return refuse('it is plain http, which would send the credential unencrypted');
  }
  if (host === home && url.protocol === registry.protocol && url.port === registry.port) {
    return { verdict: 'same-host', url };
  }
  const { knownRealms = [], sharedSuffixes = [], secrets = [] } = options;
  if (host === home) {
    return { verdict: knownRealms.some((pair) => isPair(pair, home, url)) ? 'known-pair' : 'same-domain', url };
  }
  if (bothLoopback) {
    return { verdict: 'ask', url };
  }
  if (isLoopbackHost(host)) {
    return refuse('it points to this machine');
  }
  const kind = isAddress(host) ? classifyAddress(host) : 'public';
  if (kind !== 'public') {
    return refuse(foreignAddress[kind]);
  }
  if (knownRealms.some((pair) => isPair(pair, home, url))) {
    return { verdict: 'known-pair', url };
  }
  if (holdsLongSecret(host, secrets) && !holdsLongSecret(home, secrets)) {
    return refuse(reasons.heldInName);
  }
  const shared = sharedSuffixes.some((suffix) => isUnder(host, suffix) && isUnder(home, suffix));
  const domain = getDomain(host, { allowPrivateDomains: true });
  const sameDomain = domain !== null && domain === getDomain(home, { allowPrivateDomains: true });
  return { verdict: sameDomain && !shared ? 'same-domain' : 'ask', url };
}

/**
 * Returns the reason why the resolved network address of `host` must not get a credential for the registry; undefined
 * if it is allowed. `registryAddress` is the address at which the registry itself was reached, undefined if unknown
 * (through a proxy). The registry's own host is never refused, because the user named it.
 */
export function refuseAddress(
  host: URL,
  registry: URL,
  registryAddress: string | undefined,
  address: string,
): Clause | undefined {
  if (
    hostNameOf(host) === hostNameOf(registry) ||
    (isLoopbackHost(registry.hostname) && isLoopbackHost(host.hostname))
  ) {
    return undefined;
  }
  const kind = classifyAddress(address);
  const privateFromPublic =
    kind === 'private' && registryAddress !== undefined && classifyAddress(registryAddress) === 'public';
  const refused = privateFromPublic || (kind !== 'public' && kind !== 'private');
  return refused ? clause(reasons.leadsTo, { host: host.hostname, kind: { text: kind }, address }) : undefined;
}

/**
 * Lets a credential go to a realm that only the registry's own word connects with it after the user agreed to the
 * realm's origin. An anonymous request has nothing to lose. Throws AuthError `realm-needs-consent`.
 */
export function requireConsent(
  { verdict, url }: UsableRealm,
  {
    registry,
    credential,
    allowedRealms,
  }: {
    readonly registry: URL;
    readonly credential: Pick<Credential, 'type'>;
    readonly allowedRealms: readonly string[];
  },
): void {
  const asks = verdict === 'same-domain' || verdict === 'ask';
  if (asks && credential.type !== 'anonymous' && !allowedRealms.includes(url.origin)) {
    throw new AuthError('realm-needs-consent', `${registry.host} names ${url.origin} as its token server.`, {
      details: { host: registry.host, origin: url.origin, verdict },
    });
  }
}

/**
 * Whether a token server can be contacted over plain http. The user agreed to plain http only for a registry that uses
 * it itself. A credential entered for https never goes over http, whatever realm the registry names.
 */
export function allowsPlainHttp({
  registry,
  insecure,
}: {
  readonly registry: URL;
  readonly insecure: boolean;
}): boolean {
  return insecure && registry.protocol === 'http:';
}

// What is requested, and by whom, is not for the registry to say.
const REQUEST_PARAMETERS = new Set(
  'account access_type client_id grant_type offline_token password refresh_token scope username'.split(' '),
);

/** The realm without the parameters of a token request in its query; `a[]` is one of `a`, in any case. */
export function withoutRequest(realm: URL): URL {
  const url = new URL(realm);
  const names = [...url.searchParams.keys()];
  names
    .filter((name) => REQUEST_PARAMETERS.has(name.toLowerCase().replace(/\[.*$/, '')))
    .forEach((name) => url.searchParams.delete(name));
  return url;
}

function resolve(realm: string, registry: URL): URL | undefined {
  // Only an absolute path is resolved. `//host/path` and bare host names aren't: they look like a path but name a host.
  const base = /^\/(?!\/)/.test(realm) ? registry.href : undefined;
  const url = URL.canParse(realm, base) ? new URL(realm, base) : undefined;
  return url && /^https?:$/.test(url.protocol) && /^(?:https?:\/\/|\/)/i.test(realm) ? url : undefined;
}

function isPair({ registry, realm, path }: KnownRealm, home: string, url: URL): boolean {
  return (
    url.protocol === 'https:' &&
    url.port === '' &&
    matchesHost(registry, home) &&
    hostNameOf(url) === realm.replace('{host}', home) &&
    (path === undefined || url.pathname === path)
  );
}

function matchesHost(pattern: string, host: string): boolean {
  if (pattern === '*') {
    return true;
  }
  return pattern.startsWith('*.') ? host.endsWith(pattern.slice(1)) : host === pattern;
}

function isUnder(host: string, suffix: string): boolean {
  return host === suffix || host.endsWith(`.${suffix}`);
}

function refuse(reason: string): RealmVerdict {
  return { verdict: 'refuse', reason };
}
