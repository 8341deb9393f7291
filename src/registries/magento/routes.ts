/** A route that returns a token: its path below `rest/<store>/`, and the SOAP service and operation that do the same. */
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

/** Where two-factor sign-in is on, the admin route is bound to this service, which only names providers. */
export const secondFactorAdmin: TokenRoute = {
  path: tokenRoutes.admin.path,
  service: 'twoFactorAuthAdminTokenServiceV1',
  operation: 'CreateAdminAccessToken',
};

/** A second factor, by the code that a shop calls it. */
export interface Provider {
  readonly name: string;
  /** Takes user name, password and `otp`. Absent: it needs a browser or a key. */
  readonly route?: TokenRoute;
}

export const providers: Readonly<Record<string, Provider>> = {
  google: {
    name: 'Google Authenticator (or another authenticator app)',
    route: {
      path: 'V1/tfa/provider/google/authenticate',
      service: 'twoFactorAuthGoogleAuthenticateV1',
      operation: 'CreateAdminAccessToken',
    },
  },
  authy: {
    name: 'Authy',
    route: {
      path: 'V1/tfa/provider/authy/authenticate',
      service: 'twoFactorAuthAuthyAuthenticateV1',
      operation: 'CreateAdminAccessToken',
    },
  },
  duo_security: { name: 'Duo Security' },
  u2fkey: { name: 'a security key (U2F)' },
};

export const revokeRoute = 'V1/integration/customer/revoke-customer-token';

/** Routes that need a token: what a customer may read of itself, and what every role of an admin user holds. */
export const probeRoutes = { customer: 'V1/customers/me', admin: 'V1/modules' } as const;
