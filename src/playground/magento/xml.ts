import { XMLParser } from 'fast-xml-parser';

/** XML element as a strict parser reads it. Separate text nodes are separate entries. */
export interface XmlElement {
  /** Qualified name, with its prefix. */
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

/** Parses a document and returns its root element. Undefined when it isn't well-formed. */
export function parseXml(text: string): XmlElement | undefined {
  if (!isBalanced(text)) {
    return undefined;
  }
  try {
    const roots = elementOf('', parser.parse(text) as readonly Node[], {}).elements; // shape set by preserveOrder
    return roots.length === 1 ? roots[0] : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Converts a document to values as the shop's parser does, without the root (Magento A4, Framework/Xml/Parser.php). An
 * attribute turns a text into a structure. A second text (after a comment, or CDATA) replaces the first.
 * Whitespace-only text is dropped. An element without content is null, and a repeated element is a list.
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
      if (key === '#text') {
        return [unescapeXml(String(content))];
      }
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

/** Checks what the lenient library doesn't: every element is closed in order, and every `&` and `<` is escaped. */
function isBalanced(text: string): boolean {
  const open: string[] = [];
  const bare = text.replace(/<\?[^]*?\?>|<!--[^]*?-->|<!\[CDATA\[[^]*?\]\]>/g, '');
  if (/&(?!#\d+;|#x[\da-f]+;|\w+;)|<!/i.test(bare)) {
    return false;
  }
  for (const [, slash, name, empty] of bare.matchAll(/<(\/?)([\w:.-]+)[^<>]*?(\/?)>/g)) {
    if (slash === '/' && open.pop() !== name) {
      return false;
    }
    if (slash === '' && empty === '') {
      open.push(name ?? '');
    }
  }
  return open.length === 0 && /^\s*<[^]*>\s*$/.test(bare) && !/<(?![/\w])/.test(bare);
}
