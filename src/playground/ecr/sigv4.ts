import aws4 from 'aws4';
import type { ReceivedRequest } from '../server.js';

/** Access key that the service knows. */
export interface SigningKey {
  readonly id: string;
  readonly secret: string;
  /** Present for a temporary key, which requires it. */
  readonly sessionToken?: string;
  /** Expiry of a temporary key, in milliseconds since the epoch. */
  readonly endsAt?: number;
}

export interface SigningScope {
  readonly host: string;
  readonly region: string;
  /** Signing name of the service. */
  readonly service: string;
}

/** Reason for rejecting a signature: error type and message. */
export interface SignatureFault {
  readonly type: string;
  readonly message: string;
}

const FIVE_MINUTES = 5 * 60_000;
// Without these headers in the signature, anyone on the network path could alter the request.
const MUST_BE_SIGNED = ['host', 'x-amz-date'];

/**
 * Verifies a request's signature (Signature Version 4). Returns the signing key or the reason for the rejection.
 * Independent of the implementation that the product signs with. `now` is in milliseconds since the epoch.
 */
export function verifySignature<K extends SigningKey>(
  request: ReceivedRequest,
  { host, region, service }: SigningScope,
  keys: readonly K[],
  now: number,
): { readonly key: K } | SignatureFault {
  const { headers } = request;
  const [, id, date, signedFor, signedService, names = ''] =
    /^AWS4-HMAC-SHA256 Credential=([^/,]+)\/(\d{8})\/([^/,]+)\/([^/,]+)\/aws4_request, ?SignedHeaders=([a-z0-9;-]+), ?Signature=[0-9a-f]{64}$/.exec(
      headers.authorization ?? '',
    ) ?? [];
  if (id === undefined) {
    // ECR B6: missing or malformed signature
    return { type: 'MissingAuthenticationTokenException', message: 'Missing Authentication Token' };
  }
  const key = keys.find((candidate) => candidate.id === id);
  // ECR B6: unknown key ID, or a temporary key without its session token
  if (!key || key.sessionToken !== headers['x-amz-security-token']) {
    return {
      type: 'UnrecognizedClientException',
      message: 'The security token included in the request is invalid.',
    };
  }
  const signed = names.split(';');
  const needed = [
    ...MUST_BE_SIGNED,
    ...(key.sessionToken === undefined ? [] : ['x-amz-security-token']), // ECR B1: must be signed
    ...('x-amz-target' in headers ? ['x-amz-target'] : []),
  ];
  if (needed.some((name) => !signed.includes(name))) {
    return invalid(`'${needed.join("', '")}' must be in SignedHeaders.`);
  }
  if (signedFor !== region || signedService !== service) {
    return invalid(`Credential should be scoped to a valid region and service: ${region}, ${service}.`);
  }
  const time = headers['x-amz-date'] ?? '';
  const skew = timeOf(time) - now;
  if (!time.startsWith(date ?? '-') || !(Math.abs(skew) <= FIVE_MINUTES)) {
    // ECR B6: clock skew of more than five minutes
    return invalid(`Signature ${skew < 0 ? 'expired' : 'not yet current'}: ${time}`);
  }
  if (signatureOf(request, { host, region, service }, signed, key) !== headers.authorization?.replace(/, ?/g, ', ')) {
    return invalid(
      'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method.',
    );
  }
  return key.endsAt !== undefined && key.endsAt <= now
    ? { type: 'ExpiredTokenException', message: 'The security token included in the request is expired' }
    : { key };
}

function signatureOf(
  { method, url, headers, body }: ReceivedRequest,
  { host, region, service }: SigningScope,
  signed: readonly string[],
  { id, secret }: SigningKey,
): string {
  const signer = new aws4.RequestSigner(
    {
      method,
      path: url,
      host,
      body,
      region,
      service,
      doNotModifyHeaders: true,
      headers: Object.fromEntries(signed.map((name) => [name, headers[name] ?? ''])),
    },
    { accessKeyId: id, secretAccessKey: secret },
  );
  signer.datetime = headers['x-amz-date'] ?? '';
  return String(signer.sign().headers?.Authorization);
}

/** Parses `20260131T235959Z` to milliseconds since the epoch; NaN for any other format. */
function timeOf(text: string): number {
  return Date.parse(text.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'));
}

function invalid(message: string): SignatureFault {
  return { type: 'InvalidSignatureException', message };
}
