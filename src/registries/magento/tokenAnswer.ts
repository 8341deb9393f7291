import { at, saidIn, saidInFault, type Said } from './errorDocument.js';

/** What came back from a route that hands out tokens. Neither: this is no answer of a shop. */
export interface ShopAnswer {
  /** Secret. */
  readonly token?: string;
  readonly said?: Said;
}

export type ReadAnswer = (text: string, contentType: string) => ShopAnswer;

/**
 * The answer to a request that accepts JSON: a token is a JSON string, **with** its quotes. A proxy may have stripped the
 * type, never made it HTML. Never throws.
 */
export const readJsonAnswer: ReadAnswer = (text, contentType) => {
  if (/html/i.test(contentType)) {
    return {};
  }
  const document = parseJson(text);
  return answer(document, saidIn(document));
};

/** The answer to a request that accepts XML, REST's or SOAP's; `readXml` is that of xml.ts. Never throws. */
export function xmlAnswerReader(readXml: (text: string) => unknown): ReadAnswer {
  return (text, contentType) => {
    const document = readXml(text);
    // Errors from before the shop knew what was asked for come as JSON.
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

/** A token goes into a header, where `Bearer` and the token must be two pieces around one blank. */
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
    // What is left of a token whose quotes a proxy took.
    return /^\s*[A-Za-z0-9._-]{16,}\s*$/.test(text) ? text.trim() : undefined;
  }
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
