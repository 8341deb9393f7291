const WORD = /[A-Za-z0-9._~+/-]{16,}={0,2}/g;
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\.?$/i;
// Prefixes that mark the next word as a digest or an Amazon Resource Name.
const NAMING = /(?:\bsha(?:256|384|512):|\barn:[\w:-]{1,80}:)$/;

// In a URL: the id of a commit, or a digest.
const OBJECT_ID = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;

/**
 * Replaces long words that look random, because they could be unknown tokens. Digests, ARNs and UUIDs stay, and in a URL
 * the ids of commits.
 */
export function removeOpaque(text: string, replacement: string): string {
  const shown = (word: string): string => (UUID.test(word) || !looksRandom(word) ? word : replacement);
  return text.replace(WORD, (word, offset: number, all: string) => {
    if (NAMING.test(all.slice(Math.max(0, offset - 100), offset))) {
      return word;
    }
    const isUrl = word.startsWith('//');
    return isUrl
      ? word
          .split('/')
          .map((part) => (OBJECT_ID.test(part) ? part : shown(part)))
          .join('/')
      : shown(word);
  });
}

// The prefix that a service gives its own tokens, and the rest of it: `ghp_…`, `glpat-…`, `dop_v1_…`.
const PREFIXED = /^[a-z]{2,10}(?:[_-][a-z\d]{1,4})?[_-][\w.=-]{16,}$/i;
// No user name has so many characters without a word in it.
const LONG = /^[\w.~+/=-]{40,}$/;

/** Whether a whole text has the format of a token: a short prefix and a long random part, or random and very long. */
export function isTokenLike(text: string): boolean {
  return (PREFIXED.test(text) || LONG.test(text)) && looksRandom(text);
}

// Names consist of longer pieces than random text does.
const PIECE = /[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+/g;

/** Whether a word, or a part of it, looks random: `kq7ZpXv2nT9sLwR4` does, `customerTokenServiceV1` does not. */
function looksRandom(word: string): boolean {
  const mixed = /[a-z]/.test(word) && /[A-Z]/.test(word) && /\d/.test(word);
  return (mixed && pieceLength(word) < 2.5) || word.split(/[._~+/=-]+/).some(isRandomPart);
}

function isRandomPart(part: string): boolean {
  if (part.length < 12 || /^\d+$/.test(part)) {
    return false;
  }
  if (/^[0-9a-f]+$/i.test(part)) {
    return part.length >= 16;
  }
  const single = part.length >= 28 && !/[A-Z].*[a-z]/.test(part);
  return single || pieceLength(part) < (/\d/.test(part) ? 4 : 2.5);
}

function pieceLength(text: string): number {
  const pieces = text.match(PIECE) ?? [];
  return pieces.join('').length / Math.max(1, pieces.length);
}
