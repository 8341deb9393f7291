/** Required part of VS Code's Memento. */
export interface MementoLike {
  keys(): readonly string[];
  get(key: string): unknown;
  /** `undefined` removes the key. */
  update(key: string, value: unknown): PromiseLike<void>;
}
