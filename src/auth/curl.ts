import { fill, plainText, same, type Translate } from '../text/message.js';
import { REMOVED } from '../text/redact.js';
import { type Piece, quote, type Shell, type Word } from '../text/shell.js';
import type { AuthTrace, TraceStep } from './trace.js';

/** A shell variable that the script reads from the user or from a response. */
type Variable = 'USERNAME' | 'PASSWORD' | 'TOKEN' | 'REFRESH_TOKEN' | 'IDENTITY_TOKEN' | 'CODE' | 'AUTHORIZATION';

const ofField: Readonly<Record<string, Variable>> = {
  username: 'USERNAME',
  password: 'PASSWORD',
  refresh_token: 'REFRESH_TOKEN',
  access_token: 'IDENTITY_TOKEN',
};
const ofAuthorization: Readonly<Record<TraceStep['authorization'], readonly Variable[]>> = {
  none: [],
  basic: ['USERNAME', 'PASSWORD'],
  bearer: ['TOKEN'],
  other: ['AUTHORIZATION'],
};
const inBody = /\$(USERNAME|PASSWORD|TOKEN|CODE)\b/;

// Finds the token in a JSON token response, in JSON that is only a string, or in the only text of an XML response.
const keep = [
  'keep() {',
  `  local text='[[:space:]]*:[[:space:]]*"([^"]+)"'`,
  `  local refresh='"refresh_token"'$text access='"access_token"'$text token='"token"'$text`,
  `  local whole='^[[:space:]]*"([^"]+)"[[:space:]]*$' xml='>([^<>[:space:]]+)</'`,
  '  if [[ $1 =~ $refresh ]]; then REFRESH_TOKEN=${BASH_REMATCH[1]}; fi',
  '  if [[ $1 =~ $access || $1 =~ $token || $1 =~ $whole || $1 =~ $xml ]]; then',
  '    TOKEN=${BASH_REMATCH[1]//\\\\\\//\\/}',
  '  fi',
  '  check "${TOKEN:-}"; check "${REFRESH_TOKEN:-}"',
  '}',
];
const encoders = [
  `json() { printf '%s' "$1" | sed 's/[\\\\"]/\\\\&/g'; }`,
  `xml() { printf '%s' "$1" | sed 's/&/\\&amp;/g; s/</\\&lt;/g; s/>/\\&gt;/g'; }`,
];
const authorizations: Readonly<Record<TraceStep['authorization'], readonly string[]>> = {
  none: [],
  basic: [
    `--header @<(printf 'Authorization: Basic %s\\n' "$(printf '%s:%s' "$USERNAME" "$PASSWORD" | base64 | tr -d '\\n')")`,
  ],
  bearer: [`--header @<(printf 'Authorization: Bearer %s\\n' "$TOKEN")`],
  other: [`--header @<(printf 'Authorization: %s\\n' "$AUTHORIZATION")`],
};

const CONTROL = /[\p{Cc}\p{Zl}\p{Zp}]+/gu;
// Ends the script if a value has a control character: a line break in a token would add a header to a request. The
// locale makes bash compare bytes, so that bytes that are no characters hide nothing.
const check = (message: string): readonly string[] => [
  'check() {',
  '  local LC_ALL=C',
  `  if [[ $1 == *[[:cntrl:]]* ]]; then printf '%s\\n' ${quote(message)} >&2; exit 1; fi`,
  '}',
];

type Say = (words: keyof typeof curlWords, holes?: Readonly<Record<string, string>>) => string;

/**
 * The whole exchange as one bash script. It reads secrets without echo, repeats the requests, passes each token to the
 * requests that used it, and prints the last token. No secret is on a command line, where other users of the machine
 * could see it. Every text from a service or a user is a quoted word.
 */
