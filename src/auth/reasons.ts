/** Reason clauses with placeholders. Clauses without placeholders are written where they are used. */
export const reasons = {
  leadsTo: '{host} resolves to the {kind} address {address}',
  answeredWith: '{path} returned {status}',
  asksFor: 'it requires {schemes}',
  writingUnasked: 'anyone can read without signing in, and whether a push requires a token was not checked',
  noSuchSignIn: 'it doesn’t accept this sign-in method',
  noRefreshTokens: 'it doesn’t accept refresh tokens',
  heldInName: 'its host name contains a secret from this connection',
  redirectHoldsSecret: 'the redirect’s address contains a secret from this connection',
  noRealm: 'its challenge names no realm',
  notJson: 'the response isn’t JSON; type {type}, length {length}, JSON ends at character {count}',
  tooManyPieces: 'the response arrived in too many small chunks',
  tooManyInterim: 'it sent too many interim (1xx) responses',
  emptyAnswer: 'the response is empty; type {type}',
} as const;

/** Reasons against an address that is not public, by its class, which is the `{kind}` of `leadsTo`. */
export const foreignAddress = {
  loopback: 'it is a loopback address other than the registry’s',
  'link-local': 'it is a link-local address other than the registry’s',
  unspecified: 'it is an unspecified address other than the registry’s',
  multicast: 'it is a multicast address other than the registry’s',
  private: 'it is a private address other than the registry’s',
} as const;
