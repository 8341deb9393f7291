import type { PingResult } from '../../auth/ping.js';

type Test = (ping: PingResult) => boolean;

/** A Bearer challenge whose token server has this address (host and path), with this `service` where one is given. */
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

/** A Basic challenge with this realm. */
export function basicRealm(realm: string): Test {
  return ({ challenges }) =>
    challenges.some(({ scheme, parameters }) => scheme === 'basic' && parameters.realm === realm);
}

export function anyOf(...tests: readonly Test[]): Test {
  return (ping) => tests.some((test) => test(ping));
}
