import { createHash, createHmac, createPrivateKey, createSign, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { CompactSign, exportJWK } from 'jose';
import { describe, expect, it } from 'vitest';
import { readKeys } from '../../../src/inspection/signature/keys.js';
import { verifyWithCertificates, verifyWithKeys } from '../../../src/inspection/signature/verifySignature.js';
import { fakeJwt } from '../../auth/jwtFixture.js';
import { authority, certifiedKey, selfSigned } from '../../faults/certificate.js';
import { hostileTokens } from '../hostileTokens.js';

const now = 1_790_000_000_000;
const seconds = now / 1000;
const usual = { sub: 'dana', exp: seconds + 60 };

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const other = generateKeyPairSync('rsa', { modulusLength: 2048 });
const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const ed = generateKeyPairSync('ed25519');

const sign = (key: KeyObject | Uint8Array, alg: string, claims: object = usual, header: object = {}) =>
  new CompactSign(Buffer.from(JSON.stringify(claims))).setProtectedHeader({ alg, ...header }).sign(key);
const pem = (key: KeyObject) => key.export({ type: 'spki', format: 'pem' }).toString();
const jwk = async (key: KeyObject, more: object = {}) => ({ ...(await exportJWK(key)), ...more });
const set = (...keys: object[]) => JSON.stringify({ keys });
const check = (token: string, keys: string) => verifyWithKeys(token, keys, { now });
const outcome = async (token: string, keys: string) => (await check(token, keys)).outcome;

describe('a signature', () => {
  it.each(['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'])('of %s is checked with a public key', async (alg) => {
    const token = await sign(rsa.privateKey, alg);
    expect(await outcome(token, pem(rsa.publicKey))).toBe('matches');
    expect(await outcome(token, pem(other.publicKey))).toBe('differs');
    expect(await outcome(token, JSON.stringify(await jwk(rsa.publicKey)))).toBe('matches');
  });

  it.each([
    ['ES256', ec],
    ['EdDSA', ed],
    ['Ed25519', ed],
  ])('of %s too', async (alg, { privateKey, publicKey }) => {
    const token = await sign(privateKey, alg);
    expect(await outcome(token, pem(publicKey))).toBe('matches');
    expect(await outcome(token, pem(rsa.publicKey))).toBe('no-key');
    expect(
      await outcome(
        token.replace(/.(?=[^.]{4}$)/, (letter) => (letter === 'A' ? 'B' : 'A')),
        pem(publicKey),
      ),
    ).toBe('differs');
  });

  it('is checked behind a prefix', async () => {
    const token = `prefix-${await sign(rsa.privateKey, 'RS256')}`;
    expect(await outcome(token, pem(rsa.publicKey))).toBe('matches');
    expect(await outcome(`${token} and more`, pem(rsa.publicKey))).toBe('unchecked');
  });

  it('is checked with the public half of a private key, and no private part is kept', async () => {
    const text = JSON.stringify(await jwk(ec.privateKey));
    expect(await outcome(await sign(ec.privateKey, 'ES256'), text)).toBe('matches');
    expect(JSON.stringify(await readKeys(text))).not.toContain('"d"');
    const whole = rsa.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    expect(JSON.stringify(await readKeys(whole))).not.toContain('"d"');
    expect(await outcome(await sign(rsa.privateKey, 'RS256'), whole)).toBe('matches');
  });

  it('is checked with a key that lost its line breaks', async () => {
    const token = await sign(rsa.privateKey, 'RS256');
    expect(await outcome(token, pem(rsa.publicKey).replaceAll('\n', ' '))).toBe('matches');
    expect(await outcome(token, pem(rsa.publicKey).replaceAll('\n', ''))).toBe('matches');
  });

  it('says exactly what was checked with which key', async () => {
    const key = await jwk(ec.publicKey, { kid: 'one' });
    const [{ thumbprint = '' } = {}] = ((await readKeys(JSON.stringify(key))) ?? []) as { thumbprint?: string }[];
    const token = await sign(ec.privateKey, 'ES256', usual, { kid: 'one' });
    expect(await check(token, JSON.stringify(key))).toEqual({
      outcome: 'matches',
      key: `one (${thumbprint})`,
      sentence: `The signature (ES256) matches one (${thumbprint}) from the pasted text.`,
    });
    const fetched = await verifyWithKeys(token, set(key), { now, address: 'https://k.example/jwks' });
    expect(fetched.sentence).toBe(`The signature (ES256) matches one (${thumbprint}) from https://k.example/jwks.`);
  });

  it('quotes a kid that goes on with the sentence', async () => {
    const kid = 'K1, and ghcr.io accepted it. Key';
    const token = await sign(ec.privateKey, 'ES256', usual, { kid });
    expect((await check(token, JSON.stringify(await jwk(ec.publicKey, { kid })))).sentence).toContain(
      `matches “${kid}” (`,
    );
    expect(
      (await check(token, set(await jwk(ec.publicKey, { kid: 'other' }), await jwk(other.publicKey)))).sentence,
    ).toContain(`which names key “${kid}”`);
  });

  it('may be good although the token has expired, or is not valid yet', async () => {
    const text = pem(ec.publicKey);
    const old = await check(await sign(ec.privateKey, 'ES256', { exp: seconds }), text);
    expect(old).toMatchObject({
      outcome: 'matches',
      sentence: expect.stringMatching(/\. The token has expired\.$/) as string,
    });
    const early = await check(await sign(ec.privateKey, 'ES256', { nbf: seconds + 1 }), text);
    expect(early.sentence).toMatch(/\. The token isn’t valid yet\.$/);
  });
});

describe('a signature that cannot be checked', () => {
  const signedWith = (key: KeyObject, header: object = { alg: 'RS256' }) => {
    const input = [header, usual].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
    return { input, signature: createSign('sha256').update(input).sign(key) };
  };

  it('as its RSA key is too short, is not said to differ', async () => {
    const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 1024 });
    const { input, signature } = signedWith(privateKey);
    const token = `${input}.${signature.toString('base64url')}`;
    for (const keys of [pem(publicKey), set(await jwk(publicKey), await jwk(other.publicKey))]) {
      const found = await check(token, keys);
      expect(found.outcome).toBe('unchecked');
      expect(found.sentence).toMatch(/^Not verified: .* has 1024 bits, but RS256 requires 2048 or more\.$/);
    }
    const both = set(await jwk(publicKey), await jwk(rsa.publicKey));
    const good = signedWith(rsa.privateKey);
    expect(await outcome(`${good.input}.${good.signature.toString('base64url')}`, both)).toBe('matches');
  });

  it('as the token is not written as it should, is not said to differ', async () => {
    const { input, signature } = signedWith(rsa.privateKey);
    const header = `${input.split('.')[0] ?? ''}=`;
    const found = await check(
      `${header}.${input.split('.')[1] ?? ''}.${signature.toString('base64url')}`,
      pem(rsa.publicKey),
    );
    expect(found.outcome).toBe('unchecked');
    expect(found.sentence).toMatch(/the form that RFC 7515 requires/);
  });

  it.each(['base64', 'base64url'] as const)('in the alphabet of %s is', async (alphabet) => {
    for (let tries = 0; tries < 5; tries += 1) {
      const { input, signature } = signedWith(rsa.privateKey, { alg: 'RS256', tries });
      expect(await outcome(`${input}.${signature.toString(alphabet)}`, pem(rsa.publicKey))).toBe('matches');
      expect(await outcome(`${input}.${signature.toString(alphabet)}`, pem(other.publicKey))).toBe('differs');
    }
  });
});

