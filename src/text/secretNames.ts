/** Quick pre-check: every secret name contains one of these, and most names contain none. */
const worthALook = /auth|bearer|pass|pwd|pin|otp|cookie|assertion|credential|secret|token|jwt|key|connection/i;
/** Words that mark a name as secret when it ends in them. */
const secretWord =
  /(?:^|_)(?:auth|authorization|bearer|pass|passcode|pin|otp|cookie|assertion|connection_?string)$|(?:credential|secret|password|passwd|passphrase|pwd|token|jwt)s?$/;
/** Keys that are secret; most other members named `key` are identifiers. */
const secretKey =
  /(?:^|_)(?:api|private|secret|shared|signing|encryption|access|account|subscription|master|storage)_?keys?$/;
/** Characters read from the end of a name, which says what it is. Longer texts aren't names. */
const END_READ = 100;

/**
 * Whether a member's name marks its value as secret: `client-secret`, `sessionToken` and `AWS_SECRET_ACCESS_KEY` do,
 * `token_type` and `access_key_id` do not.
 */
export function isSecretName(name: string): boolean {
  if (!worthALook.test(name)) {
    return false;
  }
  const words = name
    .slice(-END_READ)
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/[_\d]*$/, '');
  return secretWord.test(words) || secretKey.test(words);
}
