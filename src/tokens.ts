import { createConcurrencyLimit } from './auth/concurrencyLimit.js';
import { type Credential, secretsOf } from './auth/credential.js';
import { isFresh } from './auth/expiry.js';
import type { Io } from './auth/io.js';
import type { TlsOptions } from './auth/network/transport.js';
import { ping, type PingResult } from './auth/ping.js';
import { createRateLimits } from './auth/rateLimits.js';
import { afterFailedRenewal, onPresentClock } from './auth/renewal.js';
import { wireScopes } from './auth/scope.js';
import { createTokenCache } from './auth/tokenCache.js';
import type { AuthTrace } from './auth/trace.js';
import { type Connection, ownerOf, placeOf } from './connections/connection.js';
import { createFlowCaches, type FlowCaches } from './registries/flow/flowCaches.js';
import { prepareFetch } from './registries/flow/prepareFetch.js';
import { type FlowWorld, recordFlow } from './registries/flow/runFlow.js';
import { kindNamed } from './registries/index.js';
import type { TokenRequest } from './registries/kind.js';
import { ownHosts } from './registries/shared/ownHosts.js';
import type { CachedToken, FetchOptions, FlowOptions, Proof, TokenResult, TokensWorld } from './tokensTypes.js';

/**
 * The central use case: gets token and trace for a connection and scopes, through the cache. Every AuthError that a
 * service or the network caused carries the trace of what was sent.
 */
