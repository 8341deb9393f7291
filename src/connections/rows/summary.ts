import type { AuthErrorCode } from '../../auth/errors.js';
import { statedExpiry } from '../../auth/expiry.js';
import type { Token } from '../../auth/token.js';
import type { Translate } from '../../text/message.js';
import type { Connection } from '../connection.js';
import { lifeOf, type Say, sayer } from './remainingLife.js';
import type { HeldToken, RowInput, RowState } from './rowInput.js';
import { grantsNothing } from './scopeRow.js';
import { failedOtherwise, failureWords } from './texts.js';

/** State of a connection in words. */
export interface Summary {
  readonly state: RowState;
  readonly text: string;
  /** For a screen reader. */
  readonly spoken: string;
  /** Milliseconds until any of these fields changes; absent: never. */
  readonly changesIn?: number;
}

/**
 * State of a connection without regard to its tokens: what the user has to do before a fetch can succeed. Undefined when
 * a fetch needs nothing.
 */
export function blockOf({ credential, needsConsent, notOn }: RowInput, say: Say): Summary | undefined {
  if (notOn !== undefined) {
    return plain('not-here', say('notHere', { machine: notOn }));
  }
  if (credential === 'refused') {
    return plain('credential-refused', say('credentialRefused'), say('credentialRefusedSpoken'));
  }
  if (credential === 'needed') {
    return plain('needs-credential', say('needsCredential'));
  }
  return needsConsent === true ? plain('needs-consent', say('needsConsent'), say('needsConsentSpoken')) : undefined;
}

/**
 * State of a connection that isn't blocked. `noAccess`: every scope of its rows was denied. `chooses`: there is no row
 * for a scope yet.
 */
export function summarise(
  connection: Connection,
  input: RowInput,
  { noAccess, chooses }: { readonly noAccess: boolean; readonly chooses: boolean },
  translate: Translate,
): Summary {
  const { tokens, failed, asks, now } = input;
  const say = sayer(translate);
  const granting = tokens.filter(({ scopes, token }) => !grantsNothing(scopes, token.granted));
  const usable = granting.filter((held) => !isRefused(held)).map(({ token }) => token);
  const life = usable.length === 0 ? undefined : summariseTokens(usable, now, say, translate);
  if (life !== undefined && life.state !== 'expired') {
    return life;
  }
  if (failed !== undefined) {
    return plain('failed', failureText(failed.code, translate));
  }
  const needs = chooses ? say('chooseRepository') : asks === true ? say('needsInput') : undefined;
  if (life !== undefined) {
    return withNeed(life, needs);
  }
  if (granting.length > 0) {
    return plain('refused', say('tokenRefused'));
  }
  if (tokens.length > 0 || noAccess) {
    return plain('no-access', say('noAccess'));
  }
  if (connection.provedAt === undefined) {
    return withNeed(plain('not-tried', say('notTried')), needs);
  }
  const none = plain(needs !== undefined && !chooses ? 'needs-input' : 'none', say('none'));
  // What is needed says on its own that there is no token.
  return needs === undefined ? none : { ...withNeed(none, needs), text: needs };
}

/** Words for the code of the last fetch's technical failure. */
export function failureText(code: AuthErrorCode, translate: Translate): string {
  return translate(failureWords[code] ?? failedOtherwise);
}

/** Whether the service rejected the token when it was tested. */
export function isRefused({ proof }: HeldToken): boolean {
  return proof?.accepted === false;
}

function summariseTokens(tokens: readonly Token[], now: number, say: Say, translate: Translate): Summary {
  const expiryOf = (token: Token) => statedExpiry(token)?.at ?? Infinity;
  const lives = [...tokens].sort((a, b) => expiryOf(a) - expiryOf(b)).map((token) => lifeOf(token, now, translate));
  const alive = lives.filter(({ state }) => state !== 'expired');
  const [first] = alive;
  const count = String(tokens.length);
  if (!first) {
    return plain('expired', tokens.length === 1 ? say('expired') : say('allExpired', { count }));
  }
  if (tokens.length === 1) {
    return first;
  }
  // Some tokens can be expiring while others are valid for hours. The connection shows its best token's state.
  const state = (['valid', 'expiring'] as const).find((best) => alive.some((life) => life.state === best)) ?? 'early';
  const expired = String(tokens.length - alive.length);
  const words = first.state === 'expiring' ? 'tokensFirst' : 'tokens';
  const some = alive.length < tokens.length;
  return {
    state,
    text: some ? say('someExpired', { count, expired }) : say(words, { count, life: first.text }),
    spoken: some ? say('someExpired', { count, expired }) : say(words, { count, life: first.spoken }),
    ...soonest(alive),
  };
}

/** The first change of several parts. */
export function soonest(parts: readonly { readonly changesIn?: number }[]): { readonly changesIn?: number } {
  const changes = parts.map(({ changesIn }) => changesIn).filter((ms) => ms !== undefined);
  return changes.length === 0 ? {} : { changesIn: Math.min(...changes) };
}

function withNeed(summary: Summary, needs: string | undefined): Summary {
  return needs === undefined
    ? summary
    : { ...summary, text: `${summary.text}, ${needs}`, spoken: `${summary.spoken}, ${needs}` };
}

function plain(state: RowState, text: string, spoken = text): Summary {
  return { state, text, spoken };
}
