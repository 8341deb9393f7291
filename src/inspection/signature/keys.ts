import { calculateJwkThumbprint, type JWK } from 'jose';
import { X509Certificate, createHash, createPublicKey, type JsonWebKey } from 'node:crypto';
import * as v from 'valibot';
import { readJson } from '../../text/json.js';

/** A key that may have signed a token. */
export interface SignatureKey {
  /** As the key itself says. */
  readonly kid?: string;
  /** RFC 7638, SHA-256, base64url. */
  readonly thumbprint: string;
  /** The name that libtrust gives a public key: twelve groups of four, divided by colons. */
  readonly libtrust?: string;
  /** RFC 7517. Of a pair the public half alone. */
  readonly jwk: JWK;
}

/** Real sets hold a handful. */
export const MAXIMUM_KEYS = 100;

/** The members that take part, by type; whatever else stands in a key, above all its private part, is left out. */
const publicMembers: Readonly<Record<string, readonly string[]>> = {
  RSA: ['n', 'e'],
  EC: ['crv', 'x', 'y'],
  OKP: ['crv', 'x'],
  oct: ['k'],
};
const Key = v.object({ kty: v.string(), kid: v.fallback(v.optional(v.string()), undefined) });
const KeySet = v.object({ keys: v.array(v.unknown()) });

/** Keys in pasted or fetched text: PEM (public keys, certificates), a JWK, or a set of them. Undefined: none. */
export async function readKeys(text: string): Promise<SignatureKey[] | 'too-many' | undefined> {
  const blocks = pemBlocks(text);
  const found = blocks.length > 0 ? blocks.map(jwkOfPem) : jwksIn(text);
  if (found.length > MAXIMUM_KEYS) return 'too-many';
  const keys = await Promise.all(found.map(keyOf));
  const read = keys.filter((key) => key !== undefined);
  return read.length === 0 ? undefined : read;
}

/** The key of a certificate, as X509Certificate reads it; undefined for one that signs no tokens. */
export async function keyOfCertificate(certificate: X509Certificate): Promise<SignatureKey | undefined> {
  try {
    return await keyOf(certificate.publicKey.export({ format: 'jwk' }));
  } catch {
    return undefined; // of a type that a JWK has no words for
  }
}

/** What stands between a beginning and the end next to it (RFC 7468). Linear in the length of the text. */
function pemBlocks(text: string): string[] {
  const blocks: string[] = [];
  let open: { readonly label: string | undefined; readonly index: number } | undefined;
  for (const { 0: line, 1: side, 2: label, index } of text.matchAll(/-----(BEGIN|END) ([A-Z0-9 ]{1,64})-----/g)) {
    if (side === 'BEGIN') {
      open = { label, index };
      continue;
    }
    if (open?.label === label && open) blocks.push(text.slice(open.index, index + line.length));
    open = undefined;
    if (blocks.length > MAXIMUM_KEYS) break;
  }
  return blocks;
}

/** Input boxes make one line of what is pasted, so the lines are made anew. */
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
  if ('reason' in json) return [];
  const set = v.safeParse(KeySet, json.value);
  return set.success ? set.output.keys : [json.value];
}

async function keyOf(found: unknown): Promise<SignatureKey | undefined> {
  const parsed = v.safeParse(Key, found);
  const type = parsed.success ? parsed.output.kty : '';
  const members = Object.hasOwn(publicMembers, type) ? publicMembers[type] : undefined;
  if (!parsed.success || !members) return undefined;
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
    return undefined; // members that are missing, or no key of that type
  }
}

/** docker/libtrust: base32 of the first 30 bytes of SHA-256 over the key's DER. */
function libtrustId(jwk: JWK): string {
  // jose's type of a JWK and that of node agree in what is used here.
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
