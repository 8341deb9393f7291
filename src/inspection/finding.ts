import { mask, shorten } from '../text/masking.js';

/** Title, text and advice of each finding; `{names}` are placeholders. */
export const findings = {
  'other-audience': {
    title: 'Issued for another service.',
    text: 'Its audience (aud) is {other}, but {host} expects {expected}.',
    advice: 'Fetch a token for {host}. A token works only with the service that it was issued for.',
  },
  'refresh-as-access': {
    title: 'This is a refresh token.',
    text: 'It can only be exchanged for access tokens at the token server.',
    advice: 'Add a connection with it as identity token, then fetch an access token there.',
  },
  'signature-missing': {
    title: 'The signature is missing.',
    text: 'The header says that the token is signed with {alg}, but the third part is empty.',
    advice: 'Copy the whole token again, or fetch a new one.',
  },
  'signature-damaged': {
    title: 'The signature is damaged.',
    text: 'The third part isn’t base64url.',
    advice: 'Copy the whole token again, or fetch a new one.',
  },
  'signature-cut': {
    title: 'The signature is cut off.',
    text: 'A signature made with {alg} has {expected} bytes. This one has {count}.',
    advice: 'Copy the whole token again, or fetch a new one.',
  },
  'signature-length': {
    title: 'The signature has the wrong length.',
    text: 'A signature made with {alg} has {expected} bytes. This one has {count}.',
    advice:
      'Copy the whole token again. If the length stays the same, the issuer encodes signatures in another format.',
  },
  'signature-unusual': {
    title: 'The signature has an unusual length.',
    text: 'Most signatures made with {alg} have {expected} bytes. This one has {count}, so it might be cut off.',
    advice: 'Compare it with the original, or copy the whole token again.',
  },
  'signature-differs': {
    title: 'The signature doesn’t match.',
    text: 'It was not made with key {key}. Either this is the wrong key, or the token was changed.',
    advice: 'Check that the key belongs to the token’s issuer. If it does, don’t trust the token.',
  },
  'no-key-matches': {
    title: 'The signature doesn’t match.',
    text: 'It was made with none of the keys that were tried. Either they are the wrong keys, or the token was changed.',
    advice: 'Check that the keys belong to the token’s issuer. If they do, don’t trust the token.',
  },
  exchange: { title: 'Not the token that a registry expects.', text: '{text}', advice: '{advice}' },
  missing: {
    title: 'Not everything was granted.',
    text: '{host} will reject a request to {what}.',
    advice: 'Check the spelling of the name and the account’s permissions, then fetch again.',
  },
  'no-access': {
    title: 'No access was granted.',
    text: '{host} will reject a request to {what}.',
    advice: 'Check the spelling of the name and the account’s permissions, then fetch again.',
  },
  anonymous: {
    title: 'The token is anonymous.',
    text: 'The credential for {account} was sent, but the token identifies no user.',
    advice: 'Check the credential. Some services answer a wrong one with an anonymous token.',
  },
  'clock-behind': {
    title: 'The clocks differ.',
    text: 'This machine’s clock is {duration} behind the clock of {host}. The times shown here are corrected.',
    advice: 'Synchronize this machine’s clock over the network.',
  },
  'clock-ahead': {
    title: 'The clocks differ.',
    text: 'This machine’s clock is {duration} ahead of the clock of {host}. The times shown here are corrected.',
    advice: 'Synchronize this machine’s clock over the network.',
  },
  'issued-ahead': {
    title: 'Issued in the future.',
    text: 'Its time of issue (iat) is {duration} ahead of this machine’s clock.',
    advice: 'Compare this machine’s clock with the issuer’s.',
  },
  'time-not-a-number': {
    title: 'A time isn’t a number.',
    text: 'Its {names} isn’t a number of seconds, so clients can read its lifetime differently.',
    many: 'Its {names} aren’t numbers of seconds, so clients can read its lifetime differently.',
    advice: 'Report this to the token’s issuer. RFC 7519 requires a number.',
  },
  'time-in-milliseconds': {
    title: 'A time is thousands of years ahead.',
    text: 'Its {names} looks like milliseconds. Clients will read it as seconds.',
    many: 'Its {names} look like milliseconds. Clients will read them as seconds.',
    advice: 'Report this to the token’s issuer. Until it is fixed, treat the token as one that never expires.',
  },
  'access-unread': {
    title: 'Not all grants can be read.',
    text: 'Entries of the access claim in an unknown format: {count}. The table of grants doesn’t list them.',
    advice: 'See them under Claims.',
  },
  'long-lived': {
    title: 'It is long-lived.',
    text: 'Its lifetime is {duration}. Access tokens usually expire within an hour.',
    advice: 'Protect it like a password, or ask for a shorter lifetime.',
  },
  wildcard: {
    title: 'It grants every action.',
    text: 'With it, a client can {what}.',
    advice: 'Request only the actions that you need, such as pull.',
  },
  'wildcard-name': {
    title: 'It covers more than one repository.',
    text: 'If {host} treats * as a wildcard, a client can {what}.',
    advice: 'Use a token for only the repositories that you need, where {host} issues such tokens.',
  },
  'wildcard-all': {
    title: 'It covers every repository.',
    text: 'If {host} treats * as a wildcard, a client can {what}.',
    advice: 'Use a token for only the repositories that you need, where {host} issues such tokens.',
  },
  unsigned: {
    title: 'It isn’t signed.',
    text: 'Anyone can create such a token. A service that verifies signatures rejects it.',
    advice: 'Don’t trust its contents. Fetch a signed token.',
  },
  'shared-key': {
    title: 'It is signed with a shared secret.',
    text: 'It is signed with {alg}: anyone who can verify it can also create such tokens. Most registries expect a key pair.',
    advice: 'Expect a registry to reject it, unless that registry shares the secret.',
  },
  'no-key-named': {
    title: 'It names no signing key.',
    text: 'The header has no kid, x5c, or jwk, so a service with several keys must guess which one signed it.',
    advice: 'If it is rejected, ask its issuer to name the key.',
  },
  'odd-type': {
    title: 'It has an unusual type.',
    text: 'The header says typ {typ}. Access tokens have JWT or at+jwt.',
    advice: 'Check that it is meant to be an access token.',
  },
  'own-key': {
    title: 'It contains its own key.',
    text: 'Anyone can put a key, or the address of one, in the header. It proves nothing.',
    advice: 'Verify it with a key from a source that you trust.',
  },
  'private-key': {
    title: 'It contains a private key.',
    text: 'The key in the header has its private part. Anyone who has seen this token can sign others.',
    advice: 'Replace that key everywhere it is used.',
  },
  critical: {
    title: 'It has critical extensions.',
    text: 'The header lists {names} as critical (crit). A client that doesn’t support them must reject the token.',
    advice: 'Check that {host} supports them.',
  },
  'large-numbers': {
    title: 'It contains large numbers.',
    text: 'Many clients round the numbers in {names}. They are shown here as written.',
    advice: 'Compare them as text.',
  },
  'opaque-may-be-credential': {
    title: 'It might be a long-lived credential.',
    text: 'Some services return the password or personal access token in another form.',
    advice: 'Treat it like a password.',
  },
  'opaque-is-credential': {
    title: 'It is a long-lived credential.',
    text: 'Recognized format: {what}. Such a credential doesn’t expire with a session.',
    advice: 'Treat it like a password: keep it in a connection, and share only tokens obtained with it.',
  },
  unreadable: {
    title: 'It can’t be decoded.',
    text: '{reason}',
    advice: 'Copy the whole token again, or fetch a new one.',
  },
  'header-alone': {
    title: 'This is only the header of a JWT.',
    text: 'It is the first of three parts. The claims and the signature are missing.',
    advice: 'Copy the whole token, including the dots between its parts.',
  },
  'claims-alone': {
    title: 'These are only the claims of a JWT.',
    text: 'They are the second of three parts. The header and the signature are missing.',
    advice: 'Copy the whole token, including the dots between its parts.',
  },
  'too-long': {
    title: 'It was not read.',
    text: '{reason}',
    advice: 'Check that it is a single token. Most servers accept no header line longer than 16 KiB.',
  },
  'not-readable': { title: 'It can’t be decoded.', text: '{reason}', advice: 'Ask the service what it grants.' },
  note: { title: 'Not standards-compliant.', text: '{reason}', advice: 'If it is rejected, fetch or copy it again.' },
  cleaned: { title: 'Corrected when it was pasted.', text: '{reason}', advice: 'Use it as shown here.' },
  hidden: {
    title: 'Not everything is shown.',
    text: 'Tables of claims show {claims} rows, and the table of grants shows {grants}.',
    advice: 'Open the claims as JSON to see all of them.',
  },
} as const;

