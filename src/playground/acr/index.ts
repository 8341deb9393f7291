import { randomUUID } from 'node:crypto';
import type { Credential } from '../../auth/credential.js';
import { acrApi } from './api.js';
import { startEntra, type Entra } from './entra.js';
import { acrExchange } from './exchange.js';
import { makeIdentities, people, type Identity } from './identities.js';
import { acrTokenEndpoint } from './tokenEndpoint.js';
import { acrTokens } from './tokens.js';
import { makeRepository } from '../images/images.js';
import { createIssuer } from '../issuer.js';
import { refusal } from '../refusal.js';
import { listen, type ServerAnswer, type ServerCertificate, type LoopbackServer } from '../server.js';

type Password = Extract<Credential, { type: 'password' }>;

export interface AcrServer extends LoopbackServer {
  /** Address of the token endpoint, as its challenges name it. */
  readonly realm: string;
  /** As its challenges name it; also the audience of its tokens. */
  readonly service: string;
  /** Who signs people in for `/oauth2/exchange`. */
  readonly entra: Entra;
  readonly credentials: {
    readonly admin: Password;
    readonly adminSecond: Password;
    readonly servicePrincipal: Password;
    readonly servicePrincipalWithoutRole: Password;
    readonly repositoryToken: Password;
    readonly repositoryTokenSecond: Password;
    /** The user of zeros with an ACR refresh token, as `az acr login --expose-token` prints it. */
    readonly nullGuidRefresh: Password;
    /** The same with an ACR access token for `repository:team/app:pull`. */
    readonly nullGuidAccess: Password;
  };
}

export interface AcrOptions {
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
  /** A state in which the service serves nobody; `retryAfter` is the value of that header. */
  readonly closed?: 'firewall' | { readonly retryAfter: string };
  /** `disabled`: only Entra tokens for the registry's own audience are exchanged. */
  readonly managementTokens?: 'allowed' | 'disabled';
  /** Serves https under the name of the certificate. */
  readonly certificate?: ServerCertificate;
}

/**
 * A registry that behaves as Azure Container Registry does: its challenges, its token endpoint by GET and by POST, the
 * exchange of Entra tokens (of a stand-in), catalogue, tags, manifests and blobs. Behind each refusal stands where the
 * service's behaviour is written down (`ACR n` numbers the subject in this project's notes).
 */
export async function startAcrServer(options: AcrOptions = {}): Promise<AcrServer> {
  const { now = Date.now, closed, managementTokens = 'allowed', certificate } = options;
  const issuer = await createIssuer('Azure Container Registry', now);
  const entra = await startEntra(now);
  const listener = await listen(certificate);
  const service = listener.host;
  const realm = `${listener.origin}/oauth2/token`;
  const tokens = acrTokens(issuer, service, now);
  const identities = makeIdentities();
  const all = Object.values(identities);

  const answerToken = acrTokenEndpoint({ service, tokens, identities: all });
  const answerExchange = acrExchange({ service, tokens, entra, managementTokens });
  const answerApi = acrApi({
    service,
    realm,
    tokens,
    identities: all,
    repositories: [
      makeRepository('hello-world', { latest: ['amd64'] }),
      makeRepository('public/hello', { latest: ['amd64'] }),
      makeRepository('team/app', { '1.0': ['amd64'], '1.1': ['amd64', 'arm64'], latest: ['amd64', 'arm64'] }),
    ],
  });

  const server = listener.serve(async (request) => {
    const path = request.url.split('?')[0] ?? '';
    const handle = { '/oauth2/token': answerToken, '/oauth2/exchange': answerExchange }[path] ?? answerApi;
    const answer = closedAnswer(closed) ?? (await handle(request));
    // ACR 1.2 lists Access-Control-Expose-Headers as well: left out, as web pages have no business here
    return { ...answer, headers: { ...answer.headers, 'X-Ms-Correlation-Request-Id': randomUUID() } };
  });

  const access = [{ type: 'repository', name: 'team/app', actions: ['pull'] }];
  return {
    ...server,
    realm,
    service,
    entra,
    credentials: {
      admin: first(identities.admin),
      adminSecond: second(identities.admin),
      servicePrincipal: first(identities.servicePrincipal),
      servicePrincipalWithoutRole: first(identities.servicePrincipalWithoutRole),
      repositoryToken: first(identities.repositoryToken),
      repositoryTokenSecond: second(identities.repositoryToken),
      nullGuidRefresh: nullGuid(await tokens.refresh(people.dana)),
      nullGuidAccess: nullGuid(await tokens.access(people.dana, access)),
    },
  };
}

function first({ username, passwords: [password] }: Identity): Password {
  return { type: 'password', username, password };
}

function second({ username, passwords: [, password] }: Identity & { passwords: readonly [string, string] }): Password {
  return { type: 'password', username, password };
}

function nullGuid(password: string): Password {
  return { type: 'password', username: '00000000-0000-0000-0000-000000000000', password };
}

function closedAnswer(closed: AcrOptions['closed']): ServerAnswer | undefined {
  if (closed === undefined) return undefined;
  if (closed === 'firewall') {
    // ACR 1.7, TROUBLESHOOTING.md of the container-registry SDK: a firewall rule is a 403, whatever the credential
    return refusal(
      403,
      'DENIED',
      "client with IP '127.0.0.1' is not allowed access, refer https://aka.ms/acr/firewall to grant access",
    );
  }
  // ACR 1.7: 429, whose body is not documented; code of the OCI distribution specification
  return refusal(429, 'TOOMANYREQUESTS', 'too many requests', null, { 'Retry-After': closed.retryAfter });
}
