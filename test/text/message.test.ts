import { describe, expect, it } from 'vitest';
import { classifyAddress } from '../../src/auth/network/ipAddress.js';
import { foreignAddress, reasons } from '../../src/auth/reasons.js';
import { kindReasons } from '../../src/registries/shared/reasons.js';
import { clause, clauseText } from '../../src/text/message.js';

/** Another language: upper case, with the holes left alone. */
const loud = (text: string): string =>
  text.replace(/\{\w+\}|[^{]+/g, (part) => (part.startsWith('{') ? part : part.toUpperCase()));

describe('clauseText', () => {
  it.each(Object.values({ ...reasons, ...kindReasons }))(
    'translates the words and leaves what is filled in: %s',
    (text) => {
      const names = [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? '');
      const values = Object.fromEntries(names.map((name) => [name, `some {${name}} $&`]));
      const filled = names.reduce((rest, name) => rest.replace(`{${name}}`, () => `some {${name}} $&`), loud(text));
      expect(clauseText(clause(text, values), loud)).toBe(filled);
    },
  );

  it('translates one without values, and a clause inside another whole', () => {
    expect(clauseText('it is empty', loud)).toBe('IT IS EMPTY');
    const inner = clause('profile {profile} is not here', { profile: 'dev' });
    expect(clauseText(clause('it failed: {why}', { why: inner }), loud)).toBe('IT FAILED: PROFILE dev IS NOT HERE');
  });

  it('keeps a value that looks like one of our texts', () => {
    expect(clauseText(clause('for {host}', { host: 'it is empty' }), loud)).toBe('FOR it is empty');
  });
});

it('knows every class of address', () => {
  const found = ['127.0.0.1', '169.254.1.1', '0.0.0.0', '224.0.0.1', '10.0.0.1', '8.8.8.8'].map(classifyAddress);
  expect(found.sort()).toEqual([...Object.keys(foreignAddress), 'public'].sort());
});
