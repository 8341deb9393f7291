import { ECRClient, GetAuthorizationTokenCommand, type GetAuthorizationTokenCommandInput } from '@aws-sdk/client-ecr';
import { AuthError } from '../../auth/errors.js';
import type { Io } from '../../auth/io.js';
import { isLoopbackHost } from '../../auth/network/ipAddress.js';
import { isHostName } from '../../auth/reference.js';
import type { Token } from '../../auth/token.js';
import type { TokenRequest } from '../kind.js';
import { readAuthorization, unusable } from './authorizationData.js';
import { createAws, filled, safeEndpoint, skewDetail } from './awsClient.js';
import { type AwsMachine, thisMachine } from './awsMachine.js';
import { keysOf } from './credentials.js';
import { type EcrPlace, isApiHost, isRegion, readHost, readRegistryHost } from './hosts.js';
import { regionOfProfile } from './profile.js';

/**
 * Calls GetAuthorizationToken in the connection's region (API of 2015-09-21). The token is an HTTP Basic value. It is
 * valid for every registry of that region that its principal can use. If the connection names only a region, the
 * response names the principal's own registry.
 *
 * Renewal is due at half of the token's life. Throws AuthError `invalid-input` (region, account, endpoint, profile),
 * `no-credential`, `refused`, `expired-credential`, `denied`, `second-factor`, `clock`, `rate-limited`,
 * `server-failed`, `redirected`, `bad-response`, `cancelled` and those of the request itself.
 */
export async function authenticateEcr(
  request: TokenRequest,
  io: Io,
  machine: AwsMachine = thisMachine(),
): Promise<Token> {
  const { registry, settings } = request;
  const place = readHost(registry.hostname);
  const region = await regionOf(request, place, machine);
  const endpoint = filled(settings.endpoint);
  const account = filled(settings.account);
  const aws = createAws(io, machine, region);
  const { keys, source, profile } = await keysOf(request.credential, aws);
  // The SDK accepts either an endpoint or these.
  const flavour = endpoint
    ? {}
    : { useFipsEndpoint: place?.fips ?? false, useDualstackEndpoint: place?.dualStack ?? false };
  const about = profile === undefined ? {} : { profile };
  const { authorizationData: [data] = [] } = await aws.call(about, { region, endpoint }, (settings) =>
    new ECRClient({ ...settings, ...flavour, credentials: keys }).send(
      new GetAuthorizationTokenCommand(account === undefined ? {} : inAnswer(account)),
    ),
  );
  const { pair, expiresAt: ends, details } = readAuthorization(data);
  const expiresAt = ends - aws.skew();
  const obtainedAt = io.now();
  const proxy = requireRegistry(data?.proxyEndpoint, endpoint);
  return {
    scheme: 'Basic',
    value: pair,
    use: 'access',
    obtainedAt,
    expiresAt,
    expirySource: 'service',
    renewAt: obtainedAt + (expiresAt - obtainedAt) / 2,
    scopes: [],
    details: {
      ...details,
      realm: aws.asked() ?? registry.origin,
      proxyEndpoint: proxy.origin,
      region,
      ...accountOf(readRegistryHost(proxy.hostname)),
      // This can be another account's registry; the token is valid there too.
      registry: isApiHost(registry.hostname) ? proxy.origin : registry.origin,
      source,
      ...skewDetail(aws),
    },
  };
}

async function regionOf(
  { settings, credential }: TokenRequest,
  place: EcrPlace | undefined,
  machine: AwsMachine,
): Promise<string> {
  const region =
    filled(settings.region) ??
    place?.region ??
    (credential.type === 'profile' ? await regionOfProfile(credential.profile, { machine }) : undefined);
  if (region === undefined || !isRegion(region)) {
    throw new AuthError('invalid-input', 'The region is missing or invalid.', {
      details: {
        field: 'region',
        ...(region === undefined
          ? { reason: 'the AWS region is missing' }
          : { reason: 'the AWS region isn’t valid, such as eu-west-1' }),
      },
    });
  }
  return region;
}

/**
 * The response must not send a password elsewhere. Only an ECR host is allowed, or a loopback host with a loopback API.
 */
function requireRegistry(proxyEndpoint: string | undefined, endpoint: string | undefined): URL {
  const url = proxyEndpoint !== undefined && URL.canParse(proxyEndpoint) ? new URL(proxyEndpoint) : undefined;
  const local = endpoint ? isLoopbackHost(new URL(safeEndpoint(endpoint)).hostname) : false;
  const known = url?.protocol === 'https:' && readRegistryHost(url.hostname) !== undefined;
  const own = known || (local && url !== undefined && isLoopbackHost(url.hostname) && isHostName(url.hostname));
  if (url === undefined || !own) {
    throw unusable('the proxy endpoint in the response isn’t a host of this service');
  }
  return url;
}

/**
 * `registryIds` is deprecated because it doesn't change the token. It still decides which registry the response names.
 */
function inAnswer(account: string): GetAuthorizationTokenCommandInput {
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- it is the only way to name another account's registry
  return { registryIds: [account] };
}

function accountOf(place: EcrPlace | undefined): { account?: string } {
  return place?.account === undefined ? {} : { account: place.account };
}
