// Bodies of the most that is ever read, of pieces that are slow to look for, as an answer and as an error.
import { describe, expect, it } from 'vitest';
import { serviceErrorOf } from '../../src/auth/serviceError.js';
import { laidOutJson, responseBody } from '../../src/distribution/responseBody.js';

const MOST = 4 * 1024 * 1024;
/** Milliseconds; far more than any of them takes on a slow machine, far less than what is quadratic would. */
const PATIENCE = 12_000;
const secrets = ['planted-secret', 'pa/ss+word&1'];
const url = new URL('https://registry.example.com/v2/');

const shownOf = (text: string, type: string) =>
  responseBody(
    { status: 200, url, headers: { 'content-type': type }, text, authenticate: [], sentAt: 0, receivedAt: 1 },
    secrets,
  );

describe('4 MiB are shown and cleaned in little time', () => {
  it.each([
    'Bearer ',
    'Authorization:',
    'eyJ',
    '-eyJ',
    'eyJaaaaaaaa.',
    '\\"',
    '\'"',
    '"a":"',
    'token=',
    '%70%6',
    '&#112;',
  ])('%j', (piece) => {
    const text = piece.repeat(MOST / piece.length);
    const started = performance.now();
    const body = shownOf(text, 'text/plain');
    const said = serviceErrorOf({ text: text.slice(0, MOST / 4), headers: {} }, [], secrets);
    expect(performance.now() - started).toBeLessThan(PATIENCE);
    expect(body).toMatchObject({ type: 'text' });
    expect('text' in body ? body.text.length : 0).toBeLessThanOrEqual(500_000);
    expect((said?.text ?? '').length).toBeLessThan(400);
  });
});

describe('JSON that grows where it is laid out', () => {
  it.each<[string, string]>([
    ['two million levels', '['.repeat(MOST / 2) + ']'.repeat(MOST / 2)],
    ['700,000 objects in objects', `${'{"a":'.repeat(700_000)}1${'}'.repeat(700_000)}`],
    ['40 levels of 200,000 members', `${'['.repeat(39)}${'1,'.repeat(200_000)}1${']'.repeat(39)}`],
    ['40 levels, again and again', `[${`${'['.repeat(38)}1${']'.repeat(38)},`.repeat(50_000)}1]`],
  ])('takes little time, and no more room than is read: %s', (_name, text) => {
    const started = performance.now();
    const body = shownOf(text, 'application/json');
    expect(performance.now() - started).toBeLessThan(PATIENCE);
    expect('text' in body ? body.text.length : 0).toBeLessThanOrEqual(500_000);
  });

  it('is left as it is where it is deeper than anybody writes', () => {
    const text = '['.repeat(100_000) + ']'.repeat(100_000);
    expect(laidOutJson(text)).toBe(text);
  });
});