export function curlScriptOf(trace: AuthTrace, translate: Translate = same): string {
  const steps = [...(trace.earlier ?? []), ...trace.steps].map(withoutControls);
  const say: Say = (words, holes = {}) => plainText(fill(translate(curlWords[words]), holes), 0).replace(CONTROL, ' ');
  const wanted = new Set(
    steps.flatMap((step, index) => variablesOf(step).filter((name) => !given(name, steps, index))),
  );
  const exchanged = steps.some(isExchange);
  const lines = [
    '#!/usr/bin/env bash',
    `# ${say('head')}`,
    ...(exchanged ? [`# ${say('prints')}`] : []),
    ...(steps.some(hasGap) ? [`# ${say('gaps')}`] : []),
    'set -u',
    ...check(say('control')),
    ...[...wanted].map((name) => ask(name, say(name))),
    ...(exchanged ? keep : []),
    ...(steps.some(({ body }) => body) ? encoders : []),
    ...steps.flatMap((step, index) => ['', ...commandOf(step, index, say)]),
    ...(exchanged
      ? [
          '',
          `if [[ -z \${TOKEN:-} ]]; then printf '%s\\n' ${quote(say('noToken'))} >&2; exit 1; fi`,
          `printf '%s\\n' "$TOKEN"`,
        ]
      : []),
  ];
  return `${lines.join('\n')}\n`;
}

function ask(name: Variable, prompt: string): string {
  const question = quote(`${prompt}: `);
  const read =
    name === 'USERNAME' ? `IFS= read -rp ${question} ${name}` : `IFS= read -rsp ${question} ${name}; printf '\\n' >&2`;
  return `${read}; check "$${name}"`;
}

function commandOf(step: TraceStep, index: number, say: Say): string[] {
  const status = step.status === undefined ? say('noAnswer') : String(step.status);
  const comment = say('step', { number: String(index + 1), request: `${step.method} ${step.url}`, status });
  const method = step.method === 'HEAD' ? ['--head'] : step.method === 'POST' ? ['--request POST'] : [];
  const headers = Object.entries(step.requestHeaders).map(([name, value]) => `--header ${quote(`${name}: ${value}`)}`);
  const content = [...(step.form ?? []).map(formField), ...(step.body ? bodyOf(step.body) : [])];
  const rest = [...method, ...authorizations[step.authorization], ...headers, ...content, quote(step.url)];
  const curl = ['curl --silent --show-error --globoff', ...rest];
  const split = ' \\\n  ';
  return isExchange(step)
    ? [
        `# ${comment}`,
        `answer=$(${[...curl.slice(0, 1), '--fail-with-body', ...rest].join(split)}) || printf '%s\\n' "$answer" >&2`,
        'keep "$answer"',
      ]
    : [`# ${comment}`, `${[...curl.slice(0, 1), '--include', ...rest].join(split)} >&2`];
}

function formField([name, value]: readonly [string, string]): string {
  const variable = secretOf(name, value);
  return variable === undefined
    ? `--data-urlencode ${quote(`${name}=${value}`)}`
    : `--data-urlencode ${name}@<(printf '%s' "$${variable}")`;
}

/** The variable for a recorded `$…` placeholder. The field names are those of `ofField` and need no quoting. */
function secretOf(name: string, value: string): Variable | undefined {
  return /^\$[A-Z]+$/.test(value) && Object.hasOwn(ofField, name) ? ofField[name] : undefined;
}

function bodyOf({ contentType, text }: NonNullable<TraceStep['body']>): string[] {
  const encode = contentType.includes('xml') ? 'xml' : 'json';
  const parts = text.split(inBody).map((part, index) => {
    if (index % 2 === 1) {
      return `${encode} "$${part}"`;
    }
    return part === '' ? '' : `printf '%s' ${quote(part)}`;
  });
  const printed = parts.filter((part) => part !== '').join('; ');
  return [`--header ${quote(`Content-Type: ${contentType}`)}`, `--data-binary @<(${printed})`];
}

function variablesOf({ authorization, form = [], body }: TraceStep): Variable[] {
  return [
    ...ofAuthorization[authorization],
    ...form.flatMap(([name, value]) => secretOf(name, value) ?? []),
    // The pattern captures only these names.
    ...[...(body?.text.matchAll(new RegExp(inBody, 'g')) ?? [])].map(([, name]) => name as Variable),
  ];
}

/**
 * Whether an earlier response supplies the variable. It can be a token, or the refresh token that an identity's token
 * was exchanged for.
 */
