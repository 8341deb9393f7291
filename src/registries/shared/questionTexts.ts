/** Prompts of flows; `{names}` are placeholders. */
export const factorWords = {
  title: 'Two-Factor Sign-In at {host}',
  which: 'Choose a verification method.',
  google: 'Code from Google Authenticator (or another authenticator app)',
  authyApp: 'Code from the Authy app',
  authySms: 'Text me a code (SMS)',
  authySmsSent: 'Code from the text message',
  authyCall: 'Call me with a code',
  authyCallMade: 'Code from the phone call',
  authyPush: 'Approve in the Authy app',
  authyPushDetail: 'No code to enter',
  authyPushSent: 'Approve the request in the Authy app, then continue here.',
  approved: 'I approved it',
  refused: 'Code rejected. Enter the next one. {said}',
} as const;

export const signInWords = {
  title: 'Sign In to {host}',
  audiencePrompt: '{host} didn’t accept the sign-in',
  audience: 'Sign in again for container registries only',
  audienceDetail:
    'A registry policy may block management API tokens. This requests a token for the registry’s own audience',
} as const;

export const roleWords = {
  title: 'One-time code for {arn}',
  prompt: 'Code from {device}',
} as const;
