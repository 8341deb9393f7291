import { AuthError } from '../../auth/errors.js';
import type { HttpRequest } from '../../auth/http.js';
import { clause } from '../../text/message.js';
import { kindReasons } from '../shared/reasons.js';
import type { TokenRoute } from './routes.js';
import { restUrl, type Shop, soapUrl } from './shop.js';
import { type ReadAnswer, readJsonAnswer, xmlAnswerReader } from './tokenAnswer.js';

/** Fields of a token request: the value, and the placeholder that the trace shows. */
export type Fields = readonly { readonly name: string; readonly value: string; readonly shown: string }[];

/** A protocol for the same services. */
export interface Protocol {
  /** Value of the setting. */
  readonly id: string;
  readonly accept: string;
  url(shop: Shop, route: TokenRoute): URL;
  body(url: URL, route: TokenRoute, fields: Fields): NonNullable<HttpRequest['body']>;
  /** Loads the response reader. XML needs a library that only two protocols use. */
  reader(): Promise<ReadAnswer>;
}

const readXmlAnswers = async (): Promise<ReadAnswer> => xmlAnswerReader((await import('./xml.js')).readXml);

const restJson: Protocol = {
  id: 'rest-json',
  accept: 'application/json',
  url: (shop, { path }) => restUrl(shop, path),
  body: (_url, _route, fields) => ({
    contentType: 'application/json',
    text: jsonOf(fields, 'value'),
    shown: jsonOf(fields, 'shown'),
  }),
  reader: async () => readJsonAnswer,
};

const restXml: Protocol = {
  id: 'rest-xml',
  accept: 'application/xml',
  url: (shop, { path }) => restUrl(shop, path),
  body: (_url, _route, fields) => ({
    contentType: 'application/xml',
    // The root element can have any name; this is the one in the manual.
    text: `<login>${elements(fields, 'value')}</login>`,
    shown: `<login>${elements(fields, 'shown')}</login>`,
  }),
  reader: readXmlAnswers,
};

// SOAP 1.2, document/literal; the namespace of an operation is the address of its service.
const soap: Protocol = {
  id: 'soap',
  accept: 'application/soap+xml',
  url: (shop, { service }) => soapUrl(shop, service),
  body: (url, { service, operation }, fields) => {
    const name = `${service}${operation}Request`;
    const envelope = (content: string): string =>
      `<?xml version="1.0" encoding="UTF-8"?><env:Envelope xmlns:env="http://www.w3.org/2003/05/soap-envelope" xmlns:m="${escape(url.href)}"><env:Body><m:${name}>${content}</m:${name}></env:Body></env:Envelope>`;
    return {
      contentType: 'application/soap+xml; charset=utf-8',
      text: envelope(elements(fields, 'value')),
      shown: envelope(elements(fields, 'shown')),
    };
  },
  reader: readXmlAnswers,
};

/** Returns the protocol of the setting; empty means JSON. Throws AuthError `invalid-input` for any other value. */
export function findProtocol(id: string): Protocol {
  const found = [restJson, restXml, soap].find((protocol) => protocol.id === (id || restJson.id));
  if (!found) {
    throw new AuthError('invalid-input', 'There is no such protocol.', {
      details: { field: 'protocol', reason: 'there is no such web API' },
    });
  }
  return found;
}

function jsonOf(fields: Fields, part: 'value' | 'shown'): string {
  return JSON.stringify(Object.fromEntries(fields.map((field) => [field.name, field[part]])));
}

/** One element with one text for each field: shops misread attributes, CDATA, comments and whitespace-only texts. */
function elements(fields: Fields, part: 'value' | 'shown'): string {
  return fields
    .map((field) => {
      const text = field[part];
      // XML 1.0 section 2.2: other control characters can't be represented.
      if (/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u.test(text) || text.trim() === '') {
        throw new AuthError('invalid-input', `The ${field.name} can’t be sent as XML.`, {
          details: { field: field.name, reason: clause(kindReasons.noXml, { field: field.name }) },
        });
      }
      return `<${field.name}>${escape(text)}</${field.name}>`;
    })
    .join('');
}

function escape(text: string): string {
  const names: Readonly<Record<string, string>> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    '\r': '&#13;',
  };
  return text.replace(/[&<>"\r]/g, (character) => names[character] ?? character);
}
