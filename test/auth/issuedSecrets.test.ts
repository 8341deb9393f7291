import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { issuedIn } from '../../src/auth/issuedSecrets.js';

describe('issuedIn', () => {
  it.each<[string, string, readonly string[]]>([
    [
      'an answer of the specification',
      '{"token":"tok-one-1","access_token":"tok-one-1","scope":"a:b:pull"}',
      ['tok-one-1'],
    ],
    ['a refresh token', '{"access_token":"tok-one-1","refresh_token":"tok-two-2"}', ['tok-one-1', 'tok-two-2']],
    ['the token of a shop', '"tok-one-1"', ['tok-one-1']],
    [
      'a token of AWS',
      '{"authorizationData":[{"authorizationToken":"tok-one-1","proxyEndpoint":"https://x"}]}',
      ['tok-one-1'],
    ],
    ['below the name of a secret', '{"credentials":{"key":["tok-one-1"]},"id":"request-1"}', ['tok-one-1']],
    ['JSON that is cut off', '{"token":"tok-one-1","expires_in":3', ['tok-one-1']],
    ['a form', 'access_token=tok-one-1&token_type=bearer', ['tok-one-1']],
    ['XML', '<r><SessionToken>tok-one-1</SessionToken><Id>request-1</Id></r>', ['tok-one-1']],
    ['XML of a shop', '<?xml version="1.0"?><response>tok-one-1</response>', ['tok-one-1']],
    ['SOAP', '<e:Body><ns1:xResponse><result>tok-one-1</result></ns1:xResponse></e:Body>', ['tok-one-1']],
    ['bare words', 'tok-one-1 OK', ['tok-one-1']],
    ['a page', '<html><body>Please sign in again</body></html>', []],
    ['what is too short to be taken out', '{"token":"abc"}', []],
  ])('in %s', (_, text, found) => {
    expect(issuedIn(text)).toEqual(found);
  });

  it('never throws, and takes no longer than the text is long', () => {
    fc.assert(
      fc.property(
        fc.string({
          unit: fc.constantFrom('{', '}', '"', "'", '<', '>', '=', '&', ':', ' ', '/', 'token', 'response'),
        }),
        (text) => void issuedIn(text),
      ),
    );
    const started = performance.now();
    for (const piece of ['a', 'token', 'token:', '<a>', '{"token":', '" ', 'a    ']) {
      issuedIn(piece.repeat(100_000));
    }
    expect(performance.now() - started).toBeLessThan(5000);
  });
});
