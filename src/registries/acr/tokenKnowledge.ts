import type { KindTokens } from '../kind.js';

export const acr: KindTokens = {
  claims: {
    iss: 'Issuer: who made the token; always the text "Azure Container Registry"',
    aud: 'Audience: the login server that the token is for',
    sub: 'Subject: whom it speaks for; a user, a token name, or the id of an application',
    grant_type: 'Which of its two sorts of tokens this is',
    rid: 'Resource id of the registry',
    appid: 'Application that got the Entra token behind it',
    tenant: 'Entra tenant of the identity',
    permissions: 'The most that access tokens made with this refresh token can be granted',
    roles: 'Special roles, such as AcrImageSigner',
    version: 'Version of the token format',
    credential: 'An Entra token wrapped inside: secret',
    tid: 'Entra tenant',
    oid: 'Object id of the identity in Entra',
    upn: 'Sign-in name of the person',
    scp: 'What the person allowed the application',
    idtyp: 'Kind of identity: user or app',
  },
  values: { grant_type: { access_token: 'An access token: it goes to the registry API.' } },
  mostGranted: 'permissions',
  issues: ({ iss }) =>
    iss === 'Azure Container Registry' ||
    (typeof iss === 'string' &&
      /^https:\/\/(sts\.windows\.net|login\.microsoftonline\.(com|us)|login\.partner\.microsoftonline\.cn)\//.test(
        iss,
      )),
  leaked: {
    '': 'An access token cannot be called back: it works until it expires, at most 75 minutes.',
    'acr-admin':
      'Regenerate the admin password (Azure portal › Access keys). Access tokens made with it live on until they expire, at most 75 minutes.',
    'acr-token':
      'Regenerate the password of the token (Azure portal › Tokens), or disable the token. Access tokens made with it live on until they expire, at most 75 minutes.',
    'acr-service-principal':
      'Delete the client secret of the application (Entra ID › App registrations). Access tokens made with it live on until they expire, at most 75 minutes.',
    'acr-microsoft':
      'No secret is stored here. If the account leaked, revoke its sessions (Entra ID › Users › Revoke sessions). An ACR refresh token cannot be called back: take the role from the account; it ends by itself after about three hours.',
    'acr-entra-tokens':
      'Revoke the sessions of the account (Entra ID › Users › Revoke sessions). An ACR refresh token cannot be called back: take the role from the identity behind it; it ends by itself after about three hours.',
    'acr-null-guid':
      'A refresh token cannot be called back: take the role from the identity behind it; it ends by itself after about three hours.',
  },
};
