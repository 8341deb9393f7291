import { AuthError, isAuthError } from '../../auth/errors.js';
import type { Question } from '../../auth/io.js';
import type { Connection } from '../../connections/connection.js';
import { fill, plainText } from '../../text/message.js';
import type { Tokens } from '../../tokens.js';
import type { FlowOptions } from '../../tokensTypes.js';
import { translate } from '../localize.js';
import type { Ask } from '../prompts/ask.js';
import { back } from '../prompts/multiStep.js';
import type { Core, Surface } from '../surface.js';
import { ConnectionError } from './connectionError.js';
import { withConsent } from './realmConsent.js';

/**
 * Returns a function that asks the user the questions of a token flow, such as for a one-time code. It returns
 * undefined when the user doesn't answer. `asked` is called before each question.
 */
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
      if (isAuthError(error) && error.code === 'cancelled') {
        return undefined;
      }
      throw error;
    }
  };
}

/**
 * Runs work with the token of a target, which may have to be fetched first. The options let it be cancelled and ask. Shows a progress notification, and asks for
 * consent before a credential goes to another host. Throws ConnectionError, or AuthError `cancelled`.
 */
export async function runWithProgress<T>(
  surface: Surface,
  { connection, scopes }: Target,
  text: string,
  work: (tokens: Tokens, options: FlowOptions, core: Core) => Promise<T>,
): Promise<T> {
  const { ask, tree, health } = surface;
  try {
    const [core, tokens] = await Promise.all([surface.core(), surface.tokens()]);
    const asked = askForFlow(ask, () => health.asked(connection));
    return await withConsent(surface, connection, () =>
      ask.progress(text, (signal) => work(tokens, { signal, ask: asked }, core)),
    );
  } catch (error) {
    if (!isAuthError(error) || error.code === 'cancelled') {
      throw error;
    }
    // The user declined, so no error message is needed.
    if (error.code === 'realm-needs-consent') {
      throw new AuthError('cancelled', error.message);
    }
    throw new ConnectionError(error, { type: 'scope', connection, scopes });
  } finally {
    tree.refresh();
  }
}

export interface Target {
  readonly connection: Connection;
  readonly scopes: readonly string[];
}
