import { createHash, createPublicKey, type JsonWebKey, X509Certificate } from 'node:crypto';
import { calculateJwkThumbprint, type JWK } from 'jose';
import * as v from 'valibot';
import { readJson } from '../../text/json.js';

/** A candidate key for the signature of a token. */
export interface SignatureKey {
  /** The key's own `kid`. */
  readonly kid?: string;
  /** RFC 7638, SHA-256, base64url. */
  readonly thumbprint: string;
  /** The libtrust id of a public key: twelve groups of four characters, separated by colons. */
  readonly libtrust?: string;
  /** RFC 7517. For a key pair, only the public half. */
  readonly jwk: JWK;
}

/** A real JWKS holds a handful. */
export const MAXIMUM_KEYS = 100;

/** Members that are read, by key type. Everything else in a key, especially its private part, is left out. */
const publicMembers: Readonly<Record<string, readonly string[]>> = {
  RSA: ['n', 'e'],
  EC: ['crv', 'x', 'y'],
  OKP: ['crv', 'x'],
  oct: ['k'],
};
const Key = v.object({ kty: v.string(), kid: v.fallback(v.optional(v.string()), undefined) });
const KeySet = v.object({ keys: v.array(v.unknown()) });

/**
 * Reads keys in pasted or fetched text: PEM (public keys, certificates), a JWK, or a JWKS. Undefined if there are none.
 */
export async function readKeys(text: string): Promise<SignatureKey[] | 'too-many' | undefined> {
  const blocks = pemBlocks(text);
  const found = blocks.length > 0 ? blocks.map(jwkOfPem) : jwksIn(text);
  if (found.length > MAXIMUM_KEYS) {
    return 'too-many';
  }
  const keys = await Promise.all(found.map(keyOf));
  const read = keys.filter((key) => key !== undefined);
  return read.length === 0 ? undefined : read;
}

/** The public key of a certificate; undefined for a key that can't sign tokens. */
export async function keyOfCertificate(certificate: X509Certificate): Promise<SignatureKey | undefined> {
  try {
    return await keyOf(certificate.publicKey.export({ format: 'jwk' }));
  } catch {
    return undefined; // a key type that JWK can't express
  }
}

/** PEM blocks, each from a BEGIN line to the END line next to it (RFC 7468). Runs in linear time. */
function pemBlocks(text: string): string[] {
  const blocks: string[] = [];
  let open: { readonly label: string | undefined; readonly index: number } | undefined;
  for (const { 0: line, 1: side, 2: label, index } of text.matchAll(/-----(BEGIN|END) ([A-Z0-9 ]{1,64})-----/g)) {
    if (side === 'BEGIN') {
      open = { label, index };
      continue;
    }
    if (open?.label === label && open) {
      blocks.push(text.slice(open.index, index + line.length));
    }
    open = undefined;
    if (blocks.length > MAXIMUM_KEYS) {
      break;
    }
  }
  return blocks;
}

/** Restores the line breaks of PEM text, because input boxes join pasted lines. */
function jwkOfPem(block: string): unknown {
  const [first = '', last = ''] = block.match(/-----[^-]+-----/g) ?? [];
  const body = block.slice(first.length, -last.length).replace(/\s+/g, '');
  const pem = [first, ...(body.match(/.{1,64}/g) ?? []), last].join('\n');
  try {
    const key = pem.includes('CERTIFICATE') ? new X509Certificate(pem).publicKey : createPublicKey(pem);
    return key.export({ format: 'jwk' });
  } catch {
    return undefined;
  }
}

function jwksIn(text: string): readonly unknown[] {
  const json = readJson(text.trim());
  if ('reason' in json) {
    return [];
  }
  const set = v.safeParse(KeySet, json.value);
  return set.success ? set.output.keys : [json.value];
}

async function keyOf(found: unknown): Promise<SignatureKey | undefined> {
  const parsed = v.safeParse(Key, found);
  const type = parsed.success ? parsed.output.kty : '';
  const members = Object.hasOwn(publicMembers, type) ? publicMembers[type] : undefined;
  if (!parsed.success || !members) {
    return undefined;
  }
  const { kty, kid } = parsed.output;
  const values = found as Readonly<Record<string, unknown>>; // an object, as parsed above
  const jwk: JWK = { kty, ...Object.fromEntries(members.map((name) => [name, values[name]])) };
  try {
    const libtrust = kty === 'oct' ? undefined : libtrustId(jwk);
    return {
      ...(kid !== undefined && { kid }),
      thumbprint: await calculateJwkThumbprint(jwk),
      ...(libtrust !== undefined && { libtrust }),
      jwk,
    };
  } catch {
    return undefined; // missing members, or not a key of that type
  }
}

/** docker/libtrust: base32 of the first 30 bytes of SHA-256 over the key's DER. */
function libtrustId(jwk: JWK): string {
  // The JWK types of jose and Node agree in the members used here.
  const der = createPublicKey({ key: jwk as JsonWebKey, format: 'jwk' }).export({
    format: 'der',
    type: 'spki',
  });
  const bits = [...createHash('sha256').update(der).digest().subarray(0, 30)]
    .map((byte) => byte.toString(2).padStart(8, '0'))
    .join('');
  const letters = bits.match(/.{5}/g)?.map((five) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'[parseInt(five, 2)]) ?? [];
  return letters.join('').match(/.{4}/g)?.join(':') ?? '';
}
