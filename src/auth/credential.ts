import { AuthError } from './errors.js';

/** Who asks. Which fields a person fills in to make one is the registry kind's business (its credential forms). */
export type Credential =
  | { readonly type: 'anonymous' }
  | { readonly type: 'password'; readonly username: string; readonly password: string }
  /** A refresh token in the sense of the distribution token specification ("identity token" in Docker's words). */
  | { readonly type: 'identity-token'; readonly refreshToken: string }
  /** A bearer made elsewhere, used as it is. */
  | { readonly type: 'bearer'; readonly token: string }
  /** An account of a shop. */
  | {
      readonly type: 'shop-login';
      readonly role: 'admin' | 'customer';
      readonly username: string;
      readonly password: string;
      /** What the web server in front of the shop wants besides. */
      readonly gate?: { readonly username: string; readonly password: string };
    }
  /** A key that signs requests and is never sent itself; `sessionToken` belongs to a temporary one. */
  | {
      readonly type: 'access-key';
      readonly id: string;
      readonly secret: string;
      readonly sessionToken?: string;
      readonly role?: AssumedRole;
    }
  /** Whatever a named profile of this machine's own configuration says. */
  | { readonly type: 'profile'; readonly profile: string }
  /** Whatever the environment variables of this machine say. */
  | { readonly type: 'environment' }
  /** Tokens of somebody else, for one exchange; what is kept of it holds neither (see `keepable`). */
  | {
      readonly type: 'foreign-tokens';
      readonly accessToken?: string;
      readonly refreshToken?: string;
      readonly tenant?: string;
    }
  /** An account that the editor itself is signed in to: who it is, and no secret. */
  | {
      readonly type: 'session';
      /** Of the editor's sign-ins. */
      readonly provider: string;
      readonly account: Account;
      readonly tenant?: string;
      /** Which of several worlds apart it was signed in to, where a provider has more than one. */
      readonly cloud?: string;
    };

/** As the editor names it. */
export interface Account {
  readonly id: string;
  readonly label: string;
}

/** A role to take on before anything else is asked. */
export interface AssumedRole {
  readonly arn: string;
  /** Device whose one-time code is asked for. */
  readonly mfaSerial?: string;
  readonly externalId?: string;
}

/**
 * The value after `Basic ` (RFC 7617 section 2): base64 over the UTF-8 octets of `username:password`.
 * Throws AuthError `invalid-input` for a user name with a colon, and for control characters in either part.
 * Line breaks inside a password are allowed: a service-account key is JSON text.
 */
export function basicValue(username: string, password: string): string {
  if (username.includes(':')) {
    throw new AuthError('invalid-input', 'A user name with a colon cannot be sent with Basic authentication.', {
      details: { field: 'username', reason: 'a user name cannot contain a colon' },
    });
  }
  if (/\p{Cc}/u.test(username) || /[^\P{Cc}\t\r\n]/u.test(password)) {
    throw new AuthError('invalid-input', 'The user name or password contains a control character.', {
      details: { field: 'password', reason: 'it contains a control character' },
    });
  }
  return Buffer.from(`${username}:${password}`, 'utf8').toString('base64');
}

/** A paste often carries the line break of where it was copied from; nothing else is stripped. */
export function withoutTrailingLineBreak(secret: string): string {
  return secret.replace(/[\r\n]+$/, '');
}

/**
 * Account name to show, without secrets; undefined when the credential names nobody. Some services want a token as user
 * name and password both: that is no name.
 */
export function accountOf(credential: Credential): string | undefined {
  switch (credential.type) {
    case 'password':
    case 'shop-login':
      return credential.username === credential.password ? undefined : credential.username;
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

/** The part of a credential that may be stored: what is good for one use only is not. */
export function keepable(credential: Credential): Credential {
  if (credential.type !== 'foreign-tokens') {
    return credential;
  }
  const { type, tenant } = credential;
  return { type, ...(tenant === undefined ? {} : { tenant }) };
}

/** Every secret text in a credential, for the redactor; what a person typed first. */
export function secretsOf(credential: Credential): string[] {
  switch (credential.type) {
    case 'anonymous':
      return [];
    case 'password':
      return [credential.password, base64Pair(credential)];
    case 'identity-token':
      return [credential.refreshToken];
    case 'bearer':
      return [credential.token];
    case 'shop-login': {
      const { password, gate } = credential;
      return [password, ...(gate ? [gate.password, base64Pair(gate)] : [])];
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

function base64Pair({ username, password }: { readonly username: string; readonly password: string }): string {
  return Buffer.from(`${username}:${password}`, 'utf8').toString('base64');
}
