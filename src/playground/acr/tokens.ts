import { randomUUID } from 'node:crypto';
import type { Access } from '../access.js';
import type { Issuer } from '../issuer.js';
import { findPerson, type Person } from './identities.js';

interface TokenHolder {
  readonly subject: string;
  readonly appid?: string;
}

/**
 * The service's access and refresh tokens, with the claims of ACR 1.13. The lifetime is in the token, not in the
 * response.
 */
export interface AcrTokens {
  access(subject: TokenHolder, access: readonly Access[]): Promise<string>;
  refresh(person: Person): Promise<string>;
  /** Holder and rights of a token. Undefined when the token is invalid or of the other type. */
  read(
    token: string,
    sort: 'access_token' | 'refresh_token',
  ): Promise<(TokenHolder & { rights?: readonly Access[] }) | undefined>;
}

const seconds = { access_token: 4_500, refresh_token: 11_700 }; // ACR 1.1

export function acrTokens(issuer: Issuer, service: string, now: () => number): AcrTokens {
  const rid = randomUUID().replaceAll('-', '');

  function sign({ subject, appid }: TokenHolder, sort: keyof typeof seconds, own: Readonly<Record<string, unknown>>) {
    const iat = Math.floor(now() / 1000);
    return issuer.sign({
      jti: randomUUID(),
      sub: subject,
      nbf: iat,
      exp: iat + seconds[sort],
      iat,
      aud: service,
      version: '1.0',
      rid,
      grant_type: sort,
      ...(appid === undefined ? {} : { appid }),
      ...own,
      roles: [],
    });
  }

  return {
    access: (subject, access) => sign(subject, 'access_token', { access }),
    refresh: (person) =>
      sign(person, 'refresh_token', { tenant: person.tenant, permissions: { actions: person.permissions } }),
    read: async (token, sort) => {
      const claims = await issuer.verify(token, service);
      if (claims?.grant_type !== sort) {
        return undefined;
      }
      const { sub = '', appid, access } = claims;
      if (sort === 'refresh_token') {
        return findPerson(sub);
      }
      return {
        subject: sub,
        ...(typeof appid === 'string' ? { appid } : {}),
        rights: access as readonly Access[], // signed by this issuer
      };
    },
  };
}