function given(name: Variable, steps: readonly TraceStep[], before: number): boolean {
  const exchanges = steps.slice(0, before).filter(isExchange);
  if (name === 'TOKEN') {
    return exchanges.length > 0;
  }
  return name === 'REFRESH_TOKEN' && exchanges.some((step) => variablesOf(step).includes('IDENTITY_TOKEN'));
}

function isExchange({ purpose, status = 0 }: TraceStep): boolean {
  return purpose === 'exchange' && status >= 200 && status < 300;
}

function hasGap(step: TraceStep): boolean {
  const { url, requestHeaders, form = [], body } = step;
  const texts = [url, ...Object.values(requestHeaders), ...form.map(([, value]) => value), body?.text ?? ''];
  return texts.some((text) => text.includes(REMOVED));
}

/** The step with gaps in place of control characters, which a terminal or curl would take as more than text. */
function withoutControls(step: TraceStep): TraceStep {
  const clean = (text: string): string => text.replace(CONTROL, REMOVED);
  const { url, requestHeaders, form, body } = step;
  return {
    ...step,
    url: clean(url),
    requestHeaders: Object.fromEntries(
      Object.entries(requestHeaders).map(([name, value]) => [clean(name), clean(value)]),
    ),
    ...(form && { form: form.map(([name, value]) => [clean(name), clean(value)] as const) }),
    ...(body && { body: { contentType: clean(body.contentType), text: clean(body.text) } }),
  };
}

/** Texts of the shell script; `{names}` are placeholders. */
export const curlWords = {
  head: 'Repeats the recorded requests with bash and curl. Prompts for secrets without showing them.',
  prints: 'Prints only the token to standard output. Everything else goes to standard error.',
  gaps: 'Where it says … a value was not recorded. Fill it in first.',
  step: '{number}. {request}: {status} when recorded',
  noAnswer: 'no response',
  noToken: 'The response contains no token.',
  control: 'Stopped: a value contains a line break or another control character.',
  USERNAME: 'User name',
  PASSWORD: 'Password',
  TOKEN: 'Bearer token',
  REFRESH_TOKEN: 'Refresh token',
  IDENTITY_TOKEN: 'Identity token to exchange',
  CODE: 'One-time code',
  AUTHORIZATION: 'Authorization header',
} as const;

// Without a prefix, zsh and Windows shells would put in the name of the account that runs them as the user name.
const held = (variable: Variable): Piece => ({ variable: `REGISTRY_${variable}` });
const authorizationWords: Readonly<Record<TraceStep['authorization'], readonly Word[]>> = {
  none: [],
  basic: ['--user', [held('USERNAME'), ':', held('PASSWORD')]],
  bearer: ['--header', ['Authorization: Bearer ', held('TOKEN')]],
  other: ['--header', ['Authorization: ', held('AUTHORIZATION')]],
};

/**
 * One step as a `curl` command on one line, with variables in place of secrets. Undefined if the shell can't take the
 * step's texts without the risk of running something else.
 */
export function curlOf(step: TraceStep, shell: Shell): string | undefined {
  const headers = Object.entries(step.requestHeaders).flatMap(([name, value]) => ['--header', `${name}: ${value}`]);
  const form = (step.form ?? []).flatMap(([name, value]): readonly Word[] => {
    const variable = secretOf(name, value);
    return ['--data-urlencode', variable === undefined ? `${name}=${value}` : [`${name}=`, held(variable)]];
  });
  const body = step.body
    ? ['--header', `Content-Type: ${step.body.contentType}`, '--data-raw', bodyWord(step.body.text)]
    : [];
  // Without --request, curl sends a GET, or a POST if there is a body.
  const implied = form.length + body.length > 0 ? 'POST' : 'GET';
  const method = step.method === 'HEAD' ? ['--head'] : step.method === implied ? [] : ['--request', step.method];
  const rest = [...method, ...authorizationWords[step.authorization], ...headers, ...form, ...body, step.url];
  return shell.write({ words: ['curl', '--globoff', '--include', ...rest] });
}

function bodyWord(text: string): Word {
  // The pattern captures only names of variables.
  const parts = text.split(inBody);
  return parts.length === 1
    ? text
    : parts.map((part, index) => (index % 2 === 1 ? held(part as Variable) : part)).filter((piece) => piece !== '');
}
