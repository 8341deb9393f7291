/** RFC 7519 section 4.1, RFC 8693, OpenID Connect, and the distribution token specification. */
export const claimMeanings: Readonly<Record<string, string>> = {
  iss: 'Issuer: who made the token',
  sub: 'Subject: whom it speaks for',
  aud: 'Audience: who should accept it',
  exp: 'Expires: refused from then on',
  nbf: 'Not valid before',
  iat: 'Issued at',
  jti: 'Unique id of this token',
  access: 'What it grants: repositories and actions',
  scope: 'What it grants, as scopes',
  azp: 'Authorized party: the client it was made for',
  client_id: 'Client it was made for',
  auth_time: 'When the person signed in',
  name: 'Name of the subject',
  email: 'E-mail address of the subject',
};

/** RFC 7515 section 4.1, RFC 7516 section 4.1. */
export const headerMeanings: Readonly<Record<string, string>> = {
  alg: 'How it is signed (or its key encrypted)',
  enc: 'How its content is encrypted',
  typ: 'Kind of token',
  cty: 'Kind of content',
  kid: 'Which key signed it',
  jwk: 'The signing key itself: no proof, anyone can put one here',
  jku: 'Where it says its keys are: not asked, anyone can write an address',
  x5c: 'Certificates of the signing key',
  x5t: 'SHA-1 fingerprint of the signing certificate',
  'x5t#S256': 'SHA-256 fingerprint of the signing certificate',
  x5u: 'Where it says its certificate is: not asked',
  crit: 'Extensions that a reader must understand',
  zip: 'Compression of the content',
};

/** What the value of a claim means for the reader; `{names}` are filled in. */
export const claimHints = {
  'aud-other': 'Not {host}, which would refuse it.',
  'exp-past': 'In the past.',
  'nbf-ahead': 'Still ahead: refused until then.',
  'iat-ahead': 'Ahead of the clock of this machine.',
  'not-a-number': 'Not a number, so readers may disagree on it.',
  milliseconds: 'Looks like milliseconds; readers take it for seconds.',
  'sub-empty': 'Empty: it speaks for nobody who signed in.',
  'alg-none': 'Nobody signed it.',
  'alg-shared': 'Signed with a secret: only who has it can check it, or make such tokens.',
  refresh: 'A refresh token: it only gets access tokens.',
} as const;
