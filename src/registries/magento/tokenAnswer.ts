import { at, type Said, saidIn, saidInFault } from './errorDocument.js';

/** Response of a token route. Neither field: it isn't a response of a shop. */
export interface ShopAnswer {
  /** Secret. */
  readonly token?: string;
  readonly said?: Said;
}

export type ReadAnswer = (text: string, contentType: string) => ShopAnswer;

/**
 * Reads the response to a request that accepts JSON. A token is a JSON string, **with** its quotes. A proxy can strip
 * the content type, but doesn't change it to HTML. Never throws.
 */
export const readJsonAnswer: ReadAnswer = (text, contentType) => {
  if (/html/i.test(contentType)) {
    return {};
  }
  const document = parseJson(text);
  return answer(document, saidIn(document));
};

/** Reads the response to a request that accepts XML, REST or SOAP; `readXml` is the one in xml.ts. Never throws. */
export function xmlAnswerReader(readXml: (text: string) => unknown): ReadAnswer {
  return (text, contentType) => {
    const document = readXml(text);
    // Errors from before the shop parsed the request come as JSON.
    if (document === undefined) {
      return readJsonAnswer(text, contentType);
    }
    const body = at(document, 'Envelope', 'Body');
    const fault = at(body, 'Fault');
    const [result] = isObject(body) ? Object.values(body).map((response: unknown) => at(response, 'result')) : [];
    return fault === undefined
      ? answer(at(document, 'response') ?? result, saidIn(at(document, 'response')) ?? saidIn(at(document, 'error')))
      : { said: saidInFault(fault) };
  };
}

/** A token goes into a header, where `Bearer` and the token must be two parts around one space. */
function answer(token: unknown, said: Said | undefined): ShopAnswer {
  return {
    ...(typeof token === 'string' && /^[\x21-\x7e]+$/.test(token) ? { token } : {}),
    ...(said ? { said } : {}),
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // A token whose quotes a proxy removed.
    return /^\s*[A-Za-z0-9._-]{16,}\s*$/.test(text) ? text.trim() : undefined;
  }
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
