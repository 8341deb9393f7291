import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isAuthError } from '../../src/auth/errors.js';
import { requestTarget } from '../../src/distribution/requestLine.js';

const origin = new URL('https://registry.example.com:8443');

describe('the address that a typed path means', () => {
  it.each([
    ['/v2/', 'https://registry.example.com:8443/v2/'],
    ['/v2/_catalog?n=10', 'https://registry.example.com:8443/v2/_catalog?n=10'],
    ['/v2/team/app/manifests/sha256:ab', 'https://registry.example.com:8443/v2/team/app/manifests/sha256:ab'],
    ['/rest/V1/customers/search?q[a]=b..c', 'https://registry.example.com:8443/rest/V1/customers/search?q[a]=b..c'],
    ['/v2/a@b', 'https://registry.example.com:8443/v2/a@b'],
    ['/v2/a..b/tags/list', 'https://registry.example.com:8443/v2/a..b/tags/list'],
  ])('%s', (path, expected) => {
    expect(requestTarget(path, origin).href).toBe(expected);
  });

  it.each([
    ['', 'begins with a slash'],
    ['v2/', 'begins with a slash'],
    ['https://evil.example/v2/', 'begins with a slash'],
    ['@evil.example/', 'begins with a slash'],
    ['//evil.example/v2/', 'another host'],
    ['/\\evil.example/v2/', 'backslash'],
    ['/v2/../../etc', 'dots'],
    ['/v2/..', 'dots'],
    ['/v2/./x', 'dots'],
    ['/v2/%2e%2E/x', 'dots'],
    ['/v2/.%2e/x', 'dots'],
    ['/v2/\r\nHost: evil.example', 'control character'],
    ['/v2/\tx', 'control character'],
    ['/v2/\u202ex', 'control character'],
    ['/v2/ x', 'control character'],
    ['/v2/#x', 'fragment'],
    [`/${'x'.repeat(8000)}`, 'too long'],
  ])('is refused: %j', (path, reason) => {
    let thrown: unknown;
    try {
      requestTarget(path, origin);
    } catch (error) {
      thrown = error;
    }
    if (!isAuthError(thrown)) {
      throw new Error('an AuthError was expected');
    }
    expect(thrown).toMatchObject({ code: 'invalid-input', details: { field: 'path' } });
    expect(thrown.details?.reason).toContain(reason);
  });

  it('never has another origin, whatever is typed', () => {
    const part = fc.constantFrom(
      '/',
      '//',
      '\\',
      '..',
      '%2e',
      '@',
      ':',
      '?',
      '#',
      'evil.example',
      'v2',
      '\t',
      ' ',
      'é',
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(part, fc.string())), (parts) => {
        try {
          expect(requestTarget(parts.join(''), origin).origin).toBe(origin.origin);
        } catch (error) {
          if (!isAuthError(error)) {
            throw error;
          }
        }
      }),
    );
  });
});
