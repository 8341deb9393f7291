import { type IncomingHttpHeaders, request as httpRequest } from 'node:http';

export interface Sent {
  readonly method?: string;
  /** Names and values in turn; Host is added unless it is here. */
  readonly headers?: readonly (readonly [name: string, value: string])[];
  readonly body?: string;
}

export interface Reply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/** Sends exactly these headers, also those that no well-behaved client would send. */
export async function send(url: string, { method = 'GET', headers = [], body = '' }: Sent = {}): Promise<Reply> {
  const { hostname, port, host, pathname, search } = new URL(url);
  const hostLine = headers.some(([name]) => name === 'Host') ? [] : [['Host', host] as const];
  const length = body === '' ? [] : [['Content-Length', String(Buffer.byteLength(body))] as const];
  return new Promise((resolve, reject) => {
    const outgoing = httpRequest({
      hostname,
      port,
      method,
      path: pathname + search,
      headers: [...hostLine, ...headers, ...length].flat(),
      agent: false,
    });
    outgoing.once('error', reject);
    outgoing.once('response', (incoming) => {
      let text = '';
      incoming.setEncoding('utf8').on('data', (part: string) => (text += part));
      incoming.once('error', reject);
      incoming.once('end', () => resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, text }));
    });
    outgoing.end(body);
  });
}

export const basic = (username: string, password: string) =>
  ['Authorization', `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`] as const;

export const bearer = (token: string) => ['Authorization', `Bearer ${token}`] as const;

/** The first code of an error envelope. */
export const errorCode = ({ text }: Reply) => (JSON.parse(text) as { errors: [{ code: string }] }).errors[0].code;

/** A form of these fields; those without a value are left out. */
export function postForm(fields: readonly (readonly [name: string, value: string | undefined])[]): Sent {
  const form = new URLSearchParams();
  for (const [name, value] of fields) {
    if (value !== undefined) {
      form.append(name, value);
    }
  }
  return { method: 'POST', headers: [['Content-Type', 'application/x-www-form-urlencoded']], body: form.toString() };
}
