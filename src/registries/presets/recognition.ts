import type { PingResult } from '../../auth/ping.js';

type Test = (ping: PingResult) => boolean;

/** Matches a Bearer challenge whose realm (host and path) fits `address`, and whose `service` fits if one is given. */
export function tokenServer(address: RegExp, service?: RegExp): Test {
  return ({ challenges, registry }) =>
    challenges.some(({ scheme, parameters }) => {
      const realm = parameters.realm ?? '';
      if (scheme !== 'bearer' || !URL.canParse(realm, registry.href)) {
        return false;
      }
      const { host, pathname } = new URL(realm, registry);
      return address.test(host + pathname) && (service === undefined || service.test(parameters.service ?? ''));
    });
}

/** Matches a Basic challenge with this realm. */
export function basicRealm(realm: string): Test {
  return ({ challenges }) =>
    challenges.some(({ scheme, parameters }) => scheme === 'basic' && parameters.realm === realm);
}

export function anyOf(...tests: readonly Test[]): Test {
  return (ping) => tests.some((test) => test(ping));
}
