import { AuthError } from '../../auth/errors.js';
import type { OutputForm } from '../kind.js';
import { commonCopyFormats } from '../shared/copyFormats.js';

/** User name for HTTP Basic when the password is a token of the registry. */
export const NULL_GUID = '00000000-0000-0000-0000-000000000000';

/** Credential forms whose access tokens come with the refresh token they were issued for. */
const forms = ['acr-microsoft', 'acr-entra-tokens'];

const refreshToken: OutputForm = {
  id: 'refresh-token',
  label: 'Refresh token (password for docker login)',
  forms,
  text: (token) => {
    if (token.refreshToken === undefined) {
      throw new AuthError('invalid-input', 'This token came without a refresh token.', {
        details: { field: 'credential', reason: 'this token came without a refresh token' },
      });
    }
    return token.refreshToken;
  },
};

const dockerLogin: OutputForm = {
  id: 'docker-login',
  label: 'docker login command',
  forms,
  text: (_token, registry) => ({
    words: ['docker', 'login', '--username', NULL_GUID, '--password-stdin', registry.host],
  }),
};

export const acrCopyFormats: readonly OutputForm[] = [...commonCopyFormats, refreshToken, dockerLogin];
