// Reading a token, by size, against the library that everybody uses for it.
import { decodeJwt, decodeProtectedHeader } from 'jose';
import { decodeToken } from '../src/auth/jwt.js';
import { inspectToken } from '../src/inspection/inspection.js';

export interface JwtRow {
  readonly what: string;
  /** Bytes of the token. */
  readonly size: number;
  readonly perSecond: number;
  /** Nanoseconds for a byte. */
  readonly perByte: number;
  /** Time over that of the library alone for the same token. */
  readonly ratio: number;
}

const sizes = [1_000, 64_000, 1_000_000];

const readers: readonly { readonly what: string; readonly read: (token: string) => unknown }[] = [
  { what: 'jose alone', read: (token) => [decodeProtectedHeader(token), decodeJwt(token)] },
  { what: 'decode', read: (token) => decodeToken(token) },
  { what: 'inspect', read: (token) => inspectToken({ token, now: Date.now(), host: 'registry.example.com' }) },
];

export function measureJwt(): readonly JwtRow[] {
  return sizes.flatMap((size) => {
    const token = tokenOf(size);
    const times = readers.map(({ read }) => fastest(() => read(token)));
    return readers.map(({ what }, index) => ({
      what,
      size: token.length,
      perSecond: 1000 / (times[index] ?? NaN),
      perByte: ((times[index] ?? NaN) * 1_000_000) / token.length,
      ratio: (times[index] ?? NaN) / (times[0] ?? NaN),
    }));
  });
}

/** A token with as many grants as fit, as registries write them. */
function tokenOf(size: number): string {
  const now = Math.floor(Date.now() / 1000);
  const usual = { iss: 'auth.example.com', sub: 'dana', aud: 'registry.example.com', iat: now, exp: now + 300 };
  const access: object[] = [];
  const text = (): string =>
    [
      { alg: 'RS256', typ: 'JWT' },
      { ...usual, access },
    ]
      .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
      .concat('c2ln'.repeat(64))
      .join('.');
  const grant = (): object => ({ type: 'repository', name: `team/app-${access.length}`, actions: ['pull', 'push'] });
  const length = Buffer.from(JSON.stringify(grant())).toString('base64url').length;
  while (access.length < (size - 512) / (length + 4)) {
    access.push(grant());
  }
  return text();
}

/** Milliseconds of the fastest call, each sample long enough to be measured. */
function fastest(call: () => unknown): number {
  const samples: number[] = [];
  const until = performance.now() + 1500;
  let calls = 1;
  while (performance.now() < until) {
    const started = performance.now();
    for (let count = 0; count < calls; count += 1) {
      call();
    }
    const time = performance.now() - started;
    if (time < 5) {
      calls *= 2;
    } else {
      samples.push(time / calls);
    }
  }
  return Math.min(...samples);
}
