import { factorWords } from '../shared/questionTexts.js';

/** A route that returns a token: its path below `rest/<store>/`, and the equivalent SOAP service and operation. */
export interface TokenRoute {
  readonly path: string;
  readonly service: string;
  readonly operation: string;
}

export const tokenRoutes: Readonly<Record<'admin' | 'customer', TokenRoute>> = {
  customer: {
    path: 'V1/integration/customer/token',
    service: 'integrationCustomerTokenServiceV1',
    operation: 'CreateCustomerAccessToken',
  },
  admin: {
    path: 'V1/integration/admin/token',
    service: 'integrationAdminTokenServiceV1',
    operation: 'CreateAdminAccessToken',
  },
};

/** With two-factor sign-in enabled, the admin route uses this service, which only names providers. */
export const secondFactorAdmin: TokenRoute = {
  path: tokenRoutes.admin.path,
  service: 'twoFactorAuthAdminTokenServiceV1',
  operation: 'CreateAdminAccessToken',
};

/** A method to complete a second factor. Its texts are prompt templates. */
export interface Way {
  readonly label: string;
  readonly detail?: string;
  /** Has the provider send a code, or a prompt to a phone; needs user name and password. */
  readonly before?: TokenRoute & { readonly via: string };
  /** Needs user name and password, and `otp` if there is a code. */
  readonly route: TokenRoute;
  /** Prompt for the user after that request. */
  readonly prompt: string;
  /** No code is typed: the user approves elsewhere. */
  readonly confirmed?: { readonly label: string };
}

/** A second-factor provider, keyed by the shop's code for it. */
export interface Provider {
  readonly name: string;
  /** Empty: it needs a browser or a security key. */
  readonly ways: readonly Way[];
}

// TwoFactorAuth/Api/AuthyAuthenticateInterface.php; its third name is misspelled there.
const authy = 'twoFactorAuthAuthyAuthenticateV1';
const authyCode: TokenRoute = {
  path: 'V1/tfa/provider/authy/authenticate',
  service: authy,
  operation: 'CreateAdminAccessTokenWithCredentials',
};
const authyPush: TokenRoute = {
  path: 'V1/tfa/provider/authy/authenticate-onetouch',
  service: authy,
  operation: 'CreatAdminAccessTokenWithOneTouch',
};
const authySend = (via: string): NonNullable<Way['before']> => ({
  path: `V1/tfa/provider/authy/send-token/${via}`,
  service: authy,
  operation: 'SendToken',
  via,
});

export const providers: Readonly<Record<string, Provider>> = {
  google: {
    name: 'Google Authenticator',
    ways: [
      {
        label: factorWords.google,
        route: {
          path: 'V1/tfa/provider/google/authenticate',
          service: 'twoFactorAuthGoogleAuthenticateV1',
          operation: 'CreateAdminAccessToken',
        },
        prompt: factorWords.google,
      },
    ],
  },
  authy: {
    name: 'Authy',
    ways: [
      { label: factorWords.authyApp, route: authyCode, prompt: factorWords.authyApp },
      { label: factorWords.authySms, before: authySend('sms'), route: authyCode, prompt: factorWords.authySmsSent },
      { label: factorWords.authyCall, before: authySend('call'), route: authyCode, prompt: factorWords.authyCallMade },
      {
        label: factorWords.authyPush,
        detail: factorWords.authyPushDetail,
        before: authySend('onetouch'),
        route: authyPush,
        prompt: factorWords.authyPushSent,
        confirmed: { label: factorWords.approved },
      },
    ],
  },
  duo_security: { name: 'Duo Security', ways: [] },
  u2fkey: { name: 'a security key (U2F)', ways: [] },
};

export const revokeRoute = 'V1/integration/customer/revoke-customer-token';

/** Routes that need a token: a customer's own data, and a resource that every admin role has. */
export const probeRoutes = { customer: 'V1/customers/me', admin: 'V1/modules' } as const;
