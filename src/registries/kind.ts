import type { Credential } from '../auth/credential.js';
import type { Sessions } from '../auth/editorSessions.js';
import type { Io } from '../auth/io.js';
import type { PingResult } from '../auth/ping.js';
import type { KnownRealm } from '../auth/realm.js';
import type { RefusalMeaning } from '../auth/refusal.js';
import type { Token } from '../auth/token.js';
import type { Check } from '../diagnosis/checks/check.js';
import type { IsStale } from '../distribution/staleToken.js';
import type { Assignment, CommandLine, Word } from '../text/shell.js';

/**
 * Everything the product knows about one kind of registry. Menus, prompts, tree and panel read these fields and never
 * the `id`: a new kind is one object of this shape and one line in index.ts. All texts are English; the user interface
 * translates them.
 */
export interface RegistryKind {
  readonly id: string;
  /** Product name, such as "Azure Container Registry". */
  readonly label: string;
  /** Codicon id without `$()`. */
  readonly icon: string;
  /** Users' word for one: "registry", "shop". */
  readonly noun: string;
  readonly group: 'cloud' | 'self-hosted' | 'commerce';
  /** Whole-host patterns only: `host` is lowercase, without port. */
  matches(host: string): boolean;
  /** Whether this host only issues tokens, and the tokens name the content's host; absent: none does. */
  isIssuer?(host: string): boolean;
  /**
   * Address, with a repository if one is named, for a text that isn't an address of this kind: the name of a region, or a
   * page of a web site that lies elsewhere. Undefined for any other text.
   */
  shorthand?(text: string): string | undefined;
  /** Repository that a web page's path identifies; undefined for any other path. */
  readPage?(path: string): string | undefined;
  /** Whether the response to the anonymous ping identifies the kind. */
  recognises?(ping: PingResult): boolean;
  /**
   * Reads the path of a pasted web address (`''` or with a leading slash). Present if a place of this kind can be below
   * a path, which its settings keep. Such a place isn't a registry, so `GET /v2/` isn't sent there.
   */
  readPath?(path: string): PathReading;
  /** Offered in this order. */
  readonly credentials: readonly CredentialForm[];
  /** Additional fields of a connection of this kind. */
  readonly settings: readonly SettingField[];
  /** Absent: tokens of this kind have no scope, so no scope prompt is shown. */
  readonly scopes?: ScopeSuggestions;
  /** Scopes for reading a repository over the OCI distribution API, possibly none; absent: it doesn't serve it. */
  pullScopes?(repository: string): readonly string[];
  /** Requests worth trying with a token, the usual ones first; absent: none. */
  requests?(): Promise<readonly ReadyRequest[]>;
  /**
   * Tests a token at its service, with a request that changes nothing. `registry` of the request is where the token is
   * used. Throws AuthError `refused` with a status if the service rejects the token. Any other error says nothing about
   * the token.
   */
  prove?(request: TokenRequest, token: Token, io: Io): Promise<void>;
  /** Commands that use a token, for a terminal with the token in an environment variable; absent: none. */
  terminals?(): Promise<readonly TerminalCommand[]>;
  /** Revokes tokens before they expire; absent: the service can't. */
  readonly revoke?: Revocation;
  /**
   * The service's response without its secrets, as JSON text in the service's format. Throws AuthError `invalid-input`.
   */
  answer?(token: Token): string;
  readonly knowledge: KindKnowledge;
  /** Entries of Copy Token As…, the first being the plain token. */
  readonly outputs: readonly OutputForm[];
  /**
   * Whether this response to a request with a token means that the token expired, if the service doesn't answer a plain
   * 401.
   */
  readonly isStale?: IsStale;
  /** Steps of signing in, in order, for a diagnosis. */
  checks(): Promise<readonly Check[]>;
  /** Fetches one token for these scopes. Throws AuthError. */
  authenticate(request: TokenRequest, io: Io): Promise<Token>;
}