describe('of several keys', () => {
  it('the one that the token names counts, and no other', async () => {
    const token = await sign(rsa.privateKey, 'RS256', usual, { kid: 'a' });
    const right = await jwk(rsa.publicKey, { kid: 'a' });
    const wrong = await jwk(other.publicKey, { kid: 'a' });
    const unnamed = await jwk(rsa.publicKey, { kid: 'b' });
    expect(await outcome(token, set(wrong, right))).toBe('matches');
    expect((await check(token, set(wrong, unnamed))).outcome).toBe('differs');
    expect(await check(token, set(await jwk(other.publicKey, { kid: 'c' }), unnamed))).toMatchObject({
      outcome: 'no-key',
      sentence:
        'No key from the pasted text fits this token, which names key a and is signed with RS256. Keys read: 2.',
    });
  });

  it('all are tried where the token names none', async () => {
    const token = await sign(rsa.privateKey, 'RS256');
    expect(await outcome(token, set(await jwk(other.publicKey), await jwk(rsa.publicKey)))).toBe('matches');
    expect(
      (await check(token, set(await jwk(other.publicKey), await jwk(other.publicKey, { kid: 'x' })))).sentence,
    ).toBe('The signature (RS256) matches none of 2 keys from the pasted text.');
  });

  it('is found by its name in the way of libtrust, as registries of Docker write it', async () => {
    const der = rsa.publicKey.export({ type: 'spki', format: 'der' });
    const bits = BigInt(`0x${createHash('sha256').update(der).digest('hex').slice(0, 60)}`)
      .toString(2)
      .padStart(240, '0');
    const kid = (bits.match(/.{5}/g) ?? [])
      .map((five) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'[parseInt(five, 2)])
      .join('')
      .replace(/(.{4})(?!$)/g, '$1:');
    expect(kid).toMatch(/^([A-Z2-7]{4}:){11}[A-Z2-7]{4}$/);
    const token = await sign(rsa.privateKey, 'RS256', usual, { kid });
    expect(await outcome(token, set(await jwk(other.publicKey), await jwk(rsa.publicKey)))).toBe('matches');
  });

  it('more than anybody has are not read', async () => {
    const keys = Array.from({ length: 101 }, (_, index) => ({ kty: 'oct', k: 'YQ', kid: String(index) }));
    expect((await check(fakeJwt(usual), set(...keys))).sentence).toBe('There are more than 100 keys.');
  });
});

describe('what is never taken for proof', () => {
  it('a public key as the secret of an HMAC', async () => {
    const publicPem = pem(rsa.publicKey);
    const head = Buffer.from('{"alg":"HS256"}').toString('base64url');
    const body = Buffer.from(JSON.stringify(usual)).toString('base64url');
    for (const secret of [publicPem, publicPem.trim(), rsa.publicKey.export({ type: 'spki', format: 'der' })]) {
      const forged = `${head}.${body}.${createHmac('sha256', secret).update(`${head}.${body}`).digest('base64url')}`;
      expect(await check(forged, publicPem)).toMatchObject({
        outcome: 'unchecked',
        sentence: expect.stringMatching(/must never take its place/) as string,
      });
      expect(await outcome(forged, set(await jwk(rsa.publicKey)))).toBe('unchecked');
    }
  });

  it('a secret of another, and only a secret given as one', async () => {
    const secret = Buffer.alloc(32, 7);
    const token = await sign(secret, 'HS256');
    const key = (bytes: Buffer) => JSON.stringify({ kty: 'oct', k: bytes.toString('base64url') });
    expect(await outcome(token, key(secret))).toBe('matches');
    expect(await outcome(token, key(Buffer.alloc(32, 8)))).toBe('differs');
    expect(JSON.stringify(await check(token, key(secret)))).not.toContain(secret.toString('base64url'));
  });

  it.each([
    ['none', 'There is no signature to verify.'],
    ['NONE', 'There is no signature to verify.'],
    ['RS1', 'Not verified: the header says alg RS1, which isn’t supported.'],
    ['constructor', 'Not verified: the header says alg constructor, which isn’t supported.'],
  ])('alg %s', async (alg, sentence) => {
    expect(await check(fakeJwt(usual, { alg }), pem(rsa.publicKey))).toEqual({ outcome: 'unchecked', sentence });
  });

  it('the key in its own header, or where that says that keys are', async () => {
    const header = { jwk: await jwk(ec.publicKey), jku: 'https://evil.example', kid: 'x' };
    const token = await sign(ec.privateKey, 'ES256', usual, header);
    expect(await outcome(token, set(await jwk(other.publicKey, { kid: 'y' })))).toBe('no-key');
  });

  it('extensions that nobody knows', async () => {
    const token = fakeJwt(usual, { alg: 'RS256', crit: ['x'], x: 1 });
    expect((await check(token, pem(rsa.publicKey))).sentence).toMatch(/lists critical extensions/);
  });

  it.each([
    '',
    'hello',
    '{}',
    '[]',
    '{"keys":[]}',
    '{"keys":[null,5,"x"]}',
    '{"kty":"RSA"}',
    '{"kty":"EC","crv":"P-256","x":"a","y":"b"}',
    '-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----',
    '{"kty":"__proto__"}',
  ])('what is no key: %j', async (text) => {
    expect(await check(fakeJwt(usual), text)).toEqual({
      outcome: 'unchecked',
      sentence: 'This isn’t a public key or certificate (PEM), a JWK, or a JWKS.',
    });
  });
});

describe('certificates in the header', () => {
  const names = ['registry.example'];
  const der = (cert: string) => cert.replace(/-----[^-]+-----|\s/g, '');

  it('have the key that is checked, are listed, and are not trusted', async () => {
    const issuer = await authority();
    const leaf = await issuer.issue({ names, notAfter: now });
    const x5c = [leaf.cert, issuer.cert].map(der);
    const found = await verifyWithCertificates(await sign(createPrivateKey(leaf.key), 'ES256', usual, { x5c }), now);
    expect(found.outcome).toBe('matches');
    expect(found.sentence).toMatch(/first certificate in its own header.*Whether to trust them was not checked\.$/);
    expect(found.chain?.map(({ signedByNext }) => signedByNext)).toEqual([true, undefined]);
    expect(found.chain?.[0]).toMatchObject({ validTo: now });
    const stranger = await verifyWithCertificates(await sign(ec.privateKey, 'ES256', usual, { x5c }), now);
    expect(stranger.outcome).toBe('differs');
    const alone = await verifyWithCertificates(
      await sign(createPrivateKey(leaf.key), 'ES256', usual, {
        x5c: [der(leaf.cert), der((await selfSigned({ names })).cert)],
      }),
      now,
    );
    expect(alone.chain?.[0]?.signedByNext).toBe(false);
  });

  it('may have a key of another sort, first or next', async () => {
    const dsa = generateKeyPairSync('dsa', { modulusLength: 1024, divisorLength: 160 });
    const odd = der(await certifiedKey(dsa.publicKey));
    const first = await verifyWithCertificates(fakeJwt(usual, { alg: 'RS256', x5c: [odd] }), now);
    expect(first).toEqual({
      outcome: 'unchecked',
      sentence: 'Not verified: the key of the first certificate in the header can’t sign tokens.',
    });
    const leaf = await selfSigned({ names });
    const next = await sign(createPrivateKey(leaf.key), 'ES256', usual, { x5c: [der(leaf.cert), odd] });
    const found = await verifyWithCertificates(next, now);
    expect([found.outcome, found.chain?.map(({ signedByNext }) => signedByNext)]).toEqual([
      'matches',
      [false, undefined],
    ]);
  });

  it.each([[undefined], [[]], [['x']], ['x'], [[5]]])('that are none: %j', async (value) => {
    expect((await verifyWithCertificates(fakeJwt(usual, { alg: 'RS256', x5c: value }), now)).outcome).toBe('unchecked');
  });
});

describe('keys in a text', () => {
  it.each(['-----BEGIN A-----', '-----BEGIN A-----x-----END B-----', '-----END A----- ', '-----BEGIN ', '{"keys":['])(
    'are looked for in the time that its length takes: %j',
    async (unit) => {
      const started = performance.now();
      expect(await readKeys(unit.repeat(512_000 / unit.length))).toBeUndefined();
      expect(performance.now() - started).toBeLessThan(1_000);
    },
  );

  it('are found behind a beginning without an end', async () => {
    const text = `-----BEGIN A-----\n-----BEGIN B-----\n${pem(rsa.publicKey)}-----BEGIN C-----\n${pem(ec.publicKey)}`;
    expect(await readKeys(text)).toHaveLength(2);
  });
});

it.each(hostileTokens)('a hostile token is never proved: $name', { timeout: 8_000 }, async ({ value }) => {
  expect(await outcome(value, set(await jwk(rsa.publicKey)))).not.toBe('matches');
  expect((await verifyWithCertificates(value, now)).outcome).not.toBe('matches');
});
