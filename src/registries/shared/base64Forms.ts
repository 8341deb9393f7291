import type { OpaqueForm } from '../../text/masking.js';

/** Characters. No secret in base64 that a kind knows is longer. */
const LONGEST = 16_384;

/** The text in a base64 value; undefined for a value that isn't base64, or that is too long. */
export function textInBase64(value: string): string | undefined {
  return value.length <= LONGEST && /^[\w+/-]+={0,2}$/.test(value)
    ? Buffer.from(value, 'base64').toString('latin1')
    : undefined;
}

/** Recognizes a base64 value by the text in it. */
export function inBase64(pattern: RegExp): OpaqueForm['looks'] {
  return {
    test(value) {
      const text = textInBase64(value);
      return text !== undefined && pattern.test(text);
    },
  };
}
