import * as v from 'valibot';
import { AuthError } from '../../auth/errors.js';

/** One entry of the service's response, parsed. Holds the secret. */
export interface EcrAuthorization {
  /** Base64 of `AWS:<password>`. */
  readonly pair: string;
  readonly password: string;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
  /** The parts that can be shown. */
  readonly details: Readonly<Record<string, string>>;
}

interface AuthorizationData {
  readonly authorizationToken?: string | undefined;
  readonly expiresAt?: Date | undefined;
}

// Undocumented and for display only. These two members are shown if they parse.
const Envelope = v.object({ type: v.optional(v.string()), version: v.optional(v.union([v.string(), v.number()])) });

/**
 * Parses a GetAuthorizationToken response. Everything in it is optional in the service's model, so all of it is
 * checked. Throws AuthError `bad-response` for a response without a token or an expiry, or a token that isn't
 * `AWS:<password>`.
 */
export function readAuthorization(data: AuthorizationData | undefined): EcrAuthorization {
  const pair = data?.authorizationToken;
  const end = data?.expiresAt?.getTime();
  if (pair === undefined || pair === '') {
    throw unusable('the response contains no authorization token');
  }
  const decoded = /^[A-Za-z0-9+/]+={0,2}$/.test(pair) ? Buffer.from(pair, 'base64').toString('utf8') : '';
  const [, password] = /^AWS:([\x21-\x7e]+)$/.exec(decoded) ?? [];
  if (password === undefined) {
    throw unusable('the authorization token isn’t the user name AWS and a password');
  }
  if (end === undefined || Number.isNaN(end)) {
    throw unusable('the response doesn’t say when the token expires');
  }
  const { type, version } = readEnvelope(password);
  return {
    pair,
    password,
    expiresAt: end,
    details: {
      user: 'AWS',
      password: '…',
      expiresAt: new Date(end).toISOString(),
      ...(type === undefined ? {} : { passwordType: type.slice(0, 40) }),
      ...(version === undefined ? {} : { passwordVersion: String(version).slice(0, 10) }),
    },
  };
}

function readEnvelope(password: string): v.InferOutput<typeof Envelope> {
  try {
    const envelope = v.safeParse(Envelope, JSON.parse(Buffer.from(password, 'base64').toString('utf8')));
    return envelope.success ? envelope.output : {};
  } catch {
    return {};
  }
}

export function unusable(reason: string): AuthError {
  return new AuthError('bad-response', `The response is unusable: ${reason}.`, { details: { reason } });
}
