import { AuthError } from '../../auth/errors.js';
import type { Io } from '../kind.js';
import { providers } from './routes.js';
import type { Provider, TokenRoute } from './routes.js';
import { textsOf } from './said.js';
import type { Said } from './said.js';

/** What a shop wants beside a right password. */
export type SecondFactor =
  | { readonly state: 'code'; readonly provider: Provider; readonly route: TokenRoute }
  /** `reason` is one clause for a message. */
  | { readonly state: 'impossible'; readonly reason: string };

// A right password, then wrong codes: newer shops lock the account after five.
export const MAX_CODES = 3;

/** Undefined where the shop wants none. It names providers only after the right password. */
export function secondFactorIn(said: Said | undefined): SecondFactor | undefined {
  if (said === undefined || Array.isArray(said.parameters)) {
    return undefined;
  }
  const active = textsOf(said, 'active_providers');
  const code = active.find((name) => providerOf(name).route !== undefined);
  const provider = code === undefined ? undefined : providerOf(code);
  if (provider?.route) {
    return { state: 'code', provider, route: provider.route };
  }
  if (active.length > 0) {
    const names = active.map((name) => providerOf(name).name).join(' or ');
    return { state: 'impossible', reason: `${names} works only in a browser; use an integration access token` };
  }
  return 'active_providers' in said.parameters || 'providers' in said.parameters
    ? {
        state: 'impossible',
        reason: 'two-factor sign-in is not set up for this user: the shop has sent a mail about it',
      }
    : undefined;
}

/** A code, without blanks. Throws AuthError `second-factor` when nobody may be asked, `cancelled` when nobody answers. */
export async function askCode({ name }: Provider, host: string, refused: string | undefined, io: Io): Promise<string> {
  if (!io.ask) {
    throw new AuthError('second-factor', `${host} wants a two-factor code.`, {
      details: {
        host,
        reason: 'it wants a two-factor code, and a code is only asked for when you fetch a token yourself',
      },
    });
  }
  const prompt = `Code of ${name}`;
  const answer = await io.ask({
    title: `Two-Factor Sign-In at ${host}`,
    // A code works once, so what was refused is not worth a second try.
    prompt: refused === undefined ? prompt : `The code was refused: ${refused} Enter the next one. ${prompt}`,
    secret: false,
  });
  const code = answer?.replace(/\s/g, '') ?? '';
  if (code === '') {
    throw new AuthError('cancelled', 'No code was entered.');
  }
  return code;
}

function providerOf(code: string): Provider {
  return (Object.hasOwn(providers, code) ? providers[code] : undefined) ?? { name: `“${code.slice(0, 40)}”` };
}
