import { AuthError, isAuthError } from './auth/errors.js';
import type { Io } from './auth/io.js';
import type { TlsOptions } from './auth/network/transport.js';
import type { ServiceError } from './auth/serviceError.js';
import type { Token } from './auth/token.js';
import type { AuthTrace, TraceStep } from './auth/trace.js';
import type { Connection } from './connections/connection.js';
import { runChecks, type Examined } from './diagnosis/checks/runChecks.js';
import type { ChecklistLine } from './diagnosis/checks/checklist.js';
import type { RegistryAccess } from './distribution/client.js';
import { listReferrers, type Referrers } from './distribution/referrers.js';
import { requestTarget } from './distribution/requestLine.js';
import { sendRequest, type RequestWanted, type ServiceAnswer } from './distribution/sendRequest.js';
import { kindNamed } from './registries/index.js';
import type { TokenRequest } from './registries/kind.js';
import { contentOrigin } from './registries/shared/contentOrigin.js';

/** What came of showing a token to the service that it is for. */
export interface Proof {
  readonly accepted: boolean;
  /** Who answered. */
  readonly host: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** Of a refusal. */
  readonly status?: number;
  /** What the service said of its refusal. */
  readonly said?: ServiceError;
  /** One clause: what is known to lead to it. */
  readonly reason?: string;
  /** The requests that showed it. */
  readonly steps: AuthTrace['steps'];
}

export interface FlowOptions {
  readonly signal: AbortSignal;
  /** Asks the user for something like a one-time code; absent when nobody may be asked. */
  readonly ask?: Io['ask'];
  /** Of a connection that is not saved yet, in place of what the world says of it. */
  readonly tls?: TlsOptions | undefined;
  /** Gets every request when it is over. */
  readonly watch?: (step: TraceStep) => void;
}

export interface FetchOptions extends FlowOptions {
  /** New in any case. */
  readonly fresh?: boolean;
  /** With requests of its own: what is under way for the same token is waited for. Where that fails, it is not tried again. */
  readonly alone?: boolean;
}

/** A token that is kept, and how it came. */
export interface KeptToken {
  readonly token: Token;
  readonly trace: AuthTrace;
  /** Absent: nobody tried. */
  readonly proof?: Proof;
}

/** Where the uses get their tokens. */
export interface Desk<Kept extends KeptToken> {
  /** Undefined where the registry wants none. */
  token(connection: Connection, scopes: readonly string[], options: FetchOptions): Promise<Token | undefined>;
  /** The one for these scopes, fetched where there is none that is fresh. */
  kept(connection: Connection, scopes: readonly string[], options: FlowOptions): Promise<Kept>;
  /** Keeps it with the token, unless another has taken its place by now. */
  keepProof(connection: Connection, kept: Kept, proof: Proof): void;
  /** Drops every token of the connection. */
  forget(connection: Connection): void;
  /** What a flow of the kind is given. */
  request(connection: Connection, scopes: readonly string[]): Promise<TokenRequest>;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Runs a flow in a world that records it, without the secrets of the connection's credential. */
  run<T>(
    connection: Connection,
    options: FlowOptions,
    flow: (io: Io) => Promise<T>,
  ): Promise<{ readonly value: T; readonly trace: AuthTrace }>;
}

/** What can be done with a token beside handing it out. */
export interface Uses<Kept extends KeptToken> {
  /**
   * What is attached to an image, for a tag or a digest; `artifactType` filters. Throws AuthError as listReferrers does:
   * what a token does not suffice for is an error, never an empty list.
   */
  referrers(
    connection: Connection,
    repository: string,
    reference: string,
    options: FlowOptions & { artifactType?: string },
  ): Promise<Referrers>;
  /**
   * Sends one request with the token for `scopes`, kept or new, or without any where they are undefined or where the
   * registry wants none. Any status is an answer. Throws AuthError `invalid-input` for a path that leaves the place of
   * the connection, before anything is sent, and those of the request and of the token.
   */
  send(
    connection: Connection,
    wanted: RequestWanted,
    scopes: readonly string[] | undefined,
    options: FlowOptions,
  ): Promise<{ readonly answer: ServiceAnswer; readonly trace: AuthTrace }>;
  /**
   * Shows the token for these scopes, kept or new, to the service that it is for, and keeps what came of it with the
   * token. Throws AuthError where that shows nothing of the token: `invalid-input` where the kind knows no such request,
   * and those of the request.
   */
  prove(connection: Connection, scopes: readonly string[], options: FlowOptions): Promise<Kept>;
  /**
   * Has the service end the tokens of the connection's account, and drops those that are kept. Throws AuthError
   * `invalid-input` where that cannot be done, and those of the request and of the token.
   */
  revoke(connection: Connection, options: FlowOptions): Promise<void>;
  /**
   * Goes through a whole use with a new token, and reads an image with it where there is one. What fails is a line of
   * what comes back, after which nothing is tried; `show` gets the lines whenever they change. Throws AuthError
   * `cancelled`, and `realm-needs-consent` for whoever can ask.
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
  /** Some services give nobody a token for nothing, and answer such requests without one. */
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
      if (none && credential.type === 'anonymous' && scopes.length === 0) return undefined;
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
