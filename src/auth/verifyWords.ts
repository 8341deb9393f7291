/** What a check of a signature says; `{names}` are filled in. */
export const verifyWords = {
  matches: 'The signature ({alg}) matches {key}, {from}.',
  matchesExpired: 'The signature ({alg}) matches {key}, {from}; the token has expired.',
  matchesEarly: 'The signature ({alg}) matches {key}, {from}; the token is not valid yet.',
  differs: 'The signature ({alg}) does not match {key}, {from}.',
  differsAll: 'The signature ({alg}) matches none of {count} keys, {from}.',
  noKey: 'None of {count} keys, {from}, is one for this token: it names {kid} and is signed with {alg}.',
  pasted: 'which was pasted',
  fetched: 'from {address}',
  certificate: 'the key of the first certificate in its own header, which proves no identity',
  trust: 'The certificates come with the token: whether they can be trusted was not judged.',

  notJwt: 'There is no signature to check: this is no JWT that can be read.',
  unsigned: 'There is no signature to check.',
  algorithm: 'Its header says alg {alg}, which is not checked here.',
  critical: 'Its header has extensions that must be understood, and they are not known here.',
  sharedSecret:
    'Its header says {alg}, which is checked with a shared secret; a public key must never be used for that. Paste the secret as a JWK of type oct.',
  shortKey: 'The signature was not checked: {key}, {from}, has {bits} bits, and {alg} wants 2048 or more.',
  unfitKey: 'The signature was not checked: {key}, {from}, cannot be used for {alg}.',
  notWritten: 'The signature was not checked: the token is not written as RFC 7515 wants it.',
  certificateKey: 'The first certificate in its header has a key of a sort that signs no tokens.',
  noCertificates: 'Its header holds no certificates (x5c) that can be read.',
  unreadable: 'This is no public key or certificate (PEM), no JWK and no set of them.',
  tooMany: 'There are more than {count} keys.',
} as const;
