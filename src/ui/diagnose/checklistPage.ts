import { l10n } from 'vscode';
import type { TraceStep } from '../../auth/trace.js';
import { type Connection, hostOf } from '../../connections/connection.js';
import type { ChecklistLine } from '../../diagnosis/checks/checklist.js';
import type { Examined } from '../../diagnosis/checks/runChecks.js';
import { diagnose } from '../../diagnosis/diagnosis.js';
import { explain, explainEvidence, type Explanation } from '../../diagnosis/explanation.js';
import { asksForAnotherCredential } from '../acquire/connectionHealth.js';
import type { TokenTrial } from '../choose/chooseImage.js';
import { aboutOf } from '../failureText.js';
import { copyStep } from '../inspect/copyCurl.js';
import { subtitleOf } from '../inspect/inspectionInput.js';
import { nameOf, speech, translate } from '../localize.js';
import type { ChecklistInput, PanelActions } from '../panel/view.js';
import { inform } from '../prompts/ask.js';
import type { Surface } from '../surface.js';
import { diagnosisReport } from './diagnosisReport.js';

/** Check of a diagnosis, in the user's language. */
export interface CheckLine {
  readonly label: string;
  readonly state: ChecklistLine['state'];
  readonly evidence: readonly string[];
  /** Explanation of a failed or noted check. */
  readonly explanation?: Explanation;
}

export function checkLines(lines: readonly ChecklistLine[], connection: Connection): readonly CheckLine[] {
  return lines.map(({ label, state, evidence, error }) => {
    const diagnosis = error && diagnose(error, { ...aboutOf(connection), saved: true });
    return {
      label: translate(label),
      state,
      evidence: explainEvidence(evidence, speech),
      ...(diagnosis && { explanation: explain(diagnosis, speech, { brief: false }) }),
    };
  });
}

/** Panel of a running diagnosis. */
export interface Checklist {
  readonly progress: (lines: readonly ChecklistLine[]) => void;
  /** Shows the result. `acts` are the actions that fix the failure. */
  end(examined: Examined, acts: PanelActions): void;
  /** Shows that the diagnosis was cancelled or failed to run. */
  stop(): void;
  readonly again: () => Promise<void>;
}

/** A rejected credential must not be sent again with one click. */
function mayTryAgain({ error }: Examined): boolean {
  return error === undefined || !asksForAnotherCredential(error);
}

/** Opens the panel. Progress updates it only while it still shows this diagnosis. */
export async function openChecklist(
  surface: Surface,
  connection: Connection,
  { image, push }: TokenTrial,
  again: () => Promise<void>,
): Promise<Checklist> {
  const { clipboard, ask, machine } = surface;
  const panel = await surface.panel();
  const host = hostOf(connection);
  const start = { lines: [], steps: [] };
  let shown = inputOf('running', start, l10n.t('Diagnosing {0}…', host), {});
  panel.show(shown);

  return {
    again,
    progress(lines) {
      change(inputOf('running', { lines, steps: [] }, shown.sentence, {}));
    },
    end(examined, acts) {
      const failed = examined.lines.find(({ state }) => state === 'failed');
      const tested = examined.lines.every((line) => line.state !== 'untested');
      const state = failed ? 'oneFailed' : tested ? 'allPassed' : 'partlyTested';
      const sentence =
        failed === undefined
          ? goodSentence(examined)
          : l10n.t('A use of {0} ends at “{1}”.', host, l10n.t(failed.label));
      change(
        inputOf(state, examined, sentence, {
          ...(mayTryAgain(examined) ? { tryAgain: again } : {}),
          ...acts,
          copyDiagnosis,
        }),
      );
    },
    stop() {
      change({ ...shown, state: 'stopped', sentence: l10n.t('Stopped.'), actions: { tryAgain: again } });
    },
  };

  function change(input: ChecklistInput): void {
    panel.update(shown, input);
    shown = input;
  }

  function goodSentence({ open, proved }: Examined): string {
    const name = image && `${image.repository}:${image.reference}`;
    if (push !== undefined) {
      return open
        ? l10n.t('{0} accepts a push to {1} without a token.', host, push)
        : l10n.t('{0} accepts a push to {1} with this credential.', host, push);
    }
    if (open) {
      return name === undefined
        ? l10n.t('{0} doesn’t require a token.', host)
        : l10n.t('{0} doesn’t require a token, and {1} was read without one.', host, name);
    }
    if (!proved) {
      return l10n.t('Anyone can read {0} without signing in, so the credential wasn’t tested.', host);
    }
    return name === undefined
      ? l10n.t('{0} gave a token.', host)
      : l10n.t('{0} gave a token, and {1} was read with it.', host, name);
  }

  function inputOf(
    state: ChecklistInput['state'],
    { lines, steps }: { readonly lines: readonly ChecklistLine[]; readonly steps: readonly TraceStep[] },
    sentence: string,
    actions: PanelActions,
  ): ChecklistInput {
    const trace = { machine, steps };
    return {
      page: 'checklist',
      tab: l10n.t('Diagnosis of {0}', nameOf(connection)),
      title: nameOf(connection),
      subtitle: subtitleOf(connection),
      connectionId: connection.id,
      state,
      sentence,
      note: l10n.t('From {0}; another machine may differ in address and DNS.', machine),
      checks: checkLines(lines, connection),
      trace,
      actions: { ...actions, copyStep: (index) => surface.attempt(() => copyStep(surface, trace, index)) },
    };
  }

  async function copyDiagnosis(): Promise<void> {
    await clipboard.copyText(diagnosisReport(shown));
    inform(ask, l10n.t('Copied the report, which holds no secret.'));
  }
}
