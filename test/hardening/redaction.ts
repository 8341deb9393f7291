// Random secrets in every field of every way to sign in of every kind, and services that repeat whatever they get, in
// every place: none of it may be in anything that is shown, logged, copied as a report or kept beside the secrets.
import type { IncomingMessage, RequestListener } from 'node:http';
import type { Credential } from '../../src/auth/credential.js';
import { curlOf } from '../../src/auth/curl.js';
import { isAuthError } from '../../src/auth/errors.js';
import type { AuthTrace } from '../../src/auth/trace.js';
import type { Connection } from '../../src/connections/connection.js';
import { row } from '../../src/connections/rows/connectionRow.js';
import { createUsage } from '../../src/connections/usage.js';
import type { Examined } from '../../src/diagnosis/checks/runChecks.js';
import { inspectToken } from '../../src/inspection/inspection.js';
import { kinds } from '../../src/registries/index.js';
import type { CredentialForm, RegistryKind } from '../../src/registries/kind.js';
import { tokenKnowledge } from '../../src/registries/tokenKnowledge.js';
import { shells } from '../../src/text/shell.js';
import { Tokens } from '../../src/tokens.js';
import type { TokenResult } from '../../src/tokensTypes.js';
import { diagnoseUse, listRepositories, referrersOf } from '../../src/tokenUses.js';
import { checkLines } from '../../src/ui/diagnose/checklistPage.js';
import { diagnosisReport } from '../../src/ui/diagnose/diagnosisReport.js';
import { failureOf } from '../../src/ui/failureText.js';
import { createLog } from '../../src/ui/log.js';
import { type ChecklistInput, viewOf } from '../../src/ui/panel/view.js';
import { memento } from '../connections/fakes.js';
import { selfSigned } from '../faults/certificate.js';
import { type Network, startNetwork } from './names.js';
import { type Random, random } from './random.js';
import { spellingsOf } from './secrets.js';
import type { Section } from './section.js';

const SEEDS = { short: 1, full: 3 };

/** Where a kind is found. */
const addresses: Readonly<Record<string, string>> = {
  ecr: 'https://123456789012.dkr.ecr.eu-west-1.amazonaws.com',
  'ecr-public': 'https://public.ecr.aws',
};
const ADDRESS = 'https://registry.example.com';

export const redaction: Section = {
  name: 'redaction',
  run: async (size) => {
    const names = [...Object.values(addresses), ADDRESS].map((address) => new URL(address).hostname);
    const tls = await selfSigned({
      names: [...names, '*.example.com', '*.amazonaws.com', '*.eu-west-1.amazonaws.com', '*.us-east-1.amazonaws.com'],
    });
    const network = await startNetwork(tls);
    const faults: string[] = [];
    let attempted = 0;
    let searched = 0;
    try {
      for (let seed = 1; seed <= SEEDS[size]; seed += 1) {
        for (const { kind, form } of kinds.flatMap((kind) => kind.credentials.map((form) => ({ kind, form })))) {
          for (const world of size === 'full' ? worlds : short) {
            const found = await flow(kind, form, world, network, tls.cert, random(seed * 1000 + attempted));
            attempted += 1;
            searched += found.searched;
            faults.push(...found.faults.map((fault) => `${kind.id}, ${form.id}, ${world.name}: ${fault}`));
          }
        }
      }
    } finally {
      await network.stop();
    }
    const flows = new Set(faults.map((fault) => fault.replace(/: [^:]*$/, ''))).size;
    return {
      attempted,
      survived: attempted - flows,
      leaked: flows,
      faults,
      figures: `${(searched / 1_000_000).toFixed(1)} MB of logs, traces, errors, messages, pages, reports, rows, curl lines and metadata searched`,
    };
  },
};

interface World {
  readonly name: string;
  /** What the registry answers to the first request, and what everybody answers to one that carries a secret. */
  readonly first: number;
  readonly then: number;
  /** Whether a connection is diagnosed there as well, which asks for everything again. */
  readonly diagnosed: boolean;
}

const worlds: readonly World[] = [
  ...[200, 302, 400, 401, 403, 404, 429, 500].map((then): World => ({
    name: `${then} to the secret`,
    first: 401,
    then,
    diagnosed: true,
  })),
  { name: '500 to the first request', first: 500, then: 500, diagnosed: true },
  { name: '403 to the first request', first: 403, then: 403, diagnosed: true },
];
const short = worlds
  .filter(({ then }) => [200, 403, 500].includes(then))
  .map((world) => ({ ...world, diagnosed: world.first === 401 && world.then !== 500 }));

