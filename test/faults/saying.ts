import { type Clause, clauseText } from '../../src/text/message.js';

/** Matches a clause by what it says in English. */
export function saying(expected: string | RegExp): string {
  const matcher = {
    $$typeof: Symbol.for('jest.asymmetricMatcher'), // to be printed as one
    asymmetricMatch(clause: Clause): boolean {
      const text = clauseText(clause);
      return typeof expected === 'string' ? text === expected : expected.test(text);
    },
    toString: () => 'saying',
    toAsymmetricMatcher: () => `saying ${String(expected)}`,
  };
  return matcher as unknown as string; // the types of expect know no matchers of other makers
}
