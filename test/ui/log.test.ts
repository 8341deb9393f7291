import { expect, it } from 'vitest';
import { AuthError } from '../../src/auth/errors.js';
import type { TraceStep } from '../../src/auth/trace.js';
import { createLog } from '../../src/ui/log.js';

const lines: string[] = [];
const log = createLog({
  info: (text: string) => lines.push(text),
  error: (text: string | Error) => lines.push(String(text)),
  show: () => undefined,
  dispose: () => undefined,
});
const hostile = 'a\u001b[2K\u001b[1Aping: GET https://good/ 200\u202e\u0085next\r\n[error] faked\u2028x';
const hidden = /[^\P{C}\n]|\p{Zl}|\p{Zp}/u;

it('a request is one line, whatever the service says', () => {
  const step = {
    ...{ purpose: 'ping', method: 'GET', url: 'https://x/', authorization: 'none', requestHeaders: {}, headers: {} },
    ...{ startedAt: 0, duration: 1, status: 500, phases: {}, service: { code: hostile, text: hostile } },
  };
  lines.length = 0;
  log.trace({ machine: hostile, steps: [step as unknown as TraceStep] });
  expect(lines).toHaveLength(1);
  expect(lines[0]).not.toMatch(/\n/);
  expect(lines[0]).not.toMatch(hidden);
  expect(lines[0]).toContain('\\u{1b}[2K');
});

it('an error is one line, and an unexpected one has those of its stack', () => {
  lines.length = 0;
  log.error(new AuthError('denied', hostile));
  log.error(hostile);
  expect(lines.join('')).not.toMatch(/\n/);
  log.error(new TypeError(hostile));
  expect(lines.join('')).not.toMatch(hidden);
  const [, , stack = ''] = lines;
  expect(stack).toMatch(/^TypeError: a\\u\{1b\}\[2K.*\n +at /);
  expect(
    stack
      .split('\n')
      .slice(1)
      .every((line) => /^ +at /.test(line)),
  ).toBe(true);
  lines.length = 0;
  log.error(new Error(''));
  expect(lines[0]).toMatch(/^Error\n +at /);
});
