import { isTokenLike } from '../text/opaqueWords.js';
import { AuthError } from './errors.js';

/** A credential for a registry. The form fields that make one belong to the registry kind (its credential forms). */
export type Credential =
  | { readonly type: 'anonymous' }
  | { readonly type: 'password'; readonly username: string; readonly password: string }
  /** A refresh token in the sense of the distribution token specification (Docker's "identity token"). */
  | { readonly type: 'identity-token'; readonly refreshToken: string }
  /** A ready-made bearer token, used unchanged. */
  | { readonly type: 'bearer'; readonly token: string }
  /** The login of a shop's admin or customer account. */
  | {
      readonly type: 'shop-login';
      readonly role: 'admin' | 'customer';
      readonly username: string;
      readonly password: string;
      /** Additional login that the web server in front of the shop requires. */
      readonly gate?: { readonly username: string; readonly password: string };
    }
  /** An access key that signs requests and is never sent itself. A temporary key has a `sessionToken`. */
  | {
      readonly type: 'access-key';
      readonly id: string;
      readonly secret: string;
      readonly sessionToken?: string;
      readonly role?: AssumedRole;
    }
  /** A named profile in this machine's own configuration. */
  | { readonly type: 'profile'; readonly profile: string }
  /** The environment variables of this machine. */
  | { readonly type: 'environment' }
  /** Tokens from another issuer, for one exchange. The stored form keeps neither of them (see `keepable`). */
  | {
      readonly type: 'foreign-tokens';
      readonly accessToken?: string;
      readonly refreshToken?: string;
      readonly tenant?: string;
    }
  /** An account that the editor itself is signed in to: its identity, without a secret. */
  | {
      readonly type: 'session';
      /** Id of the editor's authentication provider. */
      readonly provider: string;
      readonly account: Account;
      readonly tenant?: string;
      /** Cloud environment that the account was signed in to, where a provider has several. */
      readonly cloud?: string;
    };

/** Id and label as the editor reports them. */
export interface Account {
  readonly id: string;
  readonly label: string;
}

/** A role to assume before any other request. */
export interface AssumedRole {
  readonly arn: string;
  /** MFA device whose one-time code is requested. */
  readonly mfaSerial?: string;
  readonly externalId?: string;
}

/**
 * The HTTP Basic value without its scheme (RFC 7617 section 2): base64 of the UTF-8 octets of `username:password`.
 * Throws AuthError `invalid-input` for a user name with a colon, and for control characters in either part. Line breaks
 * inside a password are allowed: a service-account key is JSON text.
 */
export function basicValue(username: string, password: string): string {
  if (username.includes(':')) {
    throw new AuthError('invalid-input', 'A user name with a colon can’t be sent with HTTP Basic.', {
      details: { field: 'username', reason: 'a user name can’t contain a colon' },
    });
  }
  if (/\p{Cc}/u.test(username) || /[^\P{Cc}\t\r\n]/u.test(password)) {
    throw new AuthError('invalid-input', 'The user name or password contains a control character.', {
      details: { field: 'password', reason: 'it contains a control character' },
    });
  }
  return Buffer.from(`${username}:${password}`, 'utf8').toString('base64');
}

/** Removes only trailing line breaks, which pasted text often carries. */
export function withoutTrailingLineBreak(secret: string): string {
  return secret.replace(/[\r\n]+$/, '');
}

/**
 * Account name for display, without secrets. Undefined when the credential has no account name. Some services expect a
 * token as the user name, alone or as the password too; that isn't an account name.
 */
export function accountOf(credential: Credential): string | undefined {
  switch (credential.type) {
    case 'password':
    case 'shop-login':
      return isUsernameSecret(credential) ? undefined : credential.username;
    case 'access-key':
      return credential.role?.arn ?? credential.id;
    case 'profile':
      return credential.profile;
    case 'session':
      return credential.account.label;
    case 'anonymous':
    case 'identity-token':
    case 'bearer':
    case 'environment':
    case 'foreign-tokens':
      return undefined;
  }
}

// A shorter password is in a name by chance.
const SHORTEST_IN_NAME = 6;

/** Whether the user name must not be shown or typed, because it contains the password or is a token itself. */
export function isUsernameSecret({ username, password }: Pair): boolean {
  const holdsPassword = username === password || (password.length >= SHORTEST_IN_NAME && username.includes(password));
  return (password !== '' && holdsPassword) || isTokenLike(username);
}

/** The part of a credential that can be stored. Single-use tokens are removed. */
export function keepable(credential: Credential): Credential {
  if (credential.type !== 'foreign-tokens') {
    return credential;
  }
  const { type, tenant } = credential;
  return { type, ...(tenant === undefined ? {} : { tenant }) };
}

/** Every secret in a credential, for the redactor. The text that the user entered comes first. */
export function secretsOf(credential: Credential): string[] {
  switch (credential.type) {
    case 'anonymous':
      return [];
    case 'password':
      return [credential.password, base64Pair(credential), ...tokenIn(credential)];
    case 'identity-token':
      return [credential.refreshToken];
    case 'bearer':
      return [credential.token];
    case 'shop-login': {
      const { password, gate } = credential;
      return [password, ...tokenIn(credential), ...(gate ? [gate.password, base64Pair(gate), ...tokenIn(gate)] : [])];
    }
    case 'access-key':
      return [credential.secret, ...(credential.sessionToken === undefined ? [] : [credential.sessionToken])];
    case 'profile':
    case 'environment':
    case 'session':
      return [];
    case 'foreign-tokens':
      return [credential.accessToken, credential.refreshToken].filter((token) => token !== undefined);
  }
}

interface Pair {
  readonly username: string;
  readonly password: string;
}

/** The user name if it is a token. */
function tokenIn({ username }: Pair): string[] {
  return isTokenLike(username) ? [username] : [];
}

function base64Pair({ username, password }: Pair): string {
  return Buffer.from(`${username}:${password}`, 'utf8').toString('base64');
}
