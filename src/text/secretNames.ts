import { invisible } from './invisible.js';

/** Quick pre-check: every secret name contains one of these, and most names contain none. */
const worthALook =
  /auth|bearer|pass|kennwort|contrasena|senha|pwd|pin|otp|cookie|assertion|credential|secret|token|jwt|key|connection/i;
/** Words that mark a name as secret when it ends in them. */
const secretWord =
  /(?:^|_)(?:auth|authorization|bearer|pass|passcode|pin|otp|cookie|assertion|connection_?string)$|(?:credential|secret|passwor[dt]|kennwort|contrasena|senha|passwd|passphrase|pwd|token|jwt)s?$/;
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
  if (ASCII.test(name)) {
    return isSecretWord(name);
  }
  const plain = name.replace(INVISIBLE, '').slice(-END_READ).normalize('NFKC');
  return FOREIGN.test(plain) || isSecretWord(undisguised(plain));
}

function isSecretWord(name: string): boolean {
  if (!worthALook.test(name)) {
    return false;
  }
  const words = wordsOf(name);
  return secretWord.test(words) || secretKey.test(words);
}

const ASCII = /^\p{ASCII}*$/u;
const INVISIBLE = new RegExp(invisible, 'gu');
/** "Password" in other scripts. */
const FOREIGN = /парол|密[码碼]|パスワード|비밀번호/;

// Letters of other scripts, and the Latin letters that they look like, in the same order (Unicode Technical Standard 39).
const DISGUISES = 'аеорсухіѕјкһԁѡАВЕКМНОРСТУХІЅαεικνορτυχωΑΒΕΗΙΚΜΝΟΡΤΥΧօıɑɡ';
const DISGUISED = 'aeopcyxisjkhdwABEKMHOPCTYXISaeikvoptuxwABEHIKMNOPTYXoiag';

/** Latin letters without accents, for those that look like them. */
function undisguised(name: string): string {
  return name
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .replace(/[^\p{ASCII}]/gu, (letter) => DISGUISED[DISGUISES.indexOf(letter)] ?? letter);
}

/** Names of random values that aren't secrets: digests, signatures, public keys, certificates, tags and identifiers. */
const publicWord =
  /(?:^|_)(?:digest|ids?|u?uids?|etag|revision|commit|sha|checksum|hash|fingerprint|thumbprint|signature|sig|certificate|chain|x5c?|n|x|y|kid|md|tags?|names?|repository|repositories|refs?|references?|versions?|branch|image|parent|container|layers?)$/;

/** Whether a member's name says that a random value isn't a secret: `imageID` and `etag` do. */
export function isPublicName(name: string): boolean {
  const words = wordsOf(name);
  return publicWord.test(words) && !/secret|pass|session|token|auth|credential/.test(words);
}

/** Whether a secret name is that of several values, such as `tokens`, whose list can hold objects with other names. */
export function isPluralName(name: string): boolean {
  return wordsOf(name).endsWith('s');
}

/** The words of a name in lowercase, joined by underscores, without digits at the end. */
function wordsOf(name: string): string {
  return name
    .slice(-END_READ)
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/[_\d]*$/, '');
}

/** Members of a JWK that hold the private part of a key (RFC 7518 sections 6.2.2, 6.3.2 and 6.4.1). */
const KEY_MEMBERS: ReadonlySet<string> = new Set(['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k']);

/** Whether a member with this name is secret in an object that is a key (RFC 7517 section 4). */
export function isKeyMember(name: string): boolean {
  return KEY_MEMBERS.has(name);
}

/** Members that name the value beside them: `{ "name": "PASSWORD", "value": … }`, as in lists of environment variables. */
export const NAME_MEMBERS: readonly string[] = ['name', 'key', 'Name', 'Key', 'NAME', 'KEY'];

/** Whether a member holds the value for such a name. */
export function isValueMember(name: string): boolean {
  return /^values?$/i.test(name);
}
