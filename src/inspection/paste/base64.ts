const ALPHABET = /^[A-Za-z0-9+/_-]+={0,2}$/;
/** Beginnings of `{"`, `{ "`, `{` and a line break, and `[{`, in base64. */
const OBJECT = /^(?:eyJ|eyA|ew[ok0]|W3si|Wwog)/;
/** The beginning of a JWT that is in base64 once more. */
const JWT_IN_BASE64 = 'ZXlK';

/** The text that base64 of either alphabet stands for: UTF-8, or Latin-1 where it isn't; undefined if it has control characters. */
export function base64Text(value: string): string | undefined {
  if (!ALPHABET.test(value)) {
    return undefined;
  }
  const bytes = Buffer.from(value, 'base64');
  const text = bytes.toString('utf8');
  const read = text.includes('\ufffd') ? bytes.toString('latin1') : text;
  return /[^\P{Cc}\t\n\v\f\r]/u.test(read) ? undefined : read;
}

/** User name and password (RFC 7617 section 2). */
export interface Login {
  readonly user: string;
  readonly password: string;
}

/** The user name and password in base64; undefined if it holds something else. */
export function loginInBase64(value: string): Login | undefined {
  const text = base64Text(value);
  // An `auth` field that was encoded once more.
  const again = text !== undefined && !text.includes(':') ? base64Text(text.trim()) : text;
  return again === undefined ? undefined : loginIn(again);
}

/** The user name and password in `user:password`. Either can be empty. */
export function loginIn(text: string): Login | undefined {
  const colon = text.indexOf(':');
  return colon === -1 ? undefined : { user: text.slice(0, colon), password: text.slice(colon + 1) };
}

/** The JSON text that a value is, in base64 or as it stands; undefined for any other value. */
export function jsonIn(value: string): string | undefined {
  if (/^\s*[{[]/.test(value)) {
    return value;
  }
  const text = OBJECT.test(value) ? base64Text(value) : undefined;
  return text !== undefined && /^\s*[{[]/.test(text) ? text : undefined;
}

/** A JWT that is in base64 once more, as in a Kubernetes secret; otherwise the value. */
export function jwtInBase64(value: string): string {
  const text = value.startsWith(JWT_IN_BASE64) ? base64Text(value) : undefined;
  return text !== undefined && /^[\w-]+\.[\w-]+\.[\w-]*$/.test(text.trim()) ? text.trim() : value;
}
