import { secretOf, type Token } from '../auth/token.js';
import { nameInSentence } from '../text/foreignName.js';
import { textForForm } from '../text/jsonValue.js';
import { fill, type Piece, plainText, same, type Translate } from '../text/message.js';
import { redactAll } from '../text/redact.js';
import { claimHint, type ClaimRow, claimRows, headerHint, headerRows, type RowContext } from './claims.js';
import { withOneEnd } from './ellipsis.js';
import { factsOf, type TokenFacts } from './facts.js';
import type { Finding } from './finding.js';
import { findingsOf } from './findings.js';
import { cutActions, type GrantRow, lacksSome } from './grants.js';
import { type Leaked, leakedOf } from './leakAdvice.js';
import { formFacts, formsHiding, type OpaqueFact, opaqueFacts } from './opaqueToken.js';
import { proofOf } from './proof.js';
import { type InspectionInput, type Reading, readToken, type TokenLife } from './reading.js';
import { sentences } from './sentences.js';
import type { ChainLink } from './signature/x5c.js';
import { isLogin } from './verdict.js';
import { type TimedVerdict, verdictTimeline } from './verdictTimeline.js';

/**
 * Everything that is known about a token. Plain data, can be serialized as JSON; holds no secret, and never the token.
 */
export interface TokenInspection {
  readonly pasted: boolean;
  /** The verdict now, and the later verdicts that follow from the passing of time alone. */
  readonly answers: readonly [TimedVerdict, ...TimedVerdict[]];
  readonly proof: readonly Piece[];
  readonly life: TokenLife;
  /** Absent if the token doesn't state its grants and no scopes were requested. */
  readonly grants?: readonly GrantRow[];
  readonly lessThanAsked: boolean;
  readonly findings: readonly Finding[];
  readonly header: readonly ClaimRow[];
  readonly claims: readonly ClaimRow[];
  /** Other details that the service returned with the token. */
  readonly details: readonly ClaimRow[];
  /** Certificates in its header (x5c), the signing one first. Present only after a check with them. */
  readonly certificates?: readonly ChainLink[];
  /** Facts about an opaque token. */
  readonly opaque?: readonly OpaqueFact[];
  /** Advice in case this token leaked. */
  readonly leaked?: Leaked;
}

/** More rows don't help the user and would make the page slow. */
const ROWS_SHOWN = 1000;
/** Higher than ROWS_SHOWN, because a list of names can be filtered. */
const GRANTS_SHOWN = 10_000;

/** Explains a token in the language of `translate`. Never throws. */
export function inspectToken(input: InspectionInput, translate: Translate = same): TokenInspection {
  const { secrets = [], token } = input;
  const inspection = inspect({ ...input, opaqueForms: formsHiding(secretOf(token), input.opaqueForms) }, translate);
  return secrets.length === 0 ? inspection : redactAll(inspection, secrets);
}

function inspect(input: InspectionInput, translate: Translate): TokenInspection {
  const reading = readToken(input, translate);
  const { token, decoded, grants, part } = reading;
  const claims = reading.claims ?? (part?.name === 'claims' ? part.object : undefined);
  const first = factsOf(input, reading, translate);
  const rows = grants?.map((row) => withHint(row, input, first, translate));
  // The sentence and the findings refer to the rows as displayed.
  const facts: TokenFacts = first.grants && rows ? { ...first, grants: rows } : first;
  const context: RowContext = {
    knowledge: { claims: {}, ...input.knowledge, opaqueForms: input.opaqueForms ?? [] },
    numbers: part?.numbers ?? reading.numbers,
    hint: (name, value) => claimHint(name, value, facts, input.now, translate),
  };
  const header = decoded?.header ?? (part?.name === 'header' ? part.object : {});
  const numbers = decoded?.format === 'jwt' ? decoded.headerNumbers : (part?.numbers ?? new Map<string, string>());
  const long = [header, claims ?? {}].some((object) => Object.keys(object).length > ROWS_SHOWN);
  const cut = long || (rows ?? []).length > GRANTS_SHOWN;
  const leaked = leakedOf(input, reading, facts, input.now, translate);
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
    ...opaqueOf(input, reading, facts, translate),
    ...(input.certificates && { certificates: input.certificates }),
    ...(leaked && { leaked }),
  };
}

/** Of a password, only its known form is told: length and alphabet would help to guess it. */
function opaqueOf(
  { token, opaqueForms = [] }: InspectionInput,
  { form }: Reading,
  facts: TokenFacts,
  translate: Translate,
): Pick<TokenInspection, 'opaque'> {
  if (isLogin(facts)) {
    return form && !form.common ? { opaque: formFacts(form, translate) } : {};
  }
  return facts.format === 'opaque' ? { opaque: opaqueFacts(secretOf(token), opaqueForms, translate) } : {};
}

/** Rows for the details that the kind has a label for. */
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
  // Details aren't claims, so innerToken finds nothing for them in the token.
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
  if (!knowledge || !lacksSome([row])) {
    return row;
  }
  const hint = textForForm(knowledge.missingGrant, form);
  if (hint === undefined) {
    return row;
  }
  const account =
    subject.type === 'account' && !subject.described ? nameInSentence(subject.name) : translate(sentences.thisAccount);
  const repository = nameInSentence(row.name);
  return { ...row, hint: withOneEnd(plainText(fill(translate(hint), { account, repository }), 0)) };
}
