import { createHash } from 'node:crypto';
import { decodeToken } from '../../auth/jwt.js';
import type { AuthTrace } from '../../auth/trace.js';
import { inspectToken, type TokenInspection } from '../inspection.js';
import type { InspectionInput } from '../reading.js';
import { anonymousInput } from './anonymousToken.js';
import { anonymousTrace } from './anonymousTrace.js';
import { createReplacements } from './pseudonyms.js';
import { reportText, reportWords } from './reportText.js';
import { same, type Translate } from '../../text/message.js';

/**
 * SHA-256 in hexadecimal over the whole compact token as it is sent: header, claims and signature. Undefined for
 * anything but a signed JWT: of a short secret a fingerprint would give it away to whoever tries all of them.
 */
function fingerprintOf(value: string): string | undefined {
  const decoded = decodeToken(value);
  if (decoded.format !== 'jwt' || !decoded.signed) return undefined;
  return createHash('sha256').update(value.replace(/\s+/g, '')).digest('hex');
}

/** `colleague`: names are kept. `public`: names, hosts, accounts, repositories and ids are replaced, the same each time. */
export type ReportForm = 'colleague' | 'public';

export interface TokenReportInput {
  readonly form: ReportForm;
  readonly inspected: InspectionInput;
  /** Product name of the kind of service. */
  readonly kind?: string;
  readonly trace?: AuthTrace;
  /** Machine that made the report, in words. */
  readonly machine: string;
  /** It is not the one that the reader of the page sits at. */
  readonly remote?: true;
  /** Of the extension. */
  readonly version: string;
}

/** A report on a token in Markdown, as of the `now` of the inspection. Holds no secret. */
export function tokenReport(input: TokenReportInput, translate: Translate = same): string {
  const { form, inspected, kind, trace, machine, remote, version } = input;
  const value = typeof inspected.token === 'string' ? inspected.token : inspected.token.value;
  const fingerprint = fingerprintOf(value);
  const common = {
    ...(kind !== undefined && { kind }),
    ...(fingerprint !== undefined && { fingerprint }),
    version,
    now: inspected.now,
  };
  const pasted = translate(reportWords.pasted);
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

/** What was odd about the token itself, such as its padding, is lost with its names; its titles name nobody. */
function withFindingsOf(original: TokenInspection, unnamed: TokenInspection): TokenInspection {
  const kept = new Set(unnamed.findings.map(({ code }) => code));
  const lost = original.findings
    .filter(({ code }) => !kept.has(code))
    .map((found) => ({ ...found, text: '', advice: '' }));
  return { ...unnamed, findings: [...unnamed.findings, ...lost] };
}
