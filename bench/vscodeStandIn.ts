// As much of the editor's API as the peer needs to run outside it.
export class Uri {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  static parse(text: string): Uri {
    return new Uri(text);
  }

  with({ path, query }: { readonly path?: string; readonly query?: string }): Uri {
    const url = new URL(this.#text);
    if (path !== undefined) url.pathname = path;
    if (query !== undefined) url.search = query;
    return new Uri(url.href);
  }

  toString(): string {
    return this.#text;
  }
}

export class EventEmitter {
  readonly event = (): void => undefined;
}
export const ThemeIcon = Object;
export const ThemeColor = Object;
export class CancellationError extends Error {}
export const TreeItemCollapsibleState = {};
export const l10n = { t: (text: string): string => text };
export const window = {};
export const workspace = {};
export const authentication = {};
