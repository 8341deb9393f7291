import type { AuthErrorCode } from '../../auth/errors.js';
import type { Token } from '../../auth/token.js';
import type { Entry } from '../storedEntry.js';

export type RowState =
  | 'none'
  | 'early'
  | 'valid'
  | 'expiring'
  | 'expired'
  | 'refused'
  | 'no-access'
  | 'failed'
  | 'broken'
  | 'lost'
  | 'credential-refused'
  | 'needs-credential'
  | 'needs-consent'
  | 'needs-input'
  | 'not-here'
  | 'not-tried';

/** What a row is made of. */
export interface RowInput {
  readonly entry: Entry;
  /** Absent: a kind that this version does not know. */
  readonly kind?: {
    readonly label: string;
    readonly scopes?: { readonly catalogueRefused?: string };
  };
  /** Includes expired tokens, newest first. */
  readonly tokens: readonly HeldToken[];
  /** Scopes requested before, last used first. */
  readonly used: readonly (readonly string[])[];
  /** Scopes that the service refused completely in this window. */
  readonly refused?: readonly (readonly string[])[];
  /** Code of the last fetch's technical failure, and the scopes that were requested. */
  readonly failed?: { readonly code: AuthErrorCode; readonly scopes: readonly string[] };
  /** The service rejected the credential, or another one is needed. */
  readonly credential?: 'refused' | 'needed';
  /** The last fetch needed user input, such as a one-time code. */
  readonly asks?: boolean;
  /** The token server was not asked, because the user has not agreed to it. */
  readonly needsConsent?: boolean;
  /** Machine that sends the requests, if the credential's prerequisites are missing there. */
  readonly notOn?: string;
  /** Machine that sends the requests. */
  readonly machine?: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

export interface HeldToken {
  /** As they are requested (see wireScopes). */
  readonly scopes: readonly string[];
  readonly token: Token;
  /** Result of the token test; absent: not tested. */
  readonly proof?: { readonly accepted: boolean };
}
