import type { KeyObject } from 'node:crypto';
import type { Credential } from '../../auth/credential.js';
import { type Access, allows, formatAccess } from '../access.js';
import { attach, cosignSignature, usualArtifacts } from '../images/artifacts.js';
import { findRoute } from '../images/contentApi.js';
import { makeRepository } from '../images/images.js';
import { createIssuer } from '../issuer.js';
import { refusal } from '../refusal.js';
import { bearerToken, randomSecret } from '../request.js';
import { listen, type LoopbackServer, type ReceivedRequest, type ServerAnswer } from '../server.js';
import { distributionTokenEndpoint, type User } from './tokenEndpoint.js';

type Password = Extract<Credential, { type: 'password' }>;

export interface DistributionServer extends LoopbackServer {
  /** URL of the token server, as in the challenge's realm. */
  readonly realm: string;
  /** Service name in the challenge, and audience of the tokens. */
  readonly service: string;
  /** The `iss` claim of its tokens. */
  readonly issuer: string;
  /** Private signing key. A registry that trusts it accepts these tokens. */
  readonly signingKey: KeyObject;
  readonly credentials: {
    /** Can pull `team/app`. */
    readonly reader: Password;
    /** Can pull and push `team/app`, and list the repositories. */
    readonly builder: Password;
    /** The reader's refresh token. */
    readonly identityToken: Extract<Credential, { type: 'identity-token' }>;
  };
}

export interface DistributionOptions {
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
  /**
   * How `/v2/` answers: as every other path does, with 403 as a proxy that lets only images through, or with the token
   * server of another repository, which isn't there.
   */
  readonly root?: 'usual' | 'forbidden' | 'of another';
}

const publicAccess: Access = { type: 'repository', name: 'public/hello', actions: ['pull'] };

/**
 * Starts a registry of the distribution project with token authentication, and its token server at `/token`. A comment
 * at each refusal cites where the behavior is documented (`token n` numbers the subject in this project's notes).
 */
export async function startDistributionServer({
  now = Date.now,
  root = 'usual',
}: DistributionOptions = {}): Promise<DistributionServer> {
  const issuer = await createIssuer('Playground token server', now);
  const listener = await listen();
  const service = listener.host;
  const realm = `${listener.origin}/token`;
  const reader: User = {
    username: 'dana',
    password: randomSecret(),
    rights: [publicAccess, { type: 'repository', name: 'team/app', actions: ['pull'] }],
  };
  const builder: User = {
    username: 'builder',
    password: randomSecret(),
    rights: [
      publicAccess,
      { type: 'repository', name: 'team/app', actions: ['pull', 'push'] },
      { type: 'registry', name: 'catalog', actions: ['*'] },
    ],
  };
  const readersRefreshToken = randomSecret();
  const answerToken = distributionTokenEndpoint({
    service,
    issuer,
    now,
    users: [reader, builder],
    publicAccess: [publicAccess],
    refreshTokens: new Map([[readersRefreshToken, reader]]),
  });
  const shelf = {
    repositories: [
      makeRepository('public/hello', { latest: ['amd64'] }),
      // distribution 2.8 has no referrers API: clients keep the lists under tags
      attach(makeRepository('team/app', { '1.0': ['amd64'], latest: ['amd64', 'arm64'] }), '1.0', {
        referrers: usualArtifacts,
        tagSchema: true,
        cosign: { sig: cosignSignature },
      }),
    ],
    linkTail: '',
  };

  async function answerApi(request: ReceivedRequest): Promise<ServerAnswer> {
    const route = findRoute(request, shelf);
    if (!route) {
      return { status: 404, headers: { 'Content-Type': 'text/plain; charset=utf-8' }, body: '404 page not found\n' };
    }
    const { authorization } = request.headers;
    if (authorization === undefined) {
      return challenge(route.needs);
    }
    // token 8: a registry with a token server doesn't accept HTTP Basic
    const token = bearerToken(authorization);
    const claims = token === undefined ? undefined : await issuer.verify(token, service);
    // token 4.5: 401 for an invalid token and for missing access; `error` distinguishes them
    if (!claims) {
      return challenge(route.needs, 'invalid_token');
    }
    const granted = claims.access as readonly Access[]; // signed by this issuer
    if (route.needs && !allows(granted, route.needs)) {
      return challenge(route.needs, 'insufficient_scope');
    }
    return route.answer();
  }

  /** distribution, token authentication, "Requesting a token"; the body matches distribution 2.8. */
  function challenge(needs: Access | undefined, error?: 'invalid_token' | 'insufficient_scope'): ServerAnswer {
    const parameters = [
      `realm="${realm}"`,
      `service="${service}"`,
      ...(needs ? [`scope="${formatAccess(needs)}"`] : []), // token 0: the ping has no scope
      ...(error ? [`error="${error}"`] : []),
    ];
    const detail =
      needs?.actions.map((action) => ({ Type: needs.type, Class: '', Name: needs.name, Action: action })) ?? null;
    return refusal(401, 'UNAUTHORIZED', 'authentication required', detail, {
      'WWW-Authenticate': `Bearer ${parameters.join(',')}`,
    });
  }

  const server = listener.serve(async (request) => {
    const [path] = request.url.split('?');
    if (path === '/token') {
      return answerToken(request);
    }
    const answer = (path === '/v2/' ? oddRoot(root, listener.origin) : undefined) ?? (await answerApi(request));
    return { ...answer, headers: { ...answer.headers, 'Docker-Distribution-Api-Version': 'registry/2.0' } };
  });
  return {
    ...server,
    realm,
    service,
    issuer: issuer.name,
    signingKey: issuer.key,
    credentials: {
      reader: { type: 'password', username: reader.username, password: reader.password },
      builder: { type: 'password', username: builder.username, password: builder.password },
      identityToken: { type: 'identity-token', refreshToken: readersRefreshToken },
    },
  };
}

/** Answer of `/v2/`; undefined where it is the usual one. */
function oddRoot(root: DistributionOptions['root'], origin: string): ServerAnswer | undefined {
  // rpardini/docker-registry-proxy 27
  if (root === 'forbidden') {
    return refusal(403, 'DENIED', 'only images are served here');
  }
  // Artifactory: the root names the token server of one of its repositories
  return root === 'of another'
    ? refusal(401, 'UNAUTHORIZED', 'authentication required', null, {
        'WWW-Authenticate': `Bearer realm="${origin}/other/token",service="other"`,
      })
    : undefined;
}
