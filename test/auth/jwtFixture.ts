/** An unsigned token of the compact form; visibly fake. */
export function fakeJwt(claims: object, header: object = { alg: 'RS256', typ: 'JWT', kid: 'fake' }): string {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part(header)}.${part(claims)}.c2lnbmF0dXJl`;
}
