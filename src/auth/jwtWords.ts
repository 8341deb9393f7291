/** Why a token could not be read, and what is odd about one that could; `{names}` are filled in. */
export const jwtWords = {
  tooLong: 'It is longer than 1 MiB, so it was not read.',
  empty: 'It is empty.',
  onePart: 'It has no parts separated by dots, so it is not a JWT: only the service that made it can read it.',
  otherParts: 'It does not have the three parts of a JWT (or the five of an encrypted one).',
  encrypted: 'It is encrypted (JWE): only its recipient, who has the key, can read the claims.',

  header: 'first part (the header)',
  claims: 'second part (the claims)',
  notBase64url: 'Its {part} is not base64url.',
  notUtf8: 'Its {part} is not UTF-8 text.',
  notAnObject: 'Its {part} is JSON, but not an object.',
  jsonEmpty: 'Its {part} is empty.',
  jsonSyntax: 'Its {part} is not JSON (at character {count}).',
  jsonMembers: 'Its {part} has more than {count} members.',
  jsonDepth: 'Its {part} is nested deeper than {count} levels.',

  whitespace: 'Blanks or line breaks inside or around it were left out.',
  padding: 'Its parts end in "=": a JWT has no padding, and strict readers refuse it.',
  'standard-alphabet': 'It uses "+" or "/" where a JWT has "-" and "_"; strict readers refuse it.',
  'non-canonical': 'The unused last bits of a part are not zero: another spelling of the same token exists.',
  'damaged-signature': 'Its third part (the signature) is not base64url.',
  'duplicate-key': 'Named twice in one object: {names}. Readers may disagree on which counts; the last is shown.',
  manyDuplicates:
    'Named twice in one object: {names}, and {count} more. Readers may disagree on which counts; the last is shown.',
} as const;
