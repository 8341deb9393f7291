/** What the shell script of an exchange says; `{names}` are filled in. */
export const curlWords = {
  head: 'Sends again what was sent, with bash and curl. Asks for what is secret, without showing it.',
  prints: 'Prints the token as its only output; everything else goes to the error output.',
  gaps: 'Where it says … a value was not recorded: put it in first.',
  step: '{number}. {request}: {status} when it was recorded',
  noAnswer: 'no answer',
  noToken: 'There is no token in the answer.',
  USERNAME: 'User name',
  PASSWORD: 'Password',
  TOKEN: 'Bearer token',
  REFRESH_TOKEN: 'Refresh token',
  IDENTITY_TOKEN: 'Token of the identity that is exchanged',
  CODE: 'One-time code',
  AUTHORIZATION: 'Authorization header',
} as const;
