import { AuthError } from '../../auth/errors.js';
import type { Io } from '../../auth/io.js';
import { type Clause, clause, type Template } from '../../text/message.js';
import { factorWords } from '../shared/questionTexts.js';
import { kindReasons } from '../shared/reasons.js';
import { type Said, textsOf } from './errorDocument.js';
import { type Provider, providers, type Way } from './routes.js';

/** Second factor that a shop requires after a correct password. */
export type SecondFactor =
  | { readonly state: 'ways'; readonly ways: readonly Way[] }
  /** `reason` is one clause for a message. `missing`: it isn't set up yet. */
  | { readonly state: 'impossible'; readonly missing?: true; readonly reason: Clause };

// Newer shops lock the account after five wrong codes, even with a correct password.
export const MAX_CODES = 3;

/**
 * Reads the required second factor from a shop's error; undefined if there is none. Shops name the providers only after
 * the correct password.
 */
export function secondFactorIn(said: Said | undefined): SecondFactor | undefined {
  if (said === undefined) {
    return undefined;
  }
  const known = notSetUp.find(({ says }) => says.test(said.message));
  if (known) {
    return { state: 'impossible', missing: true, reason: known.reason };
  }
  // Beside the active providers of a user who lacks another one, all of them are named.
  if ('providers' in said.parameters) {
    return mailSent;
  }
  const active = textsOf(said, 'active_providers');
  if (!('active_providers' in said.parameters) && /provider-specific endpoints/i.test(said.message)) {
    return { state: 'ways', ways: Object.values(providers).flatMap((provider) => provider.ways) };
  }
  const ways = active.flatMap((name) => providerOf(name).ways);
  if (ways.length > 0) {
    return { state: 'ways', ways };
  }
  if (active.length > 0) {
    const names: readonly (string | Template)[] = active.map((name) => providerOf(name).name);
    const providers = names.reduce((first, other) => clause('{first} or {other}', { first, other }));
    return { state: 'impossible', reason: clause(kindReasons.providersInBrowser, { providers }) };
  }
  return 'active_providers' in said.parameters ? mailSent : undefined;
}

const mailSent: SecondFactor = {
  state: 'impossible',
  missing: true,
  reason: 'two-factor sign-in isn’t set up for this user; the shop has sent an email with instructions',
};

// TwoFactorAuth/Model/AdminAccessTokenService.php: users who can't enter a code yet.
const notSetUp: readonly { readonly says: RegExp; readonly reason: Clause }[] = [
  { says: /required to configure personal Two-Factor/i, reason: mailSent.reason },
  {
    says: /ask an administrator .{0,200}\bconfigure 2FA first/i,
    reason: 'an administrator must set up two-factor sign-in for the shop first',
  },
  {
    says: /^Failed to send the message/i,
    reason: 'two-factor sign-in isn’t set up for this user, and the shop couldn’t send the setup email',
  },
];

/**
 * Returns the method that the user picks. Throws AuthError `second-factor` if no prompt is allowed, `cancelled` if the
 * prompt is dismissed.
 */
export async function chooseWay(ways: readonly Way[], host: string, io: Io): Promise<Way> {
  const [first, ...others] = ways;
  const ask = requireAsk(host, io);
  const label =
    others.length === 0
      ? first?.label
      : await ask({
          title: factorWords.title,
          prompt: factorWords.which,
          secret: false,
          values: { host },
          choices: ways.map((way) => ({
            value: way.label,
            label: way.label,
            ...(way.detail === undefined ? {} : { detail: way.detail }),
          })),
        });
  const chosen = ways.find((way) => way.label === label);
  if (!chosen) {
    throw unanswered();
  }
  return chosen;
}

/**
 * Prompts for a code and returns it without spaces; undefined if the user approved elsewhere. Throws AuthError as
 * `chooseWay` does.
 */
export async function askCode(
  { prompt, confirmed }: Way,
  host: string,
  refused: string | undefined,
  io: Io,
): Promise<string | undefined> {
  const answer = await requireAsk(
    host,
    io,
  )({
    title: factorWords.title,
    // A code works once, so a rejected code isn't worth a second try.
    prompt: refused === undefined ? prompt : factorWords.refused,
    secret: false,
    values: { host, said: refused ?? '' },
    ...(confirmed ? { choices: [{ value: 'approved', label: confirmed.label }] } : {}),
  });
  const code = answer?.replace(/\s/g, '') ?? '';
  if (code === '') {
    throw unanswered();
  }
  return confirmed ? undefined : code;
}

function requireAsk(host: string, { ask }: Io): NonNullable<Io['ask']> {
  if (!ask) {
    throw new AuthError('second-factor', `${host} requires a two-factor code.`, {
      details: {
        host,
        field: 'code',
        reason: 'it requires a two-factor code, and you’re prompted for one only when you fetch a token yourself',
      },
    });
  }
  return ask;
}

function unanswered(): AuthError {
  return new AuthError('cancelled', 'No code was entered.');
}

function providerOf(code: string): Provider {
  return (Object.hasOwn(providers, code) ? providers[code] : undefined) ?? { name: `“${code.slice(0, 40)}”`, ways: [] };
}
