import type { Token } from '../../src/auth/token.js';
import { inspectToken } from '../../src/inspection/inspection.js';
import type { InspectionInput } from '../../src/inspection/reading.js';
import { fakeJwt } from '../auth/jwtFixture.js';

export const HOST = 'quay.example.com';
export const NOW = 1_790_000_000_000;
export const seconds = NOW / 1000;
export const minute = 60_000;

export const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
export const jwt = (claims: object, header: object = { alg: 'RS256', kid: 'k' }) => fakeJwt(claims, header);

const pull = [{ type: 'repository', name: 'team/app', actions: ['pull'] }];
/** Claims of a token issued 14 minutes ago, good for 46 more. */
export const usual = { sub: 'dana', aud: HOST, iat: seconds - 840, exp: seconds + 46 * 60, access: pull };

export function fetched(value: string, more: Partial<Token> = {}): Token {
  const exp = claimsOf(value).exp;
  return {
    scheme: 'Bearer',
    value,
    use: 'access',
    obtainedAt: NOW - 14 * minute,
    ...(typeof exp === 'number' ? { expiresAt: exp * 1000, expirySource: 'claim' } : { expirySource: 'none' }),
    scopes: ['repository:team/app:pull'],
    details: { realm: `https://${HOST}/token`, service: HOST },
    ...more,
  };
}

function claimsOf(value: string): Record<string, unknown> {
  try {
    return JSON.parse(Buffer.from(value.split('.')[1] ?? '', 'base64url').toString()) as Record<string, unknown>;
  } catch {
    return {};
  }
}

export const inspect = (token: Token | string, more: Partial<InspectionInput> = {}) =>
  inspectToken({ token, now: NOW, ...(typeof token !== 'string' && { host: HOST }), ...more });
export const answer = (...[token, more]: Parameters<typeof inspect>) => inspect(token, more).answers[0];
export const access = (...scopes: string[]) => {
  const entries = scopes.map((scope) => scope.split(':'));
  return entries.map(([type, name, actions = '']) => ({ type, name, actions: actions.split(',').filter(Boolean) }));
};