async function flow(
  kind: RegistryKind,
  form: CredentialForm,
  world: World,
  network: Network,
  ca: string,
  random: Random,
): Promise<{ faults: string[]; searched: number }> {
  const planted = new Map<string, string>();
  const plant = (name: string): string => {
    const secret = /token|code/.test(name) ? random.secret().replace(/[^\w+/-]/g, 'x') : random.secret();
    planted.set(name, secret);
    return secret;
  };
  const values = Object.fromEntries(
    form.fields.map(({ name, secret, choices, initial }) => [
      name,
      secret ? plant(name) : (choices?.[0]?.value ?? (name === 'id' ? 'AKIAIOSFODNN7EXAMPLE' : (initial ?? 'dana'))),
    ]),
  );
  const credential = form.toCredential(values);
  network.reset(() => repeating(world.first, world.then, plant), {});
  const outputs: (readonly [place: string, text: string])[] = [];
  const show = (place: string, value: unknown): void =>
    void outputs.push([place, typeof value === 'string' ? value : JSON.stringify(value)]);
  const code = (): string => plant('code');
  const { end, traces, logged, examined } = await used(kind, form, credential, network, ca, code, world);
  for (const trace of traces) {
    show('trace', trace);
    for (const step of trace.steps) {
      for (const shell of shells) {
        show('curl', curlOf(step, shell) ?? '');
      }
    }
  }
  show('log', logged.join('\n'));
  showEnd(end, kind, form, traces.at(-1), show);
  if (examined) {
    showDiagnosis(examined, end.connection, show);
  }
  const faults = outputs.flatMap(([place, text]) =>
    [...planted]
      .filter(([, secret]) => spellingsOf(secret).some((spelled) => text.includes(spelled)))
      .map(([name]) => `${name} in the ${place}`),
  );
  return { faults, searched: outputs.reduce((sum, [, text]) => sum + text.length, 0) };
}

interface End {
  readonly connection: Connection;
  readonly result?: TokenResult;
  readonly error?: unknown;
}

/** One fetch, one listing, one look at what refers to an image and one diagnosis, as far as they get. */
async function used(
  kind: RegistryKind,
  form: CredentialForm,
  credential: Credential,
  network: Network,
  ca: string,
  code: () => string,
  world: World,
): Promise<{ end: End; traces: AuthTrace[]; logged: string[]; examined?: Examined }> {
  const logged: string[] = [];
  const write = (line: string | Error): void => void logged.push(String(line));
  const log = createLog({ info: write, error: write, show: () => undefined, dispose: () => undefined });
  const traces: AuthTrace[] = [];
  const tokens = new Tokens({
    machine: 'hardening',
    now: () => Date.now(),
    lookup: network.lookup,
    timeout: 30_000, // past any patience: what times out would be tried by itself, beyond this network
    credential: () => Promise.resolve(credential),
    realms: () => ({ allowed: ['https://auth.example.com'] }),
    tls: () => Promise.resolve({ ca }),
    traced: (trace) => {
      traces.push(trace);
      log.trace(trace);
    },
  });
  const connection: Connection = {
    ...{ id: 'one', kind: kind.id, address: addresses[kind.id] ?? ADDRESS, form: form.id, insecure: false },
    ...{ settings: {}, revision: 1 },
  };
  const options = { signal: AbortSignal.timeout(8000), ask: async () => code() };
  const attempt = async <T>(work: () => Promise<T>): Promise<T | { readonly error: unknown }> =>
    work().catch((error: unknown) => {
      log.error(error);
      return { error };
    });
  const scopes = kind.pullScopes?.('team/app') ?? [];
  const got = await attempt(() => tokens.get(connection, scopes, options));
  await attempt(() => listRepositories(tokens, connection, options));
  await attempt(() => referrersOf(tokens, connection, 'team/app', 'latest', options));
  const image = kind.pullScopes && { repository: 'team/app', reference: 'latest' };
  const subject = { scopes, ...(image && { image }) };
  const examined = world.diagnosed
    ? await attempt(() => diagnoseUse(tokens, connection, subject, { ...options, show: () => undefined }))
    : undefined;
  tokens.stop();
  const end = { connection, ...('error' in got ? got : { result: got }) };
  return { end, traces, logged, ...(examined && 'lines' in examined && { examined }) };
}

