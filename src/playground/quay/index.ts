import type { Credential } from '../../auth/credential.js';
import { attach, cosignSignature, usualArtifacts } from '../images/artifacts.js';
import { makeRepository } from '../images/images.js';
import { createIssuer } from '../issuer.js';
import { listen, type LoopbackServer, type ServerAnswer } from '../server.js';
import { quayApi, type ReferrersOptions } from './api.js';
import { makeEntities, type QuayEntity } from './entities.js';
import { quayTokenEndpoint, type QuayWorld } from './tokenEndpoint.js';

type Password = Extract<Credential, { type: 'password' }>;

export interface QuayServer extends LoopbackServer {
  /** URL of the token endpoint, as in the challenge's realm. */
  readonly realm: string;
  /** Service name in the challenge, and audience of the tokens. */
  readonly service: string;
  readonly credentials: Readonly<Record<keyof ReturnType<typeof makeEntities> | 'encryptedPassword', Password>>;
  /** Names of the repositories. Requesting push access creates new ones. */
  readonly repositories: () => readonly string[];
}

export interface QuayOptions {
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
  readonly referrers?: ReferrersOptions;
  /** Whether the operator accepts encrypted passwords only. */
  readonly encryptedOnly?: boolean;
  /** Simulates the rate limit after failed sign-ins. The value of `Retry-After`. */
  readonly throttled?: string;
}

/**
 * Starts a registry that behaves like Red Hat Quay. It serves challenges, `/v2/auth`, catalog, tags, manifests, blobs,
 * and referrers. A comment at each refusal cites where the behavior is documented (`Quay n` numbers the subject in this
 * project's notes).
 */
export async function startQuayServer({
  now = Date.now,
  referrers = { on: true },
  encryptedOnly = false,
  throttled,
}: QuayOptions = {}): Promise<QuayServer> {
  const issuer = await createIssuer('quay', now);
  const listener = await listen();
  const service = listener.host; // Quay 2.1: SERVER_HOSTNAME, including its port
  const realm = `${listener.origin}/v2/auth`;
  const entities = makeEntities();
  const app = makeRepository('team/app', { '1.0': ['amd64'], latest: ['amd64', 'arm64'], plain: ['amd64'] });
  const signed = attach(app, '1.0', {
    referrers: usualArtifacts,
    // Quay 2.9: without the referrers API the pushing client maintains the list
    tagSchema: !referrers.on,
    cosign: {
      sig: cosignSignature,
      att: { ...cosignSignature, artifactType: 'application/vnd.dsse.envelope.v1+json' },
    },
  });
  const all = [
    attach(signed, 'latest', { referrers: usualArtifacts.slice(2) }),
    makeRepository('team/chart', {}),
    makeRepository('public/hello', { latest: ['amd64'] }),
  ];
  const world: QuayWorld = {
    service,
    issuer,
    now,
    entities: Object.values(entities),
    repositories: new Map(all.map((repository) => [repository.name, repository])),
    publicNames: ['public/hello'],
    disabled: ['closed'],
    applications: ['team/chart'],
    encryptedOnly,
    challenge: (repository, actions = []) => {
      const scope = repository === undefined ? '' : `,scope="repository:${repository}:${actions.join(',')}"`;
      return `Bearer realm="${realm}",service="${service}"${scope}`;
    },
  };
  const answerToken = quayTokenEndpoint(world);
  const answerApi = quayApi(world, listener.origin, referrers);

  const server = listener.serve(async (request) => {
    const isToken = request.url.split('?')[0] === '/v2/auth';
    const answer = await (isToken ? (closedAnswer(throttled) ?? answerToken(request)) : answerApi(request));
    return { ...answer, headers: { ...answer.headers, 'Docker-Distribution-Api-Version': 'registry/2.0' } };
  });
  const password = ({ username, secrets: [secret] }: QuayEntity): Password => ({
    type: 'password',
    username,
    password: secret,
  });
  return {
    ...server,
    realm,
    service,
    repositories: () => [...world.repositories.keys()],
    credentials: {
      user: password(entities.user),
      encryptedPassword: { type: 'password', username: entities.user.username, password: entities.user.secrets[1] },
      admin: password(entities.admin),
      robot: password(entities.robot),
      oauthToken: password(entities.oauthToken),
      expiredOauthToken: password(entities.expiredOauthToken),
      applicationToken: password(entities.applicationToken),
    },
  };
}

/** quay/quay endpoints/decorated.py: too many failed sign-ins. The content type is Flask's default. */
function closedAnswer(retryAfter: string | undefined): ServerAnswer | undefined {
  if (retryAfter === undefined) {
    return undefined;
  }
  return {
    status: 429,
    headers: { 'Content-Type': 'text/html; charset=utf-8', 'Retry-After': retryAfter },
    body: 'Too many login attempts. \nPlease reset your Quay password and try again.',
  };
}
