import { XMLParser } from 'fast-xml-parser';

/** An element as a strict reader sees it; several texts are several entries. */
export interface XmlElement {
  /** With its prefix. */
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly elements: readonly XmlElement[];
  readonly texts: readonly string[];
}

type Node = Readonly<Record<string, unknown>>;

const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: '',
  cdataPropName: '#cdata',
  commentPropName: '#comment',
  parseTagValue: false,
  trimValues: false,
  processEntities: false,
});

/** The root element; undefined for what is not well-formed. */
export function parseXml(text: string): XmlElement | undefined {
  if (!isBalanced(text)) return undefined;
  try {
    const roots = elementOf('', parser.parse(text) as readonly Node[], {}).elements; // its shape with preserveOrder
    return roots.length === 1 ? roots[0] : undefined;
  } catch {
    return undefined;
  }
}

/**
 * A document as the shop's parser makes values of it, its root dropped (Magento A4, Framework/Xml/Parser.php): an
 * attribute makes a structure of a text, a second text (after a comment, or CDATA) replaces the first, a text of blanks
 * is none, nothing at all is null, a repeated element is a list.
 */
export function valuesOf(root: XmlElement): Readonly<Record<string, unknown>> {
  const names = new Set(root.elements.map(({ name }) => name));
  return Object.fromEntries(
    [...names].map((name) => {
      const values = root.elements.filter((element) => element.name === name).map(valueOf);
      return [name, values.length === 1 ? values[0] : values];
    }),
  );
}

export function escapeXml(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}

function valueOf(element: XmlElement): unknown {
  const { attributes, elements, texts } = element;
  const value = elements.length > 0 ? valuesOf(element) : (texts.findLast((text) => text.trim() !== '') ?? null);
  return Object.keys(attributes).length > 0 ? { _value: value, _attribute: attributes } : value;
}

function elementOf(name: string, nodes: readonly Node[], attributes: Readonly<Record<string, string>>): XmlElement {
  const contents = nodes.flatMap((node) =>
    Object.entries(node)
      .filter(([key]) => key !== ':@' && !key.startsWith('?'))
      .map(([key, content]) => ({ key, content, attributes: (node[':@'] ?? {}) as Record<string, string> })),
  );
  return {
    name,
    attributes,
    elements: contents
      .filter(({ key }) => !key.startsWith('#'))
      .map(({ key, content, attributes: own }) => elementOf(key, content as readonly Node[], unescaped(own))),
    texts: contents.flatMap(({ key, content }) => {
      if (key === '#text') return [unescapeXml(String(content))];
      const [inner] = key === '#cdata' ? (content as readonly Node[]) : [];
      return inner ? [String(inner['#text'])] : [];
    }),
  };
}

function unescaped(attributes: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(attributes).map(([name, value]) => [name, unescapeXml(value)]));
}

function unescapeXml(text: string): string {
  const names: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
  return text.replace(/&(?:#(\d+)|(\w+));/g, (whole: string, code: string | undefined, name: string) =>
    code === undefined ? (names[name] ?? whole) : String.fromCodePoint(Number(code)),
  );
}

/** Every element is closed in turn, and no `&` or `<` stands alone: what the lenient library lets pass. */
function isBalanced(text: string): boolean {
  const open: string[] = [];
  const bare = text.replace(/<\?[^]*?\?>|<!--[^]*?-->|<!\[CDATA\[[^]*?\]\]>/g, '');
  if (/&(?!#\d+;|#x[\da-f]+;|\w+;)|<!/i.test(bare)) return false;
  for (const [, slash, name, empty] of bare.matchAll(/<(\/?)([\w:.-]+)[^<>]*?(\/?)>/g)) {
    if (slash === '/' && open.pop() !== name) return false;
    if (slash === '' && empty === '') open.push(name ?? '');
  }
  return open.length === 0 && /^\s*<[^]*>\s*$/.test(bare) && !/<(?![/\w])/.test(bare);
}
