import { mask, shorten } from '../text/masking.js';

/** Title, text and advice of each finding; `{names}` are placeholders. */
export const findings = {
  'other-audience': {
    title: 'Made for another service.',
    text: 'Its audience (aud) is {other}; {host} expects {expected}.',
    advice: 'Fetch a token for {host}: this one works only where it was made for.',
  },
  'refresh-as-access': {
    title: 'A refresh token.',
    text: 'It is exchanged for access tokens at the token server. It has no other use.',
    advice: 'Add a connection with it as identity token, and fetch an access token there.',
  },
  'signature-missing': {
    title: 'No signature.',
    text: 'Its header says that it is signed with {alg}, but the third part is empty.',
    advice: 'Copy it again as a whole, or fetch a new one.',
  },
  'signature-damaged': {
    title: 'A damaged signature.',
    text: 'Its third part is not base64url.',
    advice: 'Copy it again as a whole, or fetch a new one.',
  },
  'signature-cut': {
    title: 'The signature is cut off.',
    text: 'A signature made with {alg} has {expected} bytes. This one has {count}.',
    advice: 'Copy it again as a whole, or fetch a new one.',
  },
  'signature-length': {
    title: 'The signature has the wrong length.',
    text: 'A signature made with {alg} has {expected} bytes. This one has {count}.',
    advice: 'Copy it again as a whole. If it stays like this, its issuer encodes the signature in another form.',
  },
  'signature-unusual': {
    title: 'An unusual length of the signature.',
    text: 'Most signatures made with {alg} have {expected} bytes. This one has {count}, so it may be cut off.',
    advice: 'Compare it with the original, or copy it again as a whole.',
  },
  'signature-differs': {
    title: 'The signature does not match.',
    text: 'Key {key} did not make it: the key is another one, or the token was changed.',
    advice: 'Make sure that this is the key of who made the token; if so, do not trust the token.',
  },
  'no-key-matches': {
    title: 'The signature does not match.',
    text: 'None of the keys that were tried made it: the key is another one, or the token was changed.',
    advice: 'Make sure that these are the keys of who made the token; if so, do not trust the token.',
  },
  exchange: { title: 'Not the token that a registry expects.', text: '{text}', advice: '{advice}' },
  missing: {
    title: 'Less than asked.',
    text: '{host} will refuse a request to {what}.',
    advice: 'Check the spelling of the name and the rights of the account, then fetch again.',
  },
  anonymous: {
    title: 'Not signed in.',
    text: 'The credential of {account} was sent, but the token speaks for nobody.',
    advice: 'Check the credential: some services answer a wrong one with a token for anyone.',
  },
  'clock-behind': {
    title: 'The clocks differ.',
    text: 'The clock of this machine is {duration} behind that of {host}; times shown take that into account.',
    advice: 'Let the clock of this machine be set over the network.',
  },
  'clock-ahead': {
    title: 'The clocks differ.',
    text: 'The clock of this machine is {duration} ahead of that of {host}; times shown take that into account.',
    advice: 'Let the clock of this machine be set over the network.',
  },
  'issued-ahead': {
    title: 'Issued in the future.',
    text: 'Its iat lies {duration} ahead of the clock of this machine.',
    advice: 'Compare the clock of this machine with that of who made the token.',
  },
  'time-not-a-number': {
    title: 'A time is no number.',
    text: 'Its {names} is not a number of seconds, so when it ends or begins cannot be relied on.',
    many: 'Its {names} are not numbers of seconds, so when it ends or begins cannot be relied on.',
    advice: 'Tell who makes these tokens: RFC 7519 wants a number.',
  },
  'time-in-milliseconds': {
    title: 'A time lies thousands of years ahead.',
    text: 'Its {names} looks like milliseconds, but clients will read it as seconds.',
    many: 'Its {names} look like milliseconds, but clients will read them as seconds.',
    advice: 'Tell who makes these tokens; until then take it for one that never expires.',
  },
  'access-unread': {
    title: 'Not all grants can be read.',
    text: 'Its access claim has entries in a form that is not known here: {count}. They are not in the table of grants.',
    advice: 'Read them under Claims.',
  },
  'long-lived': {
    title: 'It lives long.',
    text: 'It is good for {duration} in all; access tokens usually end within the hour.',
    advice: 'Guard it as you would a password, or have it made shorter-lived.',
  },
  wildcard: {
    title: 'It grants every action.',
    text: 'With it, a client can {what}.',
    advice: 'Ask for the actions that are needed, such as pull.',
  },
  'wildcard-name': {
    title: 'It names more than one repository.',
    text: 'With it, a client can {what}, if the service reads * as a wildcard.',
    advice: 'Use a token for the repositories that are needed, where the service has such tokens.',
  },
  'wildcard-all': {
    title: 'It names every repository.',
    text: 'With it, a client can {what}, if the service reads * as a wildcard.',
    advice: 'Use a token for the repositories that are needed, where the service has such tokens.',
  },
  unsigned: {
    title: 'Not signed.',
    text: 'Anyone can make such a token; a careful service refuses it.',
    advice: 'Don’t trust its contents. Fetch a signed token.',
  },
  'shared-key': {
    title: 'Signed with a shared secret.',
    text: 'It is signed with {alg}: who can check it can also make such tokens. Most registries expect a key pair.',
    advice: 'Expect a registry to refuse it, unless it is known to share that secret.',
  },
  'no-key-named': {
    title: 'No key is named.',
    text: 'Its header has no kid, x5c or jwk, so a service with several keys must guess which signed it.',
    advice: 'If it is refused, have the key named by who makes these tokens.',
  },
  'odd-type': {
    title: 'An unusual type.',
    text: 'Its header says typ {typ}, where an access token has JWT or at+jwt.',
    advice: 'Make sure that it was meant as an access token.',
  },
  'own-key': {
    title: 'It brings its own key.',
    text: 'Anyone can put a key, or the address of one, in a header; that proves nothing.',
    advice: 'Verify it with a key that you got from elsewhere.',
  },
  'private-key': {
    title: 'It holds a private key.',
    text: 'The key in its header has its private part, so whoever saw this token can sign others.',
    advice: 'Replace that key where it is used.',
  },
  critical: {
    title: 'It has extensions that must be understood.',
    text: 'Its header lists {names} as critical: who does not know them must refuse the token.',
    advice: 'Make sure that {host} knows them.',
  },
  'large-numbers': {
    title: 'Large numbers.',
    text: 'Numbers in {names} are too large for many readers, which round them; they are shown as they were written.',
    advice: 'Compare them as text.',
  },
  'opaque-may-be-credential': {
    title: 'It may be the long-lived credential itself.',
    text: 'Some services hand back the password or personal token in another form.',
    advice: 'Treat it as a password.',
  },
  'opaque-is-credential': {
    title: 'It is a long-lived credential.',
    text: 'It has the form of this: {what}. Such a thing does not end with a session.',
    advice: 'Treat it as a password: keep it in a connection, and share only tokens made with it.',
  },
  unreadable: {
    title: 'Cannot be read.',
    text: '{reason}',
    advice: 'Copy it again as a whole, or fetch a new one.',
  },
  'header-alone': {
    title: 'Only the header of a JWT.',
    text: 'It is the first of the three parts of a JWT. The claims and the signature are missing.',
    advice: 'Copy the whole token, with the dots between its parts.',
  },
  'claims-alone': {
    title: 'Only the claims of a JWT.',
    text: 'It is the second of the three parts of a JWT. The header and the signature are missing.',
    advice: 'Copy the whole token, with the dots between its parts.',
  },
  'too-long': {
    title: 'Cannot be read.',
    text: '{reason}',
    advice: 'Make sure that it is one token. Most servers accept no header line longer than 16 KiB.',
  },
  'not-readable': { title: 'Cannot be read.', text: '{reason}', advice: 'Ask the service what it grants.' },
  note: { title: 'Not standards-compliant.', text: '{reason}', advice: 'If it is refused, fetch or copy it again.' },
  cleaned: { title: 'Corrected when it was pasted.', text: '{reason}', advice: 'Use it as it is shown here.' },
  hidden: {
    title: 'Not all is shown.',
    text: 'Tables of claims end after {claims} rows, that of grants after {grants}.',
    advice: 'Open the claims as JSON to see all of them.',
  },
} as const;

/** A correction to a pasted token. */
export type Cleaning = keyof typeof cleanings;
export const cleanings = {
  prefix: 'The word in front (“Bearer”) isn’t part of the token and was removed.',
  lines: 'It was spread over several lines, which were joined.',
  blanks: 'Spaces were removed.',
  cut: 'The text after a space was left out. If it belongs to the token, paste it without that space.',
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
