/** A deadline that is given up when it is met: a timer that goes on keeps everything around it until it ends. */
export interface Deadline {
  readonly signal: AbortSignal;
  clear(): void;
}

/** Aborts after so many milliseconds. */
export function startDeadline(milliseconds: number): Deadline {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(), milliseconds);
  timer.unref(); // what it is for keeps the process alive
  return { signal: controller.signal, clear: () => clearTimeout(timer) };
}
