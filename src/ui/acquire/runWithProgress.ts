import { AuthError, isAuthError } from '../../auth/errors.js';
import type { Question } from '../../auth/io.js';
import type { Connection } from '../../connections/connection.js';
import { fill, plainText } from '../../text/message.js';
import type { Tokens } from '../../tokens.js';
import { ConnectionError } from './connectionError.js';
import { withConsent } from './realmConsent.js';
import type { Ask } from '../prompts/ask.js';
import { back } from '../prompts/multiStep.js';
import type { Surface } from '../surface.js';
import { translate } from '../localize.js';

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

/** How a flow is run for a person: it may be cancelled, and may ask. */
type FlowOptions = Parameters<Tokens['get']>[2];

/**
 * Something that is done with the token of a target, which may have to be fetched first: with a progress notification,
 * and the question whether a credential may go to another host. Throws ConnectionError, or AuthError `cancelled`.
 */
export async function runWithProgress<T>(
  surface: Surface,
  { connection, scopes }: Target,
  text: string,
  work: (tokens: Tokens, options: FlowOptions) => Promise<T>,
): Promise<T> {
  const { ask, tree, health } = surface;
  try {
    const tokens = await surface.tokens();
    return await withConsent(surface, connection, () =>
      ask.progress(text, (signal) => work(tokens, { signal, ask: askForFlow(ask, () => health.asked(connection)) })),
    );
  } catch (error) {
    if (!isAuthError(error) || error.code === 'cancelled') throw error;
    // Who said no to the question knows.
    if (error.code === 'realm-needs-consent') throw new AuthError('cancelled', error.message);
    throw new ConnectionError(error, { type: 'scope', connection, scopes });
  } finally {
    tree.refresh();
  }
}

export interface Target {
  readonly connection: Connection;
  readonly scopes: readonly string[];
}
