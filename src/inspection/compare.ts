import { decodeToken } from '../auth/jwt.js';
import { secretOf } from '../auth/token.js';
import { type JsonObject, printJson } from '../text/json.js';
import { isSecretMember, mask, maskSecrets, type OpaqueForm } from '../text/masking.js';
import { durationText, fill, plainText, same, type Translate } from '../text/message.js';
import { withOneEnd } from './ellipsis.js';
import { phrases, several } from './grantPhrases.js';
import { ACTIONS_SHOWN, type GrantRow } from './grants.js';
import { formsHiding, withoutPrefix } from './opaqueToken.js';
import { type InspectionInput, type Reading, readToken } from './reading.js';

/** A claim or header field that differs between two tokens. Values are masked as in the panel, and cut. */
export interface ChangedClaim {
  readonly part: 'header' | 'claims';
  readonly name: string;
  /** Absent if added. */
  readonly before?: string;
  /** Absent if removed. */
  readonly after?: string;
  /** Differs in every token. */
  readonly usual?: true;
}

export interface ChangedGrant extends Pick<GrantRow, 'type' | 'name' | 'any'> {
  /** Only the first ones, as in `lost`. */
  readonly gained: readonly string[];
  readonly lost: readonly string[];
  /** Number of further actions, gained and lost together. */
  readonly more?: number;
}

/** Differences between two tokens. Plain data, can be serialized as JSON; holds no secret. */
export interface TokenComparison {
  /** The two tokens are equal character by character. */
  readonly identical: boolean;
  /** Actions that the second token gained and lost, and whether its lifetime differs. */
  readonly sentence: string;
  readonly claims: readonly ChangedClaim[];
  readonly grants: readonly ChangedGrant[];
  /** Total lifetimes in milliseconds, if they are stated. */
  readonly life: { readonly before?: number; readonly after?: number };
}

const VALUE_SHOWN = 500;
const ROWS_SHOWN = 1000;
const GRANTS_SHOWN = 10_000;
const usual: ReadonlySet<string> = new Set(['exp', 'iat', 'nbf', 'jti', 'auth_time', 'uti']);
const held: ReadonlySet<string> = new Set(['granted', 'granted-as-wildcard', 'extra', 'at-most']);

/** Compares a token with a later one. Never throws. */
export function compareTokens(
  before: InspectionInput,
  after: InspectionInput,
  translate: Translate = same,
): TokenComparison {
  const opaqueForms = [before, after].flatMap(({ token, opaqueForms: forms }) => formsHiding(secretOf(token), forms));
  const read = (input: InspectionInput) => readToken({ ...input, opaqueForms }, translate);
  const [old, young] = [read(before), read(after)];
  // Requested scopes alone prove nothing, and maximum grants aren't actual grants.
  const comparable = toldBy(old) !== undefined && toldBy(old) === toldBy(young);
  const grants = comparable ? changedGrants(old.grants ?? [], young.grants ?? []) : [];
  const life = lives(old, young);
  const identical = secretOf(before.token) === secretOf(after.token);
  return {
    identical,
    sentence: sentenceOf(identical, grants, comparable, life, translate),
    claims: changedClaims(before, after, opaqueForms),
    grants: grants.slice(0, GRANTS_SHOWN).map(cutChange),
    life,
  };
}

function toldBy({ told, grants = [] }: Reading): 'granted' | 'at-most' | undefined {
  if (told) {
    return 'granted';
  }
  return grants.some(({ actions }) => actions.some(({ state }) => state === 'at-most')) ? 'at-most' : undefined;
}

function cutChange({ type, name, gained, lost }: ChangedGrant): ChangedGrant {
  const more = [gained, lost].map(({ length }) => Math.max(0, length - ACTIONS_SHOWN)).reduce((a, b) => a + b);
  const [shown, gone] = [gained.slice(0, ACTIONS_SHOWN), lost.slice(0, ACTIONS_SHOWN)];
  return { type, name, gained: shown, lost: gone, ...(more > 0 && { more }) };
}

function changedClaims(before: InspectionInput, after: InspectionInput, forms: readonly OpaqueForm[]): ChangedClaim[] {
  const [old, young] = [partsOf(secretOf(before.token), forms), partsOf(secretOf(after.token), forms)];
  return (['header', 'claims'] as const)
    .flatMap((part) => {
      const [first, second] = [textsOf(old[part], forms), textsOf(young[part], forms)];
      return [...new Set([...first.keys(), ...second.keys()])].flatMap((name): ChangedClaim[] => {
        const [one, other] = [first.get(name), second.get(name)];
        if (one?.exact === other?.exact) {
          return [];
        }
        return [
          {
            part,
            name: one?.name ?? other?.name ?? '',
            ...(one && { before: one.shown }),
            ...(other && { after: other.shown }),
            ...(part === 'claims' && usual.has(name) && { usual: true as const }),
          },
        ];
      });
    })
    .slice(0, ROWS_SHOWN);
}

