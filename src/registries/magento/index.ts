import { type Credential, withoutTrailingLineBreak } from '../../auth/credential.js';
import type { CredentialForm, FormField, RegistryKind } from '../kind.js';
import { copyFormatsFor } from '../shared/copyFormats.js';
import { required } from '../shared/credentialForms.js';
import { type Expected, secretHint, usernameHint } from '../shared/secretHints.js';

type Values = Readonly<Record<string, string>>;

const field = (name: string, label: string, what: string, secret = false, expected?: Expected): FormField => ({
  name,
  label,
  secret,
  validate: required(what),
  warn: (value) => (secret ? secretHint(value, expected) : usernameHint(value.trim(), expected)),
});

const gateFields = [
  field('gateUsername', 'Web server user name', 'the web server user name'),
  field('gatePassword', 'Web server password', 'the web server password', true),
];

function loginForm(
  role: 'admin' | 'customer',
  words: { readonly id: string; readonly label: string; readonly detail: string; readonly username: FormField },
  gate: boolean,
): CredentialForm {
  const { id, label, detail, username } = words;
  return {
    id,
    label,
    detail,
    fields: [username, field('password', 'Password', 'the password', true), ...(gate ? gateFields : [])],
    toCredential: (values) => ({
      type: 'shop-login',
      role,
      ...pairOf(values, username.name, 'password'),
      ...(gate ? { gate: pairOf(values, 'gateUsername', 'gatePassword') } : {}),
    }),
    toValues: (credential) =>
      credential.type === 'shop-login'
        ? {
            [username.name]: credential.username,
            password: credential.password,
            ...(credential.gate
              ? { gateUsername: credential.gate.username, gatePassword: credential.gate.password }
              : {}),
          }
        : {},
  };
}

function pairOf(values: Values, name: string, secret: string): { username: string; password: string } {
  return { username: (values[name] ?? '').trim(), password: withoutTrailingLineBreak(values[secret] ?? '') };
}

const email = field('email', 'Customer’s email address', 'the email address', false, {
  looks: /@/,
  otherwise: 'A customer signs in with an email address.',
});
const login = field('login', 'Admin user name', 'the user name', false, {
  looks: /^[^@]*$/,
  otherwise:
    'An admin user signs in with a user name, rarely an email address. For a customer account, choose "Customer".',
});

/** Magento Open Source, Mage-OS, and Adobe Commerce on its own servers or in the cloud (PaaS). */
export const magento: RegistryKind = {
  id: 'magento',
  label: 'Magento / Adobe Commerce',
  icon: 'package',
  noun: 'shop',
  group: 'commerce',
  // A shop has its own host name, which doesn't identify the software.
  matches: () => false,
  readPath,
  credentials: [
    loginForm(
      'customer',
      {
        id: 'customer',
        label: 'Customer',
        detail: 'A storefront account. Its token reads and changes the account’s own data',
        username: email,
      },
      false,
    ),
    loginForm(
      'admin',
      {
        id: 'admin',
        label: 'Admin user',
        detail:
          'System › Permissions › All Users. The role determines the token’s permissions. You’re prompted for a two-factor code if the shop requires one',
        username: login,
      },
      false,
    ),
    {
      id: 'integration',
      label: 'Integration access token',
      detail:
        'System › Integrations, sent unchanged. Since 2.4.4, “Allow OAuth Access Tokens to be used as standalone Bearer tokens” must be on',
      fields: [
        field('token', 'Access token', 'the access token', true, {
          looks: /^(Bearer\s+)?([a-z0-9]{32}|eyJ\S+)$/i,
          otherwise:
            'An access token has 32 lowercase letters and digits. This may be the consumer key or one of the secrets.',
        }),
      ],
      toCredential: ({ token = '' }) => ({ type: 'bearer', token: token.trim().replace(/^Bearer\s+/i, '') }),
      toValues: (credential: Credential) => (credential.type === 'bearer' ? { token: credential.token } : {}),
    },
    loginForm(
      'customer',
      {
        id: 'customer-staging',
        label: 'Customer, behind a web server password',
        detail: 'For staging shops whose web server requires its own user name and password',
        username: email,
      },
      true,
    ),
    loginForm(
      'admin',
      {
        id: 'admin-staging',
        label: 'Admin user, behind a web server password',
        detail: 'For staging shops whose web server requires its own user name and password',
        username: login,
      },
      true,
    ),
  ],
  settings: [
    {
      name: 'path',
      label: 'Base URL path (optional)',
      placeholder: '/shop or /index.php',
      secret: false,
      validate: (value) =>
        /^[\w\-./~]*$/.test(value) && !value.includes('..') ? undefined : 'Enter only the path, such as /shop.',
    },
    {
      name: 'store',
      label: 'Store code (leave empty for the default store view)',
      placeholder: 'default',
      secret: false,
      validate: (value) =>
        /^([a-z]\w*)?$/i.test(value)
          ? undefined
          : 'A store code has only letters, digits, and underscores, and begins with a letter.',
    },
    {
      name: 'protocol',
      label: 'Web API',
      secret: false,
      initial: 'rest-json',
      advanced: true,
      choices: [
        { value: 'rest-json', label: 'REST with JSON' },
        { value: 'rest-xml', label: 'REST with XML' },
        { value: 'soap', label: 'SOAP', detail: 'For shops where /rest is blocked' },
      ],
      validate: (value) =>
        /^(|rest-json|rest-xml|soap)$/.test(value) ? undefined : 'Enter rest-json, rest-xml, or soap.',
    },
    {
      name: 'probe',
      label: 'Route for testing tokens (leave empty for the default)',
      placeholder: 'V1/store/storeConfigs',
      secret: false,
      advanced: true,
      validate: (value) =>
        /^(V\d[\w\-./]*)?$/.test(value) && !value.includes('..')
          ? undefined
          : 'Enter a route, such as V1/store/storeConfigs.',
    },
  ],
  knowledge: {
    knownRealms: [],
    sharedSuffixes: [],
    missingGrant: {},
  },
  requests: async () => (await import('./shopRequests.js')).shopRequests,
  prove: async (...proof) => (await import('./shopFlow.js')).proveAtShop(...proof),
  terminals: async () => (await import('../shared/terminalCommands.js')).shopTerminals,
  revoke: {
    forms: ['customer', 'customer-staging'],
    detail: 'All of this customer’s tokens stop working immediately, everywhere. The password doesn’t change.',
    run: async (...revocation) => (await import('./shopFlow.js')).revokeAtShop(...revocation),
  },
  outputs: copyFormatsFor(({ details }, registry) => details?.probe ?? new URL('/rest/V1/customers/me', registry).href),
  checks: async () => (await import('../../diagnosis/checks/checkDefinitions.js')).serviceChecks,
  authenticate: async (request, io) => (await import('./shopFlow.js')).authenticateShop(request, io),
};

/** Parses `<base>/rest/[<store code>/]V1/…` and `<base>/soap/<store code>`. Any other path is the base itself. */
function readPath(path: string): { settings: { path: string; store: string }; telling: boolean } {
  const [, base = path, store = ''] = /^(.*?)\/(?:rest|soap)(?:\/(?!V\d)([a-z]\w*))?(?:\/.*)?$/i.exec(path) ?? [];
  return {
    settings: { path: base.replace(/\/+$/, ''), store },
    // Image names are lowercase and have no version like this.
    telling: /\/rest\/(\w+\/)?V\d|\/index\.php(\/|$)/.test(path),
  };
}
