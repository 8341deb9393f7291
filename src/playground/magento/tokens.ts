import { createSecretKey, randomBytes } from 'node:crypto';
import { CompactEncrypt, jwtVerify, SignJWT } from 'jose';

/** `utypid` claim (Magento A7). */
export const userTypes = { integration: 1, admin: 2, customer: 3 } as const;
export type UserType = keyof typeof userTypes;

export interface Holder {
  readonly type: UserType;
  readonly id: number;
}

/** Opaque up to 2.4.3, JWT since 2.4.4, JWE when the shop encrypts tokens (Magento A7). */
export type TokenForm = 'opaque' | 'jwt' | 'jwe';

export interface ShopTokens {
  issue(holder: Holder): Promise<string>;
  /** Undefined for an unreadable, expired or revoked token. The caller is then a guest (Magento A8). */
  read(token: string): Promise<Holder | undefined>;
  /** Revokes all tokens of a holder. */
  revoke(holder: Holder): void;
}

const JWT_SECONDS = 3600; // A7: 60 minutes for admin users too, contrary to the manual
const OPAQUE_SECONDS: Readonly<Record<UserType, number>> = { customer: 3600, admin: 4 * 3600, integration: Infinity };

/** Creates the token service of a shop. `now` is in milliseconds since the epoch. */
export function shopTokens(form: TokenForm, now: () => number): ShopTokens {
  const key = randomBytes(64);
  const wrapping = createSecretKey(randomBytes(16));
  const issued = new Map<string, { readonly holder: Holder; readonly at: number }>();
  const revokedAt = new Map<string, number>();
  const seconds = () => Math.floor(now() / 1000);
  const keyOf = ({ type, id }: Holder) => `${type} ${id}`;

  async function valueFor({ type, id }: Holder): Promise<string> {
    if (form === 'opaque' || type === 'integration') {
      // A7: 32 characters of [a-z0-9]
      return Array.from(randomBytes(32), (byte) => (byte % 36).toString(36)).join('');
    }
    const claims = { uid: id, utypid: userTypes[type], iat: seconds(), exp: seconds() + JWT_SECONDS };
    // A7: the header has kid and alg, no typ. uid and utypid precede the times
    return form === 'jwt'
      ? new SignJWT(claims).setProtectedHeader({ kid: '1', alg: 'HS256' }).sign(key)
      : new CompactEncrypt(Buffer.from(JSON.stringify(claims)))
          .setProtectedHeader({ kid: '1', alg: 'A128KW', enc: 'A128GCM' })
          .encrypt(wrapping);
  }

  return {
    async issue(holder) {
      const token = await valueFor(holder);
      issued.set(token, { holder, at: seconds() });
      return token;
    },
    async read(token) {
      const found = issued.get(token);
      if (!found) {
        return undefined;
      }
      const { holder, at } = found;
      if (token.split('.').length === 3) {
        const options = { algorithms: ['HS256'], currentDate: new Date(now()) };
        if (!(await jwtVerify(token, key, options).catch(() => undefined))) {
          return undefined;
        }
      } else if (seconds() >= at + (token.includes('.') ? JWT_SECONDS : OPAQUE_SECONDS[holder.type])) {
        return undefined;
      }
      // A8: a token issued in the second of the revocation is revoked too
      return at <= (revokedAt.get(keyOf(holder)) ?? -Infinity) ? undefined : holder;
    },
    revoke: (holder) => void revokedAt.set(keyOf(holder), seconds()),
  };
}
