import { answers } from './answer.js';
import type { Answer, Facts } from './answer.js';
import { claimRows, headerRows, mask, shorten } from './claims.js';
import type { ClaimRow } from './claims.js';
import { factsOf, readToken } from './facts.js';
import type { LifePoint, Reading } from './facts.js';
import { findingsOf } from './findings.js';
import type { Finding } from './findings.js';
import { missingOf } from './grants.js';
import type { GrantRow } from './grants.js';
import { fill, plainText, same } from './pieces.js';
import type { Piece, Translate } from './pieces.js';
import type { Token } from './token.js';
import { proofs, sentences } from './words.js';

export interface InspectionInput {
  /** A token that a service handed out, or the text of a pasted one. */
  readonly token: Token | string;
  /** Host (with port) where the token is meant to be used; absent when nobody said. */
  readonly host?: string;
  /** Name of the account whose credential was sent. */
  readonly account?: string;
  /** Id of the credential form. */
  readonly form?: string;
  /** What the registry kind knows; a KindKnowledge is one. */
  readonly knowledge?: InspectionKnowledge;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** A request with this token was answered at that time (ms since the epoch); absent: nobody tried. */
  readonly accepted?: { readonly host: string; readonly at: number };
}

export interface InspectionKnowledge {
  /** Labels of what a token's details say, by name, in the order to show them. */
  readonly details?: Readonly<Record<string, string>>;
  readonly claims: Readonly<Record<string, string>>;
  readonly missingGrant: Readonly<Record<string, string>>;
}

/** What can be said of a token. Plain data, fit for JSON; holds no secret, above all not the token. */
export interface TokenInspection {
  readonly pasted: boolean;
  /** What applies now, and later by the mere passing of time. */
  readonly answers: readonly [Answer, ...Answer[]];
  readonly proof: readonly Piece[];
  readonly life: { readonly from?: LifePoint; readonly to?: LifePoint };
  /** Absent: the token does not tell, and nothing was asked for. */
  readonly grants?: readonly GrantRow[];
  readonly lessThanAsked: boolean;
  readonly findings: readonly Finding[];
  readonly header: readonly ClaimRow[];
  readonly claims: readonly ClaimRow[];
}

/** More rows than this help nobody, and a page of them would be slow. */
const ROWS_SHOWN = 1000;

/** Explains a token. `translate` puts the templates of words.ts into the reader's language. Never throws. */
export function inspectToken(input: InspectionInput, translate: Translate = same): TokenInspection {
  const reading = readToken(input, translate);
  const { token, decoded, grants, claims } = reading;
  const facts = factsOf(input, reading);
  const rows = grants?.map((row) => withHint(row, input, facts, translate));
  const claimsShown = [
    ...(claims ? claimRows(claims, reading.numbers, input.knowledge?.claims ?? {}, translate) : []),
    ...detailRows(token?.details, input.knowledge?.details ?? {}, translate),
  ];
  const headerShown = decoded?.header ? headerRows(decoded.header, translate) : [];
  const hidden = [rows ?? [], claimsShown, headerShown].some(({ length }) => length > ROWS_SHOWN);
  return {
    pasted: !token,
    answers: answers(facts, input.now, translate),
    proof: proofOf(input, reading, facts, translate),
    life: reading.life,
    ...(rows && { grants: rows.slice(0, ROWS_SHOWN) }),
    lessThanAsked: missingOf(grants).length > 0,
    findings: findingsOf(input, reading, facts, hidden ? ROWS_SHOWN : undefined, translate),
    header: headerShown.slice(0, ROWS_SHOWN),
    claims: claimsShown.slice(0, ROWS_SHOWN),
  };
}

/** "access token · JWT RS256 · fetched from HOST at 10:02 · signature not checked" */
function proofOf(input: InspectionInput, { token, decoded }: Reading, facts: Facts, translate: Translate): Piece[] {
  const alg = decoded?.header?.alg;
  const holes = { alg: typeof alg === 'string' ? shorten(mask(alg), 20) : '', host: facts.host ?? '' };
  const parts: Piece[][] = [];
  const say = (template: string, more: Record<string, readonly Piece[] | string> = {}) =>
    parts.push(fill(translate(template), { ...holes, ...more }));
  if (facts.format === 'basic') {
    say(proofs.basic);
  } else {
    say(facts.use === 'refresh' ? proofs.refresh : proofs.access);
    say(facts.format === 'jwt' && holes.alg === '' ? proofs.jwtBare : proofs[facts.format]);
  }
  // What no token server handed out is what the user entered: a bearer made elsewhere, or user name and password.
  const realm = token?.details?.realm;
  const time = token ? [{ time: token.obtainedAt }] : [];
  if (!token) say(proofs.pasted);
  else if (realm === undefined) say(proofs.kept, { time });
  else say(proofs.fetched, { time, host: URL.canParse(realm) ? new URL(realm).host : realm });
  if (input.accepted) say(proofs.accepted, { host: input.accepted.host, time: [{ time: input.accepted.at }] });
  if (decoded?.format === 'jwt') say(decoded.signed ? proofs.signatureNotChecked : proofs.notSigned);
  return parts.flatMap((part, index) => (index === 0 ? part : [{ text: ' · ' }, ...part]));
}

/** What the service said beside the token, as far as the kind has a word for it. */
function detailRows(
  details: Token['details'] = {},
  labels: Readonly<Record<string, string>>,
  translate: Translate,
): ClaimRow[] {
  const told = Object.keys(labels).flatMap((name) => {
    const value = Object.hasOwn(details, name) ? details[name] : undefined;
    return value === undefined ? [] : [[name, value] as const];
  });
  return claimRows(Object.fromEntries(told), new Map(), labels, translate);
}

function withHint(
  row: GrantRow,
  { knowledge, form }: InspectionInput,
  { subject }: Facts,
  translate: Translate,
): GrantRow {
  if (!knowledge || missingOf([row]).length === 0) return row;
  const hint = knowledge.missingGrant[form ?? ''] ?? knowledge.missingGrant[''];
  if (hint === undefined) return row;
  const account = subject.type === 'account' ? subject.name : translate(sentences.thisAccount);
  return { ...row, hint: plainText(fill(translate(hint), { account, repository: row.name }), 0) };
}
