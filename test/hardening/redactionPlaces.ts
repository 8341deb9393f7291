// Everything that is made of a flow for somebody to see, copy or find in a file.
import { curlOf, curlScriptOf } from '../../src/auth/curl.js';
import { isAuthError } from '../../src/auth/errors.js';
import type { AuthTrace } from '../../src/auth/trace.js';
import type { Connection } from '../../src/connections/connection.js';
import { row } from '../../src/connections/rows/connectionRow.js';
import { createUsage } from '../../src/connections/usage.js';
import type { Examined } from '../../src/diagnosis/checks/runChecks.js';
import type { Referrers } from '../../src/distribution/referrers.js';
import type { ServiceAnswer } from '../../src/distribution/sendRequest.js';
import { inspectToken } from '../../src/inspection/inspection.js';
import { summaryText } from '../../src/inspection/report/summaryText.js';
import { tokenReport } from '../../src/inspection/report/tokenReport.js';
import type { RegistryKind } from '../../src/registries/kind.js';
import { tokenKnowledge } from '../../src/registries/tokenKnowledge.js';
import { shells } from '../../src/text/shell.js';
import type { TokenResult } from '../../src/tokensTypes.js';
import { checkLines } from '../../src/ui/diagnose/checklistPage.js';
import { diagnosisReport } from '../../src/ui/diagnose/diagnosisReport.js';
import { failureOf } from '../../src/ui/failureText.js';
import { type ChecklistInput, viewOf } from '../../src/ui/panel/view.js';
import { referrerRows } from '../../src/ui/requests/referrerRows.js';
import { responseDocument } from '../../src/ui/requests/responseDocument.js';
import { memento } from '../connections/fakes.js';

/** Where something is shown, and what. */
export type Show = (place: string, value: unknown) => void;

/** What a person got from a connection, as far as it went. */
export interface Shown {
  readonly connection: Connection;
  readonly kind: RegistryKind;
  readonly traces: readonly AuthTrace[];
  readonly result?: TokenResult;
  readonly repositories?: readonly string[];
  readonly referrers?: Referrers;
  readonly answer?: ServiceAnswer;
  readonly examined?: Examined;
  /** What went wrong, in order. */
  readonly errors: readonly unknown[];
}

const same = (text: string): string => text;

export function showAll(shown: Shown, show: Show): void {
  const { connection, kind, traces, result, repositories, referrers, answer, examined, errors } = shown;
  for (const trace of traces) {
    show('trace', trace);
    show('script', curlScriptOf(trace));
    for (const step of trace.steps) {
      for (const shell of shells) {
        show('curl line', curlOf(step, shell) ?? '');
      }
    }
  }
  for (const error of errors) {
    showError(error, connection, show);
  }
  const tokens = result ? [result] : [];
  show('row', row({ entry: { state: 'ok', connection }, kind, tokens, used: [['a']], now: Date.now() }));
  if (result) {
    showToken(result, connection, kind, show);
  }
  show('names of repositories', repositories ?? []);
  if (referrers) {
    show('referrers', referrerRows(referrers, Date.now()));
    show('index of the referrers', referrers.index ?? {});
  }
  if (answer) {
    show('response', responseDocument(answer).text);
  }
  if (examined) {
    showDiagnosis(examined, connection, show);
  }
  const state = memento();
  const usage = createUsage(state);
  void usage.use(connection.id, result?.scopes ?? []);
  show('metadata', [connection, ...state.keys().map((key) => state.get(key))]);
}

function showError(error: unknown, connection: Connection, show: Show): void {
  if (!isAuthError(error)) {
    show('error', error instanceof Error ? error.stack : error);
    return;
  }
  const { message, stack, status, service, details, trace } = error;
  show('error', { message, stack, status, service, details, trace });
  const failure = failureOf(error, connection);
  show('message', failure ?? '');
  if (failure) {
    const { explanation } = failure;
    const page = {
      page: 'failure',
      tab: 'tab',
      title: 'host',
      ...(trace && { trace }),
      explanation,
      actions: {},
    } as const;
    show('page of the failure', viewOf(page, 'en', same));
  }
}

function showToken({ token, trace }: TokenResult, connection: Connection, kind: RegistryKind, show: Show): void {
  const now = Date.now();
  const inspected = {
    ...{ token, host: new URL(connection.address).host, form: connection.form, now },
    knowledge: tokenKnowledge(kind),
  };
  const inspection = inspectToken(inspected);
  show('inspection', inspection);
  show(
    'page of the token',
    viewOf({ page: 'token', tab: 'tab', title: 'host', trace, inspection, actions: {} }, 'en', same),
  );
  show('summary', summaryText(inspection, now));
  for (const form of ['colleague', 'public'] as const) {
    show(`report for ${form}`, tokenReport({ form, inspected, trace, machine: 'hardening', version: '1' }));
  }
}

/** The checklist of a diagnosis, on its page and as a report. */
function showDiagnosis({ lines, steps }: Examined, connection: Connection, show: Show): void {
  const input: ChecklistInput = {
    ...{ page: 'checklist', tab: 'tab', title: 'host', state: 'oneFailed', sentence: '', note: '', actions: {} },
    checks: checkLines(lines, connection),
    trace: { machine: 'hardening', steps },
  };
  show('report of the diagnosis', diagnosisReport(input));
  show('checklist', viewOf(input, 'en', same));
}