export interface PathReading {
  /** Setting values that the path implies, by field name. */
  readonly settings: Readonly<Record<string, string>>;
  /** The path alone identifies the kind. */
  readonly telling: boolean;
}

export interface FormField {
  readonly name: string;
  /** A term that the service's users know. */
  readonly label: string;
  readonly placeholder?: string;
  readonly secret: boolean;
  /** Comes with the secret: whoever enters another secret enters this, too. */
  readonly withSecret?: true;
  /** Prefilled value; the user can change it. */
  readonly initial?: string;
  /** The only valid values; absent: any value that passes `validate`. */
  readonly choices?: readonly { readonly value: string; readonly label: string; readonly detail?: string }[];
  /** An address that the flow requests besides the connection's. The connection's options apply there, too. */
  readonly isAddress?: true;
  /** Seldom needed: shown when a connection is edited, not when it is added. */
  readonly advanced?: boolean;
  /** The value that a host (lowercase, without port) implies; the prompt is then skipped when a connection is added. */
  known?(host: string): string | undefined;
  /** Suggested values from this machine; any other value can be typed. */
  suggestions?(): Promise<readonly string[]>;
  /** Returns undefined if valid, otherwise one sentence that says what is wrong. */
  validate?(value: string): string | undefined;
  /** Returns undefined, or one sentence about a likely slip. The value can still be used. */
  warn?(value: string): string | undefined;
}
export type SettingField = FormField;

/** Destination of a credential. */
export interface Destination {
  /** Origin of the registry. */
  readonly registry: URL;
  /** The user marked this connection as plain http. */
  readonly insecure: boolean;
  /** The certificate isn't verified, so any server can answer. */
  readonly unverified?: boolean;
}

export interface CredentialForm {
  readonly id: string;
  readonly label: string;
  /** Whether this credential can be sent there; absent: anywhere. */
  offered?(to: Destination): boolean;
  /**
   * The input is valid for one use and isn't stored. Without the token it obtained, the connection needs a new
   * credential.
   */
  readonly oneUse?: true;
  /**
   * The editor's sign-in that this form uses. The account is chosen there after the fields are filled in. Its values
   * are named `accountId`, `account` (its label), `provider` and, if there are several, `cloud`.
   */
  signIn?(to: Destination, values: Readonly<Record<string, string>>, sessions: Sessions): SignIn;
  /** Its one secret is a refresh token, although it is sent as a password. */
  readonly holdsRefreshToken?: true;
  /** What to create and which permissions it needs. */
  readonly detail: string;
  /** None for anonymous access. */
  readonly fields: readonly FormField[];
  /** Makes the credential from values by field name, already validated. */
  toCredential(values: Readonly<Record<string, string>>): Credential;
  /** Names of what this machine has for it, to show before use. */
  finds?(): Promise<{ readonly wanted: readonly string[]; readonly found: readonly string[] }>;
  /**
   * The inverse of `toCredential`; the values hold the secrets. Absent: the credential's one secret goes into the
   * form's one secret field.
   */
  toValues?(credential: Credential): Readonly<Record<string, string>>;
}

export interface SignIn {
  readonly provider: string;
  /** Required value of the provider's own setting, if it signs in to one of several clouds. */
  readonly environment?: string;
  readonly cloud?: string;
  /** Scopes that the user is asked to consent to. */
  readonly scopes: readonly string[];
}

export interface ScopeSuggestions {
  /** Resource type of the scopes that a user builds: `repository`. */
  readonly type: string;
  readonly actions: readonly { readonly name: string; readonly detail: string; readonly warning?: string }[];
  /** Path and scopes of the catalog listing; absent if the service has none. */
  readonly catalogue?: {
    readonly path: string;
    readonly scopes: readonly string[];
    names(body: unknown): readonly string[];
  };
  /** Meaning of a refused listing, if it is normal for this kind. */
  readonly catalogueRefused?: string;
}