export class Tokens {
  readonly #world: TokensWorld;
  readonly #cache = createTokenCache<CachedToken>(
    (kept, age) => ({ ...kept, token: onPresentClock(kept.token, age, this.#world.now()) }),
    () => this.#world.elapsed?.() ?? performance.now(),
  );
  readonly #stopped = new AbortController();
  readonly #limits = createRateLimits();
  readonly #turns = createConcurrencyLimit();
  readonly #memory: FlowCaches;

  constructor(world: TokensWorld) {
    this.#world = world;
    this.#memory = createFlowCaches(() => world.now(), world.sessions);
  }

  /**
   * Returns a token for exactly these scopes. A cached token is used unless `fresh` is set. Concurrent calls for the
   * same token share one fetch (single flight).
   */
  async get(connection: Connection, scopes: readonly string[], options: FetchOptions): Promise<TokenResult> {
    const asked = wireScopes(scopes);
    const key = this.#keyOf(connection, asked);
    const kept = this.#cache.peek(key);
    if (kept && options.fresh !== true && isFresh(kept.token, this.#world.now())) {
      return { ...kept, cached: true };
    }
    if (options.fresh === true) {
      this.#memory.askAnew(connection.id, byHandOf(options));
    }
    const signal = AbortSignal.any([options.signal, this.#stopped.signal]);
    if (options.alone === true) {
      await this.#cache.settle(key, signal);
    }
    try {
      const result = await this.#cache.share(key, ownerOf(connection), signal, async (shared) =>
        this.#authenticate(connection, await this.#world.credential(connection), asked, {
          ...options,
          ...(kept && { replaces: kept.token.scheme }),
          signal: shared,
        }),
      );
      return { ...result, cached: false };
    } catch (error) {
      const wanted = options.fresh !== true && !signal.aborted;
      const next = kept && wanted ? afterFailedRenewal(kept.token, error, this.#world.now()) : 'leave';
      if (kept && next === 'use') {
        return { ...kept, cached: true };
      }
      if (next === 'drop') {
        this.remove(connection, asked);
      }
      throw error;
    }
  }

  /**
   * Uses a credential that isn't saved yet. The token it obtains becomes the connection's first cached token, because
   * the credential can hold a code that works only once. Results of a different credential under the same revision
   * aren't used.
   */
  async try(
    connection: Connection,
    credential: Credential,
    scopes: readonly string[],
    options: FlowOptions,
  ): Promise<TokenResult> {
    const asked = wireScopes(scopes);
    const signal = AbortSignal.any([options.signal, this.#stopped.signal]);
    if (!this.#memory.wasTried(connection.id, credential)) {
      this.forgetTried(connection.id, connection.revision - 1);
      this.#memory.noteTried(connection.id, credential);
    }
    const result = await this.#cache.share(this.#keyOf(connection, asked), ownerOf(connection), signal, (shared) =>
      this.#authenticate(connection, credential, asked, { ...options, signal: shared }),
    );
    return { ...result, cached: false };
  }

  /** The single anonymous ping of Add Connection. */
  async ping(place: Pick<Connection, 'address' | 'insecure' | 'options'>, options: FlowOptions): Promise<PingResult> {
    const { value } = await this.traced([], place, options, (io) =>
      ping(new URL(place.address), io, { insecure: place.insecure }),
    );
    return value;
  }

  /** Cached tokens of a connection, or all, including expired ones, newest first. */
  cached(connectionId?: string): readonly CachedToken[] {
    return this.#cache.list(connectionId);
  }

  /** Whether the current credential has obtained a refresh token, so that more tokens can be obtained with it. */
  canRenew(connection: Connection): boolean {
    return this.#memory.canRenew(ownerOf(connection));
  }

  remove({ id }: Pick<Connection, 'id'>, scopes: readonly string[]): void {
    const asked = wireScopes(scopes).join(' ');
    this.#cache.sift(id, (kept) => kept.scopes.join(' ') !== asked);
    this.#memory.dropIssued(id);
  }

  /** Drops the tokens of a connection, or all. Pending fetches end as `cancelled` and aren't cached. */
  forget(connectionId?: string): void {
    this.#limits.clear(connectionId);
    this.#memory.forget(connectionId);
    this.#cache.forget(connectionId);
  }

  /** Drops everything obtained, or being obtained, with earlier credentials of this connection. */
  forgetOlder({ id, revision }: Pick<Connection, 'id' | 'revision'>): void {
    const older = (version: number): boolean => version < revision;
    this.#limits.clear(id);
    this.#memory.forget(id, older);
    this.#cache.forget(id, older);
  }

  /**
   * Drops everything obtained with credentials that were tried and not saved. `saved` is the saved revision, 0 if there
   * is none.
   */
  forgetTried(connectionId: string, saved: number): void {
    const tried = (version: number): boolean => version > saved;
    this.#memory.forget(connectionId, tried);
    this.#cache.forget(connectionId, tried);
  }

  /** Drops everything obtained with a sign-in of this provider that has since disappeared. */
  async forgetLost(provider: string): Promise<void> {
    (await this.#memory.lost(provider)).forEach((id) => this.forget(id));
  }

  /** Ends all pending work. */
  stop(): void {
    this.#stopped.abort();
    this.forget();
  }

  async #authenticate(
    connection: Connection,
    credential: Credential,
    scopes: readonly string[],
    { replaces, ...options }: FlowOptions & Pick<TokenRequest, 'replaces'>,
  ): Promise<CachedToken> {
    this.#limits.require(connection.id, this.#world.now());
    const tls = options.tls ?? (await this.#world.tls?.(connection));
    const request = { ...this.#requestWith(connection, scopes, tls), credential, ...(replaces && { replaces }) };
    try {
      const { value: token, trace } = await this.traced(secretsOf(credential), connection, { ...options, tls }, (io) =>
        kindNamed(connection.kind).authenticate(request, io),
      );
      return { revision: connection.revision, scopes, token, trace };
    } catch (error) {
      this.#limits.note(connection.id, error);
      throw error;
    }
  }

  /** Input for a flow of the kind, with the saved credential. Throws AuthError `storage`. */
  async request(connection: Connection, scopes: readonly string[]): Promise<TokenRequest> {
    const credential = await this.#world.credential(connection);
    return { ...this.#requestWith(connection, wireScopes(scopes), await this.#world.tls?.(connection)), credential };
  }

  /** Runs a flow and records its trace, without the secrets of the connection's credential. */
  async run<T>(
    connection: Connection,
    options: FlowOptions,
    flow: (io: Io) => Promise<T>,
  ): Promise<{ readonly value: T; readonly trace: AuthTrace }> {
    return this.traced(secretsOf(await this.#world.credential(connection)), connection, options, flow);
  }

  /** Stores the proof with the token, unless another token has replaced it. */
  keepProof(connection: Connection, { scopes, trace }: CachedToken, proof: Proof): void {
    // The trace of its fetch identifies a token.
    const proved = (kept: CachedToken): CachedToken => (kept.trace === trace ? { ...kept, proof } : kept);
    this.#cache.amend(this.#keyOf(connection, scopes), proved);
  }

  /** Milliseconds since the epoch. */
  now(): number {
    return this.#world.now();
  }

  #requestWith(
    connection: Connection,
    scopes: readonly string[],
    tls: TlsOptions | undefined,
  ): Omit<TokenRequest, 'credential'> {
    const { address, settings, insecure } = connection;
    const { allowed, chosen } = this.#world.realms(connection);
    return {
      registry: new URL(address),
      scopes,
      settings,
      insecure,
      unverified: tls?.rejectUnauthorized === false,
      allowedRealms: allowed,
      ...(chosen === undefined ? {} : { realm: chosen }),
    };
  }

  /**
   * Does ahead of `get` what the next token needs and what holds no secret (see `prepareFetch`). Throws AuthError
   * `rate-limited` while that lasts, and `storage`.
   */
  async prepare(connection: Connection, options: FlowOptions): Promise<void> {
    const { knowledge, scopes } = kindNamed(connection.kind);
    this.#limits.require(connection.id, this.#world.now());
    if (scopes) {
      const tls = await this.#world.tls?.(connection);
      const request = this.#requestWith(connection, [], tls);
      await this.traced(undefined, connection, { ...options, tls }, (io) => prepareFetch(request, io, knowledge));
    }
  }

  /** Runs a flow and records its trace. */
  async traced<T>(
    secrets: readonly string[] | undefined,
    connection: Connection | Pick<Connection, 'options'> | Pick<Connection, 'address' | 'options'>,
    { signal, watch, tls: given, ...options }: FlowOptions,
    run: (io: Io) => Promise<T>,
  ): Promise<{ value: T; trace: AuthTrace }> {
    const { machine, now, lookup } = this.#world;
    const deadline = connection.options?.deadline;
    const timeout = deadline === undefined ? this.#world.timeout : deadline * 1000;
    const saved = 'id' in connection ? connection : undefined;
    const tlsOptions = given ?? (saved && (await this.#world.tls?.(saved)));
    const tls = tlsOptions && { options: tlsOptions, hosts: 'address' in connection ? ownHosts(connection) : [] };
    const { ask } = options;
    const byHand = byHandOf(options);
    return recordFlow(
      {
        ...{ machine, now, lookup, timeout, turns: this.#turns },
        ...(tls && { tls }),
        ...(ask && { ask }),
        ...(byHand && { byHand }),
        ...(watch && { watch }),
        ...(secrets && { secrets: [...secrets, ...(tlsOptions?.key === undefined ? [] : [tlsOptions.key])] }),
        signal: AbortSignal.any([signal, this.#stopped.signal]),
        ...('address' in connection && { address: connection.address }),
        ...(saved && { kept: this.#keptFor(saved, tlsOptions, options.anew) }),
        traced: (trace) => this.#world.traced?.(trace),
      },
      run,
    );
  }

  #keptFor(connection: Connection, tls: TlsOptions | undefined, anew?: true): NonNullable<FlowWorld['kept']> {
    const place = placeOf(connection);
    const challenges = this.#world.challenges?.(connection);
    const reused = { trust: [place, this.#world.realms(connection), tls], ...(challenges && { challenges }) };
    return { memory: this.#memory, owner: ownerOf(connection), place, ...(!anew && reused) };
  }

  /**
   * Cache key: everything that a token depends on. The address and the user's stored choices determine realm and
   * service.
   */
  #keyOf(connection: Connection, scopes: readonly string[]): string {
    const { chosen } = this.#world.realms(connection);
    return JSON.stringify([...placeOf(connection), chosen ?? null, scopes]);
  }
}

/** Whoever may be asked has started it. */
function byHandOf({ ask, byHand }: Pick<FlowOptions, 'ask' | 'byHand'>): true | undefined {
  return ask ? true : byHand;
}