/** A correction to a pasted token. */
export type Cleaning = keyof typeof cleanings;
export const cleanings = {
  prefix: 'The word in front (“Bearer”) isn’t part of the token and was removed.',
  lines: 'Its lines were joined.',
  blanks: 'Spaces were removed.',
  cut: 'The text after a space was left out. If it belongs to the token, paste it without that space.',
} as const;

/** Advice that replaces the usual one. */
export const advices = {
  signIn: 'Sign in with an account that has access, then fetch again.',
  elsewhere: 'Treat it like a password. Registries don’t accept it.',
} as const;

/** A fact about a token that the user should know. Severity `blocks`: the token will be rejected. */
export interface Finding {
  readonly code: FindingCode;
  readonly severity: Severity;
  readonly title: string;
  readonly text: string;
  readonly advice: string;
}

export type FindingCode = keyof typeof findings;
export type Severity = 'blocks' | 'warning' | 'info';
/** A finding before its text is composed. */
export interface Found {
  readonly severity: Severity;
  readonly code: FindingCode;
  readonly holes?: Readonly<Record<string, string>>;
  /** The text is about several names. */
  readonly many?: true;
  /** Replaces the default advice. */
  readonly advice?: string;
}

const TEXT_SHOWN = 800;

/** Returns one finding if `condition` is true, otherwise none. */
export function found(
  condition: boolean,
  severity: Severity,
  code: FindingCode,
  holes: Readonly<Record<string, string>> = {},
  advice?: string,
): Found[] {
  const shown = Object.entries(holes).map(([name, text]) => [name, shorten(mask(text), TEXT_SHOWN)] as const);
  return condition
    ? [{ severity, code, holes: Object.fromEntries(shown), ...(advice !== undefined && { advice }) }]
    : [];
}
