import { AuthError, type AuthErrorCode, isAuthError } from '../../auth/errors.js';
import type { Cloud } from './clouds.js';

interface Meaning {
  /** Numbers of `AADSTSnnn`; one problem can have several. */
  readonly numbers: readonly number[];
  readonly code: AuthErrorCode;
  readonly reason: string;
  /** Signing in again can help. */
  readonly asks?: true;
}

/** The tenant, the cloud or this editor doesn't know the application that is the token's audience. */
const UNKNOWN_AUDIENCE = [500011, 50001, 65002, 500014];

// Microsoft Entra authentication and authorization error codes.
const meanings: readonly Meaning[] = [
  {
    numbers: UNKNOWN_AUDIENCE,
    code: 'denied',
    reason:
      'Entra doesn’t issue this editor a token for that audience; choose another one in the setting registryAuth.signIn.audience',
  },
  {
    numbers: [50072, 50074, 50076, 50079, 50158, 53000, 53001, 53003],
    code: 'second-factor',
    reason: 'Entra requires a second factor or a compliant device; sign in again',
    asks: true,
  },
  {
    numbers: [50078, 50089, 50132, 50133, 50173, 70008, 70043, 700082, 700084, 50055],
    code: 'expired-credential',
    reason: 'the Entra sign-in has expired; sign in again',
    asks: true,
  },
  {
    numbers: [65001, 65004, 90094],
    code: 'denied',
    reason: 'the tenant hasn’t consented to this editor; an administrator may need to grant consent',
  },
  {
    numbers: [50020, 50034, 50177, 51004, 90072],
    code: 'refused',
    reason: 'the account doesn’t exist in that tenant; enter the registry’s tenant',
  },
  { numbers: [90002, 900023], code: 'invalid-input', reason: 'Entra has no such tenant' },
  { numbers: [50053], code: 'locked', reason: 'Entra has locked the account' },
  { numbers: [50057], code: 'refused', reason: 'the account is disabled' },
];

/** Sign-in host of each cloud. */
const signInHosts: Readonly<Record<Cloud['id'], string>> = {
  io: 'login.microsoftonline.com',
  us: 'login.microsoftonline.us',
  cn: 'login.partner.microsoftonline.cn',
  de: 'login.microsoftonline.de',
};

/**
 * Maps an `AADSTSnnn` error of the editor's sign-in to an AuthError with its meaning. Returns any other error
 * unchanged.
 */
export function entraFailure(error: unknown, { id }: Pick<Cloud, 'id'>): unknown {
  const number = isAuthError(error) ? numberIn(error) : undefined;
  const meaning = number === undefined ? undefined : meanings.find(({ numbers }) => numbers.includes(number));
  if (!isAuthError(error) || number === undefined) {
    return error;
  }
  const { service, details = {} } = error;
  return new AuthError(meaning?.code ?? error.code, `Entra rejected the request with AADSTS${number}.`, {
    service: { code: `AADSTS${number}`, ...(service?.text === undefined ? {} : { text: service.text }) },
    details: {
      ...details,
      host: signInHosts[id],
      ...(meaning ? { reason: meaning.reason } : {}),
      ...(meaning?.asks ? { asks: true } : {}),
    },
  });
}

export function isUnknownAudience(error: unknown): boolean {
  return isAuthError(error) && UNKNOWN_AUDIENCE.includes(numberIn(error) ?? 0);
}

function numberIn({ service }: AuthError): number | undefined {
  const [, digits] = /AADSTS(\d{4,7})/.exec(`${service?.code ?? ''} ${service?.text ?? ''}`) ?? [];
  return digits === undefined ? undefined : Number(digits);
}
