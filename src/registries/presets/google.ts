import { passwordForm } from '../shared/credentialForms.js';
import { preset } from './preset.js';

// The key in the file is PEM text with its line breaks written as \n. A real line break means that the file was
// changed.
const keyFile = {
  looks: /^\s*\{[^]*"-----BEGIN PRIVATE KEY-----\\n[^"\n]+"[^]*\}\s*$/,
  otherwise: 'Enter the entire key file, beginning with {. Don’t change the \\n sequences in its key.',
};

const keyMissing =
  'Grant the key’s service account (client_email in the file) the Artifact Registry Reader role (Writer to push) on {repository}. Check the spelling: PROJECT/REPOSITORY/IMAGE.';

export const google = preset({
  id: 'google',
  label: 'Google Artifact Registry',
  hosts: /^([a-z0-9-]+-docker\.pkg\.dev|((us|eu|asia)\.)?gcr\.io)$/,
  shorthand(text) {
    const [, project = '', location = '', name] =
      /^(?:https:\/\/)?console\.cloud\.google\.com\/artifacts\/docker\/([^/?#]+)\/([a-z0-9-]+)\/([^?#]+)/i.exec(
        text.trim(),
      ) ?? [];
    // The page of a repository shows no image.
    const path = name?.replace(/^[^/]+$|\/?(?:sha256:.*)?$/, '');
    const host = `${location}-docker.pkg.dev`;
    return path === undefined ? undefined : path === '' ? host : `${host}/${project}/${path}`;
  },
  forms: [
    passwordForm({
      id: 'access-token',
      label: 'Access token',
      detail: 'gcloud auth print-access-token. Expires after about an hour',
      password: 'Access token',
      expectedPassword: {
        looks: /^ya29\.|^eyJ/,
        otherwise: 'An access token begins with "ya29." This may be a key file or another secret.',
      },
      fixedUsername: 'oauth2accesstoken',
    }),
    passwordForm({
      id: 'json-key',
      label: 'Service account key (JSON)',
      detail: 'IAM › Service accounts › Keys, with the Artifact Registry Reader role, or Writer to push',
      password: 'Key file contents',
      fixedUsername: '_json_key',
      expectedPassword: keyFile,
    }),
    passwordForm({
      id: 'json-key-base64',
      label: 'Service account key (base64)',
      detail: 'The same file in base64. pkg.dev only',
      password: 'Key file contents in base64',
      fixedUsername: '_json_key_base64',
      expectedPassword: { looks: /^[\w+/]+=*$/, otherwise: 'This isn’t base64.' },
    }),
  ],
  catalogueRefused: 'Repositories are listed only in part here. Type PROJECT/REPOSITORY/IMAGE.',
  missing:
    'Grant {account} the Artifact Registry Reader role (Writer to push) on {repository}. Check the spelling: PROJECT/REPOSITORY/IMAGE.',
  missingFor: {
    'access-token':
      'The token belongs to the account that is signed in to gcloud. Grant that account the Artifact Registry Reader role (Writer to push) on {repository}. Check the spelling: PROJECT/REPOSITORY/IMAGE.',
    'json-key': keyMissing,
    'json-key-base64': keyMissing,
  },
  leaked: 'Delete the key (IAM › Service accounts › Keys). An access token expires after about an hour.',
  leakedFor: {
    'access-token':
      'It expires after about an hour. gcloud auth revoke ends the sign-in that it was issued for, not the token.',
  },
});
