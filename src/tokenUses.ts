import { AuthError, isAuthError } from './auth/errors.js';
import type { Io } from './auth/io.js';
import type { TlsOptions } from './auth/network/transport.js';
import type { ServiceError } from './auth/serviceError.js';
import type { Token } from './auth/token.js';
import type { AuthTrace, TraceStep } from './auth/trace.js';
import type { Connection } from './connections/connection.js';
import type { ChecklistLine } from './diagnosis/checks/checklist.js';
import { type Examined, runChecks } from './diagnosis/checks/runChecks.js';
import type { RegistryAccess } from './distribution/client.js';
import { listReferrers, type Referrers } from './distribution/referrers.js';
import { requestTarget } from './distribution/requestLine.js';
import { type RequestWanted, sendRequest, type ServiceAnswer } from './distribution/sendRequest.js';
import { kindNamed } from './registries/index.js';
import type { TokenRequest } from './registries/kind.js';
import { contentOrigin } from './registries/shared/contentOrigin.js';

/** Result of testing a token at its service. */
export interface Proof {
  readonly accepted: boolean;
  /** Host that responded. */
  readonly host: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** Status of a refusal. */
  readonly status?: number;
  /** The service's error with a refusal. */
  readonly said?: ServiceError;
  /** One clause with the known cause. */
  readonly reason?: string;
  /** The requests of the test. */
  readonly steps: AuthTrace['steps'];
}

export interface FlowOptions {
  readonly signal: AbortSignal;
  /** Prompts the user, for example for a one-time code; absent if no prompt is allowed. */
  readonly ask?: Io['ask'];
  /** TLS options of a connection that isn't saved yet, in place of the world's. */
  readonly tls?: TlsOptions | undefined;
  /** Gets every request when it ends. */
  readonly watch?: (step: TraceStep) => void;
}

export interface FetchOptions extends FlowOptions {
  /** Always fetches a new token. */
  readonly fresh?: boolean;
  /** Uses its own requests: waits for a pending fetch of the same token. A failure isn't retried. */
  readonly alone?: boolean;
}

/** A cached token with the trace of its fetch. */
export interface KeptToken {
  readonly token: Token;
  readonly trace: AuthTrace;
  /** Absent: not tested. */
  readonly proof?: Proof;
}

/** Source of the tokens for the uses. */
export interface Desk<Kept extends KeptToken> {
  /** Undefined if the registry wants no token. */
  token(connection: Connection, scopes: readonly string[], options: FetchOptions): Promise<Token | undefined>;
  /** Cached token for these scopes; fetched if there is no fresh one. */
  kept(connection: Connection, scopes: readonly string[], options: FlowOptions): Promise<Kept>;
  /** Stores the proof with the token, unless another token has replaced it. */
  keepProof(connection: Connection, kept: Kept, proof: Proof): void;
  /** Drops every token of the connection. */
  forget(connection: Connection): void;
  /** Input for a flow of the kind. */
  request(connection: Connection, scopes: readonly string[]): Promise<TokenRequest>;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Runs a flow and records its trace, without the secrets of the connection's credential. */
  run<T>(
    connection: Connection,
    options: FlowOptions,
    flow: (io: Io) => Promise<T>,
  ): Promise<{ readonly value: T; readonly trace: AuthTrace }>;
}

/** Uses of a token besides copying it. */
export interface Uses<Kept extends KeptToken> {
  /**
   * Lists the artifacts attached to an image, by tag or digest; `artifactType` filters. Throws AuthError as
   * listReferrers does. An insufficient token is an error, never an empty list.
   */
  referrers(
    connection: Connection,
    repository: string,
    reference: string,
    options: FlowOptions & { artifactType?: string },
  ): Promise<Referrers>;
  /**
   * Sends one request with the token for `scopes`, cached or new. No token is sent if `scopes` is undefined or the
   * registry wants none. Any status is a valid result. Throws AuthError `invalid-input` for a path outside the
   * connection's address, before anything is sent, and those of the request and of the token.
   */
  send(
    connection: Connection,
    wanted: RequestWanted,
    scopes: readonly string[] | undefined,
    options: FlowOptions,
  ): Promise<{ readonly answer: ServiceAnswer; readonly trace: AuthTrace }>;
  /**
   * Tests the token for these scopes, cached or new, at its service. Stores the result with the token. Throws AuthError
   * if that proves nothing about the token: `invalid-input` if the kind has no such request, and those of the request.
   */
  prove(connection: Connection, scopes: readonly string[], options: FlowOptions): Promise<Kept>;
  /**
   * Revokes the tokens of the connection's account, and drops the cached ones. Throws AuthError `invalid-input` if the
   * kind can't revoke them, and those of the request and of the token.
   */
  revoke(connection: Connection, options: FlowOptions): Promise<void>;
  /**
   * Runs a complete use with a new token, and reads the image with it if there is one. A failure is a line of the
   * result, after which nothing is tried. `show` gets the lines whenever they change. Throws AuthError `cancelled`, and
   * `realm-needs-consent` for the caller to ask the user.
   */
  examine(
    connection: Connection,
    wanted: { readonly scopes: readonly string[]; readonly image?: ImageName },
    options: FlowOptions & { readonly show: (lines: readonly ChecklistLine[]) => void },
  ): Promise<Examined>;
}

