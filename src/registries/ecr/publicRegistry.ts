import { ECRPUBLICClient, GetAuthorizationTokenCommand } from '@aws-sdk/client-ecr-public';
import type { Io } from '../../auth/io.js';
import type { Token } from '../../auth/token.js';
import type { KindKnowledge, TokenRequest } from '../kind.js';
import { readAuthorization } from './authorizationData.js';
import { createAws, filled, skewDetail } from './awsClient.js';
import { type AwsMachine, thisMachine } from './awsMachine.js';
import { keysOf } from './credentials.js';

// The only region whose API issues tokens for the public gallery.
const REGION = 'us-east-1';
// The one scope of its token server.
const SCOPE = 'aws';

/**
 * Fetches a bearer token of the public gallery. With a credential, GetAuthorizationToken (API of 2020-10-30) issues the
 * pair `AWS:<password>`: one object, no proxy endpoint. The token server accepts the pair over HTTP Basic. Without a
 * credential, the request is anonymous.
 *
 * The pair stays with the token, to get further ones. Throws AuthError as the two flows do.
 */
export async function authenticateEcrPublic(
  request: TokenRequest,
  io: Io,
  knowledge: KindKnowledge,
  machine: AwsMachine = thisMachine(),
): Promise<Token> {
  const { authenticateOci } = await import('../flow/tokenFlow.js');
  const bearer = { ...request, scopes: [SCOPE] };
  if (request.credential.type === 'anonymous') {
    return { ...(await authenticateOci(bearer, io, knowledge)), scopes: request.scopes };
  }
  const aws = createAws(io, machine, REGION);
  const { keys, source, profile } = await keysOf(request.credential, aws);
  const about = { alsoNeeds: 'sts:GetServiceBearerToken', ...(profile === undefined ? {} : { profile }) };
  const place = { region: REGION, endpoint: filled(request.settings.endpoint) };
  const { authorizationData } = await aws.call(about, place, (settings) =>
    new ECRPUBLICClient({ ...settings, credentials: keys }).send(new GetAuthorizationTokenCommand({})),
  );
  const { pair, password, details } = readAuthorization(authorizationData);
  const token = await authenticateOci(
    { ...bearer, credential: { type: 'password', username: 'AWS', password } },
    { ...io, secrets: [...io.secrets, pair, password] },
    knowledge,
  );
  return {
    ...token,
    scopes: request.scopes,
    refreshToken: pair,
    details: {
      ...token.details,
      ...details,
      region: REGION,
      registry: request.registry.origin,
      source,
      ...skewDetail(aws),
    },
  };
}
