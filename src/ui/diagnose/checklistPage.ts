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
  /** What tells most, such as "10.0.0.5:443, direct". */
  readonly fact?: string;
  readonly evidence: readonly string[];
  /** Explanation of a failed or noted check. */
  readonly explanation?: Explanation;
}

export function checkLines(lines: readonly ChecklistLine[], connection: Connection): readonly CheckLine[] {
  return lines.map(({ label, state, fact, evidence, error }) => {
    const diagnosis = error && diagnose(error, { ...aboutOf(connection), saved: true });
    return {
      label: translate(label),
      state,
      ...(fact !== undefined && { fact: speech.reason(fact) }),
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

/** A warning is never shown as if all checks had passed. */
function stateOf({ lines }: Examined): ChecklistInput['state'] {
  const has = (wanted: ChecklistLine['state']): boolean => lines.some(({ state }) => state === wanted);
  return has('failed') ? 'oneFailed' : has('noted') ? 'withWarnings' : has('untested') ? 'partlyTested' : 'allPassed';
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
      const sentence =
        failed === undefined
          ? [goodSentence(examined), ...warnings(examined)].join(' ')
          : l10n.t('The test of {0} failed at “{1}”.', host, translate(failed.label));
      change(
        inputOf(stateOf(examined), examined, sentence, {
          ...(mayTryAgain(examined) ? { tryAgain: again } : {}),
          ...acts,
          copyDiagnosis,
        }),
      );
    },
    stop() {
      change({
        ...shown,
        state: 'stopped',
        sentence: l10n.t('The diagnosis was stopped.'),
        actions: { tryAgain: again },
      });
    },
  };

  function change(input: ChecklistInput): void {
    panel.update(shown, input);
    shown = input;
  }

  /** What the checks with a warning found. */
  function warnings({ lines }: Examined): readonly string[] {
    const noted = lines.filter(({ state }) => state === 'noted');
    return checkLines(noted, connection).flatMap(({ explanation }) => explanation?.cause ?? []);
  }

  function goodSentence({ open, proved, scheme }: Examined): string {
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
    if (scheme === 'Basic') {
      return name === undefined
        ? l10n.t('{0} accepted the credential.', host)
        : l10n.t('{0} accepted the credential, and {1} was read with it.', host, name);
    }
    return name === undefined
      ? l10n.t('{0} issued a token.', host)
      : l10n.t('{0} issued a token, and {1} was read with it.', host, name);
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
      note: l10n.t('Tested from {0}. Addresses and DNS can differ on other machines.', machine),
      checks: checkLines(lines, connection),
      trace,
      actions: { ...actions, copyStep: (index) => surface.attempt(() => copyStep(surface, trace, index)) },
    };
  }

  async function copyDiagnosis(): Promise<void> {
    await clipboard.copyText(diagnosisReport(shown));
    inform(ask, l10n.t('Copied the report. It contains no secrets.'));
  }
}
