import { createPrivateKey, generateKeyPairSync, X509Certificate } from 'node:crypto';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { isAuthError } from '../../../src/auth/errors.js';
import {
  certificatesOf,
  holdsKey,
  readCertificates,
  readClientIdentity,
  wantsPassphrase,
} from '../../../src/auth/network/pem.js';
import { clauseText } from '../../../src/text/message.js';
import { type Authority, authority, type Identity } from '../../faults/certificate.js';

let first: Authority;
let second: Authority;
let client: Identity;
beforeAll(async () => {
  [first, second] = await Promise.all([authority('First'), authority('Second')]);
  client = await first.issue({ names: ['client.test'] });
});

const bytes = (text: string): Buffer => Buffer.from(text);
const derOf = (pem: string): Buffer => new X509Certificate(pem).raw;
const subjects = (content: Uint8Array): string[] =>
  readCertificates(content).certificates.map(({ subject }) => subject);

function reasonOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (isAuthError(error) && error.code === 'invalid-input') {
      return clauseText(error.details?.reason ?? '');
    }
    throw error;
  }
  return 'nothing';
}

/** The key as another program writes it. */
function keyAs(pem: string, passphrase: string): string {
  const key = createPrivateKey(pem);
  return key.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase }).toString();
}

describe('a file of certificates', () => {
  it.each<[string, () => Buffer, string[]]>([
    ['PEM', () => bytes(first.cert), ['CN=First']],
    ['DER', () => derOf(first.cert), ['CN=First']],
    ['a bundle', () => bytes(`${first.cert}\n${second.cert}`), ['CN=First', 'CN=Second']],
    ['with words around', () => bytes(`Subject: x\n${first.cert}\nand so on`), ['CN=First']],
    ['with Windows line ends', () => bytes(first.cert.replaceAll('\n', '\r\n')), ['CN=First']],
    ['with a byte order mark', () => bytes(`\uFEFF${first.cert}`), ['CN=First']],
    ['with a key, which is left out', () => bytes(`${client.key}\n${client.cert}`), ['CN=Loopback of the tests']],
  ])('is read: %s', (_name, content, expected) => {
    expect(subjects(content())).toEqual(expected);
    const { pem } = readCertificates(content());
    expect(pem).not.toMatch(/KEY|Subject:/);
    expect(certificatesOf(pem)).toEqual(readCertificates(content()).certificates);
  });

  it.each<[string, () => Buffer, string]>([
    ['nothing', () => bytes(''), 'it contains no certificate'],
    ['words', () => bytes('hello'), 'it contains no certificate'],
    ['only a key', () => bytes(client.key), 'it contains no certificate'],
    ['a broken DER', () => derOf(first.cert).subarray(0, 100), 'its certificate can’t be read'],
    ['PKCS#12', () => Buffer.from('30820afe020103', 'hex'), 'it is PKCS#12; convert it to PEM first'],
    ['a broken PEM', () => bytes(first.cert.replace(/\n.{20}/, '\nAAAA')), 'its certificate can’t be read'],
    [
      'a bundle with a broken one',
      () => bytes(`${first.cert}\n${second.cert.replace(/\n.{20}/, '\nAAAA')}`),
      'certificate 2 of 2 can’t be read',
    ],
    ['too many', () => bytes(`${first.cert}\n`.repeat(301)), 'it contains more than 300 certificates'],
  ])('is refused: %s', (_name, content, reason) => {
    expect(reasonOf(() => readCertificates(content()))).toBe(reason);
  });

  it('never fails in another way, whatever is in it', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), fc.boolean(), (noise, asPem) => {
        const content = asPem
          ? bytes(`-----BEGIN CERTIFICATE-----\n${Buffer.from(noise).toString('base64')}\n-----END CERTIFICATE-----`)
          : noise;
        expect(typeof reasonOf(() => readCertificates(content))).toBe('string');
      }),
    );
  });
});

describe('a client certificate', () => {
  it('is read from one file, or from two', () => {
    const both = bytes(`${client.cert}\n${client.key}`);
    expect(holdsKey(both)).toBe(true);
    expect(holdsKey(bytes(client.cert))).toBe(false);
    const { pem, key } = readClientIdentity(both, both);
    expect(new X509Certificate(pem).subject).toBe('CN=Loopback of the tests');
    expect(key).toMatch(/^-----BEGIN PRIVATE KEY-----/);
    expect(readClientIdentity(bytes(client.cert), bytes(client.key))).toEqual({ ...readClientIdentity(both, both) });
  });

  it('is read with the passphrase of its key, which is kept without', () => {
    const locked = bytes(keyAs(client.key, 'open sesame'));
    expect(wantsPassphrase(locked)).toBe(true);
    expect(wantsPassphrase(bytes(client.key))).toBe(false);
    const { key } = readClientIdentity(bytes(client.cert), locked, 'open sesame');
    expect(readClientIdentity(bytes(client.cert), bytes(key)).key).toBe(key);
    expect(reasonOf(() => readClientIdentity(bytes(client.cert), locked, 'wrong'))).toBe('the passphrase is wrong');
  });

  it('is refused with the key of another, with none, and with one that is broken', () => {
    const cert = bytes(client.cert);
    const other = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({
      type: 'pkcs8',
      format: 'pem',
    });
    expect(reasonOf(() => readClientIdentity(cert, bytes(String(other))))).toBe(
      'the key doesn’t match the certificate',
    );
    expect(reasonOf(() => readClientIdentity(cert, cert))).toBe('it contains no private key in PEM format');
    const broken = bytes(client.key.replace(/\n.{20}/, '\nAAAA'));
    expect(reasonOf(() => readClientIdentity(cert, broken))).toBe('its private key can’t be read');
  });
});
