import type { LogOutputChannel } from 'vscode';
import { isAuthError } from '../auth/errors.js';
import type { AuthTrace, TraceStep } from '../auth/trace.js';
import { written, writtenLines } from '../text/invisible.js';
import { redactText } from '../text/redact.js';

export interface Log {
  /** Writes one line for each request. */
  trace(trace: AuthTrace): void;
  /** Logs anything thrown. */
  error(error: unknown): void;
  show(): void;
  dispose(): void;
}

type Channel = Pick<LogOutputChannel, 'info' | 'error' | 'dispose'> & { show(): void };

/**
 * Creates the log. Everything is redacted: no token and no Authorization value is written. A terminal that prints the
 * log obeys none of its characters, and foreign text adds no line.
 */
export function createLog(channel: Channel): Log {
  return {
    trace({ machine, steps }) {
      for (const step of steps) {
        channel.info(written(redactText(lineOf(step, machine), [])));
      }
    },
    error(error) {
      channel.error(writtenLines(linesOf(error).map((line) => redactText(line, []))));
    },
    show: () => channel.show(),
    dispose: () => channel.dispose(),
  };
}

function lineOf(
  { purpose, method, url, authorization, status, failure, duration, service }: TraceStep,
  machine: string,
): string {
  const outcome = status ?? failure ?? 'no answer';
  const said = [service?.code, service?.text].filter(Boolean).join(': ');
  return `${purpose}: ${method} ${url} (authorization ${authorization}) from ${machine}: ${outcome} in ${Math.round(duration)} ms${said && `; ${said}`}`;
}

function linesOf(error: unknown): string[] {
  if (isAuthError(error)) {
    return [`${error.code}: ${error.message}`];
  }
  if (!(error instanceof Error)) {
    return [String(error)];
  }
  // The message comes first in the stack, with line breaks of its own.
  const { message, stack = '' } = error;
  const calls = stack.slice(stack.indexOf(message) + message.length).split('\n');
  return [String(error), ...calls.filter((line) => /^ +at /.test(line))];
}
