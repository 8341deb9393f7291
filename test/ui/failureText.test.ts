import { expect, it } from 'vitest';
import { AuthError } from '../../src/auth/errors.js';
import { failureOf } from '../../src/ui/failureText.js';

const denied = (scopes: readonly string[]): AuthError =>
  new AuthError('denied', '', { status: 403, details: { host: 'quay.io', scopes } });
const robot = { address: 'https://quay.io', kind: 'quay', form: 'quay-robot', account: 'team+ci' };

it('says what to do about a missing right in the words of the kind', () => {
  const next = (scopes: readonly string[], connection = robot): string =>
    failureOf(denied(scopes), connection)?.explanation.next ?? '';
  expect(next(['repository:team/app:push'])).toMatch(/team\/app.*A new robot account has no permissions\.$/);
  expect(next(['repository:team/app:push'], { ...robot, form: 'anonymous' })).toMatch(
    /^Without a credential, only public repositories/,
  );
  // Of what is no repository the kind knows nothing.
  expect(next(['registry:catalog:*'])).toBe('Check the name, or ask your administrator for this permission.');
  expect(next(['repository:team/app:push'], { ...robot, kind: 'no such kind' })).toMatch(/^Check the name/);
});

it.each(['toString', 'constructor', '__proto__', 'hasOwnProperty'])('knows no form %s', (form) => {
  expect(failureOf(denied(['repository:team/app:push']), { ...robot, form })?.text).toEqual(
    failureOf(denied(['repository:team/app:push']), { ...robot, form: 'no such form' })?.text,
  );
});

it('has nothing but the way to sign in to blame where a sign-in is required', () => {
  const error = new AuthError('expired-credential', '', { details: { asks: true } });
  expect(failureOf(error, robot)?.text).toMatch(/sign in again/);
});
