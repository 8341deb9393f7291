import { createIssuer } from '../issuer.js';
import { randomSecret } from '../request.js';
import { people, type Person } from './identities.js';

/** Audiences accepted in Entra tokens (ACR 1.8). */
export const audiences = {
  registry: 'https://containerregistry.azure.net',
  management: 'https://management.azure.com',
} as const;

/** Stand-in for Microsoft Entra. Its tokens work at one registry of the playground only. */
export interface Entra {
  /** `audience` defaults to the management API. */
  accessToken(options?: {
    readonly person?: keyof typeof people;
    readonly audience?: string;
    /** Seconds. */
    readonly lifetime?: number;
  }): Promise<string>;
  /** Opaque, like Entra's refresh tokens. */
  refreshToken(person?: keyof typeof people): string;
  /** The person that an access token identifies. Undefined when it is invalid, expired, or for another audience. */
  readAccessToken(token: string, audience: readonly string[]): Promise<Person | undefined>;
  readRefreshToken(token: string): Person | undefined;
}

/** `now` in milliseconds since the epoch. */
export async function startEntra(now: () => number): Promise<Entra> {
  const issuer = await createIssuer(`https://sts.windows.net/${people.dana.tenant}/`, now);
  const refreshTokens = new Map<string, Person>();

  return {
    async accessToken({ person = 'dana', audience = audiences.management, lifetime = 4_000 } = {}) {
      const { subject, appid, tenant } = people[person];
      const iat = Math.floor(now() / 1000);
      return issuer.sign({ aud: audience, iat, nbf: iat, exp: iat + lifetime, appid, tid: tenant, upn: subject });
    },
    refreshToken(person = 'dana') {
      const token = `0.${randomSecret()}`;
      refreshTokens.set(token, people[person]);
      return token;
    },
    async readAccessToken(token, allowed) {
      for (const audience of allowed) {
        const claims = await issuer.verify(token, audience);
        if (claims) {
          return Object.values<Person>(people).find(({ subject }) => subject === claims.upn);
        }
      }
      return undefined;
    },
    readRefreshToken: (token) => refreshTokens.get(token),
  };
}
