import type { Challenge } from '../../auth/challenge.js';
import { AuthError, type AuthErrorCode, isAuthError } from '../../auth/errors.js';
import type { Http } from '../../auth/http.js';
import type { Io } from '../../auth/io.js';
import { ping, type PingResult, pingUpload, startedUpload } from '../../auth/ping.js';
import { reasons } from '../../auth/reasons.js';
import { tagsPath, uploadsPath } from '../../auth/reference.js';
import { isWriting, parseScope, withoutClass } from '../../auth/scope.js';
import { clause } from '../../text/message.js';
import type { TokenRequest } from '../kind.js';

/** A registry's challenge, and where its answer to a credential can be seen. */
export interface AskedRegistry {
  readonly answer: PingResult;
  /** The challenged path, or the path to check a credential at if writing was challenged. */
  readonly path: string;
  /** From an earlier flow. */
  readonly known: boolean;
  /** Response of the root, whose challenge is unusable. */
  readonly instead?: PingResult;
  /** `path` is readable without a credential, so it doesn't show whether a credential is valid. */
  readonly open?: true;
}

/** A failure is kept until it is known whether another route gives a challenge. */
type Heard = AskedRegistry | AuthError;

/**
 * Returns the response with the challenge to use. Asks as the operation would:
 *
 * 1. `GET /v2/`, if its challenge names everything.
 * 2. The tags of each requested repository, and the catalog, until one gives a challenge: some roots are open, useless
 *    or absent although repositories aren't.
 * 3. An upload, if reading is open and more than reading is requested (see `askToWrite`).
 *
 * Throws AuthError `unsupported-challenge` (with `open` if the registry requires no token), `not-found`, and those of
 * the ping. The root's failure is thrown only if no other route says more.
 */
export async function askRegistry(request: TokenRequest, io: Io): Promise<AskedRegistry> {
  const root = await hear(ROOT, request, io);
  const usable = !isAuthError(root) && isUsable(root.answer);
  if (!isAuthError(root) && isEnough(root.answer)) {
    return root;
  }
  const others: Heard[] = [];
  for (const path of contentPaths(request.scopes)) {
    const other = await hear(path, request, io, usable);
    if (!isAuthError(other) && isUsable(other.answer)) {
      return other;
    }
    others.push(other);
  }
  if (usable) {
    return root;
  }
  const rootIsOpen = !isAuthError(root) && root.answer.status === 200;
  const answered = others.filter((other): other is AskedRegistry => !isAuthError(other));
  // A new repository is unknown until something is pushed. At an unknown root it may as well be no registry.
  const readable = answered.filter(({ answer: { status } }) => status === 200 || (rootIsOpen && status === 404));
  return (await askToWrite(readable, request, io)) ?? noChallenge(root, others, request);
}

/**
 * Returns the challenge of a requested repository or of the catalog that names another token server than the root's
 * challenge; undefined if there is none. Throws AuthError `cancelled`.
 */
export async function askElsewhere(
  { answer, path }: AskedRegistry,
  request: TokenRequest,
  io: Io,
): Promise<AskedRegistry | undefined> {
  for (const own of path === ROOT ? contentPaths(request.scopes) : []) {
    const other = await hear(own, request, io, true);
    if (!isAuthError(other) && isUsable(other.answer) && !leadSame(other.answer, answer)) {
      return { ...other, instead: answer };
    }
  }
  return undefined;
}

/** Whether two responses lead to the same token server, or to Basic alike. Their scopes can differ. */
export function leadSame(one: PingResult, other: PingResult): boolean {
  const ways = ({ challenges }: PingResult): string =>
    JSON.stringify(
      challenges.map(({ scheme, parameters: { realm, service } }) =>
        scheme === 'bearer' ? [scheme, realm, service] : [scheme],
      ),
    );
  return ways(one) === ways(other);
}

export const ROOT = '/v2/';

// Failures of one route that another route of the same registry may not share.
const OF_ONE_ROUTE: ReadonlySet<AuthErrorCode> = new Set([
  'unsupported-challenge',
  'denied',
  'not-a-registry',
  'not-found',
  'server-failed',
  'redirected',
  'bad-response',
]);

/** `optional`: any failure but a cancellation is kept, because there is a challenge already. */
async function hear(path: string, request: TokenRequest, io: Io, optional = false): Promise<Heard> {
  try {
    return await pingOrKnown(path, request, io);
  } catch (error) {
    if (isAuthError(error) && (optional ? error.code !== 'cancelled' : OF_ONE_ROUTE.has(error.code))) {
      return error;
    }
    throw error;
  }
}

/** Asks the root alone. Throws AuthError as `ping` does. */
export function askRoot(request: TokenRequest, io: Io): Promise<AskedRegistry> {
  return pingOrKnown(ROOT, request, io);
}

/** Whether `askRegistry` would return a challenge of this window without a request. */
export function isChallengeKnown({ scopes }: TokenRequest, { pings }: Io): boolean {
  const root = pings?.peek(ROOT);
  const usable = (path: string): boolean => {
    const answer = pings?.peek(path);
    return answer !== undefined && isUsable(answer);
  };
  return root !== undefined && (isEnough(root) || contentPaths(scopes).some(usable));
}

/** Whether no route but the root needs to be asked. */
function isEnough(root: PingResult): boolean {
  return isUsable(root) && namesService(root);
}

