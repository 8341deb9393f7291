import { describe, expect, it } from 'vitest';
import { findTokens } from '../../../src/inspection/paste.js';
import { reported } from './reported.js';
import { inOneLine } from './samples.js';

/** In any order, with what is stated of each. */
function secretsOf(text: string) {
  return findTokens(text)
    .map(({ value, user, host }) => ({ value, ...(user && { user }), ...(host !== undefined && { host }) }))
    .toSorted((a, b) => (a.value < b.value ? -1 : 1));
}

describe.each([
  ['with its line ends', (text: string) => text],
  ['in one line', inOneLine],
])('%s', (_way, paste) => {
  it.each(reported)('$name ($source)', ({ text, expected }) => {
    const wanted = expected.toSorted((a, b) => (a.value < b.value ? -1 : 1));
    expect(secretsOf(paste(text))).toEqual(wanted);
  });
});
