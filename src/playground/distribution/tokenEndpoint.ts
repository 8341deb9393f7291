import { randomUUID } from 'node:crypto';
import { type Access, formatAccess, grant } from '../access.js';
import type { Issuer } from '../issuer.js';
import { json, refusal } from '../refusal.js';
import { accessesOf, basicPair, fieldsOf, formOf, type Pair, randomSecret } from '../request.js';
import type { Handle, ReceivedRequest, ServerAnswer } from '../server.js';

export interface User extends Pair {
  readonly rights: readonly Access[];
}

interface DistributionTokenEndpoint {
  readonly service: string;
  readonly issuer: Issuer;
  readonly now: () => number;
  readonly users: readonly User[];
  /** Access without a credential. */
  readonly publicAccess: readonly Access[];
  /** Users by refresh token. Every requested offline token adds an entry. */
  readonly refreshTokens: Map<string, User>;
}

interface Issued {
  readonly token: string;
  readonly granted: readonly Access[];
  readonly times: { readonly expires_in: number; readonly issued_at: string };
}

/** Required fields by grant type (OAuth2 token authentication). */
const requiredBy: ReadonlyMap<string, readonly string[]> = new Map([
  ['refresh_token', ['refresh_token']],
  ['password', ['username', 'password']],
]);

/** Seconds; token 3: at least 60. */
const lifetime = 300;

/**
 * Token server for the distribution project's specifications "Token authentication" (GET) and "OAuth2 token
 * authentication" (POST). The codes and messages of its refusals match the sample server that the project publishes.
 */
export function distributionTokenEndpoint(endpoint: DistributionTokenEndpoint): Handle {
  const { issuer, refreshTokens } = endpoint;
  const { serviceRefusal, userOf, keepRefreshToken, issue } = createIssuing(endpoint);
  const signIn = { 'WWW-Authenticate': `Basic realm="${issuer.name}"` };
  return (request) => {
    if (request.method === 'GET') {
      return get(request);
    }
    if (request.method === 'POST') {
      return post(request);
    }
    return { status: 405, headers: { Allow: 'GET, POST' } };
  };

  async function get({ url, headers: { authorization } }: ReceivedRequest): Promise<ServerAnswer> {
    const query = fieldsOf(url.split('?').slice(1).join('?'));
    if (!query) {
      return unsupportedValue('a field is there twice');
    }
    const user = authorization === undefined ? undefined : userOf(basicPair(authorization));
    // token 8, docker_auth: Basic challenge. token 2.4: a rejected password never gets an anonymous token
    if (authorization !== undefined && !user) {
      return unauthorized('invalid credentials', signIn);
    }
    // token 2.1: one `scope` field for each scope (Quay: spaces in a scope return 400); token 1.5: an empty scope is
    // rejected
    const asked = accessesOf(query.getAll('scope'));
    if (!asked) {
      return unsupportedValue('a scope that is no resource scope');
    }
    const wrongService = serviceRefusal(query);
    if (wrongService) {
      return wrongService;
    }
    const account = query.get('account');
    // token 2.1, docker_auth: account equals the user of the Authorization header
    if (account !== null && account !== user?.username) {
      return badOption('account is not the authenticated user');
    }
    // token 0, Harbor, Quay, GitLab: no credential and no scope is a failed sign-in
    if (!user && asked.length === 0) {
      return unauthorized('neither credentials nor scope', signIn);
    }
    const offline = query.get('offline_token') ?? 'false';
    if (offline !== 'true' && offline !== 'false') {
      return badOption('offline_token is neither true nor false');
    }
    const { token, times } = await issue(user, asked);
    const refresh = user && offline === 'true' ? { refresh_token: keepRefreshToken(user) } : {};
    return json(200, { token, access_token: token, ...times, ...refresh }, noStore);
  }

  async function post(request: ReceivedRequest): Promise<ServerAnswer> {
    const form = formOf(request);
    // token 2.2: a form without an Authorization header
    if (!form) {
      return unsupportedValue('the body is not application/x-www-form-urlencoded with every field once');
    }
    if (request.headers.authorization !== undefined) {
      return unsupportedValue('Authorization beside a form');
    }
    // token 2.2: grant_type, service, and client_id are required
    for (const name of ['grant_type', 'service', 'client_id']) {
      if (!form.get(name)) {
        return refusal(400, 'MISSING_REQUIRED_FIELD', 'missing required field', `missing ${name} value`);
      }
    }
    const wrongService = serviceRefusal(form);
    if (wrongService) {
      return wrongService;
    }
    const accessType = form.get('access_type') ?? 'online';
    if (accessType !== 'online' && accessType !== 'offline') {
      return unsupportedValue('unknown access_type value');
    }
    const scopes = form.getAll('scope');
    const asked = accessesOf(scopes.flatMap((text) => text.split(' ')));
    // token 2.2: one field, scopes separated by spaces
    if (!asked || scopes.length > 1) {
      return unsupportedValue('scope is one field of resource scopes with blanks between');
    }

    const value = (name: string) => form.get(name) ?? '';
    const required = requiredBy.get(value('grant_type'));
    if (!required) {
      return unsupportedValue('unknown grant_type value');
    }
    const lacking = required.find((name) => value(name) === '');
    if (lacking) {
      return unsupportedValue(`missing ${lacking} value`);
    }
    const refreshToken = value('refresh_token');
    const user = required.includes('refresh_token')
      ? refreshTokens.get(refreshToken)
      : userOf({ username: value('username'), password: value('password') });
    if (!user) {
      return unauthorized('invalid credentials');
    }
    const { token, granted, times } = await issue(user, asked);
    const refresh = refreshToken || (accessType === 'offline' ? keepRefreshToken(user) : undefined);
    const scope = granted.map(formatAccess).join(' ');
    return json(200, { access_token: token, scope, ...times, refresh_token: refresh }, noStore);
  }
}

