import { expect, it } from 'vitest';
import { AuthError, type ErrorDetails } from '../../../src/auth/errors.js';
import type { Connection } from '../../../src/connections/connection.js';
import { withConsent } from '../../../src/ui/acquire/realmConsent.js';
import type { Ask } from '../../../src/ui/prompts/ask.js';
import type { Surface } from '../../../src/ui/surface.js';

const connection: Connection = {
  id: 'one',
  kind: 'oci',
  address: 'https://registry.example.com:5000',
  form: 'password',
  account: 'dana',
  insecure: false,
  settings: {},
  revision: 1,
};

/** Asks about a realm once. What was asked, and how it ended. */
async function asked(origin: string, verdict: ErrorDetails['verdict'], agrees = true) {
  const questions: Parameters<Ask['confirm']>[0][] = [];
  const allowed: string[] = [];
  const surface = {
    ask: {
      async confirm(question: Parameters<Ask['confirm']>[0]) {
        questions.push(question);
        if (!agrees) {
          throw new AuthError('cancelled', '');
        }
      },
    },
    health: { consented: () => undefined },
    usageOf: () => ({ allowRealm: async (_: unknown, one: string) => void allowed.push(one) }),
  } as unknown as Surface;
  const ended = await withConsent(surface, connection, async () => {
    if (!allowed.includes(origin)) {
      throw new AuthError('realm-needs-consent', '', { details: { origin, ...(verdict && { verdict }) } });
    }
    return 'sent';
  }).catch((error: unknown) => (error as AuthError).code);
  return { questions, allowed, ended };
}

it.each([
  [
    'a stranger',
    'https://tokens.example.net',
    'ask',
    /may belong to someone else\. Send the credential only if you know/,
  ],
  ['a sibling', 'https://auth.example.com', 'same-domain', /under the same domain\. This is common/],
  ['another port', 'https://registry.example.com', 'same-domain', /another port of the same host\. This is common/],
] as const)('asks about %s once, names both origins, and keeps the answer', async (_, origin, verdict, words) => {
  const { questions, allowed, ended } = await asked(origin, verdict);
  expect(questions).toHaveLength(1);
  expect(questions[0]?.message).toBe(
    `Send the credential of dana for registry.example.com:5000 to ${new URL(origin).host}?`,
  );
  expect(questions[0]?.detail).toMatch(words);
  expect(questions[0]?.detail).toContain('https://registry.example.com:5000 names ' + origin);
  expect(allowed).toEqual([origin]);
  expect(ended).toBe('sent');
});

it('speaks strongly where nothing says how close it is', async () => {
  const { questions } = await asked('https://auth.example.com', undefined);
  expect(questions[0]?.detail).toMatch(/may belong to someone else/);
});

it('sends nothing, and keeps nothing, after a no', async () => {
  const { questions, allowed, ended } = await asked('https://auth.example.com', 'same-domain', false);
  expect([questions.length, allowed, ended]).toEqual([1, [], 'realm-needs-consent']);
});
