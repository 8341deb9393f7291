import { type Access, grant } from '../access.js';
import { json, refusal } from '../refusal.js';
import { accessesOf, basicPair, fieldsOf, formOf, type Pair } from '../request.js';
import type { Handle, ReceivedRequest, ServerAnswer } from '../server.js';
import { anonymous, findIdentity, type Identity } from './identities.js';
import type { AcrTokens } from './tokens.js';

interface AcrTokenEndpoint {
  readonly service: string;
  readonly tokens: AcrTokens;
  readonly identities: readonly Identity[];
}

/** Subject of a token, and its maximum rights. */
interface Holder {
  readonly subject: string;
  readonly appid?: string;
  readonly rights?: readonly Access[];
}

const nullGuid = '00000000-0000-0000-0000-000000000000';

/** Handles `/oauth2/token`. */
export function acrTokenEndpoint({ service, tokens, identities }: AcrTokenEndpoint): Handle {
  return async (request) => {
    const answer = await (request.method === 'GET' ? get(request) : post(request));
    // ACR 1.7, recordings of the SDK
    return { ...answer, headers: { ...answer.headers, 'X-Ms-Ratelimit-Remaining-Calls-Per-Second': '166.65' } };
  };

  /** ACR 1.3, Token-BasicAuth.md. */
  async function get({ url, headers: { authorization } }: ReceivedRequest): Promise<ServerAnswer> {
    const query = fieldsOf(url.split('?').slice(1).join('?'));
    // ACR 1.3, Token-BasicAuth.md: one `scope` field for each scope, and at least one. Only `docker login` goes without,
    // and asks for a refresh token (ACR 1.12)
    const asked = query && accessesOf(query.getAll('scope'));
    const required = query?.get('offline_token') !== 'true' && authorization !== undefined;
    if (!asked || query.get('service') !== service || (required && asked.length === 0)) {
      return badRequest();
    }
    // ACR 1.6: Docker sends an anonymous GET, always with a scope
    if (authorization === undefined) {
      return asked.length > 0 ? issue(anonymous, asked) : unauthorized();
    }
    const pair = basicPair(authorization);
    const holder = pair && (await holderOf(pair));
    return holder ? issue(holder, asked) : unauthorized();
  }

  /** ACR 1.5. */
  async function post(request: ReceivedRequest): Promise<ServerAnswer> {
    // Azure/acr issue 166: an unsupported method returns 404
    if (request.method !== 'POST') {
      return refusal(404, 'NOT_FOUND', 'page not found');
    }
    const form = formOf(request);
    // ACR 1.5: scopes in one field separated by spaces, or in several fields. Without a scope: token 2.4 (containerd),
    // 400 with an empty body
    const scopes = form?.getAll('scope').flatMap((text) => text.split(' ')) ?? [];
    const asked = accessesOf(scopes);
    if (form?.get('service') !== service || !asked || asked.length === 0) {
      return badRequest();
    }
    const holder = await holderOfGrant(form);
    if (holder === 'unsupported') {
      return badRequest();
    }
    return holder ? issue(holder, asked) : unauthorized();
  }

  async function holderOfGrant(form: URLSearchParams): Promise<Holder | 'unsupported' | undefined> {
    const refreshToken = form.get('refresh_token');
    const username = form.get('username');
    const password = form.get('password');
    // ACR 1.5, containerregistry.json
    if (form.get('grant_type') === 'refresh_token' && refreshToken) {
      return tokens.read(refreshToken, 'refresh_token');
    }
    if (form.get('grant_type') !== 'password') {
      return 'unsupported';
    }
    // ACR 1.6, recordings of the SDK: an empty refresh_token means an anonymous client
    if (username === null && password === null && refreshToken === '') {
      return anonymous;
    }
    // ACR 1.5: form that the Azure CLI sends for admin users and repository tokens
    if (username !== null && password !== null && refreshToken === null) {
      return holderOf({ username, password });
    }
    return 'unsupported';
  }

  /** ACR 1.3: table of user name and password pairs. */
  async function holderOf(pair: Pair): Promise<Holder | undefined> {
    if (pair.username !== nullGuid) {
      return findIdentity(identities, pair);
    }
    return (await tokens.read(pair.password, 'refresh_token')) ?? (await tokens.read(pair.password, 'access_token'));
  }

  /** ACR 1.3, Token-BasicAuth.md: returns only `access_token`, even when no requested access is granted (ACR 1.6). */
  async function issue(holder: Holder, asked: readonly Access[]): Promise<ServerAnswer> {
    // ACR 1.7, TROUBLESHOOTING.md of the SDK: an identity without a role
    if (!holder.rights) {
      return refusal(403, 'DENIED', 'retrieving permissions failed');
    }
    return json(200, { access_token: await tokens.access(holder, grant(asked, holder.rights)) });
  }
}

/** ACR 1.7: a wrong credential gets the error envelope, without a challenge. */
export function unauthorized(): ServerAnswer {
  return refusal(
    401,
    'UNAUTHORIZED',
    'authentication required, visit https://aka.ms/acr/authorization for more information.',
  );
}

/** token 2.4 (containerd, nerdctl issue 737): 400 with an empty body. Assumed for errors other than a missing scope. */
export function badRequest(): ServerAnswer {
  return { status: 400 };
}
