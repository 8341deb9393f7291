import type { TraceStep } from '../../auth/trace.js';
import { written } from '../../text/invisible.js';
import { redactText } from '../../text/redact.js';
import { translate } from '../localize.js';
import { panelTexts } from '../panel/texts.js';
import type { ChecklistInput } from '../panel/view.js';

const boxes: Readonly<Record<ChecklistInput['checks'][number]['state'], string>> = {
  waiting: '[ ]',
  passed: '[x]',
  skipped: '[-]',
  untested: '[ ]',
  noted: '[!]',
  failed: '[!]',
  'not-reached': '[ ]',
};

/** Checklist as Markdown, for support requests. Contains no secrets, because the checks and the trace contain none. */
export function diagnosisReport({ title, subtitle = '', sentence, note, checks, trace }: ChecklistInput): string {
  const lines = checks.flatMap(({ label, state, fact, evidence, explanation }) => [
    `- ${boxes[state]} **${label}**: ${translate(panelTexts[`check-${state}`])}${fact === undefined ? '' : ` · ${plain(fact)}`}`,
    ...(explanation ? [`  - ${plain(explanation.cause)} ${plain(explanation.next)}`] : []),
    ...[...(explanation?.evidence ?? []), ...evidence].map((line) => `  - ${plain(line)}`),
  ]);
  const requests = trace?.steps.map((step, index) => `${String(index + 1)}. ${requestLine(step)}`) ?? [];
  const parts = [
    [`# ${plain([title, subtitle].filter(Boolean).join(' · '))}`],
    [plain(sentence), plain(note)],
    lines,
    ...(requests.length === 0 ? [] : [[`## ${translate(panelTexts.whatHappened)}`], requests]),
  ];
  return redactText(`${parts.map((part) => part.join('\n')).join('\n\n')}\n`, []);
}

function requestLine({ method, url, authorization, status, failure, duration }: TraceStep): string {
  const outcome = status ?? failure ?? '';
  const rest = plain(`(${authorization}): ${String(outcome)}, ${String(Math.round(duration))} ms`);
  return `${code(`${method} ${url}`)} ${rest}`;
}

/** Untrusted text on one line, in which nothing is markup, a mention or a heading. */
function plain(text: string): string {
  return written(text.replace(/\s+/g, ' '))
    .replace(/[\\`*[\]]|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])|^[#+-]/gu, '\\$&')
    .replace(/[<>]/g, (sign) => (sign === '<' ? '&lt;' : '&gt;'))
    .replace(/(?<!\w)@(?=\w)/g, '@\u2060');
}

/** Untrusted text as code: its fence is longer than any run of backticks inside. */
function code(text: string): string {
  const longest = Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  const space = longest === 0 ? '' : ' ';
  return `${fence}${space}${written(text)}${space}${fence}`;
}
