import type { AuthError } from '../auth/errors.js';
import { type Connection, hostOf } from '../connections/connection.js';
import { type About, diagnose } from '../diagnosis/diagnosis.js';
import { explain, type Explanation } from '../diagnosis/explanation.js';
import type { Action } from '../diagnosis/situations/index.js';
import { findKind } from '../registries/index.js';
import { textForForm } from '../text/jsonValue.js';
import { speech } from './localize.js';

type FailedConnection = Pick<Connection, 'address' | 'account'> & Partial<Pick<Connection, 'kind' | 'form'>>;

/** Text and actions of a message. */
export interface Failure {
  readonly text: string;
  /** Longer explanation for places with more space. */
  readonly explanation: Explanation;
  readonly actions: readonly Action[];
}

/**
 * Text and actions for an error. `saved`: the connection is saved and can be edited. Undefined for `cancelled`, which
 * needs no message.
 */
export function failureOf(
  error: AuthError,
  connection?: FailedConnection,
  { saved }: Pick<About, 'saved'> = { saved: true },
): Failure | undefined {
  const diagnosis = diagnose(error, { ...aboutOf(connection), saved });
  if (diagnosis === undefined) {
    return undefined;
  }
  const { cause, next } = explain(diagnosis, speech, { brief: true });
  const explanation = explain(diagnosis, speech, { brief: false });
  return { text: `${cause} ${next}`, explanation, actions: diagnosis.actions };
}

/** Address, account and hints of the connection that failed. */
export function aboutOf(connection: FailedConnection | undefined): Omit<About, 'saved'> {
  if (connection === undefined) {
    return {};
  }
  const { account, kind, form } = connection;
  const hints = kind === undefined ? undefined : findKind(kind)?.knowledge.missingGrant;
  const missingGrant = textForForm(hints, form);
  return {
    host: hostOf(connection),
    ...(account === undefined ? {} : { account }),
    ...(missingGrant === undefined ? {} : { missingGrant }),
  };
}
