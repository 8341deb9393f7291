import type { Facts } from './answer.js';
import type { GrantRow, GrantState } from './grants.js';
import { phrases } from './phrases.js';
import type { Piece, Translate } from './pieces.js';

/** What the sentence says of the grants from a moment on. Times are milliseconds since the epoch, local clock. */
export interface SpokenGrants {
  readonly from: number;
  readonly held: readonly (readonly Piece[])[];
  readonly missed: readonly (readonly Piece[])[];
  readonly ended: readonly (readonly Piece[])[];
  /** The first end of a grant that is held, where one has an end of its own. */
  readonly until?: number;
  /** The last end of those that are over. */
  readonly endedAt?: number;
}

const held: readonly GrantState[] = ['granted', 'granted-as-wildcard', 'extra'];

/** One for now, and one for each later moment at which a grant ends; none where the token does not tell. */
export function spokenGrants({ grants, laterGrants = [] }: Facts, now: number, translate: Translate): SpokenGrants[] {
  if (!grants) return [];
  return [{ from: now, grants }, ...laterGrants].map(({ from, grants: rows }) => {
    const until = least(endsOf(rows, held));
    const endedAt = least(endsOf(rows, ['ended']).map((end) => -end));
    return {
      from,
      held: phrases(rows, held, translate),
      missed: phrases(rows, ['missing'], translate),
      ended: phrases(rows, ['ended'], translate),
      ...(until !== undefined && { until }),
      ...(endedAt !== undefined && { endedAt: -endedAt }),
    };
  });
}

function endsOf(rows: readonly GrantRow[], states: readonly GrantState[]): number[] {
  return rows.flatMap(({ expires, actions }) =>
    expires !== undefined && actions.some(({ state }) => states.includes(state)) ? [expires] : [],
  );
}

function least(times: readonly number[]): number | undefined {
  return times.reduce<number | undefined>(
    (first, time) => (first === undefined || time < first ? time : first),
    undefined,
  );
}