async function pingOrKnown(path: string, { registry, insecure }: TokenRequest, io: Io): Promise<AskedRegistry> {
  const ask = (sender: Http): Promise<PingResult> =>
    ping(registry, { http: sender, secrets: io.secrets }, { path, insecure });
  return { path, ...(await (io.pings?.get(path, ask) ?? { answer: await ask(io.http), known: false })) };
}

/** Whether a challenge can be answered: Basic, or Bearer with a token server. */
function isUsable({ status, challenges }: PingResult): boolean {
  return status === 401 && challenges.some((one) => one.scheme === 'basic' || isBearer(one));
}

/** Some roots leave out the `service` that repositories name. */
function namesService({ challenges }: PingResult): boolean {
  const bearer = challenges.find(isBearer);
  return bearer === undefined || Boolean(bearer.parameters.service);
}

function isBearer({ scheme, parameters }: Challenge): boolean {
  return scheme === 'bearer' && Boolean(parameters.realm);
}

const ASSUMED_BASIC: Challenge = { scheme: 'basic', parameters: {} };

/**
 * Finds out whether writing requires a credential where reading is open. An upload without a credential is started only
 * in a flow that the user started. In the background, a user name and password count as required and unverified, unless
 * they would replace a token. Undefined: nothing to write. Throws AuthError `unsupported-challenge`.
 */
async function askToWrite(
  heard: readonly AskedRegistry[],
  request: TokenRequest,
  io: Io,
): Promise<AskedRegistry | undefined> {
  const { credential, registry, scopes, replaces } = request;
  const found = repositoriesOf(scopes.filter(isWriting)).flatMap((name) => {
    const content = heard.find(({ path }) => path === tagsPath(name));
    return content ? [{ path: uploadsPath(name), content }] : [];
  });
  if (credential.type === 'anonymous') {
    return undefined;
  }
  let closed: { readonly path: string; readonly answer?: PingResult; readonly content: AskedRegistry } | undefined;
  for (const { path, content } of found) {
    const known = io.pings?.peek(path);
    const answer = known ?? (io.byHand ? await askUpload(path, request, io) : undefined);
    if (answer && isUsable(answer)) {
      return { answer, path: content.path, known: known !== undefined, open: true };
    }
    if (!answer || !startedUpload(answer)) {
      closed ??= { path, content, ...(answer && { answer }) };
    }
  }
  if (closed === undefined) {
    if (found.length > 0) {
      throw wantsNoToken(registry);
    }
    return undefined;
  }
  const { path, answer, content } = closed;
  if (credential.type === 'password' && replaces !== 'Bearer' && (answer === undefined || answer.status === 403)) {
    return { ...content, answer: { ...content.answer, challenges: [ASSUMED_BASIC] }, open: true };
  }
  throw answer ? noUploads(registry, path, answer.status) : writingUnasked(registry);
}

function askUpload(path: string, { registry }: TokenRequest, io: Io): Promise<PingResult> {
  const ask = (sender: Http): Promise<PingResult> => pingUpload(registry, path, { http: sender, secrets: io.secrets });
  return io.pings ? io.pings.get(path, ask).then(({ answer }) => answer) : ask(io.http);
}

function writingUnasked({ host }: URL): AuthError {
  return new AuthError('unsupported-challenge', `Whether ${host} requires a token for writing was not checked.`, {
    details: { host, reason: reasons.writingUnasked },
  });
}

function noUploads({ host }: URL, path: string, status: number): AuthError {
  return new AuthError('unsupported-challenge', `${host} doesn’t accept uploads.`, {
    status,
    details: { host, field: 'upload', reason: clause(reasons.answeredWith, { path, status: String(status) }) },
  });
}

/** `field`: what was not named, so that it could not be asked. */
function wantsNoToken({ host }: URL, field?: 'repository'): AuthError {
  return new AuthError('unsupported-challenge', `${host} answers without a token.`, {
    status: 200,
    details: { host, reason: 'it doesn’t require a token', open: true, ...(field && { field }) },
  });
}

/** Throws the failure that says most, or returns a 401 of the root, whose challenges then say why they can't be used. */
function noChallenge(root: Heard, others: readonly Heard[], { registry }: TokenRequest): AskedRegistry {
  const rootIsOpen = !isAuthError(root) && root.answer.status === 200;
  const closed = others.find((other) => isAuthError(other) || other.answer.status !== 200);
  if (closed === undefined && (rootIsOpen || others.length > 0)) {
    throw wantsNoToken(registry, others.length === 0 ? 'repository' : undefined);
  }
  if (!rootIsOpen) {
    if (isAuthError(root)) {
      throw root;
    }
    return root;
  }
  // Its challenges say why they can't be used.
  if (closed && !isAuthError(closed) && closed.answer.status === 401) {
    return closed;
  }
  throw isAuthError(closed)
    ? closed
    : new AuthError('not-found', `${registry.host} doesn’t have the repository.`, {
        status: 404,
        details: { host: registry.host },
      });
}

/** Paths of content that is needed anyway: the tags of every requested repository, and the catalog. */
function contentPaths(scopes: readonly string[]): readonly string[] {
  const resources = scopes.map(parseScope);
  const catalogue = resources.some(({ type, name }) => type === 'registry' && name === 'catalog');
  return [...repositoriesOf(scopes).map(tagsPath), ...(catalogue ? ['/v2/_catalog'] : [])];
}

function repositoriesOf(scopes: readonly string[]): readonly string[] {
  const names = scopes
    .map(parseScope)
    .filter(({ type, name }) => withoutClass(type) === 'repository' && name !== '' && name !== '*')
    .map(({ name }) => name);
  return [...new Set(names)];
}
