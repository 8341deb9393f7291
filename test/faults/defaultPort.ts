// The default port of names that lead to servers of the tests, which can't listen on it without being root.
import { Socket } from 'node:net';

const ports = new Map<string, number>();

/** Connections to port 443 of this name go to that port from now on. */
export function forwardDefaultPort(name: string, port: number): void {
  if (ports.size === 0) {
    patch();
  }
  ports.set(name, port);
}

interface Target {
  readonly host?: unknown;
  port?: unknown;
}

function patch(): void {
  // Its overloads all come down to this.
  const prototype = Socket.prototype as unknown as { connect: (...args: unknown[]) => unknown };
  const { connect } = prototype;
  prototype.connect = function (this: unknown, ...args: unknown[]) {
    // Node passes the options alone, or in a list with the callback.
    const target = (Array.isArray(args[0]) ? (args[0] as unknown[])[0] : args[0]) as Target | undefined;
    const port = typeof target?.host === 'string' && Number(target.port) === 443 ? ports.get(target.host) : undefined;
    if (target && port !== undefined) {
      target.port = port;
    }
    return connect.apply(this, args);
  };
}
