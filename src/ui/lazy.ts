/** Value that is created on first use. */
export interface Lazy<T> {
  (): Promise<T>;
  /** The value if it was already created; undefined before. */
  peek(): T | undefined;
}

/** Creates a lazy value. A failed attempt isn't cached: the next call tries again. */
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
