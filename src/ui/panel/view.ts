import type { AuthTrace, TraceStep } from '../../auth/trace.js';
import type { Explanation } from '../../diagnosis/explanation.js';
import type { ExplainedChallenge } from '../../inspection/challengeExplanation.js';
import type { TokenComparison } from '../../inspection/compare.js';
import type { TokenInspection } from '../../inspection/inspection.js';
import { formatTime } from '../../text/clock.js';
import { moreLeft } from '../../text/duration.js';
import { fill, plainText, type Translate } from '../../text/message.js';
import { type ItemAction, itemActions, type PageAction, pageActions } from './actions.js';
import type {
  ChecklistView,
  ComparisonView,
  FrameView,
  PageWords,
  PanelView,
  StepView,
  TokenView,
} from './messages.js';
import { panelTexts } from './texts.js';
import { challengeLine, failureLine, realmLine, stepTitle, wireLines } from './traceSteps.js';

/** The panel in which an action was chosen. */
export interface Here {
  /** Shows this in the same panel. Opens a new one if that panel was closed or shows something else by then. */
  show(input: PanelInput): void;
  /** Updates the current content and keeps the user's scroll position and focus. */
  update(input: PanelInput): void;
}

/** Handlers of the buttons. An absent action has no button. */
export type PanelActions = Readonly<
  Partial<Record<PageAction, (here: Here) => unknown>> &
    Partial<Record<ItemAction, (index: number, here: Here) => unknown>>
>;

/** Content that every page has. */
interface Frame {
  /** Title of the tab. */
  readonly tab: string;
  /** Host, or the label of the pasted token. */
  readonly title: string;
  /** Kind and account, such as "Quay · dana". */
  readonly subtitle?: string;
  /** Absent for a pasted token. */
  readonly connectionId?: string;
  readonly trace?: AuthTrace;
  readonly actions: PanelActions;
  /**
   * Returns the current state of the page; undefined when its subject is gone. Absent when time doesn't change the
   * page.
   */
  readonly anew?: () => Promise<PanelInput | undefined>;
}

export interface TokenInput extends Frame {
  readonly page: 'token';
  readonly inspection: TokenInspection;
}

export interface FailureInput extends Frame {
  readonly page: 'failure';
  readonly explanation: Explanation;
}

export interface ChallengeInput extends Frame {
  readonly page: 'challenge';
  readonly challenge: ExplainedChallenge;
}

export interface EmptyInput extends Frame {
  readonly page: 'empty';
  /** Why there is no content, and what to do. */
  readonly sentence: string;
}

export interface ComparisonInput extends Frame {
  readonly page: 'comparison';
  readonly comparison: TokenComparison;
  /** Labels of the two tokens. */
  readonly sides: ComparisonView['sides'];
}

export interface ChecklistInput extends Frame {
  readonly page: 'checklist';
  readonly state: ChecklistView['state'];
  readonly sentence: string;
  readonly note: string;
  readonly checks: ChecklistView['checks'];
}

export type PanelInput = TokenInput | FailureInput | ChallengeInput | EmptyInput | ComparisonInput | ChecklistInput;

/** Converts the input to the page's data, in the user's language. */
export function viewOf(input: PanelInput, language: string, translate: Translate): PanelView {
  switch (input.page) {
    case 'token':
      return tokenView(input, language, translate);
    case 'failure':
      return { page: 'failure', ...frameView(input, language, translate), explanation: input.explanation };
    case 'challenge':
      return { page: 'challenge', ...frameView(input, language, translate), challenge: input.challenge };
    case 'comparison':
      return {
        page: 'comparison',
        ...frameView(input, language, translate),
        comparison: input.comparison,
        sides: input.sides,
      };
    case 'empty':
      return { page: 'empty', ...frameView(input, language, translate), sentence: input.sentence };
    case 'checklist':
      return checklistView(input, language, translate);
  }
}

export function tokenView(input: TokenInput, language: string, translate: Translate): TokenView {
  return { page: 'token', ...frameView(input, language, translate), inspection: input.inspection };
}

function checklistView(input: ChecklistInput, language: string, translate: Translate): ChecklistView {
  const { state, sentence, note, checks } = input;
  return { page: 'checklist', ...frameView(input, language, translate), state, sentence, note, checks };
}

function frameView(input: Frame, language: string, translate: Translate): FrameView {
  const { title, subtitle = '', connectionId, trace, actions } = input;
  return {
    ...(connectionId !== undefined && { connectionId }),
    title,
    subtitle,
    machine: trace?.machine ?? '',
    steps: trace?.steps.map((step) => stepView(step, language, translate)) ?? [],
    ...(trace?.earlier && { earlier: trace.earlier.map((step) => earlierView(step, language, translate)) }),
    actions: [...pageActions, ...itemActions].filter((name) => actions[name] !== undefined),
  };
}

function stepView(step: TraceStep, language: string, translate: Translate): StepView {
  const details = [
    ...(step.realm === undefined ? [] : [realmLine(step.realm, translate)]),
    ...(step.challenges ?? []).map((challenge) => challengeLine(challenge, translate)),
    ...(step.service ? [[step.service.code, step.service.text].filter((text) => text !== undefined).join(': ')] : []),
    failureLine(step, translate) ?? '',
    ...wireLines(step, language, translate),
  ];
  return {
    title: stepTitle(step, translate),
    request: `${step.method} ${step.url}`,
    form: (step.form ?? []).map(([name, value]) => `${name}=${value}`),
    details: details.filter((line) => line !== ''),
    status: step.status === undefined ? '' : String(step.status),
    duration: Math.round(step.duration),
    ...(step.failure !== undefined && { failed: true }),
  };
}

function earlierView(step: TraceStep, language: string, translate: Translate): StepView {
  const view = stepView(step, language, translate);
  const time = formatTime(step.startedAt, Date.now(), language);
  return { ...view, details: [plainText(fill(translate('asked earlier, {time}'), { time }), 0), ...view.details] };
}

/** Texts of the page, in the user's language. */
export function pageWords(translate: Translate): PageWords {
  const texts = Object.entries(panelTexts).map(([name, text]) => [name, translate(text)] as const);
  return {
    language: translate.language ?? 'en',
    texts: Object.fromEntries(texts) as PageWords['texts'], // Object.fromEntries loses the names; they are those of panelTexts
    moreLeft: translate(moreLeft),
  };
}
