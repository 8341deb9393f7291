import { randomBytes, randomUUID } from 'node:crypto';
import { randomSecret } from '../request.js';
import type { ReceivedRequest, ServerAnswer } from '../server.js';
import { type SigningKey, type SigningScope, verifySignature } from './sigv4.js';

/** Principal that can sign requests to the ECR-like API, and whether its policy allows a token. */
export interface EcrPrincipal extends SigningKey {
  readonly arn: string;
  readonly allowed: boolean;
}

export interface EcrApi {
  answer(request: ReceivedRequest): ServerAnswer;
  /** State of a password. Undefined when this API never issued it. */
  judge(password: string): 'good' | 'ended' | undefined;
}

export interface EcrApiOptions extends SigningScope {
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly target: string;
  readonly principals: readonly EcrPrincipal[];
  /** Required IAM action, as named in the refusal. */
  readonly action: string;
  /** Wraps an authorization entry in the API's response shape. */
  readonly shape: (entry: { readonly authorizationToken: string; readonly expiresAt: number }) => object;
}

// ECR B2: twelve hours
const LIFETIME = 12 * 3600_000;

/** One API of one region: GetAuthorizationToken in AWS JSON 1.1, with its error responses. */
export function ecrApi({ now, target, principals, action, shape, ...place }: EcrApiOptions): EcrApi {
  const passwords = new Map<string, number>();

  function issue(): ServerAnswer {
    const expiresAt = now() + LIFETIME;
    // ECR B2: base64-encoded JSON that only the service can decrypt
    const password = Buffer.from(
      JSON.stringify({
        payload: randomBytes(48).toString('base64'),
        datakey: randomBytes(48).toString('base64'),
        version: '2',
        type: 'DATA_KEY',
        expiration: Math.floor(expiresAt / 1000),
      }),
    ).toString('base64');
    passwords.set(password, expiresAt);
    const authorizationToken = Buffer.from(`AWS:${password}`).toString('base64');
    return reply(200, shape({ authorizationToken, expiresAt: expiresAt / 1000 }));
  }

  /** ECR B6: nearly every client error is a 400; the body holds its type. */
  function refuse(type: string, message: string): ServerAnswer {
    return reply(400, { __type: type, message });
  }

  function reply(status: number, body: object): ServerAnswer {
    return {
      status,
      headers: {
        'Content-Type': 'application/x-amz-json-1.1',
        'x-amzn-RequestId': randomUUID(),
        Date: new Date(now()).toUTCString(),
      },
      body: JSON.stringify(body),
    };
  }

  return {
    answer(request) {
      const signature = verifySignature(request, place, principals, now());
      if ('type' in signature) {
        return refuse(signature.type, signature.message);
      }
      if (
        request.headers['content-type'] !== 'application/x-amz-json-1.1' ||
        request.headers['x-amz-target'] !== target
      ) {
        return refuse('UnknownOperationException', '');
      }
      const ids = registryIds(request.body);
      if (ids === undefined) {
        return refuse('SerializationException', 'Start of structure or map found where not expected.');
      }
      if (ids.some((id) => !/^\d{12}$/.test(id))) {
        return refuse('InvalidParameterException', "Invalid parameter at 'registryIds' failed to satisfy constraint");
      }
      const { arn, allowed } = signature.key;
      if (!allowed) {
        return refuse(
          'AccessDeniedException',
          `User: ${arn} is not authorized to perform: ${action} on resource: * because no identity-based policy allows the ${action} action`,
        );
      }
      return issue();
    },
    judge(password) {
      const end = passwords.get(password);
      return end === undefined ? undefined : end > now() ? 'good' : 'ended';
    },
  };
}

/** Undefined when the body isn't valid for the operation. */
function registryIds(body: string): readonly string[] | undefined {
  try {
    const { registryIds: ids = [] } = JSON.parse(body) as { registryIds?: unknown };
    return Array.isArray(ids) ? ids.map(String) : undefined;
  } catch {
    return undefined;
  }
}

/** Creates one principal of each type, with new keys. */
export function makePrincipals(account: string, now: number) {
  const key = (prefix: string) => `${prefix}${randomBytes(8).toString('hex').toUpperCase()}`;
  const user = (name: string) => `arn:aws:iam::${account}:user/${name}`;
  const session = (name: string) => `arn:aws:sts::${account}:assumed-role/${name}/dana`;
  const common = () => ({ secret: randomSecret(), allowed: true });
  return {
    reader: { ...common(), id: key('AKIA'), arn: user('dana') },
    session: {
      ...common(),
      id: key('ASIA'),
      arn: session('Reader'),
      sessionToken: randomSecret(),
      endsAt: now + 3600_000,
    },
    endedSession: {
      ...common(),
      id: key('ASIA'),
      arn: session('Reader'),
      sessionToken: randomSecret(),
      endsAt: now - 60_000,
    },
    stranger: { ...common(), id: key('AKIA'), arn: user('eve'), allowed: false },
  } as const satisfies Readonly<Record<string, EcrPrincipal>>;
}
