import { describe, expect, it } from 'vitest';
import { decodeToken } from '../../src/auth/jwt.js';
import { redactedForm } from '../../src/inspection/claimsJson.js';
import { fakeJwt } from '../auth/jwtFixture.js';

describe('the redacted form of a token', () => {
  it('can be read and is not signed, and holds no secret of it', () => {
    const inner = fakeJwt({ secret: 'nested' });
    const text = redactedForm(fakeJwt({ sub: 'dana', credential: 'wrapped', inner }), []) ?? '';
    expect(text).toMatch(/^[\w-]+\.[\w-]+\.\(signature removed\)$/);
    const [header, claims] = text.split('.').map((part) => Buffer.from(part, 'base64url').toString());
    expect(JSON.parse(header ?? '')).toEqual({ alg: 'RS256', typ: 'JWT', kid: 'fake' });
    expect(JSON.parse(claims ?? '')).toEqual({ sub: 'dana', credential: '•••', inner: '•••' });
    expect(text).not.toContain('c2lnbmF0dXJl');
    expect(decodeToken(text)).toMatchObject({ format: 'jwt', claims: { sub: 'dana' } });
  });

  it('keeps numbers as they were written', () => {
    const part = (text: string): string => Buffer.from(text).toString('base64url');
    const text = redactedForm(`${part('{"alg":"RS256"}')}.${part('{"id":12345678901234567890}')}.c2ln`, []) ?? '';
    expect(Buffer.from(text.split('.')[1] ?? '', 'base64url').toString()).toContain('12345678901234567890');
  });

  it.each(['glpat-0123456789abcdef', 'a.b.c.d.e', ''])('is nothing for what is no JWT: %j', (value) => {
    expect(redactedForm(value, [])).toBeUndefined();
  });
});
