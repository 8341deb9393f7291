import { isAuthError } from '../auth/errors.js';
import type { Question } from '../registries/kind.js';
import type { Ask } from './ask.js';
import { back } from './steps.js';

/** Puts what a kind asks while it fetches a token, such as a one-time code, to a person; undefined: left unanswered. */
export function askForFlow(ask: Pick<Ask, 'text'>): (question: Question) => Promise<string | undefined> {
  return async ({ title, prompt, secret }) => {
    try {
      const answer = await ask.text({ title, prompt, secret });
      return answer === back ? undefined : answer;
    } catch (error) {
      if (isAuthError(error) && error.code === 'cancelled') return undefined;
      throw error;
    }
  };
}
