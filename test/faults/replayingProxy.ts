import https from 'node:https';
import { Duplex } from 'node:stream';

/**
 * Has every https request answered by a proxy that opens no way: like the agent of the editor, it hands on what the proxy
 * said in plain as if that were the answer of the host. `answers` are whole HTTP messages, one for each request in turn.
 */
export async function withReplayingProxy<T>(answers: readonly string[], work: () => Promise<T>): Promise<T> {
  const before = https.globalAgent;
  const left = [...answers];
  class Replaying extends https.Agent {
    override createConnection(): Duplex {
      const socket = new Duplex({ read: () => undefined, write: (_chunk, _encoding, done) => done() });
      const same = (): Duplex => socket;
      Object.assign(socket, { setTimeout: same, setKeepAlive: same, setNoDelay: same });
      socket.push(left.shift() ?? 'HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n');
      return socket;
    }
  }
  https.globalAgent = new Replaying();
  try {
    return await work();
  } finally {
    https.globalAgent = before;
  }
}

/** An HTTP/1.1 message with this body. */
export function message(status: number, headers: Readonly<Record<string, string>> = {}, body = ''): string {
  const lines = Object.entries({ ...headers, 'Content-Length': String(body.length) }).map(
    ([name, value]) => `${name}: ${value}`,
  );
  return [`HTTP/1.1 ${String(status)} Whatever`, ...lines, '', body].join('\r\n');
}
