import { clause } from '../../text/message.js';
import type { KindTokens, OtherTokens } from '../kindTokens.js';

const issuers =
  /^https:\/\/(sts\.windows\.net|login\.microsoftonline\.(com|us)|login\.partner\.microsoftonline\.cn|sts\.chinacloudapi\.cn)\//;
/** APIs whose tokens a registry exchanges: Azure Resource Manager and Container Registry, in all clouds. */
const exchanged =
  /^https:\/\/(management\.(core\.windows\.net|azure\.com|(core\.)?usgovcloudapi\.net|(core\.)?chinacloudapi\.cn)|containerregistry\.azure\.net)\/?$/;

/** Entra names its subject by an ID that says nothing to people. */
const entra: OtherTokens = {
  label: 'Microsoft Entra',
  claims: {
    iss: 'Issuer: Microsoft Entra, with the tenant ID',
    aud: 'Audience: the API that the token is for',
    appid: 'Application that the token was issued to',
    azp: 'Application that the token was issued to',
    app_displayname: 'Application name',
    tid: 'Entra tenant',
    oid: 'Entra object ID of the identity',
    upn: 'User’s sign-in name',
    unique_name: 'User’s display name',
    scp: 'Permissions that the user granted to the application',
    roles: 'Roles of the identity for the API',
    idtyp: 'Identity type: user or app',
    ver: 'Version of the token format',
  },
  issues: ({ iss }) => typeof iss === 'string' && issuers.test(iss),
  clientAudience: true,
  subject({ upn, preferred_username: preferred, unique_name: unique, email, idtyp, appid, azp }) {
    const name = [upn, preferred, unique, email].find((one) => typeof one === 'string');
    const app = [appid, azp].find((one) => typeof one === 'string');
    if (name !== undefined) {
      return clause('{name}', { name });
    }
    return idtyp === 'app' && app !== undefined ? clause('application {id}', { id: app }) : undefined;
  },
  isForeign: true,
  exchange: {
    fits: ({ aud }) => typeof aud === 'string' && exchanged.test(aud),
    text: 'Azure Container Registry doesn’t accept it as a bearer token. It exchanges it for its own tokens.',
    advice: 'Run az acr login, or add a connection with Sign in with Microsoft or Entra tokens.',
  },
  leaked: {
    '': 'Revoke the account’s sessions (Entra ID › Users › Revoke sessions), or replace the application’s secret. The token itself works until it expires, unless its API checks for revocation.',
  },
};

export const acr: KindTokens = {
  claims: {
    iss: 'Issuer: always "Azure Container Registry"',
    aud: 'Audience: the login server that accepts the token',
    sub: 'Subject: a user, a token name, or an application ID',
    grant_type: 'Token type: access token or refresh token',
    rid: 'Registry’s resource ID',
    appid: 'Application that obtained the underlying Entra token',
    tenant: 'Identity’s Entra tenant',
    permissions: 'Maximum permissions of access tokens issued for this refresh token',
    roles: 'Special roles, such as AcrImageSigner',
    version: 'Version of the token format',
    credential: 'Embedded Entra token (secret)',
  },
  values: { grant_type: { access_token: 'An access token for the registry API.' } },
  mostGranted: 'permissions',
  issues: ({ iss }) => iss === 'Azure Container Registry',
  others: [entra],
  leakedForm: ({ grant_type: type }) => (type === 'refresh_token' ? 'acr-null-guid' : undefined),
  leaked: {
    '': 'An access token can’t be revoked. It works until it expires, at most 75 minutes.',
    'acr-admin':
      'Regenerate the admin password (Azure portal › Access keys). Access tokens issued for it work until they expire, at most 75 minutes.',
    'acr-token':
      'Regenerate the token’s password (Azure portal › Tokens), or disable the token. Access tokens issued for it work until they expire, at most 75 minutes.',
    'acr-service-principal':
      'Delete the application’s client secret (Entra ID › App registrations). Access tokens issued for it work until they expire, at most 75 minutes.',
    'acr-microsoft':
      'This extension stores no secret for it. If the account is compromised, revoke its sessions (Entra ID › Users › Revoke sessions). An ACR refresh token can’t be revoked. Remove the account’s role; the token expires after about three hours.',
    'acr-entra-tokens':
      'Revoke the account’s sessions (Entra ID › Users › Revoke sessions). An ACR refresh token can’t be revoked. Remove the identity’s role; the token expires after about three hours.',
    'acr-null-guid':
      'A refresh token can’t be revoked. Remove the identity’s role; the token expires after about three hours.',
  },
};