export interface ImageName {
  readonly repository: string;
  /** Tag or digest. */
  readonly reference: string;
}

export function createUses<Kept extends KeptToken>(desk: Desk<Kept>): Uses<Kept> {
  /** Some services issue no anonymous token without a scope, and answer such requests without a token. */
  async function tokenToSend(
    connection: Connection,
    scopes: readonly string[],
    options: FlowOptions,
  ): Promise<Token | undefined> {
    try {
      return await desk.token(connection, scopes, options);
    } catch (error) {
      const { credential } = await desk.request(connection, scopes);
      const none = isAuthError(error) && error.code === 'no-credential';
      if (none && credential.type === 'anonymous' && scopes.length === 0) {
        return undefined;
      }
      throw error;
    }
  }

  return {
    async referrers(connection, repository, reference, { artifactType, ...options }) {
      const scopes = kindNamed(connection.kind).pullScopes?.(repository);
      if (!scopes) {
        throw new AuthError('invalid-input', `${connection.address} holds no images.`, { details: { field: 'kind' } });
      }
      const wanted = {
        ...placeOf(connection, await desk.token(connection, scopes, options)),
        name: repository,
        scopes,
        reference,
        ...(artifactType === undefined ? {} : { artifactType }),
      };
      const { value } = await desk.run(connection, options, (io) =>
        listReferrers(wanted, (fresh) => desk.token(connection, scopes, { ...options, fresh }), io),
      );
      return value;
    },

    async send(connection, wanted, scopes, options) {
      requestTarget(wanted.path, new URL(connection.address));
      const token = scopes && (await tokenToSend(connection, scopes, options));
      const bearing = token && {
        token,
        scopes,
        renew: () => desk.token(connection, scopes, { ...options, fresh: true }),
      };
      const place = placeOf(connection, token);
      const { value, trace } = await desk.run(connection, options, (io) => sendRequest(wanted, place, bearing, io));
      return { answer: value, trace };
    },

    async prove(connection, scopes, options) {
      const kind = kindNamed(connection.kind);
      const kept = await desk.kept(connection, scopes, options);
      const { token } = kept;
      if (!kind.prove || token.use === 'refresh') {
        throw new AuthError('invalid-input', `${connection.address} has no request that proves this token.`, {
          details: { reason: 'there is no request that shows whether this token works' },
        });
      }
      const request = { ...(await desk.request(connection, scopes)), registry: contentOrigin(connection, token) };
      const { host } = request.registry;
      const proved = (
        steps: AuthTrace['steps'],
        outcome: Pick<Proof, 'accepted' | 'status' | 'said' | 'reason'>,
      ): Kept => {
        const proof = { host, at: desk.now(), ...outcome, steps };
        desk.keepProof(connection, kept, proof);
        return { ...kept, proof };
      };
      try {
        const { trace } = await desk.run(connection, options, async (io) => kind.prove?.(request, token, io));
        return proved(trace.steps, { accepted: true });
      } catch (error) {
        if (!isAuthError(error) || error.status === undefined || error.code !== 'refused') {
          throw error;
        }
        const { status, service, trace, details: { reason } = {} } = error;
        const why = { ...(service ? { said: service } : {}), ...(reason === undefined ? {} : { reason }) };
        return proved(trace?.steps ?? [], { accepted: false, status, ...why });
      }
    },

    async revoke(connection, options) {
      const { revoke } = kindNamed(connection.kind);
      if (!revoke?.forms.includes(connection.form)) {
        throw new AuthError('invalid-input', `${connection.address} ends no tokens.`, {
          details: { reason: 'tokens of this sort cannot be ended before their time' },
        });
      }
      const { token } = await desk.kept(connection, [], options);
      const request = await desk.request(connection, []);
      await desk.run(connection, options, (io) => revoke.run(request, token, io));
      desk.forget(connection);
    },

    async examine(connection, { scopes, image }, { show, ...options }) {
      const kind = kindNamed(connection.kind);
      const flow = (watch: (step: TraceStep) => void) => ({ ...options, watch });
      return runChecks(
        {
          registry: new URL(connection.address),
          checks: await kind.checks(),
          scopes,
          token: (fresh, watch) => desk.token(connection, scopes, { ...flow(watch), fresh, alone: true }),
          ...(image && {
            image: {
              ...image,
              repository: (token) => ({
                ...placeOf(connection, token),
                name: image.repository,
                scopes,
              }),
            },
          }),
          ...(kind.prove &&
            !image && {
              prove: async (token: Token, io: Io): Promise<void> => {
                const request = await desk.request(connection, scopes);
                await kind.prove?.({ ...request, registry: contentOrigin(connection, token) }, token, io);
              },
            }),
          run: async (watch, work) => {
            await desk.run(connection, flow(watch), work);
          },
        },
        show,
      );
    },
  };
}

function placeOf({ kind, insecure, address }: Connection, token: Token | undefined): RegistryAccess {
  return { registry: contentOrigin({ address }, token), insecure, isStale: kindNamed(kind).isStale };
}
