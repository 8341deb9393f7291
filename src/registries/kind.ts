import type { IsStale } from '../distribution/staleToken.js';
import type { Credential } from '../auth/credential.js';
import type { RefusalMeaning } from '../auth/exchange.js';
import type { Io } from '../auth/io.js';
import type { PingResult } from '../auth/ping.js';
import type { KnownRealm } from '../auth/realm.js';
import type { Sessions } from '../auth/editorSessions.js';
import type { Token } from '../auth/token.js';
import type { Check } from '../diagnosis/checks/check.js';
import type { TokenKnowledge } from '../inspection/tokenKnowledge.js';
import type { JsonObject } from '../text/json.js';
import type { CommandLine } from '../text/shell.js';

/**
 * Everything the product knows of one kind of registry. Menus, prompts, tree and panel read these fields and never
 * the `id`: a new kind is one object of this shape and one line in index.ts.
 * All texts are English; the user interface passes them through its translation.
 */
export interface RegistryKind {
  readonly id: string;
  /** Product name, such as "Azure Container Registry". */
  readonly label: string;
  /** Codicon id without `$()`. */
  readonly icon: string;
  /** What its users call one: "registry", "shop". */
  readonly noun: string;
  /** Whole-host patterns only: `host` is lower case, without port. */
  matches(host: string): boolean;
  /** Whether this host only hands out tokens, which say themselves where the content is; absent: none does. */
  isIssuer?(host: string): boolean;
  /** Origin that a text stands for which is no address, such as the name of a region; undefined for any other text. */
  shorthand?(text: string): string | undefined;
  /** Whether the answer to the anonymous ping gives the kind away. */
  recognises?(ping: PingResult): boolean;
  /**
   * Reads the path of a pasted web address (`''` or with a slash in front). Present: a place of this kind may lie below a
   * path, which its settings keep, and is no registry, so `GET /v2/` is not asked there.
   */
  readPath?(path: string): PathReading;
  /** Offered in this order. */
  readonly credentials: readonly CredentialForm[];
  /** Further fields of a connection of this kind. */
  readonly settings: readonly SettingField[];
  /** Absent: tokens of this kind have no scope, nobody is asked. */
  readonly scopes?: ScopeSuggestions;
  /** Scopes for reading a repository over the OCI distribution API, none where tokens have none; absent: it does not serve that API. */
  pullScopes?(repository: string): readonly string[];
  /** Requests worth trying with a token, the usual ones first; absent: none. */
  requests?(): Promise<readonly ReadyRequest[]>;
  /**
   * Shows a token to the service that it is for, with a request that changes nothing. `registry` of the request is where
   * the token is used. Throws AuthError `refused` with a status where the service does not take it, and any other where
   * that says nothing of the token.
   */
  prove?(request: TokenRequest, token: Token, io: Io): Promise<void>;
  /** Commands that use a token, for a terminal in which a variable holds it; absent: none. */
  terminals?(): Promise<readonly TerminalCommand[]>;
  /** Ends tokens before their time; absent: that cannot be done. */
  readonly revoke?: Revocation;
  /** What the service answered beside the token, as JSON text in its own words, secrets left out. Throws AuthError `invalid-input`. */
  answer?(token: Token): string;
  readonly knowledge: KindKnowledge;
  /** Entries of Copy Token As…, the first being the plain token. */
  readonly outputs: readonly OutputForm[];
  /** Whether this answer to a request with a token means that the token has ended, where that is not a plain 401. */
  readonly isStale?: IsStale;
  /** What signing in goes through, in order, for a diagnosis. */
  checks(): Promise<readonly Check[]>;
  /** One token for these scopes. Throws AuthError. */
  authenticate(request: TokenRequest, io: Io): Promise<Token>;
}

export interface PathReading {
  /** Values of settings that the path stands for, by field name. */
  readonly settings: Readonly<Record<string, string>>;
  /** The path alone gives the kind away. */
  readonly telling: boolean;
}

export interface FormField {
  readonly name: string;
  /** Words that the service's users know. */
  readonly label: string;
  readonly placeholder?: string;
  readonly secret: boolean;
  /** Filled in already; the user may change it. */
  readonly initial?: string;
  /** The only values that make sense; absent: anything that `validate` lets pass. */
  readonly choices?: readonly { readonly value: string; readonly label: string; readonly detail?: string }[];
  /** An address that the flow asks besides that of the connection; the options of the connection hold there, too. */
  readonly isAddress?: true;
  /** Seldom needed: asked for when a connection is edited, not when it is added. */
  readonly advanced?: boolean;
  /** The value that a host (lower case, without port) gives away; then nobody is asked when a connection is added. */
  known?(host: string): string | undefined;
  /** Values to choose from, as this machine has them; any other may be typed. */
  suggestions?(): Promise<readonly string[]>;
  /** Undefined: fine. Otherwise one sentence that says what is wrong. */
  validate?(value: string): string | undefined;
  /** Undefined: nothing strange. Otherwise one sentence about a likely slip; the value may be used all the same. */
  warn?(value: string): string | undefined;
}
export type SettingField = FormField;

/** Where a credential would go. */
export interface Destination {
  /** Origin of the registry. */
  readonly registry: URL;
  /** The user marked this connection as plain http. */
  readonly insecure: boolean;
  /** Nobody checks the certificate: whoever answers may be anybody. */
  readonly unverified?: boolean;
}

