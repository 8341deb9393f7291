import { createHash } from 'node:crypto';
import { decodeToken } from '../../auth/jwt.js';
import { secretOf } from '../../auth/token.js';
import type { AuthTrace } from '../../auth/trace.js';
import { same, type Translate } from '../../text/message.js';
import { inspectToken, type TokenInspection } from '../inspection.js';
import { withoutPrefix } from '../opaqueToken.js';
import type { InspectionInput } from '../reading.js';
import { anonymousInput } from './anonymousToken.js';
import { anonymousTrace } from './anonymousTrace.js';
import { createReplacements } from './pseudonyms.js';
import { reportText, reportWords } from './reportText.js';

/**
 * SHA-256 (hexadecimal) of the whole compact token as sent: header, claims and signature. Undefined for anything but a
 * signed JWT, because the fingerprint of a short secret can be brute-forced.
 */
function fingerprintOf({ token, opaqueForms = [] }: InspectionInput): string | undefined {
  const value = secretOf(token);
  const decoded = decodeToken(withoutPrefix(value, opaqueForms));
  if (decoded.format !== 'jwt' || !decoded.signed) {
    return undefined;
  }
  return createHash('sha256').update(value.replace(/\s+/g, '')).digest('hex');
}

/** `colleague`: names are kept. `public`: names, hosts, accounts, repositories and ids are replaced consistently. */
export type ReportForm = 'colleague' | 'public';

export interface TokenReportInput {
  readonly form: ReportForm;
  readonly inspected: InspectionInput;
  /** Product name of the kind of service. */
  readonly kind?: string;
  readonly trace?: AuthTrace;
  /** Name of the machine that made the report, for display. */
  readonly machine: string;
  /** The machine isn't the one that the user sits at. */
  readonly remote?: true;
  /** Version of the extension. */
  readonly version: string;
}

/** A report on a token in Markdown, as of the `now` of the inspection. Holds no secret. */
export function tokenReport(input: TokenReportInput, translate: Translate = same): string {
  const { form, inspected, kind, trace, machine, remote, version } = input;
  const fingerprint = fingerprintOf(inspected);
  const common = {
    ...(kind !== undefined && { kind }),
    ...(fingerprint !== undefined && { fingerprint }),
    version,
    now: inspected.now,
  };
  const pasted = translate(inspected.login ? reportWords.pastedLogin : reportWords.pasted);
  const inspection = inspectToken(inspected, translate);
  if (form === 'colleague') {
    return reportText(
      {
        ...common,
        subject: inspected.host ?? pasted,
        inspection,
        machine: trace?.machine ?? machine,
        ...(trace && { trace }),
      },
      translate,
    );
  }
  const names = createReplacements();
  const unnamed = anonymousInput(inspected, names);
  return reportText(
    {
      ...common,
      subject: unnamed.host ?? pasted,
      inspection: withFindingsOf(inspection, inspectToken(unnamed, translate)),
      machine: translate(remote ? reportWords.remoteMachine : reportWords.ownMachine),
      ...(trace && { trace: anonymousTrace(trace, names) }),
    },
    translate,
  );
}

/**
 * Restores findings that anonymization removes, such as those on padding. Only their titles are kept, which contain no
 * names.
 */
function withFindingsOf(original: TokenInspection, unnamed: TokenInspection): TokenInspection {
  const kept = new Set(unnamed.findings.map(({ code }) => code));
  const lost = original.findings
    .filter(({ code }) => !kept.has(code))
    .map((found) => ({ ...found, text: '', advice: '' }));
  return { ...unnamed, findings: [...unnamed.findings, ...lost] };
}
