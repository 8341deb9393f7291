/** Where in pasted text a token was found, and what it is; `{names}` are filled in. */
export const pasteWords = {
  found: '{where}: {what}',

  header: 'header',
  inAddress: '{name} in the address',
  after: 'after {name}',
  inJson: '{name} in the JSON',
  inJsonOf: '{name} of {owner} in the JSON',
  inText: 'in the text',
  wholeText: 'the whole text',
  password: 'password in {where}',

  encrypted: 'encrypted JWT',
  damaged: 'damaged JWT',
  opaque: 'opaque, {count} characters',
  jwt: 'JWT',
  jwtFrom: 'JWT from {issuer}',
} as const;
