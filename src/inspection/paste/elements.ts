import { type Entry, memberRole } from './members.js';
import { hostIn } from './names.js';

/** Elements of XML, and pairs of attributes. */
const ELEMENT = /<(?:[\w-]{1,40}:)?([\w.-]{1,60})(?:\s[^<>]{0,300})?>([^<>]*)<\//g;
const ATTRIBUTES = /\b(?:key|name)="([^"<>]{1,100})"\s[^<>]{0,200}?\bvalue="([^"<>]*)"/gi;

/** The names and values in the elements and attributes of XML. */
export function elementsIn(text: string): Entry[] {
  if (!text.includes('</') && !/<[^<>]{0,200}\svalue=/.test(text)) {
    return [];
  }
  return [ELEMENT, ATTRIBUTES].flatMap((pattern) =>
    [...text.matchAll(pattern)].flatMap(({ 0: whole, 1: name = '', 2: written = '', index }): Entry[] => {
      const value = withoutEntities(written).trim();
      // A shop answers a request for a token with an element that isn't named after it.
      const isAnswer = /^(?:response|result|return)$/i.test(name) && /^(?:[a-z0-9]{32}|eyJ[\w.-]+)$/.test(value);
      // In the settings of Maven, the id of a server can be its host.
      const isHost = /^id$/i.test(name) && hostIn(value) !== undefined;
      const role = isAnswer ? 'token' : isHost ? 'host' : memberRole(name, value);
      return role === undefined
        ? []
        : [
            {
              name: isAnswer ? 'token' : isHost ? 'host' : name,
              value,
              at: 'element',
              role,
              start: index,
              end: index + whole.length,
            },
          ];
    }),
  );
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function withoutEntities(text: string): string {
  return text.replace(
    /&(?:(amp|lt|gt|quot|apos)|#(\d{1,7})|#x([\da-f]{1,6}));/gi,
    (_, name?: string, decimal?: string, hex = '') =>
      name === undefined
        ? String.fromCharCode(decimal === undefined ? parseInt(String(hex), 16) : Number(decimal))
        : (ENTITIES[name.toLowerCase()] ?? ''),
  );
}
