// Keys and certificates that are made to cost, to break or to be taken for what they are not.
import { createHmac, generateKeyPairSync } from 'node:crypto';
import { CompactSign, exportJWK } from 'jose';
import { describe, expect, it } from 'vitest';
import { MAXIMUM_KEYS, readKeys } from '../../../src/inspection/signature/keys.js';
import { verifyWithCertificates, verifyWithKeys } from '../../../src/inspection/signature/verifySignature.js';
import { fakeJwt } from '../../auth/jwtFixture.js';

const now = 1_790_000_000_000;
/** Milliseconds; far more than any of them takes on a slow machine. */
const PATIENCE = 4000;

const claims = { sub: 'dana', exp: now / 1000 + 60 };
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const good = await exportJWK(rsa.publicKey);
const signed = (header: object) =>
  new CompactSign(Buffer.from(JSON.stringify(claims)))
    .setProtectedHeader({ alg: 'RS256', ...header })
    .sign(rsa.privateKey);
const bytes = (length: number, value = 0xff) => Buffer.alloc(length, value).toString('base64url');
const nested = (depth: number) => `${'['.repeat(depth)}1${']'.repeat(depth)}`;
const set = (keys: readonly unknown[]) => JSON.stringify({ keys });

async function inTime<T>(work: () => Promise<T>): Promise<T> {
  const started = performance.now();
  const result = await work();
  expect(performance.now() - started).toBeLessThan(PATIENCE);
  return result;
}

describe('a hostile key proves nothing, and takes no time', () => {
  it.each<[string, string]>([
    ['a modulus of 300 kB', JSON.stringify({ kty: 'RSA', n: bytes(300_000), e: 'AQAB' })],
    ['an even modulus of 16 kbit', JSON.stringify({ kty: 'RSA', n: bytes(2048, 0xfe), e: 'AQAB' })],
    ['an exponent of 300 kB', JSON.stringify({ ...good, e: bytes(300_000) })],
    ['an exponent as large as the modulus', JSON.stringify({ ...good, e: good.n })],
    ['both of 16 kbit', JSON.stringify({ kty: 'RSA', n: bytes(2048), e: bytes(2048) })],
    ['an exponent of one', JSON.stringify({ ...good, e: 'AQ' })],
    ['an exponent of nothing', JSON.stringify({ ...good, e: '' })],
    ['a modulus of nothing', JSON.stringify({ kty: 'RSA', n: '', e: 'AQAB' })],
    ['members of other shapes', JSON.stringify({ kty: 'RSA', n: [good.n], e: { a: 1 }, kid: 7 })],
    ['a point beyond its curve', JSON.stringify({ kty: 'EC', crv: 'P-256', x: bytes(100_000), y: bytes(100_000) })],
    ['a curve that is none', JSON.stringify({ kty: 'OKP', crv: '__proto__', x: bytes(32) })],
    ['100,000 levels', `{"keys":${nested(100_000)}}`],
    ['100,000 levels in a member', `{"kty":"RSA","e":"AQAB","n":${nested(100_000)}}`],
    [
      'the names of objects',
      '{"__proto__":{"kty":"RSA"},"constructor":{"kty":"RSA"},"kty":"RSA","n":"__proto__","e":"AQAB"}',
    ],
    ['keys in __proto__', `{"__proto__":{"keys":[${JSON.stringify(good)}]}}`],
    ['a key as a type', '{"kty":"hasOwnProperty"}'],
    ['100 keys of 5 kB', set(Array.from({ length: 100 }, () => ({ kty: 'RSA', n: bytes(5000), e: 'AQAB' })))],
  ])('%s', async (_name, text) => {
    const token = await signed({});
    const { outcome } = await inTime(() => verifyWithKeys(token, text, { now }));
    expect(outcome).not.toBe('matches');
    expect({}).not.toHaveProperty('kty');
  });

  it('5,000 keys are not read, whichever is the right one', async () => {
    const keys = Array.from({ length: 5000 }, () => good);
    expect(await inTime(() => readKeys(set(keys)))).toBe('too-many');
    const token = await signed({});
    expect((await inTime(() => verifyWithKeys(token, set(keys), { now }))).outcome).toBe('unchecked');
    expect((await verifyWithKeys(token, set(keys.slice(0, MAXIMUM_KEYS)), { now })).outcome).toBe('matches');
  });

  it('hostile ones beside the right one leave it the right one', async () => {
    const odd = [null, 7, [], { kty: '__proto__' }, { kty: 'RSA' }, { kty: 'RSA', n: bytes(100_000), e: 'AQAB' }];
    const token = await signed({});
    expect((await inTime(() => verifyWithKeys(token, set([...odd, good]), { now }))).outcome).toBe('matches');
  });
});

describe('a secret of nothing', () => {
  it.each<[string, object]>([
    ['empty', { kty: 'oct', k: '' }],
    ['absent', { kty: 'oct' }],
    ['null', { kty: 'oct', k: null }],
    ['padding', { kty: 'oct', k: '====' }],
  ])('signs no token: %s', async (_name, key) => {
    const unsigned = fakeJwt(claims, { alg: 'HS256' }).replace(/\.[^.]*$/, '');
    const forged = `${unsigned}.${createHmac('sha256', '').update(unsigned).digest('base64url')}`;
    for (const text of [JSON.stringify(key), set([key])]) {
      expect((await verifyWithKeys(forged, text, { now })).outcome).not.toBe('matches');
    }
  });
});

describe('certificates in a header', () => {
  it.each<[string, unknown]>([
    ['2,000 that are broken', Array.from({ length: 2000 }, (_, index) => bytes(300, index % 256))],
    ['2,000 that are empty', Array.from({ length: 2000 }, () => '')],
    ['one of 500 kB', [bytes(500_000, 0x30)]],
    ['one of lengths without end', [Buffer.from('308480ffffff'.repeat(20_000), 'hex').toString('base64')]],
    ['objects', [{ toString: 'x' }, { length: 9e9 }]],
    ['lists in lists', [[[['x']]]]],
  ])('are none, and take no time: %s', async (_name, x5c) => {
    const token = await signed({ x5c });
    expect(await inTime(() => verifyWithCertificates(token, now))).toMatchObject({ outcome: 'unchecked' });
  });
});
