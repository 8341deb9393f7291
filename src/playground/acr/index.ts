import { randomUUID } from 'node:crypto';
import type { Credential } from '../../auth/credential.js';
import { makeRepository } from '../images/images.js';
import { createIssuer } from '../issuer.js';
import { refusal } from '../refusal.js';
import { listen, type LoopbackServer, type ServerAnswer, type ServerCertificate } from '../server.js';
import { acrApi } from './api.js';
import { type Entra, startEntra } from './entra.js';
import { acrExchange } from './exchange.js';
import { type Identity, makeIdentities, people } from './identities.js';
import { acrTokenEndpoint } from './tokenEndpoint.js';
import { acrTokens } from './tokens.js';

type Password = Extract<Credential, { type: 'password' }>;

export interface AcrServer extends LoopbackServer {
  /** URL of the token endpoint, as in the challenge's realm. */
  readonly realm: string;
  /** Service name in the challenge, and audience of the tokens. */
  readonly service: string;
  /** Issuer of the Entra tokens for `/oauth2/exchange`. */
  readonly entra: Entra;
  readonly credentials: {
    readonly admin: Password;
    readonly adminSecond: Password;
    readonly servicePrincipal: Password;
    readonly servicePrincipalWithoutRole: Password;
    readonly repositoryToken: Password;
    readonly repositoryTokenSecond: Password;
    /** Null-GUID user name with an ACR refresh token, as `az acr login --expose-token` prints it. */
    readonly nullGuidRefresh: Password;
    /** Null-GUID user name with an ACR access token for `repository:team/app:pull`. */
    readonly nullGuidAccess: Password;
  };
}

export interface AcrOptions {
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
  /** Rejects every request: `firewall` with 403, otherwise 429. `retryAfter` is the value of the Retry-After header. */
  readonly closed?: 'firewall' | { readonly retryAfter: string };
  /** `disabled`: only Entra tokens for the registry's own audience can be exchanged. */
  readonly managementTokens?: 'allowed' | 'disabled';
  /** Serves https under the certificate's name. */
  readonly certificate?: ServerCertificate;
}

/**
 * Starts a registry that behaves like Azure Container Registry. It serves challenges, the token endpoint (GET and
 * POST), the exchange of Entra tokens (from a stand-in), catalog, tags, manifests and blobs. A comment at each refusal
 * cites where the behavior is documented (`ACR n` numbers the subject in this project's notes).
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
    // ACR 1.2 also lists Access-Control-Expose-Headers, omitted because web pages must not use this server
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
  if (closed === undefined) {
    return undefined;
  }
  if (closed === 'firewall') {
    // ACR 1.7, TROUBLESHOOTING.md of the container-registry SDK: a firewall rule returns 403 for any credential
    return refusal(
      403,
      'DENIED',
      "client with IP '127.0.0.1' is not allowed access, refer https://aka.ms/acr/firewall to grant access",
    );
  }
  // ACR 1.7: 429 with an undocumented body; the code is from the OCI distribution specification
  return refusal(429, 'TOOMANYREQUESTS', 'too many requests', null, { 'Retry-After': closed.retryAfter });
}
