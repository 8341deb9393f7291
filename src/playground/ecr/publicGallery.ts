import { findRoute } from '../images/contentApi.js';
import { makeRepository } from '../images/images.js';
import { json, refusal } from '../refusal.js';
import { basicPair, bearerToken, randomSecret } from '../request.js';
import { listen, type LoopbackServer, type ReceivedRequest, type ServerAnswer } from '../server.js';
import { ecrApi, makePrincipals } from './api.js';

export interface EcrPublicServer extends LoopbackServer {
  readonly principals: ReturnType<typeof makePrincipals>;
}

/** Starts Amazon ECR Public on one port: the API of its only region, the token server, and the gallery. */
export async function startEcrPublicServer({ now = Date.now }: { now?: () => number } = {}): Promise<EcrPublicServer> {
  const listener = await listen();
  const { host, origin } = listener;
  const principals = makePrincipals('123456789012', now());
  const api = ecrApi({
    now,
    host,
    region: 'us-east-1', // ECR B5
    service: 'ecr-public',
    target: 'SpencerFrontendService.GetAuthorizationToken',
    action: 'ecr-public:GetAuthorizationToken',
    principals: Object.values(principals),
    shape: (entry) => ({ authorizationData: entry }), // ECR B5: one object, no proxy endpoint
  });
  const shelf = { repositories: [makeRepository('docker/library/hello-world', { latest: ['amd64'] })], linkTail: '' };
  const bearers = new Set<string>();

  function answerToken({ url, headers }: ReceivedRequest): ServerAnswer {
    const query = new URL(url, origin).searchParams;
    if (query.get('service') !== 'public.ecr.aws' || query.get('scope') !== 'aws') {
      return refusal(400, 'UNSUPPORTED', 'Invalid parameter');
    }
    const pair = headers.authorization === undefined ? undefined : basicPair(headers.authorization);
    const signedIn = pair?.username === 'AWS' && api.judge(pair.password) === 'good';
    // ECR B5: anonymous, or HTTP Basic with the user name and password
    if (headers.authorization !== undefined && !signedIn) {
      return refusal(401, 'UNAUTHORIZED', 'Not Authorized');
    }
    const token = randomSecret();
    bearers.add(token);
    return json(200, { token });
  }

  function answerGallery(request: ReceivedRequest): ServerAnswer {
    const { authorization } = request.headers;
    if (authorization === undefined) {
      return refusal(401, 'UNAUTHORIZED', 'Not Authorized', null, {
        'Www-Authenticate': `Bearer realm="${origin}/token/",service="public.ecr.aws",scope="aws"`,
      });
    }
    // ECR B5: an expired or malformed bearer token returns 400 without a challenge
    if (!bearers.has(bearerToken(authorization) ?? '')) {
      return refusal(400, 'DENIED', 'Your authorization token has expired.');
    }
    return findRoute(request, shelf)?.answer() ?? refusal(404, 'NAME_UNKNOWN', 'The requested path is unknown.');
  }

  const server = listener.serve((request) => {
    if (request.method === 'POST' && request.url === '/') {
      return api.answer(request);
    }
    return /^\/token\/?\?/.test(request.url) ? answerToken(request) : answerGallery(request);
  });
  return { ...server, principals };
}