/** Everything that is made of how it ended. */
function showEnd(
  { connection, result, error }: End,
  kind: RegistryKind,
  form: CredentialForm,
  trace: AuthTrace | undefined,
  show: (place: string, value: unknown) => void,
): void {
  const same = (text: string): string => text;
  const frame = { tab: 'tab', title: 'host', ...(trace ? { trace } : {}), actions: {} };
  if (isAuthError(error)) {
    const { message, stack, status, service, details } = error;
    show('error', { message, stack, status, service, details, trace: error.trace });
    const failure = failureOf(error, connection);
    show('message', failure ?? '');
    if (failure) {
      show('page', viewOf({ page: 'failure', ...frame, explanation: failure.explanation }, 'en', same));
    }
  } else if (error !== undefined) {
    show('error', error instanceof Error ? error.stack : error);
  }
  const held = result ? [result] : [];
  show('row', row({ entry: { state: 'ok', connection }, kind, tokens: held, used: [['a']], now: Date.now() }));
  if (result) {
    const inspection = inspectToken({
      ...{ token: result.token, host: new URL(connection.address).host, form: form.id, now: Date.now() },
      knowledge: tokenKnowledge(kind),
    });
    show('inspection', inspection);
    show('page', viewOf({ page: 'token', ...frame, inspection }, 'en', same));
  }
  const state = memento();
  const usage = createUsage(state);
  void usage.use(connection.id, result?.scopes ?? []);
  show('metadata', [connection, ...state.keys().map((key) => state.get(key))]);
}

/** The checklist of a diagnosis, on its page and as a report. */
function showDiagnosis(
  { lines, steps }: Examined,
  connection: Connection,
  show: (place: string, value: unknown) => void,
): void {
  const input: ChecklistInput = {
    ...{ page: 'checklist', tab: 'tab', title: 'host', state: 'oneFailed', sentence: '', note: '', actions: {} },
    checks: checkLines(lines, connection),
    trace: { machine: 'hardening', steps },
  };
  show('report of the diagnosis', diagnosisReport(input));
  show(
    'page',
    viewOf(input, 'en', (text) => text),
  );
}

/** A service that repeats what it was sent wherever a text has room. `plant` makes the tokens that it hands out. */
function repeating(first: number, then: number, plant: (name: string) => string): RequestListener {
  return (request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (part: string) => (body += part));
    request.on('end', () => {
      const carries = body !== '' || request.headers.authorization !== undefined;
      const status = carries ? then : first;
      const said = heard(request, body);
      const shown = encodeURIComponent(said);
      response.writeHead(status, {
        'Content-Type': 'application/json',
        Server: said.slice(0, 1500),
        'X-Request-Id': said.slice(0, 1500),
        'Docker-Distribution-Api-Version': 'registry/2.0',
        ...(status === 302 ? { Location: `https://cdn.example.com/?said=${shown}#${shown}` } : {}),
        ...(status === 401
          ? {
              'WWW-Authenticate': [
                `Bearer realm="https://auth.example.com/token?said=${shown}",service="s",error="x",error_description="${said.replace(/["\\]/g, '\\$&')}"`,
                'Basic realm="r"',
              ],
            }
          : {}),
        ...(status === 429 ? { 'Retry-After': '1' } : {}),
      });
      response.end(JSON.stringify(status === 200 ? success(plant, said) : failure(said)));
    });
  };
}

/** Everything that a request holds, Basic unpacked as well. */
function heard({ url = '', headers }: IncomingMessage, body: string): string {
  const authorization = headers.authorization ?? '';
  const basic = /^Basic (.*)$/.exec(authorization)?.[1] ?? '';
  return [authorization, Buffer.from(basic, 'base64').toString('utf8'), url, body]
    .join(' ')
    .replace(/[^\x20-\x7e]/g, ' ');
}

function failure(said: string): object {
  const one = { code: 'UNAUTHORIZED', message: said, detail: said };
  return { errors: [one], error: 'invalid', error_description: said, message: said, Message: said, __type: 'Denied' };
}

function success(plant: (name: string) => string, said: string): object {
  return {
    ...{ token: plant('token'), refresh_token: plant('refresh token') },
    ...{ expires_in: 300, scope: 'repository:team/app:pull', repositories: [said], tags: [said], errors: [said] },
  };
}
