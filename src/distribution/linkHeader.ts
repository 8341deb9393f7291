// Characters. Node accepts no more in all headers of a response.
const LONGEST = 64 * 1024;
// Characters. A relation type is a word or an address.
const LONGEST_RELATIONS = 2000;
// A target holds no angle bracket. Without the closing one, it is no link.
const TARGET = /<([^<>]*)(>?)/y;
// A name, and a token or a quoted string, whose quotation mark is optional at the end of the header.
const PARAMETER = /[ \t]*;[ \t]*([\w!#$%&'*+.^`|~-]*)[ \t]*(?:=[ \t]*(?:"((?:[^"\\]|\\[^])*)"?|([^\s;,"]*)))?/y;

/**
 * Target of the first link with this relation type in a `Link` header (RFC 8288 section 3), as it is written there. A
 * malformed link is left out. Reads any text in linear time; undefined for one that is longer than 64 KiB.
 */
export function linkTarget(header: string, relation: string): string | undefined {
  if (header.length > LONGEST) {
    return undefined;
  }
  let at = header.indexOf('<');
  while (at !== -1) {
    const [whole, target, closed] = match(TARGET, header, at);
    at += whole.length;
    if (closed === '>') {
      const { relations, end } = parametersAt(header, at);
      if (relations.includes(relation)) {
        return target;
      }
      at = end;
    }
    at = header.indexOf('<', at);
  }
  return undefined;
}

/** The relation types of a link, lowercase, and where its parameters end. */
function parametersAt(header: string, start: number): { readonly relations: readonly string[]; readonly end: number } {
  let rel: string | undefined;
  let at = start;
  for (;;) {
    const [whole, name, quoted, token = ''] = match(PARAMETER, header, at);
    if (whole === '') {
      return { relations: (rel ?? '').toLowerCase().split(/\s+/), end: at };
    }
    at += whole.length;
    // Of several, the first one counts (RFC 8288 section 3.3).
    if (name?.toLowerCase() === 'rel') {
      rel ??= (quoted ?? token).slice(0, LONGEST_RELATIONS).replace(/\\([^])/g, '$1');
    }
  }
}

function match(pattern: RegExp, text: string, at: number): readonly [string, ...(string | undefined)[]] {
  pattern.lastIndex = at;
  const [whole = '', ...groups] = pattern.exec(text) ?? [];
  return [whole, ...groups];
}
