import { createServer, type IncomingHttpHeaders, request as forward } from 'node:http';
import { connect } from 'node:net';
import type { Duplex } from 'node:stream';
import { connect as connectTls, TLSSocket } from 'node:tls';
import type { Authority } from './certificate.js';
import { listenOn, type Stoppable } from './server.js';

export interface ProxyRequest {
  /** CONNECT for https, the request's own method for http. */
  readonly method: string;
  /** `host:port`, or the whole address for http. */
  readonly target: string;
  /** Names and values in turn, as sent. */
  readonly rawHeaders: readonly string[];
}

export interface Proxy extends Stoppable {
  readonly origin: string;
  readonly received: readonly ProxyRequest[];
}

export interface ProxyOptions {
  /** `host:port` on this machine to which everything goes, whatever name was asked for; absent: to what was asked for. */
  readonly to?: string;
  /** Answers everything with this status, such as 407. */
  readonly refuse?: number;
  /** Whom it lets through, as `user:password`; everybody else gets 407. */
  readonly account?: string;
  /** Opens TLS connections, and closes them again with certificates of this authority. */
  readonly intercepts?: Authority;
}

/** An HTTP proxy that writes down what it was asked for. Reaches nothing but 127.0.0.0/8. */
export async function startProxy({ to, refuse, account, intercepts }: ProxyOptions = {}): Promise<Proxy> {
  const received: ProxyRequest[] = [];
  const expected = account === undefined ? undefined : `Basic ${Buffer.from(account).toString('base64')}`;
  const refusal = (headers: IncomingHttpHeaders): number | undefined =>
    refuse ?? (expected === undefined || headers['proxy-authorization'] === expected ? undefined : 407);
  const server = createServer((request, response) => {
    const { method = '', url = '', rawHeaders } = request;
    received.push({ method, target: url, rawHeaders });
    const target = onThisMachine(to ?? new URL(url).host);
    const refused = refusal(request.headers);
    if (refused !== undefined || !target) {
      return response.writeHead(refused ?? 403, wantsAccount).end();
    }
    const { pathname, search } = new URL(url);
    const onward = forward({ ...target, method, path: pathname + search, headers: request.headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    onward.on('error', () => response.destroy());
    return request.pipe(onward);
  });
  server.on('connect', ({ method = '', url = '', rawHeaders, headers }, client, head) => {
    received.push({ method, target: url, rawHeaders });
    const target = onThisMachine(to ?? url);
    const refused = refusal(headers);
    if (refused !== undefined || !target) {
      return client.end(
        `HTTP/1.1 ${refused ?? 403} Refused\r\nProxy-Authenticate: ${wantsAccount['Proxy-Authenticate']}\r\nContent-Length: 0\r\n\r\n`,
      );
    }
    if (intercepts !== undefined) {
      client.write('HTTP/1.1 200 Connection established\r\n\r\n');
      return void openUp(client, url.replace(/:\d+$/, ''), target, intercepts);
    }
    const upstream = connect(target, () => {
      client.write('HTTP/1.1 200 Connection established\r\n\r\n');
      upstream.write(head);
      upstream.pipe(client).pipe(upstream);
    });
    upstream.on('error', () => client.destroy());
    client.once('close', () => upstream.destroy());
    return upstream;
  });
  const { host, stop } = await listenOn(server);
  return { origin: `http://${host}`, received, stop };
}

const wantsAccount = { 'Proxy-Authenticate': 'Basic realm="proxy"' };

async function openUp(
  client: Duplex,
  host: string,
  target: { readonly host: string; readonly port: number },
  authority: Authority,
): Promise<void> {
  const inner = new TLSSocket(client, { isServer: true, ...(await authority.issue({ names: [host] })) });
  const upstream = connectTls({ ...target, rejectUnauthorized: false });
  for (const [one, other] of [
    [inner, upstream],
    [upstream, inner],
  ] as const) {
    one.on('error', () => other.destroy());
    one.pipe(other);
  }
  client.once('close', () => upstream.destroy());
}

function onThisMachine(target: string): { host: string; port: number } | undefined {
  const [, host, port] = /^(127\.\d+\.\d+\.\d+):(\d+)$/.exec(target) ?? [];
  return host === undefined || port === undefined ? undefined : { host, port: Number(port) };
}
