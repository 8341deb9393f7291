/** One timer for the next moment at which something has to be said anew. */
export interface Alarm {
  /** Rings once, at that moment (ms since the epoch) or when the clock was set back; in place of the one set before. Undefined: never. */
  set(at: number | undefined): void;
  dispose(): void;
}

// A timer stands still while the machine sleeps, so the clock is looked at this often.
const LOOK_EVERY = 30_000;
// Faster than this nobody reads.
const SOONEST = 500;

/** `now` in milliseconds since the epoch. */
export function createAlarm(now: () => number, ring: () => void): Alarm {
  let timer: NodeJS.Timeout | undefined;

  function arm(at: number, since: number): void {
    timer = setTimeout(
      () => {
        const moment = now();
        // What was said about times is wrong once the clock shows an earlier one.
        if (moment >= at || moment < since) {
          ring();
        } else {
          arm(at, moment);
        }
      },
      Math.min(Math.max(at - since, SOONEST), LOOK_EVERY),
    );
  }

  return {
    set(at) {
      clearTimeout(timer);
      if (at !== undefined) {
        arm(at, now());
      }
    },
    dispose: () => clearTimeout(timer),
  };
}
