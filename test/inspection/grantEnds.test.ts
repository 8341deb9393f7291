import { describe, expect, it } from 'vitest';
import type { InspectionInput } from '../../src/inspection/reading.js';
import { findKind } from '../../src/registries/index.js';
import { kindIdOfToken, tokenKnowledge } from '../../src/registries/tokenKnowledge.js';
import { fetched, inspect, jwt, minute, NOW, seconds, usual } from './inspectionFixture.js';

const knowledge = { claims: {}, missingGrant: {} };
/** A grant that ends so many minutes from now. */
const entry = (name: string, action: string, end?: number) => ({
  type: 'repository',
  name,
  actions: [action],
  ...(end !== undefined && { exp: seconds + end * 60 }),
});
const explain = (access: readonly object[], claims: object = {}, more: Partial<InspectionInput> = {}) =>
  inspect(fetched(jwt({ ...usual, exp: seconds + 3600, access, ...claims }), { scopes: [] }), { knowledge, ...more });
const told = ({ answers }: ReturnType<typeof explain>) =>
  answers.map(({ from, state, text }) => [(from - NOW) / minute, state, text]);

describe('a grant with an end of its own', () => {
  it('is promised for no longer than it lasts', () => {
    expect(told(explain([entry('a', 'push', 5)]))).toEqual([
      [0, 'valid', 'dana can push to a on quay.example.com for 5 more minutes.'],
      [1.2, 'expiring', 'dana can push to a on quay.example.com for 4 more minutes.'],
      [5, 'expired', 'The grants for dana expired 1 second ago.'],
      [55, 'expired', 'The grants for dana expired 50 minutes ago.'],
      [60, 'expired', 'quay.example.com will reject this token: it expired 1 second ago.'],
    ]);
  });

  it('leaves what does not end with it', () => {
    expect(told(explain([entry('a', 'push', 30), entry('b', 'pull'), entry('a', 'delete', 20)]))).toMatchObject([
      [0, 'valid', expect.stringMatching(/^dana can .* for 20 more minutes\.$/)],
      [15, 'expiring', expect.any(String)],
      [
        20,
        'valid',
        expect.stringMatching(
          /^dana can push to a and pull from b .* for 10 more minutes\. The permission to delete from a has expired\.$/,
        ),
      ],
      [25, 'expiring', expect.any(String)],
      [
        30,
        'valid',
        expect.stringMatching(
          /^dana can pull from b .* for 30 more minutes\. The permission to push to and delete from a has expired\.$/,
        ),
      ],
      [55, 'expiring', expect.any(String)],
      [60, 'expired', expect.any(String)],
    ]);
  });

  it('is over, and was not refused', () => {
    const over = explain([entry('a', 'pull', -3), entry('b', 'pull', -5)]);
    expect(over.answers[0]).toMatchObject({
      state: 'expired',
      tone: 'bad',
      text: 'The grants for dana expired 3 minutes ago.',
    });
    expect(over.lessThanAsked).toBe(false);
    const asked = inspect(
      fetched(jwt({ ...usual, access: [entry('a', 'pull', -3)] }), { scopes: ['repository:a:pull'] }),
      { knowledge },
    );
    expect(asked.grants?.[0]?.actions).toEqual([{ action: 'pull', state: 'ended' }]);
    expect([asked.answers[0].state, asked.findings]).toEqual(['expired', []]);
  });

  it('ends the life of a token that has no other end', () => {
    expect(told(explain([entry('a', 'pull', 30)], { exp: undefined }))[0]).toEqual([
      0,
      'valid',
      'dana can pull from a on quay.example.com for 30 more minutes.',
    ]);
  });

  it('is on the clock of the service', () => {
    const token = fetched(jwt({ ...usual, exp: undefined, access: [entry('a', 'pull', 30)] }), {
      scopes: [],
      details: { clockSkew: '120000' },
    });
    expect(inspect(token, { knowledge }).answers[0].text).toContain('for 28 more minutes');
    expect(inspect(token, { knowledge }).grants?.[0]?.expires).toBe(NOW + 28 * minute);
  });

  it('is known of a pasted token, by whom it looks made', () => {
    const value = jwt({ ...usual, exp: seconds + 3600, access: [entry('a', 'pull', 5)] });
    const kind = findKind(kindIdOfToken(value) ?? '');
    expect(kind?.id).toBe('zot');
    const known = kind ? { knowledge: tokenKnowledge(kind) } : {};
    expect(inspect(value, known).answers[0].text).toBe(
      'This token says that dana can pull from a on quay.example.com for 5 more minutes; its signature is not verified.',
    );
    const later = jwt({ ...usual, access: [entry('a', 'pull', -5)] });
    expect(inspect(later, known).answers[0].text).toBe(
      'This token says that the grants for dana expired 5 minutes ago; its signature is not verified.',
    );
  });

  it('is looked at for the next few ends only, however many there are', () => {
    const many = Array.from({ length: 5_000 }, (_, index) => entry(`a${index}`, 'pull', index + 1));
    expect(explain(many).answers.length).toBeLessThan(15);
  });
});
