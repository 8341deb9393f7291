import { isAuthError } from '../auth/errors.js';
import { fill, plainText } from '../auth/pieces.js';
import type { Question } from '../registries/kind.js';
import type { Ask } from './ask.js';
import { back } from './steps.js';
import { translate } from './words.js';

/** Puts what a kind asks while it fetches a token, such as a one-time code, to a person; undefined: left unanswered. `asked` hears that it did. */
export function askForFlow(
  ask: Pick<Ask, 'text' | 'pick'>,
  asked: () => void = () => undefined,
): (question: Question) => Promise<string | undefined> {
  return async ({ title, prompt, secret, values = {}, choices }) => {
    asked();
    const say = (text: string): string => plainText(fill(translate(text), values), 0);
    try {
      const answer = await (choices === undefined
        ? ask.text({ title: say(title), prompt: say(prompt), secret })
        : ask.pick({
            title: say(title),
            placeholder: say(prompt),
            choices: choices.map(({ value, label, detail }) => ({
              value,
              label: say(label),
              ...(detail === undefined ? {} : { detail: say(detail) }),
            })),
          }));
      return answer === back ? undefined : answer;
    } catch (error) {
      if (isAuthError(error) && error.code === 'cancelled') return undefined;
      throw error;
    }
  };
}
