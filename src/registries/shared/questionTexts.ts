/** Prompts of flows; `{names}` are placeholders. */
export const factorWords = {
  title: 'Two-Factor Sign-In at {host}',
  which: 'How do you prove that it is you?',
  google: 'Code of Google Authenticator (or another authenticator app)',
  authyApp: 'Code of the Authy app',
  authySms: 'Have Authy send a code by SMS',
  authySmsSent: 'Code that Authy sent by SMS',
  authyCall: 'Have Authy call and say a code',
  authyCallMade: 'Code that Authy said on the phone',
  authyPush: 'Have Authy ask on the phone',
  authyPushDetail: 'Nothing has to be typed',
  authyPushSent: 'Authy has asked on the phone. Approve there first.',
  approved: 'I have approved it',
  refused: 'The code was refused: {said} Enter the next one.',
} as const;

export const signInWords = {
  title: 'Sign In for {host}',
  audiencePrompt: '{host} did not take the sign-in',
  audience: 'Sign in for container registries only',
  audienceDetail:
    'It may accept no tokens of the management API (a policy of the registry): this asks for its own audience',
} as const;

export const roleWords = {
  title: 'One-time code for {arn}',
  prompt: 'Code of {device}',
} as const;
