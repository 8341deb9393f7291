import { Buffer } from 'node:buffer';

const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** A JWT of the right form, with a signature of this many bytes that nobody made. */
export function jwt(
  claims: object,
  header: object = { alg: 'RS256', typ: 'JWT', kid: 'FAKE:FAKE' },
  bytes = 256,
): string {
  const signature = Buffer.from(Array.from({ length: bytes }, (_, index) => (index * 37 + 11) % 256));
  return `${encode(header)}.${encode(claims)}.${signature.toString('base64url')}`;
}

/** As the token server of Docker Hub makes them. */
export const hub = jwt({
  ...{ access: [{ type: 'repository', name: 'library/alpine', actions: ['pull'], parameters: { pull_limit: '100' } }] },
  ...{ aud: 'registry.docker.io', exp: 1_790_000_300, iat: 1_790_000_000, iss: 'auth.docker.io', jti: 'dckr_jti_fake' },
  ...{ nbf: 1_789_999_700, sub: '' },
});
export const ghp = 'ghp_Fake0Fake1Fake2Fake3Fake4Fake5Fake6Fa';
export const glpat = 'glpat-Fake0Fake1Fake2Fake3';
/** Header and claims, as they are shared. */
export const unsigned = hub.split('.').slice(0, 2).join('.');
/** As `aws ecr get-login-password` prints it. */
export const ecr = Buffer.from(
  JSON.stringify({
    payload: `${'FAKE'.repeat(200)}==`,
    datakey: 'RkFLRQ==',
    version: '2',
    type: 'DATA_KEY',
    expiration: 1_790_040_000,
  }),
).toString('base64');
export const shop = 'abcdefghijklmnop0123456789abcdef';

export const base64 = (text: string) => Buffer.from(text).toString('base64');
/** Pieces of this width, joined by a separator. */
export const wrap = (text: string, width: number, by = '\n') =>
  (text.match(new RegExp(`[^]{1,${width}}`, 'g')) ?? []).join(by);
/** What the hidden input box makes of a text. */
export const inOneLine = (text: string) => text.replace(/\r?\n|\r/g, ' ');
