/** Texts of tree rows; `{names}` are placeholders. Short forms are displayed, spoken ones are for screen readers. */
export const rowWords = {
  valid: 'valid, {left}',
  expiring: 'expires in {left}',
  expired: 'expired',
  unstated: 'no expiry stated',
  validSpoken: 'valid for {left}',
  lessThanMinute: 'less than 1 min',
  lessThanMinuteSpoken: 'less than one minute',

  none: 'no token yet',
  notTried: 'not tried',
  needsCredential: 'needs a credential',
  notHere: 'not on {machine}',
  lost: 'lost by this browser’s storage',
  broken: 'cannot be read',
  unknownKind: 'of a kind that this version does not know',
  tokens: '{count} tokens, {life}',
  tokensFirst: '{count} tokens, first {life}',
  someExpired: '{count} tokens, {expired} expired',
  allExpired: '{count} tokens, all expired',

  tokenRefused: 'token refused',
  nothing: 'granted nothing',
  notAllowed: 'not allowed',
  notAllowedNormal: 'not allowed (normal here)',
  missing: 'no {actions}',
  missingOn: 'no {actions} on {name}',
  missingScope: 'no {name}',
  missingSpoken: '{actions} not granted',
  missingOnSpoken: '{actions} on {name} not granted',
  missingScopeSpoken: '{name} not granted',
  asWildcard: '{actions}, granted as *',
  actionsOn: '{name} {actions}',
  catalogue: 'catalogue',
  noScope: 'signing in only',

  account: 'account {account}',
  plainHttp: 'Plain http: nothing on the way is encrypted.',
  plainHttpBadge: 'plain http',
  unverified: 'certificate not checked',
  unverifiedNote:
    'Its certificate is not checked: anyone on the way could pose as it. Edit the connection to turn the check on.',
  savedUntried: 'The credential was saved without being tried.',
  enterAgain: 'Enter the credential again, or remove the row.',
  brokenBecause: 'The stored entry cannot be read: {reason}.',
  unnamed: 'Connection',
} as const;

/** Short time units. */
export const shortUnits = {
  minute: '{count} min',
  hour: '{count} h',
  day: '{count} days',
} as const;
