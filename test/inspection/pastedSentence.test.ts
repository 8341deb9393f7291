import { describe, expect, it } from 'vitest';
import { MAXIMUM_TOKEN_LENGTH } from '../../src/auth/jwt.js';
import type { Token } from '../../src/auth/token.js';
import type { InspectionInput } from '../../src/inspection/reading.js';
import { formatTime } from '../../src/text/clock.js';
import { answer, encode, fetched, HOST, jwt, NOW, seconds, usual } from './inspectionFixture.js';

describe('the first sentence on a pasted token', () => {
  const fine = { ...usual };

  it.each<[string, Token | string, string, string, string, Partial<InspectionInput>?]>([
    [
      'pasted',
      jwt(fine),
      'This token says that dana can pull from team/app on quay.example.com for 46 more minutes; its signature is not verified.',
      'valid',
      'plain',
    ],
    [
      'pasted, no host in it',
      jwt({ ...fine, aud: undefined }),
      'This token says that dana can pull from team/app for 46 more minutes; its signature is not verified.',
      'valid',
      'plain',
    ],
    [
      'pasted, anonymous',
      jwt({ ...fine, sub: '' }),
      'This token says that anyone can pull from team/app on quay.example.com for 46 more minutes; its signature is not verified.',
      'valid',
      'plain',
    ],
    [
      'pasted, expired',
      jwt({ ...fine, exp: seconds - 3 * 3600 }),
      'This token says that it expired 3 hours ago; its signature is not verified.',
      'expired',
      'bad',
    ],
    [
      'pasted, other host',
      jwt({ ...fine, aud: 'other.example.com' }),
      'This token says that it was issued for other.example.com, so quay.example.com would reject it; its signature is not verified.',
      'blocked',
      'bad',
      { host: HOST },
    ],
    [
      'pasted, nothing granted',
      jwt({ ...fine, access: [] }),
      'This token says that it grants no access to dana; its signature is not verified.',
      'nothing-granted',
      'warn',
    ],
    [
      'pasted, grants not told',
      jwt({ ...fine, access: undefined }),
      'This token says that it identifies dana on quay.example.com for 46 more minutes. It doesn’t state what it grants, and its signature is not verified.',
      'valid',
      'plain',
    ],
    [
      'pasted, no expiry',
      jwt({ ...fine, exp: undefined }),
      'This token says that dana can pull from team/app on quay.example.com, with no stated expiry; its signature is not verified.',
      'no-expiry',
      'plain',
    ],
    [
      'pasted, accepted',
      jwt(fine),
      'This token says that dana can pull from team/app on quay.example.com for 46 more minutes; quay.example.com accepted it at @.',
      'valid',
      'plain',
      { accepted: { host: HOST, at: NOW } },
    ],
    [
      'pasted, accepted and verified',
      jwt(fine),
      'This token says that dana can pull from team/app on quay.example.com for 46 more minutes; quay.example.com accepted it at @ and its signature matches key K.',
      'valid',
      'plain',
      { accepted: { host: HOST, at: NOW }, signature: { key: 'K', matches: true } },
    ],
    [
      'checked with its own certificate',
      jwt(fine),
      'This token says that dana can pull from team/app on quay.example.com for 46 more minutes; its signature matches key K of the certificate in its own header, which doesn’t prove who issued it.',
      'valid',
      'plain',
      { signature: { key: 'K', matches: true }, certificates: [] },
    ],
    [
      'pasted, signature of somebody else',
      jwt(fine),
      'This token says that dana can pull from team/app on quay.example.com for 46 more minutes; its signature doesn’t match key K.',
      'valid',
      'warn',
      { signature: { key: 'K', matches: false } },
    ],
    [
      'pasted, signature of none of several keys',
      jwt(fine),
      'This token says that dana can pull from team/app on quay.example.com for 46 more minutes; its signature matches none of the keys that were tried.',
      'valid',
      'warn',
      { signature: { matches: false } },
    ],
    [
      'pasted, signature cut off',
      jwt(fine).replace(/[^.]*$/, ''),
      'quay.example.com would reject this token: its signature is missing.',
      'blocked',
      'bad',
    ],
    [
      'pasted, signature cut off with the dot before it',
      jwt(fine).replace(/\.[^.]*$/, ''),
      'quay.example.com would reject this token: its signature is missing.',
      'blocked',
      'bad',
    ],
    [
      'pasted, the end of the signature cut off',
      jwt(fine).slice(0, -100),
      'quay.example.com would reject this token: its signature is cut off.',
      'blocked',
      'bad',
    ],
    [
      'pasted, a signature that its algorithm never makes',
      `${jwt(fine, { alg: 'ES256', kid: 'k' })}AAAA`,
      'quay.example.com would reject this token: its signature has the wrong length.',
      'blocked',
      'bad',
    ],
    [
      'pasted, signature damaged',
      `${jwt(fine)}!`,
      'quay.example.com would reject this token: its signature is damaged.',
      'blocked',
      'bad',
    ],
    [
      'signature cut off',
      fetched(jwt(fine).replace(/[^.]*$/, '')),
      'quay.example.com will reject this token: its signature is missing.',
      'blocked',
      'bad',
    ],
    [
      'nobody signed it',
      fetched(jwt(fine, { alg: 'none' })),
      'dana can pull from team/app on quay.example.com for 46 more minutes.',
      'valid',
      'warn',
    ],
    [
      'pasted refresh token',
      jwt({ ...fine, grant_type: 'refresh_token' }),
      'This token says that dana can get access tokens on quay.example.com with it for 46 more minutes; its signature is not verified.',
      'valid',
      'plain',
    ],
    [
      'pasted, opaque',
      'glpat-abc',
      'Only the service that issued this token can decode it, so its grants are unknown.',
      'opaque',
      'plain',
    ],
    [
      'pasted, longer than it is read',
      'x'.repeat(MAXIMUM_TOKEN_LENGTH + 1),
      'This text is longer than 1 MiB, so it was not read.',
      'opaque',
      'plain',
    ],
    ...[`${jwt(fine).slice(0, 160)}...`, `${jwt(fine)}..`, jwt(fine).repeat(2)].map(
      (value, index): [string, string, string, string, string] => [
        `pasted, of five parts and no enc (${index})`,
        value,
        'This looks like a JWT, but it is damaged and can’t be decoded.',
        'damaged',
        'bad',
      ],
    ),
    [
      'pasted, encrypted',
      `${encode({ enc: 'A256GCM' })}.a.b.c.d`,
      'This token is encrypted. Only the service that it was issued for can read what it grants.',
      'encrypted',
      'plain',
    ],
    [
      'expiry as text',
      jwt({ ...fine, exp: String(seconds + 60) }),
      'This token says that dana can pull from team/app on quay.example.com, with an expiry that can’t be read; its signature is not verified.',
      'no-expiry',
      'plain',
    ],
    ...[
      [{ id: 7, pid: 3, access: [{ Resource: '/project/3/repository', Action: 'push', Effect: '' }] }],
      [{ access: ['repository:team/app:pull,push'] }],
      [{ access: [{ Type: 'repository', Name: 'team/app', Actions: ['pull'] }] }],
      [{ access: [{ type: 'repository', name: 'team/app', actions: 'pull' }] }],
    ].map(([claims]): [string, string, string, string, string] => [
      `grants in a form that is not known: ${JSON.stringify(claims)}`,
      jwt({ ...fine, ...claims }),
      'This token says that it identifies dana on quay.example.com for 46 more minutes. It states its grants in an unknown format, and its signature is not verified.',
      'valid',
      'plain',
    ]),
    [
      'a subject of another shape',
      jwt({ ...fine, sub: { id: 1 } }),
      'This token says that its holder can pull from team/app on quay.example.com for 46 more minutes; its signature is not verified.',
      'valid',
      'plain',
    ],
  ])('%s', (_name, token, text, state, tone, more = {}) => {
    const clock = formatTime(NOW, NOW, 'en');
    expect(answer(token, more)).toMatchObject({ text: text.replace('@', clock), state, tone });
  });
});
