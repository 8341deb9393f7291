import type { AuthTrace, TraceStep } from '../../auth/trace.js';
import { writtenLines } from '../../text/invisible.js';
import { fill, type Piece, plainText, same, type Translate } from '../../text/message.js';
import { grantStates } from '../grants.js';
import type { TokenInspection } from '../inspection.js';

/** Contents of a report. Nothing in it is secret. The caller decides whether names stay. */
export interface ReportInput {
  /** Host, or the label of a pasted token. */
  readonly subject: string;
  /** Product name of the kind of service. */
  readonly kind?: string;
  readonly inspection: TokenInspection;
  /** SHA-256 of a signed JWT. */
  readonly fingerprint?: string;
  readonly trace?: AuthTrace;
  /** Text for display; it identifies no one if names are replaced. */
  readonly machine: string;
  /** Version of the extension. */
  readonly version: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

const ROWS = 100;

/**
 * A report in Markdown. All text from a token or a service is in fenced blocks, where nothing is markup, a link or a
 * mention. Invisible characters are written as escapes.
 */
export function reportText(input: ReportInput, translate: Translate = same): string {
  const { inspection, trace, now } = input;
  const say: Say = (words, holes = {}) => plainText(fill(translate(reportWords[words]), holes), 0);
  const answer = inspection.answers.findLast(({ from }) => from <= now) ?? inspection.answers[0];
  const facts = [
    [say('subject'), input.subject],
    [say('kind'), input.kind],
    [say('state'), answer.marks.map(({ text }) => text).join(', ')],
    [say('proof'), inUtc(inspection.proof, now, translate)],
    ...lifeLines(inspection, say),
    [say('fingerprint'), input.fingerprint],
    [say('time'), new Date(now).toISOString()],
    [say('machine'), input.machine],
    [say('version'), input.version],
  ].flatMap(([name, value]) => (value === undefined ? [] : [`${name}: ${value}`]));
  const findings = inspection.findings.map(
    ({ severity, title, text, advice }) => `${say(severity)}: ${title} ${text} ${advice}`,
  );
  const grants = (inspection.grants ?? []).map(
    ({ type, name, actions, more }) =>
      `${type} ${name}: ${[
        ...actions.map(({ action, state }) => `${action} (${say(state)})`),
        ...(more === undefined ? [] : [say('more', { count: String(more) })]),
      ].join(', ')}`,
  );
  const rows = (name: 'header' | 'claims' | 'details') =>
    inspection[name].map((row) => `${row.name}: ${row.value.replace(/\s*\n\s*/g, ' ')}`);
  return (
    [
      `# ${say('title')}`,
      fenced([inUtc(answer.sentence, now, translate), '', ...facts]),
      ...section(say('findings'), findings),
      ...section(say('grants'), grants),
      ...section(say('header'), rows('header')),
      ...section(say('claims'), rows('claims')),
      ...section(say('details'), rows('details')),
      ...section(
        say('requests'),
        (trace?.steps ?? []).flatMap((step, index) => stepLines(step, index, say)),
      ),
    ].join('\n\n') + '\n'
  );
}

type Say = (words: keyof typeof reportWords, holes?: Readonly<Record<string, string>>) => string;

function section(title: string, lines: readonly string[]): string[] {
  const shown = lines.length > ROWS ? [...lines.slice(0, ROWS), '…'] : lines;
  return lines.length === 0 ? [] : [`## ${title}`, fenced(shown)];
}

/** A block in which nothing is markup: its fence is longer than any run of backticks inside. */
function fenced(lines: readonly string[]): string {
  const text = writtenLines(lines);
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}text\n${text}\n${fence}`;
}

/** Times are in UTC, because the readers of a report are elsewhere. */
function inUtc(pieces: readonly Piece[], now: number, translate: Translate): string {
  const fixed = pieces.map((piece) => ('time' in piece ? { text: new Date(piece.time).toISOString() } : piece));
  return plainText(fixed, now, translate);
}

function lifeLines({ life }: TokenInspection, say: Say): [string, string][] {
  return (['from', 'notBefore', 'to', 'reuse'] as const).flatMap((name) => {
    const point = life[name];
    // A service can state a time that a date can't represent.
    if (point === undefined || Number.isNaN(new Date(point.at).getTime())) {
      return [];
    }
    return [[say(name), `${new Date(point.at).toISOString()} (${point.source})`]];
  });
}

function stepLines(step: TraceStep, index: number, say: Say): string[] {
  const challenges = (step.challenges ?? []).map(({ scheme, parameters }) =>
    [scheme, ...Object.entries(parameters).map(([name, value]) => `${name}="${value}"`)].join(' '),
  );
  const service = [step.service?.code, step.service?.text].filter((text) => text !== undefined).join(': ');
  const details = [
    ...(step.form ?? []).map(([name, value]) => `${name}=${value}`),
    ...challenges,
    ...(service === '' ? [] : [service]),
    ...(step.failure === undefined ? [] : [step.failure]),
    ...(step.realm === undefined ? [] : [`realm: ${step.realm}`]),
    ...(step.remoteAddress === undefined ? [] : [step.remoteAddress]),
    ...Object.entries(step.headers).map(([name, value]) => `${name}: ${value}`),
  ];
  const status = step.status === undefined ? say('noAnswer') : String(step.status);
  const authorization = step.authorization === 'none' ? '' : `, ${step.authorization}`;
  return [
    `${index + 1}. ${step.method} ${step.url}${authorization}: ${status}, ${Math.round(step.duration)} ms`,
    ...details.map((line) => `   ${line}`),
  ];
}

/** Texts of a report; `{names}` are placeholders. */
export const reportWords = {
  title: 'Token report by Registry Auth',
  subject: 'For',
  pasted: 'a pasted token',
  pastedLogin: 'a pasted user name and password',
  kind: 'Kind',
  state: 'State',
  proof: 'Type and origin',
  from: 'From',
  notBefore: 'Not before',
  to: 'Until',
  reuse: 'Reused until',
  fingerprint: 'SHA-256 of the whole token (header, claims, and signature)',
  time: 'Report created',
  machine: 'Machine',
  ownMachine: 'this machine',
  remoteMachine: 'a remote machine',
  version: 'Extension version',
  findings: 'Findings',
  blocks: 'Will be rejected',
  warning: 'Warning',
  info: 'Note',
  grants: 'Grants',
  ...grantStates,
  more: '{count} more',
  header: 'Header',
  claims: 'Claims',
  details: 'Also in the response',
  requests: 'Requests',
  noAnswer: 'no response',
} as const;
