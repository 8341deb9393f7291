const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * The text of a header. Node reads its bytes as Latin-1; bytes that are valid UTF-8 are meant as that (RFC 9110 section
 * 5.5 leaves them open).
 */
export function headerText(latin1: string): string {
  if (!/[\u0080-\u00ff]/.test(latin1)) {
    return latin1;
  }
  try {
    return utf8.decode(Buffer.from(latin1, 'latin1'));
  } catch {
    return latin1;
  }
}
