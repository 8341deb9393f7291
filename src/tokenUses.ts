import { basicValue } from './auth/credential.js';
import { AuthError, isAuthError } from './auth/errors.js';
import type { Io } from './auth/io.js';
import type { Token } from './auth/token.js';
import type { AuthTrace, TraceStep } from './auth/trace.js';
import type { Connection } from './connections/connection.js';
import type { ChecklistLine } from './diagnosis/checks/checklist.js';
import { type Examined, runChecks } from './diagnosis/checks/runChecks.js';
import { readCatalogue } from './distribution/catalogue.js';
import type { RegistryAccess } from './distribution/client.js';
import { redactReferrers } from './distribution/redactReferrers.js';
import { listReferrers, type Referrers } from './distribution/referrers.js';
import { requestTarget } from './distribution/requestLine.js';
import { type Bearing, type RequestWanted, sendRequest, type ServiceAnswer } from './distribution/sendRequest.js';
import { kindNamed } from './registries/index.js';
import { contentOrigin } from './registries/shared/contentOrigin.js';
import type { Tokens } from './tokens.js';
import type { FetchOptions, FlowOptions, Proof, TokenResult } from './tokensTypes.js';

// What a token is used for besides copying it.

export interface ImageName {
  readonly repository: string;
  /** Tag or digest. */
  readonly reference: string;
}

/**
 * Repository names to choose from. Throws AuthError `denied` if the service doesn't list them, or not to this credential.
 */
export async function listRepositories(
  tokens: Tokens,
  connection: Connection,
  options: FlowOptions,
): Promise<readonly string[]> {
  const { scopes } = kindNamed(connection.kind);
  if (!scopes?.catalogue) {
    throw new AuthError('denied', `${connection.address} has no listing.`);
  }
  const { catalogue } = scopes;
  const { token } = await tokens.get(connection, catalogue.scopes, options);
  const { value } = await tokens.run(connection, options, (io) =>
    readCatalogue(new URL(connection.address), catalogue, token, io),
  );
  return value;
}

/**
 * Lists the artifacts attached to an image, by tag or digest; `artifactType` filters. Throws AuthError as listReferrers
 * does. An insufficient token is an error, never an empty list.
 */
export async function referrersOf(
  tokens: Tokens,
  connection: Connection,
  repository: string,
  reference: string,
  { artifactType, ...options }: FlowOptions & { readonly artifactType?: string },
): Promise<Referrers> {
  const scopes = kindNamed(connection.kind).pullScopes?.(repository);
  if (!scopes) {
    throw new AuthError('invalid-input', `${connection.address} holds no images.`, { details: { field: 'kind' } });
  }
  const wanted = {
    ...accessOf(connection, await getIfWanted(tokens, connection, scopes, options)),
    name: repository,
    scopes,
    reference,
    ...(artifactType === undefined ? {} : { artifactType }),
  };
  const { value } = await tokens.run(connection, options, (io) =>
    listReferrers(wanted, (fresh) => getIfWanted(tokens, connection, scopes, { ...options, fresh }), io).then((found) =>
      redactReferrers(found, io.secrets),
    ),
  );
  return value;
}

/**
 * Sends one request with the token for `scopes`, cached or new. No token is sent if `scopes` is undefined or the registry
 * wants none; where the request itself is then challenged to Basic, it is sent again with user name and password. Any
 * status is a valid result. Throws AuthError `invalid-input` for a path outside the connection's address,
 * before anything is sent, and those of the request and of the token.
 */
export async function sendWithToken(
  tokens: Tokens,
  connection: Connection,
  wanted: RequestWanted,
  scopes: readonly string[] | undefined,
  options: FlowOptions,
): Promise<{ readonly answer: ServiceAnswer; readonly trace: AuthTrace }> {
  requestTarget(wanted.path, new URL(connection.address));
  const token = scopes && (await tokenToSend(tokens, connection, scopes, options));
  const bearing = token && {
    token,
    scopes,
    renew: () => getIfWanted(tokens, connection, scopes, { ...options, fresh: true }),
  };
  const access = accessOf(connection, token);
  const { value, trace } = await tokens.run(connection, options, async (io) => {
    const first = await sendRequest(wanted, access, bearing, io);
    const basic = scopes && !token && first.wantsPassword ? await basicBearing(tokens, connection, scopes) : undefined;
    return basic ? sendRequest(wanted, access, basic, io) : first;
  });
  return { answer: value, trace };
}

/** User name and password as they are sent with HTTP Basic; undefined for any other credential. */
async function basicBearing(
  tokens: Tokens,
  connection: Connection,
  scopes: readonly string[],
): Promise<Bearing | undefined> {
  const { credential } = await tokens.request(connection, scopes);
  if (credential.type !== 'password') {
    return undefined;
  }
  const value = basicValue(credential.username, credential.password);
  const token: Token = {
    scheme: 'Basic',
    value,
    use: 'access',
    obtainedAt: tokens.now(),
    expirySource: 'none',
    scopes,
  };
  return { token, scopes, renew: () => Promise.resolve(token) };
}

/** As `Tokens.get`, and undefined if the registry wants no token. */
async function getIfWanted(
  tokens: Tokens,
  connection: Connection,
  scopes: readonly string[],
  options: FetchOptions,
): Promise<Token | undefined> {
  try {
    const { token } = await tokens.get(connection, scopes, options);
    return token;
  } catch (error) {
    if (isAuthError(error) && error.details?.open) {
      return undefined;
    }
    throw error;
  }
}

