import type { Challenge } from '../auth/challenge.js';
import { hostNameOf, isLoopbackHost } from '../auth/network/ipAddress.js';
import { judgeRealm, type KnownRealm } from '../auth/realm.js';
import type { OpaqueForm } from '../text/masking.js';
import { redactUrl } from '../text/redact.js';
import { withoutSecrets } from './challengeSecrets.js';
import type { realmWords } from './challengeWords.js';
import type { FoundChallenge } from './pastedChallenge.js';

interface Owner {
  readonly label: string;
  readonly knownRealms: readonly KnownRealm[];
  /** Whether this host (lowercase, without port) belongs to the product. */
  readonly matches: (host: string) => boolean;
  /** Whether this host only issues tokens, and holds no images. */
  readonly isIssuer?: (host: string) => boolean;
}

/** Token servers by the product that they belong to. */
export interface ChallengeKnowledge {
  readonly owners: readonly Owner[];
  /** Domain suffixes under which every name belongs to a different tenant. */
  readonly sharedSuffixes: readonly string[];
  /** Forms of opaque secrets, which are hidden wherever they are. */
  readonly opaqueForms: readonly OpaqueForm[];
}

/** Token server of a challenge, as far as the text and the known pairs say. */
export interface ReadRealm {
  /** Redacted address without its query. */
  readonly server: string;
  readonly origin: string;
  /** Host name and port. */
  readonly host: string;
  /** Key of the sentence that says whose it is. */
  readonly whose: keyof typeof realmWords;
  readonly owner?: Owner;
  /** It is a registry of the owner, too. */
  readonly isRegistry?: true;
  readonly reason?: string;
}

/** Whose server the realm of a Bearer challenge is, as far as the text and the known pairs say. Never throws. */
export function readRealm(
  { scheme, parameters: { realm } }: Challenge,
  { host, scheme: asked }: FoundChallenge,
  { owners, sharedSuffixes, opaqueForms }: ChallengeKnowledge,
): ReadRealm | undefined {
  if (realm === undefined || realm.trim() === '') {
    return undefined;
  }
  if (scheme !== 'bearer') {
    return scheme === 'basic' && host === undefined ? ownAddress(realm, owners) : undefined;
  }
  const absolute = URL.canParse(realm) ? new URL(realm) : undefined;
  const named = (url: URL | undefined) => ({
    server: withoutSecrets(url ? redactUrl(withoutQuery(url), []) : realm, opaqueForms),
    origin: withoutSecrets(url?.origin ?? '', opaqueForms),
    host: url?.host ?? '',
  });
  if (host === undefined) {
    const isWeb = absolute !== undefined && /^https?:$/.test(absolute.protocol);
    const owner = isWeb
      ? owners.find(({ knownRealms }) => knownRealms.some((pair) => leadsTo(pair, absolute)))
      : undefined;
    const own = owner || !isWeb ? undefined : ownAddress(realm, owners);
    if (own) {
      return own;
    }
    const whose = owner ? 'owned' : isWeb ? 'unknown' : /^\/(?!\/)/.test(realm) ? 'onRegistry' : 'noAddress';
    // Without a registry, only what is wrong with the address itself counts.
    const judged = isWeb ? judgeRealm(realm, absolute, { insecure: true }) : undefined;
    return {
      ...named(isWeb ? absolute : undefined),
      ...(judged?.verdict === 'refuse' ? { whose: 'refused', reason: judged.reason } : { whose }),
      ...(owner && { owner }),
    };
  }
  const plain =
    asked === 'http' ||
    (asked === undefined && (isLoopbackHost(hostIn(host)) || absolute?.origin === `http://${host}`));
  const registry = new URL(`${plain ? 'http' : 'https'}://${host}`);
  const options = { insecure: plain, sharedSuffixes };
  const judged = judgeRealm(realm, registry, {
    ...options,
    knownRealms: owners.flatMap(({ knownRealms }) => knownRealms),
  });
  if (judged.verdict === 'refuse') {
    return { ...named(absolute), whose: 'refused', reason: judged.reason };
  }
  const { url, verdict } = judged;
  if (verdict === 'same-host') {
    return { ...named(url), whose: 'onHost' };
  }
  if (hostNameOf(url) === hostNameOf(registry)) {
    return { ...named(url), whose: 'otherPort' };
  }
  const owner = owners.find(
    ({ knownRealms }) => judgeRealm(realm, registry, { ...options, knownRealms }).verdict === 'known-pair',
  );
  const whose = owner ? 'owned' : verdict === 'same-domain' ? 'sameDomain' : 'other';
  return { ...named(url), whose, ...(owner && { owner }) };
}

/** A realm on a host that the product is known by: a registry can be its own token server, or name itself. */
function ownAddress(realm: string, owners: readonly Owner[]): ReadRealm | undefined {
  const url = URL.canParse(realm) ? new URL(realm) : undefined;
  const usable = url?.protocol === 'https:' && url.port === '' && judgeRealm(realm, url).verdict !== 'refuse';
  const owner = usable ? owners.find(({ matches }) => matches(hostNameOf(url))) : undefined;
  if (!usable || owner === undefined) {
    return undefined;
  }
  const { host, origin } = url;
  return {
    ...{ server: redactUrl(withoutQuery(url), []), origin, host, whose: 'ofProduct', owner },
    ...(owner.isIssuer?.(hostNameOf(url)) === true ? {} : { isRegistry: true }),
  };
}

function withoutQuery(url: URL): URL {
  const short = new URL(url);
  short.search = '';
  return short;
}

function hostIn(host: string): string {
  return new URL(`https://${host}`).hostname;
}

/** Whether the address is that token server, which serves registries of one owner only. */
function leadsTo({ registry, realm, path }: KnownRealm, url: URL): boolean {
  const isServer = url.protocol === 'https:' && url.port === '' && hostNameOf(url) === realm;
  return registry !== '*' && isServer && (path === undefined || path === url.pathname);
}
