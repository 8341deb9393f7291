import { afterEach } from 'vitest';
import type { Credential } from '../../../src/auth/credential.js';
import type { Connection } from '../../../src/connections/connection.js';
import type { ChecklistLine } from '../../../src/diagnosis/checks/checklist.js';
import type { Examined } from '../../../src/diagnosis/checks/runChecks.js';
import { clauseText } from '../../../src/text/message.js';
import { Tokens } from '../../../src/tokens.js';
import type { FlowOptions, TokensWorld } from '../../../src/tokensTypes.js';
import { diagnoseUse, type ImageName } from '../../../src/tokenUses.js';
import { fakeJwt } from '../../auth/jwtFixture.js';
import { answer, challenge, json } from '../../faults/answers.js';
import { type FaultServer, type Routes, startFault } from '../../faults/server.js';
import { names } from '../situations/stage.js';
// A whole use against servers on this machine, as the tests of diagnosis see it.

/** Run after each test, the last first. */
export const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) {
    await end();
  }
});

/** Stops with the test. */
export async function running<T extends { readonly stop: () => Promise<void> }>(starting: Promise<T>): Promise<T> {
  const server = await starting;
  ends.push(server.stop);
  return server;
}

export const dana: Credential = { type: 'password', username: 'dana', password: 'planted-password-7f3a' };
export const image: ImageName = { repository: 'team/app', reference: 'latest' };
export const pull = ['repository:team/app:pull'];
export const { signal } = new AbortController();

interface How {
  readonly credential?: Credential;
  readonly connection?: Partial<Connection>;
  readonly world?: Partial<TokensWorld>;
  readonly scopes?: readonly string[];
  readonly image?: ImageName;
  readonly push?: string;
  readonly ask?: FlowOptions['ask'];
  readonly shown?: (lines: readonly ChecklistLine[]) => void;
}

/** A whole use of a connection to `origin`, through the whole core. */
export function examine(origin: string, how: How = {}): Promise<Examined> {
  const { credential = dana, connection = {}, world = {}, scopes = pull, shown = () => undefined } = how;
  const tokens = new Tokens({
    machine: 'test machine',
    now: () => Date.now(),
    lookup: names({}),
    timeout: 3000,
    credential: async () => credential,
    realms: () => ({ allowed: [] }),
    ...world,
  });
  ends.push(() => tokens.stop());
  const place: Connection = {
    id: 'one',
    kind: 'oci',
    address: origin,
    form: 'password',
    insecure: false,
    settings: {},
    revision: 1,
    ...connection,
  };
  const { image, push, ask } = how;
  const wanted = { scopes, ...(image && { image }), ...(push !== undefined && { push }) };
  return diagnoseUse(tokens, place, wanted, { signal, show: shown, ...(ask && { ask }) });
}

export const states = ({ lines }: Pick<Examined, 'lines'>): string[] =>
  lines.map(({ label, state }) => `${label}: ${state}`);
/** What each line says beside its state. */
export const facts = ({ lines }: Pick<Examined, 'lines'>): Record<string, string> =>
  Object.fromEntries(lines.flatMap(({ label, fact }) => (fact === undefined ? [] : [[label, clauseText(fact)]])));
/** Of the line with this label, by id. */
export const evidence = ({ lines }: Examined, label: string): Record<string, unknown> =>
  Object.fromEntries(
    (lines.find((line) => line.label === label)?.evidence ?? []).map((one) => [
      one.id,
      'text' in one ? one.text : 'clause' in one ? one.clause : one,
    ]),
  );

/** Lines of a registry with a token server, of a service of its own way, and of a pull. */
export const registry = [
  'Address: passed',
  'Registry API: passed',
  'Challenge: passed',
  'Token server: passed',
  'Credential: passed',
  'Scope: passed',
  'Clock: passed',
];
export const service = ['Address: passed', 'Sign-in: passed', 'Permission: passed', 'Clock: passed'];
export const read = ['Pull a manifest: passed', 'Pull a blob: passed'];

/** A registry whose parts can be exchanged. */
export async function parts(more: (origin: string) => Routes): Promise<FaultServer> {
  const access = [{ type: 'repository', name: 'team/app', actions: ['pull'] }];
  return running(
    startFault((origin) => ({
      '/v2/': challenge(`Bearer realm="${origin}/token",service="s"`),
      '/token': json(200, { token: fakeJwt({ aud: 's', access }) }),
      '/v2/team/app/manifests/latest': json(
        200,
        { config: { digest: 'sha256:cfg', size: 2 }, layers: [] },
        { 'Content-Type': 'application/vnd.oci.image.manifest.v1+json' },
      ),
      '/v2/team/app/blobs/sha256:cfg': answer(200, {}, '{}'),
      ...more(origin),
    })),
  );
}

/** The lines of a use that ends at this one. */
export const upTo = (label: string, all = [...registry, ...read]): string[] => {
  const at = all.findIndex((line) => line.startsWith(`${label}:`));
  return all.map((line, index) =>
    index < at ? line : line.replace('passed', index === at ? 'failed' : 'not-reached'),
  );
};