/** Some services issue no anonymous token without a scope, and answer such requests without a token. */
async function tokenToSend(
  tokens: Tokens,
  connection: Connection,
  scopes: readonly string[],
  options: FlowOptions,
): Promise<Token | undefined> {
  try {
    return await getIfWanted(tokens, connection, scopes, options);
  } catch (error) {
    const { credential } = await tokens.request(connection, scopes);
    const none = isAuthError(error) && error.code === 'no-credential';
    if (none && credential.type === 'anonymous' && scopes.length === 0) {
      return undefined;
    }
    throw error;
  }
}

/**
 * Tests the token for these scopes, cached or new, at its service. Stores the result with the token. Throws AuthError if
 * that proves nothing about the token: `invalid-input` if the kind has no such request, and those of the request.
 */
export async function testToken(
  tokens: Tokens,
  connection: Connection,
  scopes: readonly string[],
  options: FlowOptions,
): Promise<TokenResult> {
  const kind = kindNamed(connection.kind);
  const kept = await tokens.get(connection, scopes, options);
  const { token } = kept;
  if (!kind.prove || token.use === 'refresh') {
    throw new AuthError('invalid-input', `${connection.address} has no request that proves this token.`, {
      details: { reason: 'there is no request that shows whether this token works' },
    });
  }
  const request = { ...(await tokens.request(connection, scopes)), registry: contentOrigin(connection, token) };
  const { host } = request.registry;
  const proved = (
    steps: AuthTrace['steps'],
    outcome: Pick<Proof, 'accepted' | 'status' | 'said' | 'reason'>,
  ): TokenResult => {
    const proof = { host, at: tokens.now(), ...outcome, steps };
    tokens.keepProof(connection, kept, proof);
    return { ...kept, proof };
  };
  try {
    const { trace } = await tokens.run(connection, options, async (io) => kind.prove?.(request, token, io));
    return proved(trace.steps, { accepted: true });
  } catch (error) {
    if (!isAuthError(error) || error.status === undefined || error.code !== 'refused') {
      throw error;
    }
    const { status, service, trace, details: { reason } = {} } = error;
    const why = { ...(service ? { said: service } : {}), ...(reason === undefined ? {} : { reason }) };
    return proved(trace?.steps ?? [], { accepted: false, status, ...why });
  }
}

/**
 * Revokes the tokens of the connection's account, and drops the cached ones; one that is refused there is dropped, too.
 * Throws AuthError `invalid-input` if the kind can't revoke them, and those of the request and of the token.
 */
export async function revokeTokens(tokens: Tokens, connection: Connection, options: FlowOptions): Promise<void> {
  const { revoke } = kindNamed(connection.kind);
  if (!revoke?.forms.includes(connection.form)) {
    throw new AuthError('invalid-input', `${connection.address} ends no tokens.`, {
      details: { reason: 'tokens of this sort cannot be ended before their time' },
    });
  }
  const { token } = await tokens.get(connection, [], options);
  const request = await tokens.request(connection, []);
  try {
    await tokens.run(connection, options, (io) => revoke.run(request, token, io));
  } catch (error) {
    if (isAuthError(error) && error.code === 'refused') {
      tokens.remove(connection, []);
    }
    throw error;
  }
  tokens.forget(connection.id);
}

export interface DiagnosisWanted {
  readonly scopes: readonly string[];
  /** Image to read with the token. */
  readonly image?: ImageName;
  /** Repository to start an upload to with the token. */
  readonly push?: string;
}

/**
 * Runs a complete use with a new token: reads the image, or starts and cancels an upload to the repository `push`. A
 * failure is a line of the result, after which nothing is tried. `show` gets the lines whenever they change. Throws
 * AuthError `cancelled`, and `realm-needs-consent` for the caller to ask the user.
 */
export async function diagnoseUse(
  tokens: Tokens,
  connection: Connection,
  { scopes, image, push }: DiagnosisWanted,
  { show, ...options }: FlowOptions & { readonly show: (lines: readonly ChecklistLine[]) => void },
): Promise<Examined> {
  const kind = kindNamed(connection.kind);
  const flow = (watch: (step: TraceStep) => void) => ({ ...options, anew: true, watch }) as const;
  return runChecks(
    {
      registry: new URL(connection.address),
      checks: await kind.checks(),
      scopes,
      ...(connection.account !== undefined && { account: connection.account }),
      token: (fresh, watch) => getIfWanted(tokens, connection, scopes, { ...flow(watch), fresh, alone: true }),
      ...(image && {
        image: {
          ...image,
          repository: (token) => ({ ...accessOf(connection, token), name: image.repository, scopes }),
        },
      }),
      ...(push !== undefined && {
        upload: (token: Token | undefined) => ({ ...accessOf(connection, token), name: push, scopes }),
      }),
      ...(kind.prove &&
        !image &&
        push === undefined && {
          prove: async (token: Token, io: Io): Promise<void> => {
            const request = await tokens.request(connection, scopes);
            await kind.prove?.({ ...request, registry: contentOrigin(connection, token) }, token, io);
          },
        }),
      run: async (watch, work) => {
        await tokens.run(connection, flow(watch), work);
      },
    },
    show,
  );
}

/** The registry that serves the content of a connection, for a token. */
export function accessOf({ kind, insecure, address }: Connection, token: Token | undefined): RegistryAccess {
  return { registry: contentOrigin({ address }, token), insecure, isStale: kindNamed(kind).isStale };
}
