import { AuthError } from '../../auth/errors.js';
import type { Token } from '../../auth/token.js';
import type { OutputForm } from '../kind.js';
import { commonCopyFormats, tokenVariable } from '../shared/copyFormats.js';

/** Password in an `AWS:<password>` pair; undefined for an anonymous token, which has none. */
export function passwordOf({ scheme, value, refreshToken }: Token): string | undefined {
  const pair = scheme === 'Basic' ? value : refreshToken;
  return pair === undefined
    ? undefined
    : Buffer.from(pair, 'base64')
        .toString('utf8')
        .replace(/^[^:]*:/, '');
}

const password: OutputForm = {
  id: 'password',
  label: 'Password (for docker login)',
  text: (token) => passwordOf(token) ?? refuse('without a credential there is no password, and none is needed'),
};

const login: OutputForm = {
  id: 'docker-login',
  label: 'docker login command',
  addressed: true,
  text: (token, registry) => {
    const { host } = new URL(token.details?.registry ?? registry);
    return { words: ['docker', 'login', '--username', 'AWS', '--password-stdin', host] };
  },
};

// Start of every pair: the base64 of the user name `AWS`.
const MASKED = 'QVdT…';

/** The GetAuthorizationToken response as the service writes it, with the token masked. */
function answerText(shape: (data: object) => unknown): (token: Token) => string {
  return ({ details }) =>
    JSON.stringify({
      authorizationData: shape({
        authorizationToken: MASKED,
        expiresAt: Date.parse(details?.expiresAt ?? refuse('without a credential there is no such answer')) / 1000,
        ...(details?.proxyEndpoint === undefined ? {} : { proxyEndpoint: details.proxyEndpoint }),
      }),
    });
}

export const privateAnswer = answerText((data) => [data]);
export const publicAnswer = answerText((data) => data);

function answer(text: (token: Token) => string): OutputForm {
  return { id: 'answer', label: 'Answer as JSON', fetchedOnly: true, text };
}

function refuse(reason: string): never {
  throw new AuthError('invalid-input', 'An anonymous token has none of that.', {
    details: { field: 'credential', reason },
  });
}

/** The token's value is user name and password in base64. It is easily mistaken for the password. */
export const privateCopyFormats: readonly OutputForm[] = [
  {
    id: 'token',
    label: 'Authorization token (user and password in base64, not the password)',
    text: (token) => token.value,
  },
  password,
  { id: 'header', label: 'Authorization: Basic header', text: (token) => `Authorization: Basic ${token.value}` },
  login,
  tokenVariable,
  {
    id: 'curl',
    label: 'curl command',
    addressed: true,
    text: (token, registry) => {
      const { href } = new URL('/v2/', token.details?.registry ?? registry);
      return { words: ['curl', '--header', `Authorization: Basic ${token.value}`, href] };
    },
  },
  answer(privateAnswer),
];

export const publicCopyFormats: readonly OutputForm[] = [...commonCopyFormats, password, login, answer(publicAnswer)];
