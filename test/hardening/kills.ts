// A window is killed while it writes: afterwards every step that was reported as done is there, the one that was under
// way is there or not, and nothing is half there.
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { bundle } from '../../scripts/bundle.mjs';
import { storedIn } from './connections.js';
import { diskStore, type Host } from './diskStore.js';
import { random } from './random.js';
import type { Section } from './section.js';

const COUNT = { short: 6, full: 50 };
const hosts: readonly [Host, ...Host[]] = ['desktop', 'browser'];

export const kills: Section = {
  name: 'kills',
  run: async (size) => {
    const writer = fileURLToPath(await bundle('test/hardening/writer.ts', 'hardening/writer'));
    const faults: string[] = [];
    let steps = 0;
    for (const host of hosts) {
      const folder = mkdtempSync(join(tmpdir(), 'registry-auth-'));
      let expected: ReadonlyMap<string, number> = new Map();
      for (let kill = 0; kill < COUNT[size] / hosts.length; kill += 1) {
        const told = await killed(writer, [folder, host, String(kill)], random(kill + 1).below(60));
        steps += told.filter(({ done }) => done !== undefined).length;
        const { fault, now } = await compare(folder, host, expected, told);
        if (fault) {
          faults.push(`${host}, kill ${kill + 1}: ${fault}`);
        }
        expected = now;
      }
      rmSync(folder, { recursive: true });
    }
    const bad = faults.length;
    const figures = `after ${steps} finished steps; a process of its own over a SecretStorage in files`;
    return { attempted: COUNT[size], survived: COUNT[size] - bad, leaked: bad, faults, figures };
  },
};

interface Told {
  readonly begin?: string;
  readonly done?: string;
  /** Absent: removed. */
  readonly revision?: number;
}

/** What the writer told until it was killed, so many milliseconds after its first step. */
async function killed(writer: string, args: readonly string[], delay: number): Promise<readonly Told[]> {
  const child = spawn(process.execPath, [writer, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  let text = '';
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const begun = new Promise<void>((resolve) => {
    child.stdout.setEncoding('utf8').on('data', (part: string) => {
      text += part;
      resolve();
    });
  });
  await Promise.race([begun, ended]);
  await sleep(delay);
  child.kill('SIGKILL');
  await ended;
  return text
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as Told);
}

async function compare(
  folder: string,
  host: Host,
  before: ReadonlyMap<string, number>,
  told: readonly Told[],
): Promise<{ fault?: string; now: ReadonlyMap<string, number> }> {
  const expected = new Map(before);
  for (const { done, revision } of told) {
    if (done !== undefined) {
      apply(expected, done, revision);
    }
  }
  const last = told.at(-1);
  const perhaps = new Map(expected);
  if (last?.begin !== undefined) {
    apply(perhaps, last.begin, last.revision);
  }
  const found = await storedIn(diskStore(folder, host));
  const now = new Map([...found].flatMap(([id, revision]) => (revision === 'broken' ? [] : [[id, revision] as const])));
  const text = inWords(found);
  const orphans = readdirSync(folder).filter(
    (name) => name.startsWith('registry-auth%2F') && name.endsWith('.secret') && !found.has(idIn(name)),
  );
  if (told.length === 0) {
    return { fault: 'it never began', now };
  }
  if (orphans.length > 0) {
    return { fault: `${orphans.join(', ')} belong to nothing`, now };
  }
  return [inWords(expected), inWords(perhaps)].includes(text)
    ? { now }
    : { fault: `found ${text} in place of ${inWords(expected)} or ${inWords(perhaps)}`, now };
}

function apply(state: Map<string, number>, id: string, revision: number | undefined): void {
  if (revision === undefined) {
    state.delete(id);
  } else {
    state.set(id, revision);
  }
}

function inWords(state: ReadonlyMap<string, number | string>): string {
  return [...state]
    .map(([id, revision]) => `${id}@${revision}`)
    .sort()
    .join(' ');
}

function idIn(name: string): string {
  return decodeURIComponent(decodeURIComponent(name.replace(/\.secret$/, '')).replace(/^.*\//, ''));
}
