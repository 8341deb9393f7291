import { type Access, allows, formatAccess } from '../access.js';
import { findRoute } from '../images/contentApi.js';
import type { ImageRepository } from '../images/images.js';
import { refusal } from '../refusal.js';
import { basicPair, bearerToken } from '../request.js';
import type { Handle, ServerAnswer } from '../server.js';
import { findIdentity, type Identity } from './identities.js';
import type { AcrTokens } from './tokens.js';

interface AcrApi {
  readonly service: string;
  readonly realm: string;
  readonly tokens: AcrTokens;
  readonly identities: readonly Identity[];
  readonly repositories: readonly ImageRepository[];
}

type ChallengeError = 'insufficient_scope' | 'invalid_token';

/** Handles `/v2/` and `/acr/v1/_catalog`. */
export function acrApi({ service, realm, tokens, identities, repositories }: AcrApi): Handle {
  // ACR 1.14: Link with a dangling orderby
  const shelf = { repositories, catalogue: '/acr/v1/_catalog', linkTail: '&orderby=' };

  return async (request) => {
    const answer = await authorised();
    return { ...answer, headers: { ...answer.headers, 'Docker-Distribution-Api-Version': 'registry/2.0' } };

    async function authorised(): Promise<ServerAnswer> {
      const route = findRoute(request, shelf);
      if (!route) {
        // Not documented, and not needed here.
        return refusal(404, 'NOT_FOUND', 'page not found');
      }
      const { authorization } = request.headers;
      if (authorization === undefined) {
        return challenge(route.needs);
      }
      const rights = await rightsOf(authorization);
      // ACR 1.2, SDK comments: error="invalid_token" for an invalid token
      if (!rights) {
        return challenge(route.needs, 'invalid_token');
      }
      // ACR 1.2 and 1.6, recordings of the SDK: the token is valid but lacks access
      if (route.needs && !allows(rights, route.needs)) {
        return challenge(route.needs, 'insufficient_scope');
      }
      return route.answer();
    }
  };

  async function rightsOf(authorization: string): Promise<readonly Access[] | undefined> {
    const pair = basicPair(authorization);
    if (pair) {
      // ACR 1.3, AAD-OAuth.md: only the admin user and service principals can use HTTP Basic directly on the API
      const identity = findIdentity(identities, pair);
      return identity?.basicOnApi ? identity.rights : undefined;
    }
    const token = bearerToken(authorization);
    // ACR 1.1: only an access token works as a bearer token. The refresh token goes to the token endpoint
    return token === undefined ? undefined : (await tokens.read(token, 'access_token'))?.rights;
  }

  /** ACR 1.2, recordings of the SDK: header and body, with one detail entry for each action. */
  function challenge(needs: Access | undefined, error?: ChallengeError): ServerAnswer {
    const parameters = [
      `realm="${realm}"`,
      `service="${service}"`,
      ...(needs ? [`scope="${formatAccess(needs)}"`] : []), // ACR 1.2: `/v2/` needs none
      ...(error ? [`error="${error}"`] : []),
    ];
    const detail = needs?.actions.map((action) => ({ Type: needs.type, Name: needs.name, Action: action })) ?? null;
    const message = 'authentication required, visit https://aka.ms/acr/authorization for more information.';
    return refusal(401, 'UNAUTHORIZED', message, detail, { 'WWW-Authenticate': `Bearer ${parameters.join(',')}` });
  }
}
