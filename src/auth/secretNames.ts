/** One of these is in every name that is taken for a secret's; most names have none. */
const worthALook = /auth|bearer|pass|pwd|pin|otp|cookie|assertion|credential|secret|token|jwt|key|connection/i;
/** Words at the end of a name, whatever stands in front of them. */
const secretWord =
  /(?:^|_)(?:auth|authorization|bearer|pass|passcode|pin|otp|cookie|assertion|connection_?string)$|(?:credential|secret|password|passwd|passphrase|pwd|token|jwt)s?$/;
/** Most keys are names; these are not. */
const secretKey =
  /(?:^|_)(?:api|private|secret|shared|signing|encryption|access|account|subscription|master|storage)_?keys?$/;
/** What a name ends in says what it is; longer ones are no names. */
const END_READ = 100;

/**
 * Whether a member's name says that its value is a secret: `client-secret`, `sessionToken` and `AWS_SECRET_ACCESS_KEY`
 * do, `token_type` and `access_key_id` do not.
 */
export function isSecretName(name: string): boolean {
  if (!worthALook.test(name)) return false;
  const words = name
    .slice(-END_READ)
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/[_\d]*$/, '');
  return secretWord.test(words) || secretKey.test(words);
}
