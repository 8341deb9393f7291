import { invisible, writtenOut } from '../text/invisible.js';

export type Child = Node | string;
export type Attributes = Readonly<Record<string, string>>;

/** Builds nodes of one document. Strings become text nodes, never markup. */
export interface Builder {
  readonly el: <Name extends keyof HTMLElementTagNameMap>(
    name: Name,
    attributes?: Attributes,
    children?: readonly Child[],
  ) => HTMLElementTagNameMap[Name];
  readonly svg: <Name extends keyof SVGElementTagNameMap>(
    name: Name,
    attributes?: Attributes,
    children?: readonly Child[],
  ) => SVGElementTagNameMap[Name];
  /** Untrusted text. Invisible characters, and those that change the text direction, are written out. */
  readonly foreign: (text: string) => Child[];
}

export function builder(document: Document): Builder {
  const fill = <Element extends HTMLElement | SVGElement>(
    element: Element,
    attributes: Attributes,
    children: readonly Child[],
  ) => {
    for (const [name, value] of Object.entries(attributes)) {
      element.setAttribute(name, value);
    }
    // One by one: too many arguments cause a RangeError.
    for (const child of children) {
      element.append(child);
    }
    return element;
  };
  const build: Builder = {
    el: (name, attributes = {}, children = []) => fill(document.createElement(name), attributes, children),
    svg: (name, attributes = {}, children = []) =>
      fill(document.createElementNS('http://www.w3.org/2000/svg', name), attributes, children),
    foreign: (text) =>
      text
        .split(invisible)
        .map((part, index) => (index % 2 === 0 ? part : build.el('span', { class: 'escape' }, [writtenOut(part)])))
        .filter((child) => child !== ''),
  };
  return build;
}
