import { AuthError } from '../../auth/errors.js';
import type { OutputForm } from '../kind.js';
import { commonOutputs } from '../outputs.js';

const password: OutputForm = {
  id: 'password',
  label: 'Password (for docker login)',
  text: (token) => {
    const pair = token.scheme === 'Basic' ? token.value : token.refreshToken;
    if (pair === undefined) {
      throw new AuthError('invalid-input', 'An anonymous token has no password.', {
        details: { field: 'credential', reason: 'without a credential there is no password, and none is needed' },
      });
    }
    return Buffer.from(pair, 'base64')
      .toString('utf8')
      .replace(/^[^:]*:/, '');
  },
};

const login: OutputForm = {
  id: 'docker-login',
  label: 'docker login command',
  text: (token, registry) =>
    `docker login --username AWS --password-stdin ${new URL(token.details?.registry ?? registry).host}`,
};

// What the pair begins with whoever it belongs to: the user name.
const MASKED = 'QVdT…';

/** As the service words it, the token left out. */
function answer(shape: (data: object) => unknown): OutputForm {
  return {
    id: 'answer',
    label: 'Answer as JSON',
    text: ({ details }) =>
      JSON.stringify({
        authorizationData: shape({
          authorizationToken: MASKED,
          expiresAt: Date.parse(details?.expiresAt ?? '') / 1000,
          ...(details?.proxyEndpoint === undefined ? {} : { proxyEndpoint: details.proxyEndpoint }),
        }),
      }),
  };
}

/** The value of the token is the pair of user and password in base64; it passes for a password and is none. */
export const privateOutputs: readonly OutputForm[] = [
  {
    id: 'token',
    label: 'Authorization token (user and password in base64, not the password)',
    text: (token) => token.value,
  },
  password,
  { id: 'header', label: 'Authorization: Basic header', text: (token) => `Authorization: Basic ${token.value}` },
  login,
  {
    id: 'curl',
    label: 'curl command',
    text: (token, registry) =>
      `curl --header "Authorization: Basic ${token.value}" "${new URL('/v2/', token.details?.registry ?? registry).href}"`,
  },
  answer((data) => [data]),
];

export const publicOutputs: readonly OutputForm[] = [...commonOutputs, password, login, answer((data) => data)];