export interface CredentialForm {
  readonly id: string;
  readonly label: string;
  /** Whether this credential may go there; absent: anywhere. */
  offered?(to: Destination): boolean;
  /** What is entered is good for one use and is not stored: without what it won, the connection needs a credential. */
  readonly oneUse?: true;
  /**
   * The editor's own sign-in that it takes: the account is chosen there after the fields were filled in, and its values
   * are named `accountId`, `account` (its label), `provider` and, where there are several, `cloud`.
   */
  signIn?(to: Destination, values: Readonly<Record<string, string>>, sessions: Sessions): SignIn;
  /** What to create and with which rights. */
  readonly detail: string;
  /** None for anonymous access. */
  readonly fields: readonly FormField[];
  /** Values by field name, already validated. */
  toCredential(values: Readonly<Record<string, string>>): Credential;
  /** What this machine has of it, by name, to be shown before it is used. */
  finds?(): Promise<{ readonly wanted: readonly string[]; readonly found: readonly string[] }>;
  /** The inverse, holding the secrets. Absent: its one secret is that of the one secret field. */
  toValues?(credential: Credential): Readonly<Record<string, string>>;
}

export interface SignIn {
  readonly provider: string;
  /** What the provider's own setting must say, where it signs in to one of several worlds. */
  readonly environment?: string;
  readonly cloud?: string;
  /** What the person is asked to agree to. */
  readonly scopes: readonly string[];
}

export interface ScopeSuggestions {
  /** Resource type of the scopes that a person builds: `repository`. */
  readonly type: string;
  readonly actions: readonly { readonly name: string; readonly detail: string; readonly warning?: string }[];
  /** Where and with which scope the names can be listed; absent where no such listing exists. */
  readonly catalogue?: {
    readonly path: string;
    readonly scopes: readonly string[];
    names(body: unknown): readonly string[];
  };
  /** What a refused listing means here, when that is normal. */
  readonly catalogueRefused?: string;
}

/** What is known of its tokens beyond that is in tokens/, which loads with the core. */
export interface KindKnowledge {
  /** Token servers on another domain that belong to this registry. */
  readonly knownRealms: readonly KnownRealm[];
  /** Domain suffixes under which every name is another tenant, such as `azurecr.io`. */
  readonly sharedSuffixes: readonly string[];
  /** Form fields of the exchange without a credential, where it is a POST; absent: a GET without Authorization. */
  readonly anonymousForm?: Readonly<Record<string, string>>;
  /** The token server has no POST: a refused GET is not tried again as one. */
  readonly getOnly?: true;
  /** What its token server means by a refusal, where the status alone says something else. */
  readonly refusals?: readonly RefusalMeaning[];
  /** What to do about a grant that is missing, by credential form id; `''` for any other form. `{account}` and `{repository}` are filled in. */
  readonly missingGrant: Readonly<Record<string, string>>;
  /** What to do when a secret of this kind leaked, by credential form id; `''` for any other form; absent where tokens/ says it. */
  readonly leaked?: Readonly<Record<string, string>>;
}

export interface OutputForm {
  readonly id: string;
  readonly label: string;
  /** Credential forms whose tokens it is for; absent: all. */
  readonly forms?: readonly string[];
  /** Names the registry that the token goes to. */
  readonly addressed?: true;
  /** Holds what the service said beside the token, which a pasted one comes without. */
  readonly fetchedOnly?: true;
  /** Secret text for the clipboard only. `registry` is the origin, `scopes` what was asked for. */
  text(token: Token, registry: URL, scopes: readonly string[]): string;
}

/** A request that only reads, with holes for what is asked for. */
export interface ReadyRequest {
  readonly label: string;
  readonly method: 'GET' | 'HEAD';
  readonly accept?: string;
  /** What must be known first; a field `repository` is filled in from the row. */
  readonly fields: readonly FormField[];
  /** Path with query. `values` by field name, `settings` those of the connection. */
  path(values: Readonly<Record<string, string>>, settings: Readonly<Record<string, string>>): string;
  /** What it takes. */
  scopes(values: Readonly<Record<string, string>>): readonly string[];
}

/** A command whose line holds no secret: an environment variable does. */
export interface TerminalCommand {
  readonly label: string;
  /** What the variable holds, such as "the token". */
  readonly holds: string;
  /** Name of the variable. */
  readonly variable: string;
  /** Secret. Undefined: this token and credential have none of that sort, so the command is not offered. */
  secret(token: Token, credential: Credential): string | undefined;
  line(use: TokenUse): CommandLine;
}

/** Where and how a token is used. */
export interface TokenUse extends Pick<Token, 'scheme' | 'details'> {
  /** Origin. */
  readonly registry: URL;
  /** Asked for. */
  readonly scopes: readonly string[];
  readonly username?: string;
}

export interface Revocation {
  /** Ids of the credential forms whose tokens it ends. */
  readonly forms: readonly string[];
  /** What ends, in a sentence or two. */
  readonly detail: string;
  /** Throws AuthError `refused` where the service does not take the token. */
  run(request: TokenRequest, token: Token, io: Io): Promise<void>;
}

/** What a token is wanted for. */
export interface TokenRequest extends Destination {
  readonly credential: Credential;
  /** Canonical (see mergeScopes). */
  readonly scopes: readonly string[];
  readonly settings: Readonly<Record<string, string>>;
  /** Origins of token servers that the user allowed for this connection. */
  readonly allowedRealms: readonly string[];
  /** Address that the user chose in place of the challenge's realm, after a redirect. */
  readonly realm?: string;
}

/** What is known of the tokens of one kind of registry. It is needed only to explain one, so it loads with the core. */
export interface KindTokens extends Omit<TokenKnowledge, 'missingGrant'> {
  /** Whether the claims of a JWT give away that a service of this kind made it. */
  readonly issues?: (claims: JsonObject) => boolean;
}
