import { createServer, request as forward } from 'node:http';
import { connect } from 'node:net';
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
}

/** An HTTP proxy that writes down what it was asked for. Reaches nothing but 127.0.0.0/8. */
export async function startProxy({ to, refuse }: ProxyOptions = {}): Promise<Proxy> {
  const received: ProxyRequest[] = [];
  const server = createServer((request, response) => {
    const { method = '', url = '', rawHeaders } = request;
    received.push({ method, target: url, rawHeaders });
    const target = onThisMachine(to ?? new URL(url).host);
    if (refuse !== undefined || !target) return response.writeHead(refuse ?? 403).end();
    const { pathname, search } = new URL(url);
    const onward = forward({ ...target, method, path: pathname + search, headers: request.headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    onward.on('error', () => response.destroy());
    return request.pipe(onward);
  });
  server.on('connect', ({ method = '', url = '', rawHeaders }, client, head) => {
    received.push({ method, target: url, rawHeaders });
    const target = onThisMachine(to ?? url);
    if (refuse !== undefined || !target)
      return client.end(`HTTP/1.1 ${refuse ?? 403} Refused\r\nContent-Length: 0\r\n\r\n`);
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

function onThisMachine(target: string): { host: string; port: number } | undefined {
  const [, host, port] = /^(127\.\d+\.\d+\.\d+):(\d+)$/.exec(target) ?? [];
  return host === undefined || port === undefined ? undefined : { host, port: Number(port) };
}
