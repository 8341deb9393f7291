// Random secrets in every field of every way to sign in of every kind, and services that repeat whatever they get, in
// every place: none of it may be in anything that is shown, logged, copied as a report or kept beside the secrets.
import type { Credential } from '../../src/auth/credential.js';
import type { AuthTrace } from '../../src/auth/trace.js';
import type { Connection } from '../../src/connections/connection.js';
import { kinds } from '../../src/registries/index.js';
import type { CredentialForm, RegistryKind } from '../../src/registries/kind.js';
import { Tokens } from '../../src/tokens.js';
import { diagnoseUse, listRepositories, referrersOf, sendWithToken } from '../../src/tokenUses.js';
import { createLog } from '../../src/ui/log.js';
import { selfSigned } from '../faults/certificate.js';
import { type Network, startNetwork } from './names.js';
import { type Random, random } from './random.js';
import { showAll, type Shown } from './redactionPlaces.js';
import { oddWorlds, repeating, shortWorlds, type World, worlds } from './redactionWorlds.js';
import { spellingsOf } from './secrets.js';
import type { Section } from './section.js';

const SEEDS = { short: 1, full: 2 };

/** Where a kind is found. */
const addresses: Readonly<Record<string, string>> = {
  ecr: 'https://123456789012.dkr.ecr.eu-west-1.amazonaws.com',
  'ecr-public': 'https://public.ecr.aws',
};
const ADDRESS = 'https://registry.example.com';

interface Trial {
  readonly kind: RegistryKind;
  readonly form: CredentialForm;
  readonly world: World;
}

/** Every way to sign in, in every usual world. */
function usualTrials(size: 'short' | 'full'): Trial[] {
  return kinds.flatMap((kind) =>
    kind.credentials.flatMap((form) =>
      (size === 'full' ? worlds : shortWorlds).map((world) => ({ kind, form, world })),
    ),
  );
}

/** Every kind in every rare world, its ways to sign in by turns; in short, every rare world once. */
function oddTrials(size: 'short' | 'full'): Trial[] {
  return oddWorlds.flatMap((world, turn) => {
    const chosen = size === 'full' ? kinds : kinds.filter((_, index) => index === turn % kinds.length);
    return chosen.flatMap((kind) => {
      const form = kind.credentials[turn % kind.credentials.length];
      return form ? [{ kind, form, world }] : [];
    });
  });
}

const usual = sectionOf('redaction', (size) => Array<Trial[]>(SEEDS[size]).fill(usualTrials(size)).flat());
const odd = sectionOf('odd answers', oddTrials);

export const redactionSections: readonly Section[] = [usual, odd];

function sectionOf(name: string, trialsOf: (size: 'short' | 'full') => readonly Trial[]): Section {
  return {
    name,
    run: async (size) => {
      const names = [...Object.values(addresses), ADDRESS].map((address) => new URL(address).hostname);
      const tls = await selfSigned({
        names: [...names, '*.example.com', '*.amazonaws.com', '*.eu-west-1.amazonaws.com', '*.us-east-1.amazonaws.com'],
      });
      const network = await startNetwork(tls);
      const faults: string[] = [];
      let leaked = 0;
      let searched = 0;
      const trials = trialsOf(size);
      try {
        for (const [index, trial] of trials.entries()) {
          const found = await flow(trial, network, tls.cert, random(1000 + index));
          searched += found.searched;
          leaked += found.faults.length > 0 ? 1 : 0;
          const { kind, form, world } = trial;
          faults.push(...found.faults.map((fault) => `${kind.id}, ${form.id}, ${world.name}: ${fault}`));
        }
      } finally {
        await network.stop();
      }
      return {
        attempted: trials.length,
        survived: trials.length - leaked,
        leaked,
        faults,
        figures: `${(searched / 1_000_000).toFixed(1)} MB of logs, traces, errors, messages, pages, reports, rows, lists, responses, commands and metadata searched`,
      };
    },
  };
}

async function flow(
  { kind, form, world }: Trial,
  network: Network,
  ca: string,
  random: Random,
): Promise<{ faults: string[]; searched: number }> {
  const planted = new Map<string, string>();
  const plant = (name: string): string => {
    const secret = /token|code/.test(name) ? random.secret().replace(/[^\w+/-]/g, 'x') : random.secret();
    planted.set(`${name} ${String(planted.size)}`, secret);
    return secret;
  };
  const values = Object.fromEntries(
    form.fields.map(({ name, secret, choices, initial }) => [
      name,
      secret ? plant(name) : (choices?.[0]?.value ?? (name === 'id' ? 'AKIAIOSFODNN7EXAMPLE' : (initial ?? 'dana'))),
    ]),
  );
  const credential = form.toCredential(values);
  network.reset(() => answer, {});
  const answer = repeating(world, plant);
  const outputs: (readonly [place: string, text: string])[] = [];
  const show = (place: string, value: unknown): void =>
    void outputs.push([place, typeof value === 'string' ? value : JSON.stringify(value)]);
  const { shown, logged } = await used(kind, form, credential, network, ca, () => plant('code'), world.diagnosed);
  show('log', logged.join('\n'));
  showAll(shown, show);
  const spelled = [...planted].map(([name, secret]) => [name, spellingsOf(secret)] as const);
  const faults = outputs.flatMap(([place, text]) =>
    spelled
      .filter(([, spellings]) => spellings.some((spelling) => text.includes(spelling)))
      .map(([name]) => `${name} in the ${place}`),
  );
  return { faults: [...new Set(faults)], searched: outputs.reduce((sum, [, text]) => sum + text.length, 0) };
}

/** One fetch, one listing, one look at what refers to an image, one request and one diagnosis, as far as they get. */
async function used(
  kind: RegistryKind,
  form: CredentialForm,
  credential: Credential,
  network: Network,
  ca: string,
  code: () => string,
  diagnosed: boolean,
): Promise<{ shown: Shown; logged: string[] }> {
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
  const errors: unknown[] = [];
  const attempt = async <T>(work: () => Promise<T>): Promise<T | undefined> => {
    try {
      return await work();
    } catch (error) {
      log.error(error);
      errors.push(error);
      return undefined;
    }
  };
  const scopes = kind.pullScopes?.('team/app') ?? [];
  const result = await attempt(() => tokens.get(connection, scopes, options));
  const repositories = await attempt(() => listRepositories(tokens, connection, options));
  const referrers = await attempt(() => referrersOf(tokens, connection, 'team/app', 'latest', options));
  const wanted = { method: 'GET', path: '/v2/team/app/tags/list' } as const;
  const sent = await attempt(() => sendWithToken(tokens, connection, wanted, scopes, options));
  const image = kind.pullScopes && { repository: 'team/app', reference: 'latest' };
  const subject = { scopes, ...(image && { image }) };
  const examined = diagnosed
    ? await attempt(() => diagnoseUse(tokens, connection, subject, { ...options, show: () => undefined }))
    : undefined;
  tokens.stop();
  const shown: Shown = {
    ...{ connection, kind, traces, errors },
    ...(result && { result }),
    ...(repositories && { repositories }),
    ...(referrers && { referrers }),
    ...(sent && { answer: sent.answer }),
    ...(examined && { examined }),
  };
  return { shown, logged };
}
