import type { TokenInspection } from '../auth/inspection.js';
import type { Translate } from '../auth/pieces.js';
import type { AuthTrace, TraceStep } from '../auth/trace.js';
import { durations } from '../auth/words.js';
import type { PanelView } from './panelMessages.js';
import { challengeLine, failureLine, realmLine, stepTitle } from './panelSteps.js';
import { panelTexts } from './panelTexts.js';

/** What to show, and what the buttons do. An action that is absent has no button. */
export interface PanelInput {
  /** Host, or what the pasted token is called. */
  readonly title: string;
  /** Kind and account, such as "Quay · dana". */
  readonly subtitle?: string;
  /** Absent for a pasted token. */
  readonly connectionId?: string;
  readonly inspection: TokenInspection;
  readonly trace?: AuthTrace;
  readonly actions: PanelActions;
}

export interface PanelActions {
  copyToken?(): unknown;
  fetchAgain?(): unknown;
  /** Copies one step of the trace as a curl command. */
  copyStep?(index: number): unknown;
}

/** Everything that the page gets, in the reader's language. */
export function viewOf(input: PanelInput, language: string, translate: Translate): PanelView {
  const { title, subtitle = '', connectionId, inspection, trace, actions } = input;
  return {
    ...(connectionId !== undefined && { connectionId }),
    language,
    title,
    subtitle,
    inspection,
    machine: trace?.machine ?? '',
    steps: trace?.steps.map((step) => stepView(step, translate)) ?? [],
    actions: (['copyToken', 'fetchAgain', 'copyStep'] as const).filter((name) => actions[name] !== undefined),
    texts: translatedTexts(translate),
    durations: translated(durations, translate),
  };
}

function stepView(step: TraceStep, translate: Translate): PanelView['steps'][number] {
  const details = [
    ...(step.realm === undefined ? [] : [realmLine(step.realm, translate)]),
    ...(step.challenges ?? []).map((challenge) => challengeLine(challenge, translate)),
    ...(step.service ? [[step.service.code, step.service.text].filter((text) => text !== undefined).join(': ')] : []),
    ...(step.failure === undefined ? [] : [failureLine(step.failure, translate)]),
    ...(step.proxied ? [translate('Sent through a proxy, so the address could not be checked here.')] : []),
    ...(step.remoteAddress === undefined ? [] : [`${translate('Connected to')} ${step.remoteAddress}`]),
  ];
  return {
    title: stepTitle(step, translate),
    request: `${step.method} ${step.url}`,
    form: (step.form ?? []).map(([name, value]) => `${name}=${value}`),
    details: details.filter((line) => line !== ''),
    status: step.status === undefined ? '' : String(step.status),
    duration: Math.round(step.duration),
  };
}

function translatedTexts(translate: Translate): PanelView['texts'] {
  const entries = Object.entries(panelTexts).map(([name, text]) => [name, translate(text)] as const);
  // Object.fromEntries forgets the names; they are those of panelTexts, which the page checks.
  return Object.fromEntries(entries) as PanelView['texts'];
}

function translated(forms: typeof durations, translate: Translate): PanelView['durations'] {
  const pair = ([one, other]: readonly [string, string]): [string, string] => [translate(one), translate(other)];
  const units = ({ second, minute, hour, day }: (typeof durations)['left']) => ({
    second: pair(second),
    minute: pair(minute),
    hour: pair(hour),
    day: pair(day),
  });
  const { left, ago, ahead, length } = forms;
  return { left: units(left), ago: units(ago), ahead: units(ahead), length: units(length) };
}
