import { json } from '../refusal.js';
import type { ServerAnswer } from '../server.js';
import type { ShopRefusal } from './refusal.js';
import { escapeXml } from './xml.js';

type Format = 'json' | 'xml';

/** Selects the format from the Accept header (Magento A4): by q, then by order. Undefined when nothing matches. */
export function formatFor(accept: string | undefined): Format | undefined {
  const ranges = (accept ?? '*/*')
    .split(',')
    .map((range) => {
      const [type = '', ...parameters] = range
        .trim()
        .toLowerCase()
        .split(/\s*;\s*/);
      const q = parameters.find((parameter) => parameter.startsWith('q='));
      return { type, q: q === undefined ? 1 : Number(q.slice(2)) };
    })
    .filter(({ type, q }) => /^[\w*+.-]+\/[\w*+.-]+$/.test(type) && q > 0)
    .sort((a, b) => b.q - a.q);
  if (ranges.length === 0) {
    return 'json';
  }
  const formats = ranges.map(({ type }): Format | undefined => {
    if (/^(\*\/\*|application\/(json|\*))$/.test(type)) {
      return 'json';
    }
    return /^(text\/(xml|\*)|application\/(xml|xhtml\+xml))$/.test(type) ? 'xml' : undefined;
  });
  return formats.find((format) => format !== undefined);
}

/** Writes a result (Magento A5): a bare JSON string with its quotes, or the text of the `response` element. */
export function written(format: Format, value: unknown): ServerAnswer {
  return format === 'json' ? json(200, value) : xml(200, { response: value });
}

/** Writes a refusal as JSON or XML (Magento A6). */
export function refused(format: Format, { status, message, parameters, errors }: ShopRefusal): ServerAnswer {
  const body = { message, ...(errors ? { errors } : {}), ...(parameters ? { parameters } : {}) };
  return format === 'json' ? json(status, body) : xml(status, { response: body });
}

/** Magento A6, second format: XML whenever the Accept header contains "xml". */
export function notAcceptable(accept: string | undefined): ServerAnswer {
  const message =
    'Server cannot match any of the given Accept HTTP header media type(s) from the request: "%1" with media types from the config of response renderer.';
  return (accept ?? '').includes('xml')
    ? xml(406, { error: { messages: { error: { data_item: { code: 406, message } } } } })
    : json(406, { messages: { error: [{ code: 406, message }] } });
}

function xml(status: number, document: Readonly<Record<string, unknown>>): ServerAnswer {
  return {
    status,
    headers: { 'Content-Type': 'application/xml; charset=utf-8' },
    body: `<?xml version="1.0"?>\n${elements(document)}\n`,
  };
}

function elements(value: unknown): string {
  if (Array.isArray(value)) {
    return value.map((item) => `<item>${elements(item)}</item>`).join('');
  }
  if (typeof value !== 'object' || value === null) {
    return escapeXml(String(value));
  }
  return Object.entries(value)
    .map(([name, inner]) => `<${name}>${elements(inner)}</${name}>`)
    .join('');
}
