// As much of the editor's API as runs outside it: for the peer that is measured, and for our own words and rows.
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
    if (path !== undefined) {
      url.pathname = path;
    }
    if (query !== undefined) {
      url.search = query;
    }
    return new Uri(url.href);
  }

  toString(): string {
    return this.#text;
  }
}

export class EventEmitter {
  readonly event = (): void => undefined;
  readonly fire = (): void => undefined;
  readonly dispose = (): void => undefined;
}

export class TreeItem {
  readonly label: unknown;

  constructor(label: unknown) {
    this.label = label;
  }
}

export const l10n = {
  t: (text: string, ...values: readonly unknown[]): string =>
    text.replace(/\{(\d)\}/g, (_, index: string) => String(values[Number(index)])),
};
export const env = { language: 'en' };
export const ThemeIcon = Object;
export const ThemeColor = Object;
export const CancellationError = Error;
export const TreeItemCollapsibleState = { None: 0, Collapsed: 1, Expanded: 2 };
export const QuickPickItemKind = { Separator: -1, Default: 0 };
export const window = {};
export const workspace = {
  getConfiguration: () => ({ get: (): undefined => undefined, inspect: (): undefined => undefined }),
};
export const authentication = {};