/** Knowledge about this kind's tokens, except for tokenKnowledge.ts, which loads with the core. */
export interface KindKnowledge {
  /** Token servers of another origin that belong to this registry. */
  readonly knownRealms: readonly KnownRealm[];
  /** Domain suffixes under which every name is a different tenant, such as `azurecr.io`. */
  readonly sharedSuffixes: readonly string[];
  /** Form fields of an anonymous exchange by POST; absent: a GET without Authorization. */
  readonly anonymousForm?: Readonly<Record<string, string>>;
  /** Scope of a token for signing in only, if the token server issues none without a scope. */
  readonly signInScope?: string;
  /** The token server has no POST: a refused GET isn't retried as one. */
  readonly getOnly?: true;
  /** Its refresh tokens stay valid when they are used. */
  readonly lastingRefreshTokens?: true;
  /** Meanings of the token server's refusals, if the status alone says something else. */
  readonly refusals?: readonly RefusalMeaning[];
  /**
   * What to do about a missing grant, by credential form id; `''` for any other form. `{account}` and `{repository}`
   * are filled in.
   */
  readonly missingGrant: Readonly<Record<string, string>>;
  /**
   * What to do when a secret of this kind leaked, by credential form id; `''` for any other form. Absent if its
   * KindTokens says it.
   */
  readonly leaked?: Readonly<Record<string, string>>;
}

export interface OutputForm {
  readonly id: string;
  readonly label: string;
  /** Credential forms whose tokens it applies to; absent: all. */
  readonly forms?: readonly string[];
  /** Scheme of the tokens that it applies to; absent: both. */
  readonly scheme?: Token['scheme'];
  /** The text names the registry that the token goes to. */
  readonly addressed?: true;
  /** Needs the service's response, which a pasted token comes without. */
  readonly fetchedOnly?: true;
  /** Secret text, or a command for the user's shell. `registry` is the origin, `scopes` the requested ones. */
  text(token: Token, registry: URL, scopes: readonly string[]): string | CommandLine | Assignment;
}

/** A read-only request with placeholders. */
export interface ReadyRequest {
  readonly label: string;
  readonly method: 'GET' | 'HEAD';
  readonly accept?: string;
  /** Values to fill in first; a field `repository` is filled in from the row. */
  readonly fields: readonly FormField[];
  /** Path with query. `values` are by field name, `settings` are the connection's. */
  path(values: Readonly<Record<string, string>>, settings: Readonly<Record<string, string>>): string;
  /** Scopes that the request needs. */
  scopes(values: Readonly<Record<string, string>>): readonly string[];
}

/** A command whose line holds no secret: an environment variable holds it. */
export interface TerminalCommand {
  readonly label: string;
  /** Content of the variable, such as "the token". */
  readonly holds: string;
  /** Name of the variable. */
  readonly variable: string;
  /** Secret. Undefined: this token and credential have no secret of that type, so the command isn't offered. */
  secret(token: Token, credential: Credential): string | undefined;
  line(use: TokenUse): CommandLine;
}

/** Registry, scopes and scheme of a token's use. */
export interface TokenUse extends Pick<Token, 'scheme' | 'details'> {
  /** Origin. */
  readonly registry: URL;
  /** Requested scopes. */
  readonly scopes: readonly string[];
  /** Never a secret itself; a variable holds one. */
  readonly username?: Word;
}

export interface Revocation {
  /** Ids of the credential forms whose tokens it revokes. */
  readonly forms: readonly string[];
  /** One or two sentences about what is revoked. */
  readonly detail: string;
  /** Throws AuthError `refused` if the service rejects the token. */
  run(request: TokenRequest, token: Token, io: Io): Promise<void>;
}

/** A request for a token. */
export interface TokenRequest extends Destination {
  readonly credential: Credential;
  /** As they are requested (see wireScopes). */
  readonly scopes: readonly string[];
  readonly settings: Readonly<Record<string, string>>;
  /** Origins of token servers that the user allowed for this connection. */
  readonly allowedRealms: readonly string[];
  /** Address that the user chose to replace the challenge's realm, after a redirect. */
  readonly realm?: string;
  /** Scheme of the cached token that the new one replaces. */
  readonly replaces?: Token['scheme'];
}
