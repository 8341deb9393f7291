import type { RequestListener } from 'node:http';

/** 200, then a JSON string that never ends, one letter at a time. */
export function drip(): RequestListener {
  return (_request, response) => {
    response.writeHead(200, { 'Content-Type': 'application/json' });
    response.write('{"token":"');
    const timer = setInterval(() => response.write('x'), 20);
    response.once('close', () => clearInterval(timer));
  };
}

/** Status and headers, and then no body at all. */
export function stall(): RequestListener {
  return (_request, response) => {
    response.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': '100' });
    response.flushHeaders();
  };
}

/** Takes the request and never answers. */
export function hang(): RequestListener {
  return () => undefined;
}

/** Destroys the connection with a TCP reset, before any answer or within one. */
export function reset(when: 'before' | 'within' = 'before'): RequestListener {
  return (request, response) => {
    if (when === 'before') {
      request.socket.resetAndDestroy();
    } else {
      response.writeHead(200, { 'Content-Length': '100' }).write('{"tok', () => request.socket.resetAndDestroy());
    }
  };
}

export interface Flood {
  readonly answer: RequestListener;
  /** Bytes of body handed to the network so far, which is at most some buffers more than the client read. */
  readonly sent: () => number;
}

/** 200 and a JSON string of 64 MiB. */
export function flood(size = 64 * 1024 * 1024): Flood {
  const chunk = Buffer.alloc(64 * 1024, 'x');
  let sent = 0;
  return {
    sent: () => sent,
    answer: (_request, response) => {
      response.writeHead(200, { 'Content-Type': 'application/json' });
      response.write('{"token":"');
      let left = size;
      const next = () => {
        if (left <= 0) {
          return response.end('"}');
        }
        left -= chunk.length;
        return response.write(chunk, (error) => {
          if (error) {
            return;
          }
          sent += chunk.length;
          next();
        });
      };
      next();
    },
  };
}
