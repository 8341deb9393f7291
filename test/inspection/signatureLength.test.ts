import { describe, expect, it } from 'vitest';
import type { InspectionInput } from '../../src/inspection/reading.js';
import { encode, HOST, inspect, NOW, usual } from './inspectionFixture.js';

/** A token of this algorithm whose signature has so many bytes. */
const signed = (alg: unknown, bytes: number) =>
  `${encode({ alg, kid: 'k' })}.${encode(usual)}.${Buffer.alloc(bytes, 7).toString('base64url')}`;

describe('what the length of a signature says', () => {
  const cut = 'blocks The signature is cut off.';
  const wrong = 'blocks The signature has the wrong length.';
  const unusual = 'warning The signature has an unusual length.';
  it.each<[unknown, number, string[], Partial<InspectionInput>?]>([
    ...[128, 256, 384, 512, 1024].map((bytes): [string, number, string[]] => ['RS256', bytes, []]),
    ['RS256', 199, [cut]],
    ['RS256', 255, [cut]],
    ['RS256', 3, [cut]],
    ['PS512', 130, [cut]],
    // Keys of 1536, 2056, 2560 and 4104 bits are possible.
    ['RS256', 192, [unusual]],
    ['RS256', 257, [unusual]],
    ['RS384', 320, [unusual]],
    ['PS256', 513, [unusual]],
    ['RS512', 300, [unusual]],
    ['ES256', 64, []],
    ['ES256', 60, [cut]],
    ['ES256', 71, [wrong]],
    ['ES384', 64, [cut]],
    ['ES512', 132, []],
    ['EdDSA', 64, []],
    ['EdDSA', 114, []],
    ['EdDSA', 63, [cut]],
    ['EdDSA', 100, [wrong]],
    ['EdDSA', 115, [wrong]],
    ['XY256', 5, []],
    [256, 5, []],
    ['RS256', 199, [], { accepted: { host: HOST, at: NOW } }],
    ['RS256', 199, [], { signature: { matches: true, key: 'K' } }],
    ['RS256', 199, [cut, 'warning The signature doesn’t match.'], { signature: { matches: false, key: 'K' } }],
  ])('%s, %d bytes', (alg, bytes, expected, more = {}) => {
    const { findings } = inspect(signed(alg, bytes), more);
    expect(findings.map(({ severity, title }) => `${severity} ${title}`)).toEqual(expected);
  });

  it('is said in numbers', () => {
    const [found] = inspect(signed('RS256', 199)).findings;
    expect(found?.text).toBe('A signature made with RS256 has 256, 384, 512, or 1024 bytes. This one has 199.');
    expect(inspect(signed('HS256', 20)).findings[0]?.text).toBe(
      'A signature made with HS256 has 32 bytes. This one has 20.',
    );
    expect(inspect(signed('PS256', 300)).findings[0]?.text).toBe(
      'Most signatures made with PS256 have 256, 384, 512, or 1024 bytes. This one has 300, so it might be cut off.',
    );
  });
});
