import { accessEntries } from '../auth/jwt.js';
import { isJsonObject, type Json, type JsonObject } from '../text/json.js';
import { isSecretMember, MASK, mask, type OpaqueForm, shorten } from '../text/masking.js';
import { durationText, fill, plainText, type Translate } from '../text/message.js';
import type { GrantRow, StatedGrant } from './grants.js';
import type { TokenKnowledge } from './tokenKnowledge.js';

/** Every registry rejects longer names (255 characters in the distribution specification). */
const NAME_SHOWN = 255;
const NOTE_SHOWN = 200;
/** Maximum number of grant expiries to report; later ones don't matter to a person. */
const ENDS_SAID = 5;

/** The grants of an access claim for display (see `accessEntries`). */
export function readAccess(
  access: Json | undefined,
  knowledge: Pick<TokenKnowledge, 'grantNotes'>,
  forms: readonly OpaqueForm[],
  translate: Translate,
): StatedGrant[] | undefined {
  return accessEntries(access)?.map(({ type, name, actions, expires, written }) => {
    const notes = notesOf(written, knowledge, forms, translate);
    return {
      type: clean(type, forms),
      name: clean(name, forms),
      actions: actions.map((action) => clean(action, forms)),
      ...(expires !== undefined && { expires }),
      ...(notes.length > 0 && { notes }),
    };
  });
}

function notesOf(
  entry: JsonObject,
  { grantNotes = [] }: Pick<TokenKnowledge, 'grantNotes'>,
  forms: readonly OpaqueForm[],
  translate: Translate,
) {
  return grantNotes.flatMap(({ from, text, seconds = [] }) => {
    const facts = entry[from];
    if (!isJsonObject(facts)) {
      return [];
    }
    const holes = Object.entries(facts).flatMap(([name, value]): [string, string][] => {
      if (typeof value !== 'string' && typeof value !== 'number') {
        return [];
      }
      if (!seconds.includes(name)) {
        return [[name, isSecretMember(facts, name) ? MASK : shorten(mask(String(value), forms), NOTE_SHOWN)]];
      }
      return Number(value) > 0 ? [[name, durationText('length', Number(value) * 1000, translate)]] : [];
    });
    const filled = Object.fromEntries(holes);
    // A note with missing members is left out.
    const isWhole = [...text.matchAll(/\{(\w+)\}/g)].every(([, name = '']) => Object.hasOwn(filled, name));
    return isWhole ? [plainText(fill(translate(text), filled), 0)] : [];
  });
}

/**
 * Moves the grant's expiry onto the local clock. `skew` is the clock skew: milliseconds that the service's clock is
 * ahead.
 */
export function onOurClock({ expires, ...grant }: StatedGrant, skew: number): StatedGrant {
  return expires === undefined ? grant : { ...grant, expires: expires - skew };
}

/** The next grant expiries after `now`, in order, in milliseconds since the epoch. */
export function endsAfter(now: number, granted: readonly StatedGrant[] = []): number[] {
  const ends = granted.flatMap(({ expires }) => (expires !== undefined && expires > now ? [expires] : []));
  return [...new Set(ends)].sort((a, b) => a - b).slice(0, ENDS_SAID);
}

/** The maximum grants of access tokens from a refresh token. Services write `actions` in different cases. */
export function mostGranted(
  claims: JsonObject,
  claim: string | undefined,
  forms: readonly OpaqueForm[],
  anywhere: string,
): GrantRow[] | undefined {
  const limits = claim === undefined ? undefined : claims[claim];
  if (!isJsonObject(limits)) {
    return undefined;
  }
  const actions = Object.entries(limits).find(([name]) => name.toLowerCase() === 'actions')?.[1];
  const stated = [...new Set(textsIn(actions, forms))].map((action) => ({ action, state: 'at-most' as const }));
  return stated.length === 0 ? undefined : [{ type: 'repository', name: anywhere, any: true, actions: stated }];
}

function textsIn(list: Json | undefined, forms: readonly OpaqueForm[]): string[] {
  const items = Array.isArray(list) ? (list as readonly Json[]) : [];
  return items.filter((item) => typeof item === 'string').map((text) => clean(text, forms));
}

function clean(text: string, forms: readonly OpaqueForm[]): string {
  return shorten(mask(text, forms), NAME_SHOWN);
}
