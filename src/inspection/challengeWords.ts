/** Sentences about a pasted challenge: who asks for what. `{names}` are placeholders. */
export const challengeSentences = {
  bearer: '{host} requires a bearer token. The client must fetch one from {realm}.',
  bearerHere: '{host} requires a bearer token, but this challenge names no token server.',
  basic: '{host} uses HTTP Basic: the user name and password go with every request.',
  negotiate: '{host} requires Negotiate (Kerberos or NTLM), which this extension doesn’t support.',
  ntlm: '{host} requires NTLM, which this extension doesn’t support.',
  kerberos: '{host} requires Kerberos, which this extension doesn’t support.',
  digest: '{host} requires HTTP Digest, which this extension doesn’t support.',
  other: '{host} requires the authentication scheme {scheme}, which this extension doesn’t support.',
  also: 'Also offered: {schemes}.',
  access: 'For this request, the token must allow the client to {what}.',
  rejected: 'It reports the error {code}. {why}',
  theRegistry: 'The registry',
  theProxy: 'The proxy',
  proxied: 'The challenge is from a proxy on the network path, not from the registry.',
  status401: 'Status 401: the request had no credential, or its credential was rejected.',
  status403: 'Status 403: the server denied the request.',
  status407: 'Status 407: a proxy requires a sign-in.',
} as const;

/** Whose token server a realm is. */
export const realmWords = {
  owned: '{origin} is the token server of {owner}.',
  ofProduct: '{origin} belongs to {owner}.',
  onHost: '{origin} is the registry’s own host.',
  otherPort: '{origin} is another port on {host}. This is common when both have the same owner.',
  sameDomain: '{origin} is in the same domain as {host}. This is common when both have the same owner.',
  other: '{origin} is a different host from {host}. Whether they belong together is unknown.',
  refused: 'This extension sends no credential there: {reason}.',
  onRegistry: 'A path on the registry itself.',
  unknown: 'The text doesn’t name the registry, so the owner of {origin} is unknown.',
  noAddress: 'Not a web address.',
  area: 'Name of the area that the user name and password protect.',
} as const;

/** Meaning of the other parameters of a challenge. */
export const parameterWords = {
  empty: 'The value is empty.',
  service: 'Name of the service that the token is for.',
  scope: 'Permission to {what}.',
  scopeAsItIs: 'A scope in the service’s own format.',
  error: 'Reason that the request failed.',
  description: 'Explanation from the service.',
} as const;

/** Error codes of a Bearer challenge (RFC 6750 section 3.1). */
export const challengeErrors: Readonly<Record<string, string>> = {
  invalid_request: 'The request has a parameter that is missing, repeated, unsupported or malformed.',
  invalid_token: 'The token is expired, revoked, malformed or invalid for another reason.',
  insufficient_scope: 'The token doesn’t grant what the request needs.',
};
