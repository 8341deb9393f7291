/** Reason clauses with placeholders. Clauses without placeholders are written where they are used. */
export const reasons = {
  leadsTo: '{host} leads to the {kind} address {address}',
  answeredWith: '{path} was answered with {status}',
  asksFor: 'it asks for {schemes}',
  writingUnasked: 'anyone can read without signing in, and whether a push requires a token was not checked',
  noSuchSignIn: 'it does not accept this way to sign in',
  noRefreshTokens: 'it does not accept refresh tokens',
  heldInName: 'its name holds a secret of this connection',
  redirectHoldsSecret: 'the redirect names an address that holds a secret of this connection',
  noRealm: 'its challenge names no realm',
  notJson: 'the answer is not JSON: type {type}, length {length}, JSON ends at character {count}',
  tooManyPieces: 'the response comes in too many small pieces',
  tooManyInterim: 'it sends too many interim (1xx) responses',
  emptyAnswer: 'the answer is empty: type {type}',
} as const;

/** Reasons against an address that is not public, by its class, which is the `{kind}` of `leadsTo`. */
export const foreignAddress = {
  loopback: 'it is a loopback network address other than that of the registry',
  'link-local': 'it is a link-local network address other than that of the registry',
  unspecified: 'it is an unspecified network address other than that of the registry',
  multicast: 'it is a multicast network address other than that of the registry',
  private: 'it is a private network address other than that of the registry',
} as const;
