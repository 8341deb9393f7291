/** A deviation from strict base64url that can still be decoded. */
export type Base64Deviation = 'padding' | 'standard-alphabet' | 'non-canonical';

export interface Base64Result {
  readonly bytes: Uint8Array;
  readonly deviations: readonly Base64Deviation[];
}

/**
 * Decodes base64url without padding (RFC 4648 section 5, RFC 7515 section 2). Padding, the standard alphabet and
 * nonzero unused bits are accepted and reported. Undefined for anything else. The caller must remove whitespace first.
 */
export function decodeBase64url(text: string): Base64Result | undefined {
  const bare = text.replace(/={1,2}$/, '');
  if (bare.length % 4 === 1 || !/^[A-Za-z0-9_+/-]*$/.test(bare)) {
    return undefined;
  }
  const deviations: Base64Deviation[] = [];
  if (bare !== text) {
    deviations.push('padding');
  }
  const urlSafe = bare.replaceAll('+', '-').replaceAll('/', '_');
  if (urlSafe !== bare) {
    deviations.push('standard-alphabet');
  }
  const bytes = Buffer.from(urlSafe, 'base64url');
  if (bytes.toString('base64url') !== urlSafe) {
    deviations.push('non-canonical');
  }
  return { bytes, deviations };
}
