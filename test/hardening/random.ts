/** A source of random numbers that gives the same ones for the same seed (mulberry32). */
export interface Random {
  /** At least 0 and below `limit`, whole. */
  readonly below: (limit: number) => number;
  readonly pick: <T>(values: readonly [T, ...T[]]) => T;
  /** `length` characters that stand in passwords, with everything that some format must escape. */
  readonly secret: (length?: number) => string;
}

const SECRET = 'abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789+/=&%$"\\<>\'{}';

export function random(seed: number): Random {
  let state = seed >>> 0;
  const below = (limit: number): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296) * limit);
  };
  return {
    below,
    pick: (values) => values[below(values.length)] ?? values[0],
    secret: (length = 24) => Array.from({ length }, () => SECRET[below(SECRET.length)]).join(''),
  };
}
