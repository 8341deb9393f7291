import { AuthError, isAuthError } from '../auth/errors.js';
import type { Tokens } from '../tokens.js';
import { askForFlow } from './askForFlow.js';
import { ConnectionError } from './connectionError.js';
import { withConsent } from './consent.js';
import type { Target } from './obtain.js';
import type { Surface } from './surface.js';

/** How a flow is run for a person: it may be cancelled, and may ask. */
type FlowOptions = Parameters<Tokens['get']>[2];

/**
 * Something that is done with the token of a target, which may have to be fetched first: with a progress notification,
 * and the question whether a credential may go to another host. Throws ConnectionError, or AuthError `cancelled`.
 */
export async function atHost<T>(
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
