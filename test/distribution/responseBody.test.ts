import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { laidOutJson, responseBody } from '../../src/distribution/responseBody.js';

const url = new URL('https://registry.example.com/v2/');
const bodyOf = (text: string, headers: Readonly<Record<string, string>> = {}, secrets: readonly string[] = []) =>
  responseBody({ status: 200, url, headers, text, authenticate: [], sentAt: 0, receivedAt: 1 }, secrets);
const json = { 'content-type': 'application/json' };

describe('the body of an answer', () => {
  it.each<[string, string, Record<string, string>, object]>([
    ['nothing', '', json, { type: 'none' }],
    ['JSON, laid out', '{"a":[1]}', json, { type: 'json', text: '{\n  "a": [\n    1\n  ]\n}', left: 0 }],
    [
      'numbers as they are',
      '{"a":12345678901234567890.0}',
      json,
      { type: 'json', text: '{\n  "a": 12345678901234567890.0\n}', left: 0 },
    ],
    ['members that occur twice', '{"a":1,"a":2}', json, { type: 'json', text: '{\n  "a": 1,\n  "a": 2\n}', left: 0 }],
    [
      'JSON under another type',
      '[]',
      { 'content-type': 'application/vnd.oci.image.index.v1+json' },
      { type: 'json', text: '[]', left: 0 },
    ],
    ['text that is no JSON', '{"a":', json, { type: 'text', text: '{"a":', left: 0 }],
    [
      'plain text',
      'Not Authorized\n',
      { 'content-type': 'text/plain; charset=utf-8' },
      { type: 'text', text: 'Not Authorized\n', left: 0 },
    ],
    ['text without a type', 'hello', {}, { type: 'text', text: 'hello', left: 0 }],
    [
      'bytes by their type',
      'PK',
      { 'content-type': 'application/zip', 'content-length': '2' },
      { type: 'binary', mediaType: 'application/zip', bytes: 2 },
    ],
    ['bytes by their look', 'a\u0000b', { 'content-type': 'text/plain' }, { type: 'binary', mediaType: 'text/plain' }],
    [
      'bytes that were packed',
      'x',
      { 'content-type': 'image/png', 'content-length': '9', 'content-encoding': 'gzip' },
      { type: 'binary', mediaType: 'image/png' },
    ],
  ])('%s', (_, text, headers, expected) => {
    expect(bodyOf(text, headers)).toEqual(expected);
  });

  it.each<[string, string]>([
    ['the token that was sent', '{"echo":"planted-token","list":["x planted-token y"]}'],
    ['the token in base64', `{"echo":"${Buffer.from('planted-token').toString('base64')}"}`],
    [
      'a token that it hands out',
      '{"access_token":"planted-other-1","refresh_token" : "planted-\\"quoted","expires_in":60}',
    ],
    ['a password', '{"user":{"password":"planted"}}'],
    ['nothing but a token', '"planted9token8opaque7x"'],
    ['a JWT somewhere', 'see eyJplantedheader.eyJplantedclaims.signature'],
    ['a header', 'Authorization: Bearer planted9token8opaque7x'],
  ])('never shows %s', (_, text) => {
    const shown = JSON.stringify(bodyOf(text, json, ['planted-token']));
    expect(shown).toContain('…');
    expect(shown).not.toMatch(/planted|cGxhbnRlZ/);
  });

  it('says that something is hidden', () => {
    expect(bodyOf('{"password":"x"}', json)).toMatchObject({ hidden: true });
    expect(bodyOf('{"a":"x"}', json)).not.toHaveProperty('hidden');
  });

  it('is cut where it is longer than anybody reads, and says by how much', () => {
    expect(bodyOf('word '.repeat(100_020), { 'content-type': 'text/plain' })).toMatchObject({
      type: 'text',
      left: 100,
    });
  });

  it.each([
    ['deep', '['.repeat(50_000) + ']'.repeat(50_000)],
    ['wide below much', `${'['.repeat(39)}${'1,'.repeat(200_000)}1${']'.repeat(39)}`],
    ['a text that never ends', `"${'\\\\'.repeat(200_000)}`],
  ])('costs little, however it is made: %s', (_, text) => {
    const started = performance.now();
    bodyOf(text, json);
    expect(performance.now() - started).toBeLessThan(2000);
  });

  it('lays out JSON as JSON.stringify does', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5 }), (value) => {
        expect(laidOutJson(JSON.stringify(value))).toBe(JSON.stringify(value, null, 2));
      }),
    );
  });
});
