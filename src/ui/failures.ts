import { type About, diagnose } from '../auth/diagnosis.js';
import type { AuthError } from '../auth/errors.js';
import { explain, type Explanation } from '../auth/explanation.js';
import type { Action } from '../auth/situations/index.js';
import { type Connection, hostOf } from '../connections/connection.js';
import { speech } from './words.js';

/** What a message says and offers. */
export interface Failure {
  readonly text: string;
  /** For where there is room. */
  readonly explanation: Explanation;
  readonly actions: readonly Action[];
}

/** `saved`: there is a connection that could be edited. Undefined for what a person cancelled: there is nothing to say. */
export function failureOf(
  error: AuthError,
  connection?: Pick<Connection, 'address' | 'account'>,
  { saved }: Pick<About, 'saved'> = { saved: true },
): Failure | undefined {
  const diagnosis = diagnose(error, { ...aboutOf(connection), saved });
  if (diagnosis === undefined) return undefined;
  const { cause, next } = explain(diagnosis, speech, { brief: true });
  const explanation = explain(diagnosis, speech, { brief: false });
  return { text: `${cause} ${next}`, explanation, actions: diagnosis.actions };
}

function aboutOf(connection: Pick<Connection, 'address' | 'account'> | undefined): Omit<About, 'saved'> {
  if (connection === undefined) return {};
  const { account } = connection;
  return { host: hostOf(connection), ...(account === undefined ? {} : { account }) };
}
