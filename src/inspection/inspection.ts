import type { Token } from '../auth/token.js';
import { verdictTimeline, type TimedVerdict } from './verdictTimeline.js';
import { claimHint, claimRows, headerHint, headerRows, type ClaimRow, type RowContext } from './claims.js';
import { factsOf, type TokenFacts } from './facts.js';
import type { Finding } from './finding.js';
import { findingsOf } from './findings.js';
import { cutActions, lacksSome, type GrantRow } from './grants.js';
import { leakedOf, type Leaked } from './leakAdvice.js';
import { opaqueFacts, type OpaqueFact } from './opaqueToken.js';
import { readToken, type InspectionInput, type TokenLife, type Reading } from './reading.js';
import { proofs, sentences } from './sentences.js';
import type { ChainLink } from './signature/x5c.js';
import { mask, shorten } from '../text/masking.js';
import { fill, plainText, same, type Piece, type Translate } from '../text/message.js';

/** What can be said of a token. Plain data, fit for JSON; holds no secret, above all not the token. */
export interface TokenInspection {
  readonly pasted: boolean;
  /** What applies now, and later by the mere passing of time. */
  readonly answers: readonly [TimedVerdict, ...TimedVerdict[]];
  readonly proof: readonly Piece[];
  readonly life: TokenLife;
  /** Absent: the token does not tell, and nothing was asked for. */
  readonly grants?: readonly GrantRow[];
  readonly lessThanAsked: boolean;
  readonly findings: readonly Finding[];
  readonly header: readonly ClaimRow[];
  readonly claims: readonly ClaimRow[];
  /** What the service said beside the token. */
  readonly details: readonly ClaimRow[];
  /** The certificates in its header, the signing one first, once somebody has asked for them. */
  readonly certificates?: readonly ChainLink[];
  /** What can be said of a token that holds nothing to read. */
  readonly opaque?: readonly OpaqueFact[];
  /** If this leaked. */
  readonly leaked?: Leaked;
}

/** More rows than this help nobody, and a page of them would be slow. */
const ROWS_SHOWN = 1000;
/** A list of names can be filtered. */
const GRANTS_SHOWN = 10_000;

/** Explains a token. `translate` puts the templates of words.ts into the reader's language. Never throws. */
export function inspectToken(input: InspectionInput, translate: Translate = same): TokenInspection {
  const reading = readToken(input, translate);
  const { token, decoded, grants, claims } = reading;
  const first = factsOf(input, reading);
  const rows = grants?.map((row) => withHint(row, input, first, translate));
  // The sentence and the findings speak of the rows as they are shown.
  const facts: TokenFacts = first.grants && rows ? { ...first, grants: rows } : first;
  const context: RowContext = {
    knowledge: { claims: {}, ...input.knowledge, opaqueForms: input.opaqueForms ?? [] },
    numbers: reading.numbers,
    hint: (name, value) => claimHint(name, value, facts, input.now, translate),
  };
  const header = decoded?.header ?? {};
  const numbers = decoded?.format === 'jwt' ? decoded.headerNumbers : new Map<string, string>();
  const long = [header, claims ?? {}].some((object) => Object.keys(object).length > ROWS_SHOWN);
  const cut = long || (rows ?? []).length > GRANTS_SHOWN;
  const leaked = leakedOf(input, facts, input.now, translate);
  const value = typeof input.token === 'string' ? input.token : input.token.value;
  return {
    pasted: !token,
    answers: verdictTimeline(facts, input.now, translate),
    proof: proofOf(input, reading, facts, translate),
    life: reading.life,
    ...(rows && { grants: rows.slice(0, GRANTS_SHOWN).map(cutActions) }),
    lessThanAsked: lacksSome(grants),
    findings: findingsOf(
      input,
      reading,
      facts,
      cut ? { claims: String(ROWS_SHOWN), grants: String(GRANTS_SHOWN) } : undefined,
      translate,
    ),
    header: headerRows(
      header,
      { ...context, numbers, hint: (name, value) => headerHint(name, value, translate) },
      ROWS_SHOWN,
      translate,
    ),
    claims: claims ? claimRows(claims, context, ROWS_SHOWN, translate) : [],
    details: detailRows(token?.details, input.knowledge?.details ?? {}, translate),
    ...(facts.format === 'opaque' && { opaque: opaqueFacts(value, input.opaqueForms ?? [], translate) }),
    ...(input.certificates && { certificates: input.certificates }),
    ...(leaked && { leaked }),
  };
}

/** "access token · JWT RS256 · fetched from HOST at 10:02 · signature not checked" */
function proofOf(
  input: InspectionInput,
  { token, decoded }: Reading,
  facts: TokenFacts,
  translate: Translate,
): Piece[] {
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
  if (!token && input.maker !== undefined) say(proofs.looks, { maker: input.maker });
  if (!token) say((input.accepted ?? input.refused ?? input.signature) ? proofs.pastedOnly : proofs.pasted);
  else if (realm === undefined) say(proofs.kept, { time });
  else say(proofs.fetched, { time, host: URL.canParse(realm) ? new URL(realm).host : realm });
  for (const verdict of ['accepted', 'refused'] as const) {
    const said = input[verdict];
    if (said) say(proofs[verdict], { host: said.host, time: [{ time: said.at }] });
  }
  if (decoded?.format === 'jwt' && input.signature) {
    const { key, matches } = input.signature;
    if (key === undefined) say(proofs.signatureMatchesNone);
    else say(matches ? proofs.signatureMatches : proofs.signatureDiffers, { key });
  } else if (decoded?.format === 'jwt') {
    say(decoded.signed ? proofs.signatureNotChecked : proofs.notSigned);
  }
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
  const context = { knowledge: { claims: labels }, numbers: new Map<string, string>() };
  // They are no claims, so there is nothing in the token to take out.
  return claimRows(Object.fromEntries(told), context, ROWS_SHOWN, translate).map(({ inner, ...row }) =>
    inner ? { ...row, masked: true } : row,
  );
}

function withHint(
  row: GrantRow,
  { knowledge, form }: InspectionInput,
  { subject }: TokenFacts,
  translate: Translate,
): GrantRow {
  if (!knowledge || !lacksSome([row])) return row;
  const hint = knowledge.missingGrant[form ?? ''] ?? knowledge.missingGrant[''];
  if (hint === undefined) return row;
  const account = subject.type === 'account' ? subject.name : translate(sentences.thisAccount);
  return { ...row, hint: plainText(fill(translate(hint), { account, repository: row.name }), 0) };
}
