import type { Credential } from '../../auth/credential.js';
import { attach, cosignSignature, usualArtifacts } from '../images/artifacts.js';
import { makeRepository } from '../images/images.js';
import { createIssuer } from '../issuer.js';
import { quayApi, type ReferrersOptions } from './api.js';
import { makeEntities, type QuayEntity } from './entities.js';
import { quayTokenEndpoint, type QuayWorld } from './tokenEndpoint.js';
import { listen, type ServerAnswer, type LoopbackServer } from '../server.js';

type Password = Extract<Credential, { type: 'password' }>;

export interface QuayServer extends LoopbackServer {
  /** Address of the token endpoint, as its challenges name it. */
  readonly realm: string;
  /** As its challenges name it; also the audience of its tokens. */
  readonly service: string;
  readonly credentials: Readonly<Record<keyof ReturnType<typeof makeEntities> | 'encryptedPassword', Password>>;
  /** Names of its repositories: asking for push makes new ones. */
  readonly repositories: () => readonly string[];
}

export interface QuayOptions {
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
  readonly referrers?: ReferrersOptions;
  /** The operator takes encrypted passwords only. */
  readonly encryptedOnly?: boolean;
  /** Too many sign-ins failed; the value of `Retry-After`. */
  readonly throttled?: string;
}

/**
 * A registry that behaves as Red Hat Quay does: its challenges, `/v2/auth`, catalogue, tags, manifests, blobs and
 * referrers. Behind each refusal stands where the service's behaviour is written down (`Quay n` numbers the subject in
 * this project's notes).
 */
export async function startQuayServer({
  now = Date.now,
  referrers = { on: true },
  encryptedOnly = false,
  throttled,
}: QuayOptions = {}): Promise<QuayServer> {
  const issuer = await createIssuer('quay', now);
  const listener = await listen();
  const service = listener.host; // Quay 2.1: SERVER_HOSTNAME, with its port
  const realm = `${listener.origin}/v2/auth`;
  const entities = makeEntities();
  const app = makeRepository('team/app', { '1.0': ['amd64'], latest: ['amd64', 'arm64'], plain: ['amd64'] });
  const signed = attach(app, '1.0', {
    referrers: usualArtifacts,
    // Quay 2.9: without the API the client that pushes keeps the list itself
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

/** quay/quay endpoints/decorated.py: too many failed sign-ins. The type is Flask's own. */
function closedAnswer(retryAfter: string | undefined): ServerAnswer | undefined {
  if (retryAfter === undefined) return undefined;
  return {
    status: 429,
    headers: { 'Content-Type': 'text/html; charset=utf-8', 'Retry-After': retryAfter },
    body: 'Too many login attempts. \nPlease reset your Quay password and try again.',
  };
}
