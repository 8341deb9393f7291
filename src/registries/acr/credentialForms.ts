import { withoutTrailingLineBreak } from '../../auth/credential.js';
import type { CredentialForm, Destination, FormField } from '../kind.js';
import { cloudAt, readHost, signInScopes } from './clouds.js';

const rules: readonly { readonly reason: string; broken(to: Destination): boolean }[] = [
  {
    reason: 'Entra tokens are sent only to login servers such as NAME.azurecr.io, not to custom domains',
    broken: ({ registry }) => readHost(registry.hostname)?.closed !== false,
  },
  {
    reason: 'Entra tokens are sent only to a login server’s default port',
    broken: ({ registry }) => registry.protocol === 'https:' && registry.port !== '',
  },
  {
    reason: 'Entra tokens are sent only over https',
    broken: ({ registry, insecure }) => registry.protocol !== 'https:' || insecure,
  },
  {
    reason: 'Entra tokens are sent only when the certificate is verified',
    broken: ({ unverified = false }) => unverified,
  },
];

/**
 * Returns one clause saying why an Entra token must not be sent there, undefined if it can. It can go only to a cloud's
 * login server, on the default port, over https with a verified certificate. Any other recipient could sign in as the
 * account's owner.
 */
export function refuseEntra(to: Destination): string | undefined {
  return rules.find((rule) => rule.broken(to))?.reason;
}

const tenantField: FormField = {
  name: 'tenant',
  label: 'Tenant ID or domain (leave empty for the account’s tenant)',
  placeholder: 'contoso.onmicrosoft.com',
  secret: false,
  validate: (value) =>
    /^[a-z0-9][a-z0-9.-]*$|^$/i.test(value.trim()) ? undefined : 'Enter a tenant ID or a domain, such as contoso.com.',
};

/** `POST /oauth2/exchange` with tokens that the user obtained elsewhere. */
export const tokensForm: CredentialForm = {
  id: 'acr-entra-tokens',
  label: 'Entra tokens (advanced)',
  detail:
    'Exchanged once for an ACR refresh token, which stays in memory for about three hours. The Entra tokens aren’t stored; enter new ones in a new window',
  offered: (to) => refuseEntra(to) === undefined,
  oneUse: true,
  fields: [
    { name: 'accessToken', label: 'Entra access token (optional)', secret: true, warn: accessTokenHint },
    { name: 'refreshToken', label: 'Entra refresh token (optional)', secret: true },
    tenantField,
  ],
  toCredential: (values) => ({
    type: 'foreign-tokens',
    ...filled('accessToken', values),
    ...filled('refreshToken', values),
    ...filled('tenant', values),
  }),
  toValues: (credential) => {
    const { accessToken = '', refreshToken = '', tenant = '' } = credential.type === 'foreign-tokens' ? credential : {};
    return { accessToken, refreshToken, tenant };
  },
};

/** The editor's own Microsoft sign-in. The stored credential names the account and holds no token. */
export const sessionForm: CredentialForm = {
  id: 'acr-microsoft',
  label: 'Sign in with Microsoft',
  detail:
    'An account with a role on the registry, such as AcrPull. VS Code manages the sign-in; this extension stores no secret',
  offered: (to) => refuseEntra(to) === undefined,
  fields: [{ ...tenantField, advanced: true }],
  signIn(to, { tenant = '' }, sessions) {
    const cloud = cloudAt(to.registry);
    return {
      provider: cloud.provider,
      ...(cloud.environment && { environment: cloud.environment }),
      cloud: cloud.id,
      scopes: signInScopes(cloud, sessions.audience, tenant.trim()),
    };
  },
  toCredential: (values) => ({
    type: 'session',
    provider: values.provider ?? '',
    account: { id: values.accountId ?? '', label: values.account ?? '' },
    ...filled('tenant', values),
    ...filled('cloud', values),
  }),
  toValues: (credential) => {
    if (credential.type !== 'session') {
      return {};
    }
    const { provider, account, tenant = '', cloud = '' } = credential;
    return { provider, accountId: account.id, account: account.label, tenant, cloud };
  },
};

function accessTokenHint(value: string): string | undefined {
  return value === '' || value.startsWith('eyJ') ? undefined : 'An Entra access token begins with eyJ.';
}

function filled<Name extends string>(
  name: Name,
  values: Readonly<Record<string, string>>,
): Partial<Record<Name, string>> {
  const value = withoutTrailingLineBreak(values[name] ?? '').trim();
  // TypeScript types a computed property name as an index signature.
  return value === '' ? {} : ({ [name]: value } as Record<Name, string>);
}
