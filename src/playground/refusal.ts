import type { ServerAnswer } from './server.js';

export function json(status: number, value: unknown, headers: Readonly<Record<string, string>> = {}): ServerAnswer {
  return {
    status,
    headers: { 'Content-Type': 'application/json; charset=utf-8', ...headers },
    body: JSON.stringify(value),
  };
}

/** Creates an error response in the envelope of the OCI distribution specification ("Error Codes"). */
export function refusal(
  status: number,
  code: string,
  message: string,
  detail: unknown = null,
  headers: Readonly<Record<string, string>> = {},
): ServerAnswer {
  return json(status, { errors: [{ code, message, detail }] }, headers);
}
