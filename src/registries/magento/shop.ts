import { AuthError } from '../../auth/errors.js';
import type { HttpRequest } from '../../auth/http.js';
import type { Io } from '../../auth/io.js';
import { hostNameOf, presentAddress } from '../../auth/network/ipAddress.js';
import { allowsPlainHttp, judgeRealm, refuseAddress, requireConsent } from '../../auth/realm.js';
import type { TokenRequest } from '../kind.js';

/** Location of a shop. */
export interface Shop {
  /** Web base URL, with a trailing slash. */
  readonly base: URL;
  /** Store code; empty: the default store view. */
  readonly store: string;
  /** Realm verdict on the base URL, and the check of the addresses that it leads to. */
  readonly checks: Pick<HttpRequest, 'realm' | 'beforeLookup' | 'refuseAddress'>;
}

// Stands for the address of a shop that isn't found.
const ANY_PUBLIC = '1.1.1.1';

// Adobe Commerce as a Cloud Service is another product with a different sign-in.
const CLOUD_SERVICE = /(^|\.)api\.commerce\.adobe\.com$/;

/**
 * Returns the shop of a connection: its origin with the path of its settings, or the base URL that the user chose after
 * a redirect. Throws AuthError `invalid-input`, `untrusted-realm`, `realm-needs-consent`, and `unsupported-challenge`
 * for Adobe's cloud service, which has no password tokens.
 */
export function shopOf(request: TokenRequest, io: Pick<Io, 'lookup' | 'signal' | 'secrets'>): Shop {
  const { registry, settings, insecure, realm } = request;
  const { path = '', store = '' } = settings;
  requireSetting('path', 'the path is invalid', /^[\w\-./~]*$/.test(path) && !path.includes('..'));
  requireSetting('store', 'the store code is invalid', /^([a-z]\w*)?$/i.test(store));
  const trimmed = path.replace(/^\/+|\/+$/g, '');
  const own = new URL(trimmed === '' ? '/' : `/${trimmed}/`, registry);
  const judged = judgeRealm(realm ?? own.href, registry, {
    insecure: allowsPlainHttp({ registry, insecure }),
    secrets: io.secrets,
  });
  if (judged.verdict === 'refuse') {
    throw new AuthError('untrusted-realm', `No request was sent to ${registry.host}: ${judged.reason}.`, {
      details: { host: registry.host, reason: judged.reason },
    });
  }
  const { url, verdict } = judged;
  requireConsent(judged, request);
  if (CLOUD_SERVICE.test(url.hostname)) {
    throw new AuthError('unsupported-challenge', `${url.host} is Adobe Commerce as a Cloud Service.`, {
      details: {
        host: url.host,
        schemes: ['Adobe IMS OAuth'],
        reason:
          'Adobe Commerce as a Cloud Service doesn’t issue tokens for passwords or integrations; it accepts only Adobe IMS tokens',
      },
    });
  }
  return {
    base: new URL(url.pathname.replace(/\/*$/, '/'), url.origin),
    store,
    checks: { realm: verdict, ...addressCheck(url, registry, io) },
  };
}

/**
 * The shop's own address, which decides whether another host can be in a private network, is looked up together with
 * that host. If it isn't found, it counts as public.
 */
function addressCheck(base: URL, registry: URL, io: Pick<Io, 'lookup' | 'signal'>): Shop['checks'] {
  let own: string | undefined;
  return {
    ...(hostNameOf(base) !== hostNameOf(registry) && {
      beforeLookup: async () => {
        own ??= await presentAddress(registry, io);
      },
    }),
    refuseAddress: (address) => refuseAddress(base, registry, own ?? ANY_PUBLIC, address),
  };
}

export function restUrl({ base, store }: Pick<Shop, 'base' | 'store'>, path: string): URL {
  return new URL(`rest/${store === '' ? '' : `${store}/`}${path}`, base);
}

export function soapUrl({ base, store }: Pick<Shop, 'base' | 'store'>, service: string): URL {
  return new URL(`soap/${store === '' ? 'default' : store}?services=${service}`, base);
}

/**
 * Returns the base URL that a redirect from `asked` to `target` implies; undefined if the target isn't a route of a
 * shop.
 */
export function redirectedBase({ base }: Shop, asked: URL, target: URL): URL | undefined {
  const route = asked.pathname.slice(base.pathname.length - 1);
  const path = target.pathname.replace(/\/$/, '');
  return path.endsWith(route) ? new URL(path.slice(0, -route.length) + '/', target.origin) : undefined;
}

function requireSetting(field: string, reason: string, fine: boolean): void {
  if (!fine) {
    throw new AuthError('invalid-input', `The setting ${field} is invalid.`, {
      details: { field, reason },
    });
  }
}
