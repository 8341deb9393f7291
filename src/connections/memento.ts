/** What this needs of VS Code's Memento. */
export interface MementoLike {
  keys(): readonly string[];
  get(key: string): unknown;
  /** `undefined` removes. */
  update(key: string, value: unknown): PromiseLike<void>;
}
