/** Something made at its first use. */
export interface Lazy<T> {
  (): Promise<T>;
  /** What was made already; undefined before that. */
  peek(): T | undefined;
}

/** A failed attempt is not kept: the next call tries again. */
export function lazy<T>(make: () => Promise<T>): Lazy<T> {
  let pending: Promise<T> | undefined;
  let made: T | undefined;
  const get = (): Promise<T> => {
    pending ??= make().then(
      (value) => (made = value),
      (error: unknown) => {
        pending = undefined;
        throw error;
      },
    );
    return pending;
  };
  return Object.assign(get, { peek: () => made });
}
