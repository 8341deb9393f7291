/** Announces text to a screen reader, at most once a minute unless the state changes. */
export interface LiveRegion {
  /** Announces `text`. `state` identifies the state; `now` is in milliseconds since the epoch. */
  say(state: string, text: string, now: number): void;
  /** Starts over for a new page, whose first sentence is read with the page. */
  reset(): void;
}

const SPEAK_EVERY = 60_000;

/** Creates an announcer for a live region, which must stay in the page. */
export function createLiveRegion(region: HTMLElement): LiveRegion {
  let spoken: { readonly state: string; readonly at: number } | undefined;
  return {
    say(state, text, now) {
      spoken ??= { state, at: now };
      if (spoken.state === state && now - spoken.at < SPEAK_EVERY) {
        return;
      }
      spoken = { state, at: now };
      region.textContent = text;
    },
    reset() {
      spoken = undefined;
      region.textContent = '';
    },
  };
}
