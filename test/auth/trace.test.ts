import { describe, expect, it } from 'vitest';
import type { HttpRequest } from '../../src/auth/http.js';
import { newEvidence } from '../../src/auth/network/evidence.js';
import type { TraceStep } from '../../src/auth/trace.js';
import { recordTrace } from '../../src/auth/traceRecorder.js';

const url = new URL('https://auth.example/token?service=s&scope=repository:a:pull&sig=x');

function stepOf(request: Partial<HttpRequest>, outcome: object = {}): TraceStep {
  const trace = recordTrace('machine', ['hunter2']);
  trace.record(
    { purpose: 'exchange', method: 'GET', url, ...request },
    { sentAt: 1000, receivedAt: 1042, evidence: newEvidence(), status: 200, headers: {}, text: '', ...outcome },
  );
  const [step] = trace.snapshot().steps;
  if (!step) {
    throw new Error('nothing was recorded');
  }
  return step;
}

describe('a step', () => {
  it('keeps what helps and nothing else', () => {
    const step = stepOf(
      { authorization: { scheme: 'Basic', value: 'basic-value' }, realm: 'same-host' },
      {
        status: 401,
        headers: {
          'x-ms-correlation-request-id': 'abc',
          'retry-after': '5',
          date: 'Sun, 22 Nov 2026 10:00:00 GMT',
          'content-type': 'application/json',
          'set-cookie': 'session=1',
          'x-powered-by': 'y',
        },
        text: '{"errors":[{"code":"UNAUTHORIZED","message":"hunter2 is wrong"}]}',
        evidence: {
          ...newEvidence(),
          remoteAddress: '203.0.113.7',
          authenticate: ['Bearer realm="https://r/t?k=v",service="s"'],
        },
      },
    );
    expect(step).toEqual({
      purpose: 'exchange',
      phases: {},
      method: 'GET',
      url: 'https://auth.example/token?service=s&scope=repository:a:pull&sig=…',
      authorization: 'basic',
      requestHeaders: {},
      startedAt: 1000,
      duration: 42,
      status: 401,
      challenges: [{ scheme: 'bearer', parameters: { realm: 'https://r/t?k=…', service: 's' } }],
      headers: {
        'x-ms-correlation-request-id': 'abc',
        'retry-after': '5',
        date: 'Sun, 22 Nov 2026 10:00:00 GMT',
        'content-type': 'application/json',
      },
      service: { code: 'UNAUTHORIZED', text: '… is wrong' },
      realm: 'same-host',
      remoteAddress: '203.0.113.7',
    });
  });

  it.each([
    [
      'code and message',
      'application/json',
      '{"errors":[{"code":"DENIED","message":"no"}]}',
      { code: 'DENIED', text: 'no' },
    ],
    [
      'detail as text',
      'application/json',
      '{"errors":[{"code":"X","detail":"because"}]}',
      { code: 'X', text: 'because' },
    ],
    [
      'a type',
      'application/x-amz-json-1.1',
      '{"__type":"ThrottlingException","Message":"slow down"}',
      { code: 'ThrottlingException', text: 'slow down' },
    ],
    ['details', 'application/json', '{"details":"incorrect"}', { text: 'incorrect' }],
    [
      'OAuth',
      'application/json',
      '{"error":"invalid_scope","error_description":"what"}',
      { code: 'invalid_scope', text: 'what' },
    ],
    ['a message', 'application/json', '{"message":"Bad credentials"}', { text: 'Bad credentials' }],
    ['plain text', 'text/plain', ' Auth\n failed. ', { text: 'Auth failed.' }],
    ['HTML', 'text/html', '<h1>no</h1>', undefined],
    ['HTML under another name', 'text/plain', '\n<html>', undefined],
    ['nothing', 'application/json', '', undefined],
    ['a token answer', 'application/json', '{"token":""}', undefined],
    ['errors that are texts', 'application/json', '{"errors":["x"],"message":"m"}', { text: 'x' }],
    ['errors by field', 'application/json', '{"errors":{"scope":["unknown scope"]}}', { text: 'unknown scope' }],
    [
      'a wordless error first',
      'application/json',
      '{"errors":[{"code":"A"},{"code":"B","message":"m"}]}',
      { code: 'B', text: 'm' },
    ],
    ['one error', 'application/json', '{"errors":{"code":"DENIED","message":"m"}}', { code: 'DENIED', text: 'm' }],
    ['a secret by field', 'application/json', '{"errors":{"token":["abc"]}}', undefined],
    [
      'words beside an error without any',
      'application/json',
      '{"error":{"code":"A"},"message":"m"}',
      { code: 'A', text: 'm' },
    ],
    ['wordless errors', 'application/json', '{"errors":[{"code":"A"},{}]}', { code: 'A' }],
    ['Django', 'application/json', '{"detail":"Invalid username/password."}', { text: 'Invalid username/password.' }],
    [
      'Google',
      'application/json',
      '{"error":{"code":401,"message":"Request had invalid authentication credentials.","status":"UNAUTHENTICATED"}}',
      { code: 'UNAUTHENTICATED', text: 'Request had invalid authentication credentials.' },
    ],
    ['a nested message', 'application/json', '{"error":{"message":"no"}}', { text: 'no' }],
    [
      'problem details',
      'application/problem+json',
      '{"type":"about:blank","title":"Forbidden","status":403,"detail":"Not your image."}',
      { text: 'Not your image.' },
    ],
    ['their title alone', 'application/problem+json', '{"title":"Forbidden"}', { text: 'Forbidden' }],
    [
      'a list as detail (FastAPI)',
      'application/json',
      '{"detail":[{"loc":["body"],"msg":"field required"}]}',
      { text: 'field required' },
    ],
    ['error_message', 'application/json', '{"error_message":"no"}', { text: 'no' }],
    ['msg', 'application/json', '{"msg":"no"}', { text: 'no' }],
    ['reason', 'application/json', '{"reason":"no"}', { text: 'no' }],
    ['a JSON text', 'application/json', '"no"', { text: 'no' }],
    ['a byte order mark', 'application/json', '\uFEFF{"message":"no"}', { text: 'no' }],
    ['a number', 'application/json', '42', undefined],
    ['deep nesting', 'application/json', `${'{"error":'.repeat(50)}{"message":"no"}${'}'.repeat(50)}`, undefined],
  ])('reads the service error: %s', (_, type, text, service) => {
    expect(stepOf({}, { status: 403, headers: { 'content-type': type }, text }).service).toEqual(service);
  });

  it('cuts a long text after it was redacted', () => {
    const { service } = stepOf({}, { status: 400, text: `${'x '.repeat(148)}hunter2` });
    expect(service?.text).toBe(`${'x '.repeat(148)}…`);
    expect(stepOf({}, { status: 400, text: 'x '.repeat(1000) }).service?.text).toBe(`${'x '.repeat(150)}…`);
  });
});
