import { l10n } from 'vscode';
import type { ReportForm } from '../../inspection/report/tokenReport.js';
import { findKind } from '../../registries/index.js';
import { translate } from '../localize.js';
import { unlessBack } from '../prompts/multiStep.js';
import type { Surface } from '../surface.js';
import { inputOf } from './inspectionInput.js';
import { wholeTrace, withToken } from './keptToken.js';
import type { OnPage, TokenAction } from './shownToken.js';

async function makeReport(on: OnPage, act: (text: string) => Promise<void>): Promise<void> {
  const { surface, shown } = on;
  const form = await chooseForm(surface);
  await withToken(on, async (token) => {
    const { tokenReport } = await surface.core();
    const kind = shown.from === 'connection' ? findKind(shown.connection.kind) : undefined;
    const { machine, remote, version } = surface;
    const report = {
      form,
      inspected: await inputOf(surface, shown, token),
      ...(kind === undefined ? {} : { kind: translate(kind.label) }),
      ...(shown.from === 'connection' ? { trace: wholeTrace(surface, shown) } : {}),
      machine,
      ...(remote && { remote }),
      version,
    };
    await act(tokenReport(report, translate));
  });
}

async function chooseForm({ ask }: Surface): Promise<ReportForm> {
  return unlessBack(
    await ask.pick<ReportForm>({
      title: l10n.t('Report'),
      placeholder: l10n.t('Choose who will read the report'),
      choices: [
        {
          label: l10n.t('A Colleague'),
          detail: l10n.t('Keeps the names of hosts, accounts, and repositories'),
          value: 'colleague',
        },
        { label: l10n.t('Anyone, as in a Public Issue'), detail: l10n.t('Replaces the names'), value: 'public' },
      ],
    }),
  );
}

export const reportActions: readonly TokenAction[] = [
  {
    id: 'copyReport',
    icon: 'markdown',
    offered: () => true,
    run: (on) =>
      makeReport(on, async (text) => {
        await on.surface.clipboard.copyText(text);
        void on.surface.ask.tell({
          severity: 'info',
          text: l10n.t('Copied the report. It contains no secrets.'),
          actions: [],
        });
      }),
  },
  {
    id: 'saveReport',
    icon: 'save',
    offered: () => true,
    run: (on) =>
      makeReport(on, (text) => on.surface.ask.save({ title: l10n.t('Save Report'), name: 'token-report.md', text })),
  },
];
