import { people, type Person } from './identities.js';
import { createIssuer } from '../issuer.js';
import { randomSecret } from '../request.js';

/** Audiences that Entra tokens may have here (ACR 1.8). */
export const audiences = {
  registry: 'https://containerregistry.azure.net',
  management: 'https://management.azure.com',
} as const;

/** A stand-in for Microsoft Entra: its tokens are worth something at one registry of the playground only. */
export interface Entra {
  /** `audience` is that of the management API unless it is named. */
  accessToken(options?: {
    readonly person?: keyof typeof people;
    readonly audience?: string;
    /** Seconds. */
    readonly lifetime?: number;
  }): Promise<string>;
  /** Opaque, as Entra's are. */
  refreshToken(person?: keyof typeof people): string;
  /** Whose access token it is; undefined when it is none, for another audience, or has ended. */
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
        if (claims) return Object.values<Person>(people).find(({ subject }) => subject === claims.upn);
      }
      return undefined;
    },
    readRefreshToken: (token) => refreshTokens.get(token),
  };
}
