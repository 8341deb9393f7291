import { createHmac } from 'node:crypto';

/** Six-digit TOTP code (RFC 6238) with SHA-1 and 30-second steps. `time` is in milliseconds since the epoch. */
export function totp(secret: Buffer, time: number): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(time / 30_000)));
  const hash = createHmac('sha1', secret).update(counter).digest();
  const offset = (hash.at(-1) ?? 0) & 15; // RFC 4226 5.3: the last four bits are the offset
  return String((hash.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}
