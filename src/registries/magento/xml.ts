import { XMLParser } from 'fast-xml-parser';

/** What JSON could say as well: text, a list, or members by name. */
export type XmlValue = string | readonly XmlValue[] | { readonly [name: string]: XmlValue };

type Node = Readonly<Record<string, readonly Node[] | string>>;

// The largest is an error with a stack trace, in developer mode.
const LONGEST = 256 * 1024;

// The parser forgives what is left open, so a document that was cut off would pass: the root must be closed at the end.
const WHOLE = /^\s*(?:<\?xml[^>]*\?>\s*)?<([\w:.-]+)(?:\s[^>]*)?>[^]*<\/\1\s*>\s*$/;

const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: true,
  removeNSPrefix: true,
  parseTagValue: false,
  trimValues: false,
  // No document type is ever read, so only the five entities of XML itself can occur, and they are replaced here.
  processEntities: false,
});

/**
 * An XML document as one member named after its root. Attributes and prefixes are left out; elements named `item` are a
 * list, as shops write one, and so is a name that occurs twice. Undefined for what is too long, cut off, or has a document
 * type. Never throws.
 */
export function readXml(text: string): XmlValue | undefined {
  if (text.length > LONGEST || !WHOLE.test(text) || /<!DOCTYPE/i.test(text)) {
    return undefined;
  }
  try {
    // `parse` gives nodes of this shape with `preserveOrder`.
    return valueOf(parser.parse(text) as readonly Node[]);
  } catch {
    return undefined; // too deep, or a name that could be mistaken for a property of every object
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

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** Text of an element: the predefined entities and references by number (XML 1.0 section 4.6). */
function unescape(text: string): string {
  return text.replace(
    /&(?:#(\d{1,7})|#x([\da-f]{1,6})|(\w+));/gi,
    (whole: string, decimal?: string, hex?: string, name?: string) => {
      if (name !== undefined) {
        return ENTITIES[name] ?? whole;
      }
      const code = decimal === undefined ? parseInt(hex ?? '', 16) : Number(decimal);
      return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
    },
  );
}
