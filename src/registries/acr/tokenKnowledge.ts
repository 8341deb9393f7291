import { clause } from '../../text/message.js';
import type { KindTokens, OtherTokens } from '../kind.js';

const issuers =
  /^https:\/\/(sts\.windows\.net|login\.microsoftonline\.(com|us)|login\.partner\.microsoftonline\.cn|sts\.chinacloudapi\.cn)\//;
/** APIs whose tokens a registry exchanges: Azure Resource Manager and Container Registry, in all clouds. */
const exchanged =
  /^https:\/\/(management\.(core\.windows\.net|azure\.com|(core\.)?usgovcloudapi\.net|(core\.)?chinacloudapi\.cn)|containerregistry\.azure\.net)\/?$/;

/** Entra names its subject by an ID that says nothing to people. */
const entra: OtherTokens = {
  label: 'Microsoft Entra',
  claims: {
    iss: 'Issuer: Microsoft Entra, with the id of the tenant',
    aud: 'Audience: the API that it is for',
    appid: 'Application that it was issued to',
    azp: 'Application that it was issued to',
    app_displayname: 'Name of that application',
    tid: 'Entra tenant',
    oid: 'Object id of the identity in Entra',
    upn: 'Sign-in name of the person',
    unique_name: 'Name of the person, for display only',
    scp: 'What the person allowed the application',
    roles: 'Roles of the identity in that API',
    idtyp: 'Kind of identity: user or app',
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
    text: 'Azure Container Registry does not accept it as a bearer token. It exchanges it for tokens of its own.',
    advice: 'Run az acr login, or add a connection with Sign in with Microsoft or Entra tokens.',
  },
  leaked: {
    '': 'Revoke the sessions of the account (Entra ID › Users › Revoke sessions), or replace the secret of the application. The token itself works until it expires, unless its API checks for that.',
  },
};

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
  },
  values: { grant_type: { access_token: 'An access token: it goes to the registry API.' } },
  mostGranted: 'permissions',
  issues: ({ iss }) => iss === 'Azure Container Registry',
  others: [entra],
  leakedForm: ({ grant_type: type }) => (type === 'refresh_token' ? 'acr-null-guid' : undefined),
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
