/** Timer for the next moment at which a display changes. */
export interface Alarm {
  /**
   * Schedules one ring, which replaces the previous one. `at` is in milliseconds since the epoch; undefined cancels.
   * Also rings when the clock was set back.
   */
  set(at: number | undefined): void;
  dispose(): void;
}

// A timer pauses while the machine sleeps, so the clock is checked at this interval (milliseconds).
const LOOK_EVERY = 30_000;
// Minimum interval in milliseconds, because no one reads faster updates.
const SOONEST = 500;

/** Creates an alarm. `now` is in milliseconds since the epoch. */
export function createAlarm(now: () => number, ring: () => void): Alarm {
  let timer: NodeJS.Timeout | undefined;

  function arm(at: number, since: number): void {
    timer = setTimeout(
      () => {
        const moment = now();
        // Displayed times are wrong once the clock was set back.
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
