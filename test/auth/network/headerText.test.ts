import fc from 'fast-check';
import { expect, it } from 'vitest';
import { headerText } from '../../../src/auth/network/headerText.js';

/** As Node gives it. */
const received = (bytes: Uint8Array) => Buffer.from(bytes).toString('latin1');

it('reads any text that was sent as UTF-8', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      expect(headerText(received(Buffer.from(text, 'utf8')))).toBe(text);
    }),
  );
});

it('leaves bytes that are no UTF-8', () => {
  const words = 'caf\u00e9';
  expect(headerText(received(Buffer.from(words, 'latin1')))).toBe(words);
});

it('names another host no longer', () => {
  const realm = headerText(received(Buffer.from('https://auth.b\u00fccher.example/token', 'utf8')));
  expect(new URL(realm).host).toBe('auth.xn--bcher-kva.example');
});