/** What both kinds of request need: users, refresh tokens, and tokens to issue. */
function createIssuing({ service, issuer, now, users, publicAccess, refreshTokens }: DistributionTokenEndpoint) {
  return { serviceRefusal, userOf, keepRefreshToken, issue };

  /** token 2.1: Harbor rejects an unknown service; token 2.2: the service is required. */
  function serviceRefusal(fields: URLSearchParams): ServerAnswer | undefined {
    if (!fields.get('service')) {
      return refusal(400, 'MISSING_REQUIRED_FIELD', 'missing required field', 'missing service value');
    }
    return fields.get('service') === service ? undefined : unsupportedValue('unknown service');
  }

  function userOf(pair: Pair | undefined): User | undefined {
    return users.find(({ username, password }) => username === pair?.username && password === pair.password);
  }

  function keepRefreshToken(user: User): string {
    const token = randomSecret();
    refreshTokens.set(token, user);
    return token;
  }

  /** token 0: granting less than requested isn't an error. Claims: token 4.3. */
  async function issue(user: User | undefined, asked: readonly Access[]): Promise<Issued> {
    const granted = grant(asked, user?.rights ?? publicAccess);
    const iat = Math.floor(now() / 1000);
    const token = await issuer.sign({
      sub: user?.username ?? '',
      aud: service,
      exp: iat + lifetime,
      nbf: iat,
      iat,
      jti: randomUUID(),
      access: granted,
    });
    return { token, granted, times: { expires_in: lifetime, issued_at: new Date(iat * 1000).toISOString() } };
  }
}

const noStore = { 'Cache-Control': 'no-store' };

function unauthorized(detail: string, headers: Readonly<Record<string, string>> = {}): ServerAnswer {
  return refusal(401, 'UNAUTHORIZED', 'authentication required', detail, headers);
}

function badOption(detail: string): ServerAnswer {
  return refusal(400, 'BAD_TOKEN_OPTION', 'bad token option', detail);
}

function unsupportedValue(detail: string): ServerAnswer {
  return refusal(400, 'UNSUPPORTED_VALUE', 'unsupported value', detail);
}
