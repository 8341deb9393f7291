import { attach, usualArtifacts } from '../images/artifacts.js';
import { findRoute } from '../images/contentApi.js';
import { makeRepository } from '../images/images.js';
import { refusal } from '../refusal.js';
import { basicPair } from '../request.js';
import {
  listen,
  type LoopbackServer,
  type ReceivedRequest,
  type ServerAnswer,
  type ServerCertificate,
} from '../server.js';
import { ecrApi, makePrincipals } from './api.js';

export interface EcrServer extends LoopbackServer {
  readonly region: string;
  readonly account: string;
  readonly principals: ReturnType<typeof makePrincipals>;
}

export interface EcrOptions {
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
  readonly certificate?: ServerCertificate;
}

const REGION = 'eu-west-1';
const ACCOUNT = '123456789012';

/**
 * Starts Amazon ECR on one port: the API, which requires signed requests, and a registry that accepts only the API's
 * tokens. A comment at each refusal cites where the behavior is documented (`ECR n` numbers the subject in this
 * project's notes).
 */
export async function startEcrServer({ now = Date.now, certificate }: EcrOptions = {}): Promise<EcrServer> {
  const listener = await listen(certificate);
  const { host, origin } = listener;
  const principals = makePrincipals(ACCOUNT, now());
  const api = ecrApi({
    now,
    host,
    region: REGION,
    service: 'ecr', // ECR B1: not api.ecr
    target: 'AmazonEC2ContainerRegistry_V20150921.GetAuthorizationToken',
    action: 'ecr:GetAuthorizationToken',
    principals: Object.values(principals),
    shape: (entry) => ({ authorizationData: [{ ...entry, proxyEndpoint: origin }] }),
  });
  const shelf = {
    repositories: [
      attach(makeRepository('team/app', { '1.0': ['amd64'], latest: ['amd64', 'arm64'] }), '1.0', {
        referrers: usualArtifacts,
      }),
      makeRepository('hello-world', { latest: ['amd64'] }),
    ],
    linkTail: '',
    referrers: true as const,
  };

  function answerRegistry(request: ReceivedRequest): ServerAnswer {
    const { authorization } = request.headers;
    const challenge = {
      'Docker-Distribution-Api-Version': 'registry/2.0',
      'Www-Authenticate': `Basic realm="${origin}/",service="ecr.amazonaws.com"`,
    };
    // ECR B3: the challenge names no token server, and Bearer isn't accepted
    if (authorization === undefined || !/^Basic /i.test(authorization)) {
      return {
        status: 401,
        headers: { 'Content-Type': 'text/plain; charset=utf-8', ...challenge },
        body: 'Not Authorized\n',
      };
    }
    const pair = basicPair(authorization);
    const verdict = pair?.username === 'AWS' ? api.judge(pair.password) : undefined;
    // ECR B3: an expired token is DENIED; only the message distinguishes it
    if (verdict === 'ended') {
      return refusal(403, 'DENIED', 'Your authorization token has expired. Reauthenticate and try again.');
    }
    // ECR B2: the user:password pair in place of the password returns 400
    if (verdict === undefined) {
      return { status: 400, headers: { 'Content-Type': 'text/plain' }, body: 'Bad Request\n' };
    }
    const route = findRoute(request, shelf);
    return route?.answer() ?? refusal(404, 'NAME_UNKNOWN', 'The requested path is unknown.');
  }

  const server = listener.serve((request) =>
    request.method === 'POST' && request.url === '/' ? api.answer(request) : answerRegistry(request),
  );
  return { ...server, region: REGION, account: ACCOUNT, principals };
}
