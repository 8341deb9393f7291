// What a shop, or whoever else answers, may say.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readJsonAnswer, xmlAnswerReader } from '../../../src/registries/magento/tokenAnswer.js';
import { readXml } from '../../../src/registries/magento/xml.js';
import { json } from '../../faults/answers.js';
import { saying } from '../../faults/saying.js';
import type { Routes } from '../../faults/server.js';
import { answer, failure, get, html, login, page } from './shop.js';

describe('an answer', () => {
  const type = (contentType: string) => ({ 'Content-Type': contentType });
  it.each<[string, Routes[string], Record<string, unknown>]>([
    [
      'of a shop in maintenance',
      html(503),
      { code: 'server-failed', details: { reason: saying('the shop may be in maintenance mode') } },
    ],
    ['of something else', html(200), { code: 'bad-response', details: { reason: saying(/base URL/) } }],
    ['of a firewall', html(403), { code: 'denied', details: { reason: saying(/firewall/) } }],
    [
      'without the route',
      json(404, { message: 'Request does not match any route.' }),
      { code: 'not-found', details: { reason: saying('the shop has no such route; check the base URL') } },
    ],
    ['without any route', html(404), { code: 'not-found', details: { reason: saying(/index\.php/) } }],
    ['with a number', json(200, 17), { code: 'bad-response' }],
    ['with an empty token', json(200, ''), { code: 'bad-response' }],
    ['with a token that no header can hold', json(200, 'a b'), { code: 'bad-response' }],
    ['too large', answer(200, `"${'a'.repeat(300_000)}"`, type('application/json')), { code: 'bad-response' }],
    [
      'about a CAPTCHA',
      json(400, { message: 'ReCaptcha validation failed, please try again' }),
      { code: 'unsupported-challenge', details: { schemes: ['reCAPTCHA'] } },
    ],
    [
      'about a field',
      json(400, { message: '"%fieldName" is required.', parameters: { fieldName: 'username' } }),
      { code: 'invalid-input', service: { text: '"username" is required.' } },
    ],
    [
      'about several fields',
      json(400, {
        message: 'Errors.',
        errors: [
          { message: '%fieldName!', parameters: { fieldName: 'a' } },
          { message: '%fieldName!', parameters: { fieldName: 'b' } },
        ],
      }),
      { code: 'invalid-input', service: { text: 'Errors. a! b!' } },
    ],
    [
      'with a template by position',
      json(400, { message: '%1 is not %2, %10.', parameters: ['one', 'two'] }),
      { code: 'bad-response', service: { text: 'one is not two, one0.' } },
    ],
    [
      'with a template by name',
      json(401, { message: '%resources %resourcesMore', parameters: { resources: 'a', resourcesMore: ['b', 'c'] } }),
      { code: 'refused', service: { text: 'a b, c' } },
    ],
    [
      'with a template and nothing to put in',
      json(401, { message: '%resources', parameters: null, trace: null }),
      { code: 'refused', service: { text: '%resources' } },
    ],
    [
      'in the shape of rendering errors',
      json(406, { messages: { error: [{ code: 406, message: 'No such type.' }] } }),
      { code: 'bad-response', details: { field: 'protocol' }, service: { text: 'No such type.' } },
    ],
    [
      'about https, asked with http',
      json(400, { message: 'Operation allowed only in HTTPS' }),
      { code: 'bad-response', details: { field: 'https', reason: saying('it accepts that only over https') } },
    ],
    [
      'about a body that it could not read',
      json(400, { message: 'Decoding error.' }),
      { code: 'bad-response', details: { field: 'body', reason: saying(/couldn’t read the request/) } },
    ],
    [
      'that echoes the password',
      json(400, { message: 'not %1', parameters: ['planted-password-7f3a'] }),
      { service: { text: 'not …' } },
    ],
  ])('%s', async (_, route, expected) => {
    const server = await page({ '*': route });
    expect(await failure(server, login())).toMatchObject(expected);
    expect(server.received).toHaveLength(1);
  });

  it.each<[string, string, string]>([
    ['in quotes', 'application/json; charset=utf-8', '"abcdefghijklmnopqrstuvwxyz012345"'],
    ['in quotes without a type', '', '"abcdefghijklmnopqrstuvwxyz012345"'],
    ['bare, its quotes taken by a proxy', 'text/plain', 'abcdefghijklmnopqrstuvwxyz012345\n'],
  ])('with a token %s', async (_, contentType, body) => {
    const server = await page({ '*': answer(200, body, contentType === '' ? {} : type(contentType)) });
    expect((await get(server, login())).token.value).toBe('abcdefghijklmnopqrstuvwxyz012345');
  });

  const envelope = (body: string) =>
    answer(
      200,
      `<?xml version="1.0"?><e:Envelope xmlns:e="x"><e:Body>${body}</e:Body></e:Envelope>`,
      type('application/soap+xml'),
    );
  const fault = (code: string, text: string, more = '') =>
    envelope(
      `<e:Fault><e:Code><e:Value>e:${code}</e:Value></e:Code><e:Reason><e:Text xml:lang="de">${text}</e:Text></e:Reason>${more}</e:Fault>`,
    );
  it.each<[string, string, Routes[string], Record<string, unknown>]>([
    ['a cut token', 'rest-xml', answer(200, '<response>abcdef', type('application/xml')), { code: 'bad-response' }],
    [
      'a token in pieces',
      'rest-xml',
      answer(200, '<response><a>b</a></response>', type('application/xml')),
      { code: 'bad-response' },
    ],
    [
      'entities of its own',
      'rest-xml',
      answer(200, '<!DOCTYPE r [<!ENTITY a "x">]><response>&a;</response>', type('application/xml')),
      { code: 'bad-response' },
    ],
    [
      'a refusal',
      'rest-xml',
      answer(
        401,
        '<?xml version="1.0"?>\n<response><message>%1 &amp; &#37;2 &constructor;</message><parameters><item>a</item></parameters></response>\n',
        type('application/xml'),
      ),
      { code: 'refused', service: { text: 'a & %2 &constructor;' } },
    ],
    [
      'a rendering error',
      'rest-xml',
      answer(
        406,
        '<error><messages><error><data_item><code>406</code><message>No.</message></data_item></error></messages></error>',
        type('application/xml'),
      ),
      { service: { code: '406', text: 'No.' } },
    ],
    ['JSON for all that', 'rest-xml', json(401, { message: 'No.' }), { code: 'refused', service: { text: 'No.' } }],
    ['a page', 'rest-xml', html(200), { code: 'bad-response' }],
    [
      'the fault of the receiver',
      'soap',
      fault('Receiver', 'Internal error. Details are available in the log. Report ID: x'),
      { code: 'server-failed', status: 200 },
    ],
    [
      'a fault about a field',
      'soap',
      fault(
        'Sender',
        '"%fieldName" is required.',
        '<e:Detail><m:GenericFault><m:Parameters><m:GenericFaultParameter><m:key>fieldName</m:key><m:value>username</m:value></m:GenericFaultParameter></m:Parameters></m:GenericFault></e:Detail>',
      ),
      {
        code: 'invalid-input',
        details: { reason: saying('the shop didn’t find the field username in the request') },
      },
    ],
    [
      'a fault for integrations only',
      'soap',
      fault('Sender', 'This operation is available only to integrations.'),
      { code: 'unsupported-challenge', details: { reason: saying(/integration access token/) } },
    ],
    [
      'a fault about what was sent',
      'soap',
      fault('Sender', "SOAP-ERROR: Encoding: object has no 'username' property"),
      { code: 'bad-response', details: { field: 'body' } },
    ],
    [
      'a fault with 500',
      'soap',
      answer(
        500,
        `<e:Envelope><e:Body><e:Fault><e:Code><e:Value>e:Sender</e:Value></e:Code><e:Reason><e:Text>No.</e:Text></e:Reason></e:Fault></e:Body></e:Envelope>`,
        type('application/soap+xml'),
      ),
      { code: 'refused' },
    ],
    [
      'an unknown service',
      'soap',
      fault(
        'Sender',
        'Service "%1" is gone.',
        '<e:Detail><m:GenericFault><m:Parameters><m:GenericFaultParameter><m:key>1</m:key><m:value>integrationCustomerTokenServiceV1</m:value></m:GenericFaultParameter></m:Parameters></m:GenericFault></e:Detail>',
      ),
      { code: 'not-found', service: { text: 'Service "integrationCustomerTokenServiceV1" is gone.' } },
    ],
    ['no result', 'soap', envelope('<ns1:xResponse/>'), { code: 'bad-response' }],
  ])('with %s by %s', async (_, protocol, route, expected) => {
    const server = await page({ '*': route });
    const error = await failure(server, login(), { settings: { protocol } });
    expect(error).toMatchObject(expected);
    const { service } = error;
    if (service) {
      expect(error.trace?.steps[0]?.service).toEqual(service);
    }
  });

  const nested = (times: number, start: string, end: string) => start.repeat(times) + end.repeat(times);
  it.each<[string, string, string?]>([
    [
      'one long value in a thousand places',
      JSON.stringify({ message: '%1'.repeat(1500), parameters: ['word '.repeat(45_000)] }),
    ],
    ['errors in errors', nested(8000, '{"message":"x","errors":[', ']}')],
    ['lists in lists', `{"message":"%1","parameters":${nested(100_000, '[', ']')}}`],
    [
      'thousands of errors with a placeholder each',
      JSON.stringify({ message: 'x', errors: Array(6000).fill({ message: '%1%1', parameters: ['word '] }) }),
    ],
    [
      'thousands of placeholders',
      JSON.stringify({
        message: '%n'.repeat(50_000),
        parameters: Object.fromEntries(Array.from({ length: 12_000 }, (_, index) => [`n${String(index)}`, 'x'])),
      }),
    ],
    ['words that a pattern seeks', JSON.stringify({ message: 'only '.repeat(50_000) })],
    ['other words that a pattern seeks', JSON.stringify({ message: 'ask an administrator '.repeat(12_000) })],
    [
      'thousands of ways to sign in',
      JSON.stringify({ message: 'x', parameters: { active_providers: Array(25_000).fill('other') } }),
    ],
    [
      'thousands of ways to sign in in one text',
      JSON.stringify({ message: 'x', parameters: { active_providers: 'other,'.repeat(40_000) } }),
    ],
    [
      'errors in errors as XML',
      nested(4000, '<response><message>x</message><errors>', '</errors></response>'),
      'rest-xml',
    ],
    [
      'thousands of pairs',
      `<e:Envelope><e:Body><e:Fault><e:Code><e:Value>e:Sender</e:Value></e:Code><e:Reason><e:Text>${'%1'.repeat(4000)}</e:Text></e:Reason><e:Detail><e:GenericFault><e:Parameters>${'<e:GenericFaultParameter><e:key>1</e:key><e:value>word word word</e:value></e:GenericFaultParameter>'.repeat(2000)}</e:Parameters></e:GenericFault></e:Detail></e:Fault></e:Body></e:Envelope>`,
      'soap',
    ],
  ])('that holds %s is read at once, and not repeated at length', async (_, body, protocol) => {
    const contentType = protocol === undefined ? 'application/json' : 'application/xml';
    expect(body.length).toBeLessThan(256 * 1024); // what is read of a shop
    const server = await page({ '*': answer(400, body, type(contentType)) });
    const start = performance.now();
    const error = await failure(server, login({ role: 'admin' }), { settings: { protocol: protocol ?? '' } });
    expect(performance.now() - start).toBeLessThan(1000);
    expect(JSON.stringify(error.details).length).toBeLessThan(4000);
    expect(error.service?.text ?? '').not.toMatch(/^.{400}/);
  });

  it('of any other content is read as no token, and never throws', () => {
    const piece = fc.constantFrom(
      ...['<response>', '</response>', '<item>', '</item>', '<message>', '</message>', '<e:Body>', '</e:Body>'],
      ...[
        '&#x110000;',
        '&amp;',
        '__proto__',
        '<constructor>',
        '</constructor>',
        '{',
        '"',
        '%1',
        ']]>',
        '<![CDATA[',
        '<a b="',
      ],
    );
    const text = fc
      .array(fc.oneof(piece, fc.string({ maxLength: 5 })), { maxLength: 16 })
      .map((pieces) => pieces.join(''));
    fc.assert(
      fc.property(
        text,
        fc.constantFrom('', 'application/json', 'application/xml', 'text/html'),
        (body, contentType) => {
          for (const read of [readJsonAnswer, xmlAnswerReader(readXml)]) {
            expect(read(body, contentType).token ?? 'none').toMatch(/^[\x21-\x7e]+$/);
          }
        },
      ),
      { numRuns: 2000 },
    );
  });
});
