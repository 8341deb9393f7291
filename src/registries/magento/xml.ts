import { XMLParser } from 'fast-xml-parser';

/** XML content in the shape of JSON: text, a list, or members by name. */
export type XmlValue = string | readonly XmlValue[] | { readonly [name: string]: XmlValue };

type Node = Readonly<Record<string, readonly Node[] | string>>;

// The largest is an error with a stack trace, in developer mode; characters.
const LONGEST = 256 * 1024;

// The parser accepts unclosed elements, so it would accept a truncated document. The root must be closed at the end.
const WHOLE = /^\s*(?:<\?xml[^>]*\?>\s*)?<([\w:.-]+)(?:\s[^>]*)?>[^]*<\/\1\s*>\s*$/;

const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: true,
  removeNSPrefix: true,
  parseTagValue: false,
  trimValues: false,
  // No document type is ever read, so only XML's five predefined entities can occur. They are replaced here.
  processEntities: false,
});

/**
 * Parses an XML document into one member named after its root. Attributes and prefixes are dropped. Elements named
 * `item` become a list, because shops write lists this way, and so do repeated names. Returns undefined if it is too
 * long, truncated, or has a document type. Never throws.
 */
export function readXml(text: string): XmlValue | undefined {
  if (text.length > LONGEST || !WHOLE.test(text) || /<!DOCTYPE/i.test(text)) {
    return undefined;
  }
  try {
    // With `preserveOrder`, `parse` returns nodes of this shape.
    return valueOf(parser.parse(text) as readonly Node[]);
  } catch {
    return undefined; // too deep, or a name that collides with an object's own property
  }
}

function valueOf(nodes: readonly Node[]): XmlValue {
  const members = nodes.flatMap((node) => Object.entries(node)).filter(([name]) => !/^[#:?]/.test(name));
  const values = members.map(([name, content]) => [name, valueOf(Array.isArray(content) ? content : [])] as const);
  if (values.length === 0) {
    return unescape(nodes.map((node) => (typeof node['#text'] === 'string' ? node['#text'] : '')).join(''));
  }
  if (values.every(([name]) => /^(data_)?item(_\d+)?$/.test(name))) {
    return values.map(([, value]) => value);
  }
  const groups = Object.groupBy(values, ([name]) => name);
  return Object.fromEntries(
    Object.entries(groups).map(([name, group = []]) => {
      const all = group.map(([, value]) => value);
      return [name, all.length === 1 && all[0] !== undefined ? all[0] : all];
    }),
  );
}

// A Map, because an object would know `&constructor;`, too.
const ENTITIES: ReadonlyMap<string, string> = new Map([
  ['amp', '&'],
  ['lt', '<'],
  ['gt', '>'],
  ['quot', '"'],
  ['apos', "'"],
]);

/** Text of an element: the predefined entities and references by number (XML 1.0 section 4.6). */
function unescape(text: string): string {
  return text.replace(
    /&(?:#(\d{1,7})|#x([\da-f]{1,6})|(\w+));/gi,
    (whole: string, decimal?: string, hex?: string, name?: string) => {
      if (name !== undefined) {
        return ENTITIES.get(name) ?? whole;
      }
      const code = decimal === undefined ? parseInt(hex ?? '', 16) : Number(decimal);
      return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
    },
  );
}
