const units = (text: string, write: (code: number) => string): string =>
  Array.from(text)
    .map((letter) => write(letter.codePointAt(0) ?? 0))
    .join('');
const hex = (code: number): string => code.toString(16).toUpperCase().padStart(4, '0');
const signs = (text: string, write: (sign: string) => string): string => text.replace(/[^\w .-]/g, write);

/** The spellings in which servers repeat what they were sent, for a text of ASCII. */
export const repeatedSpellings = {
  'with escaped slashes': (said) => said.replaceAll('/', '\\/'),
  'with the signs as JSON escapes': (said) => signs(said, (sign) => units(sign, (code) => `\\u${hex(code)}`)),
  'percent-encoded': (said) => encodeURIComponent(said),
  'percent-encoded twice': (said) => encodeURIComponent(encodeURIComponent(said)),
  'as decimal HTML': (said) => signs(said, (sign) => units(sign, (code) => `&#${String(code)};`)),
  'as hexadecimal HTML': (said) => signs(said, (sign) => units(sign, (code) => `&#x${hex(code)};`)),
  'as base64': (said) => Buffer.from(said).toString('base64'),
} as const satisfies Readonly<Record<string, (said: string) => string>>;

/**
 * The ways in which a secret may stand in a text: as it is, base64 of either sort, percent-encoded once and twice, JSON,
 * HTML, and as text of two bytes that is read as one.
 */
export function spellingsOf(secret: string): readonly string[] {
  const bytes = Buffer.from(secret, 'utf8');
  // Inside a longer base64 text the first and last letters depend on what stands around the secret.
  const inBase64 = [0, 1, 2].map((offset) =>
    Buffer.concat([Buffer.alloc(offset), bytes])
      .toString('base64')
      .replace(/=+$/, '')
      .slice(offset === 0 ? 0 : offset + 1, -1),
  );
  const encoded = encodeURIComponent(secret);
  const html = secret.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/"/g, '&quot;').replace(/'/g, '&#39;');
  const forms = [
    secret,
    encoded,
    encoded.toLowerCase(),
    new URLSearchParams({ '': secret }).toString().slice(1),
    JSON.stringify(secret).slice(1, -1),
    html,
    bytes.toString('hex'),
    ...Object.values(repeatedSpellings).map((spell) => spell(secret)),
    Array.from(secret).join('\0'),
    Array.from(secret).join('\\u0000'),
    ...inBase64,
    ...inBase64.map((text) => text.replaceAll('+', '-').replaceAll('/', '_')),
  ];
  return [...new Set(forms)];
}