interface Text {
  readonly name: string;
  /** For the comparison only; can be secret. */
  readonly exact: string;
  readonly shown: string;
}

function textsOf({ object, numbers }: ComparedPart, forms: readonly OpaqueForm[]): Map<string, Text> {
  return new Map(
    Object.entries(object).map(([name, value]) => {
      const { value: masked } = maskSecrets(value, '', forms, isSecretMember(object, name));
      const shown = typeof masked === 'string' ? masked : printJson(masked, [name], numbers);
      return [
        name,
        {
          name: mask(name, forms).slice(0, VALUE_SHOWN),
          exact: printJson(value, [name], numbers),
          shown: shown.length > VALUE_SHOWN ? `${shown.slice(0, VALUE_SHOWN)}…` : shown,
        },
      ];
    }),
  );
}

interface ComparedPart {
  readonly object: JsonObject;
  readonly numbers: ReadonlyMap<string, string>;
}

function partsOf(
  value: string,
  forms: readonly OpaqueForm[],
): { readonly header: ComparedPart; readonly claims: ComparedPart } {
  const decoded = decodeToken(withoutPrefix(value, forms));
  const none: ReadonlyMap<string, string> = new Map();
  return decoded.format === 'jwt'
    ? {
        header: { object: decoded.header, numbers: decoded.headerNumbers },
        claims: { object: decoded.claims, numbers: decoded.numbers },
      }
    : { header: { object: decoded.header ?? {}, numbers: none }, claims: { object: {}, numbers: none } };
}

function changedGrants(before: readonly GrantRow[], after: readonly GrantRow[]): ChangedGrant[] {
  const [old, young] = [heldBy(before), heldBy(after)];
  return [...new Set([...old.keys(), ...young.keys()])].flatMap((key) => {
    const [first, second] = [old.get(key), young.get(key)];
    const resource = (first ?? second)?.resource;
    const gained = [...(second?.actions ?? [])].filter((action) => !first?.actions.has(action));
    const lost = [...(first?.actions ?? [])].filter((action) => !second?.actions.has(action));
    return resource && gained.length + lost.length > 0 ? [{ ...resource, gained, lost }] : [];
  });
}

interface HeldActions {
  readonly resource: Pick<GrantRow, 'type' | 'name' | 'any'>;
  readonly actions: ReadonlySet<string>;
}

function heldBy(rows: readonly GrantRow[]): Map<string, HeldActions> {
  return new Map(
    rows.map(({ type, name, any, actions }) => {
      const granted = actions.filter(({ state }) => held.has(state)).map(({ action }) => action);
      const resource = { type, name, ...(any && { any }) };
      return [JSON.stringify([type, name]), { resource, actions: new Set(granted) }];
    }),
  );
}

function lives(before: Reading, after: Reading): TokenComparison['life'] {
  const length = ({ life: { from, to } }: Reading) => (from && to ? to.at - from.at : undefined);
  const [old, young] = [length(before), length(after)];
  return { ...(old !== undefined && { before: old }), ...(young !== undefined && { after: young }) };
}

function sentenceOf(
  identical: boolean,
  grants: readonly ChangedGrant[],
  comparable: boolean,
  { before, after }: TokenComparison['life'],
  translate: Translate,
): string {
  if (identical) {
    return translate(compareWords.identical);
  }
  const say = (template: string, holes: Record<string, string>) =>
    withOneEnd(plainText(fill(translate(template), holes), 0));
  const what = (side: 'gained' | 'lost') => {
    const rows = grants.map((row) => ({
      ...row,
      actions: row[side].map((action) => ({ action, state: 'granted' as const })),
    }));
    return plainText(several(phrases(rows, ['granted'], translate), translate), 0);
  };
  const [gained, lost] = [what('gained'), what('lost')];
  const duration = (ms: number) => durationText('length', ms, translate);
  return [
    ...(gained === '' ? [] : [say(compareWords.gained, { what: gained })]),
    ...(lost === '' ? [] : [say(compareWords.lost, { what: lost })]),
    ...(gained + lost === '' ? [translate(comparable ? compareWords.sameGrants : compareWords.untold)] : []),
    ...(before === undefined || after === undefined || duration(before) === duration(after)
      ? []
      : [say(compareWords.life, { before: duration(before), after: duration(after) })]),
  ].join(' ');
}

/** Texts of a comparison of two tokens; `{names}` are placeholders. */
export const compareWords = {
  identical: 'The two tokens are identical.',
  gained: 'This token can also {what}.',
  lost: 'This token can no longer {what}.',
  sameGrants: 'The grants are the same.',
  untold: 'The grants can’t be compared.',
  life: 'Its lifetime is {after} instead of {before}.',
} as const;
