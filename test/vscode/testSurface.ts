// A surface of the tests' own: the sources, real vscode, real SecretStorage, and a person who follows a script.
import { lookup } from 'node:dns';
import { window } from 'vscode';
import { startPlayground } from '../../src/playground/index.js';
import { type CommandId, commandIds } from '../../src/ui/commandIds.js';
import { runCommand } from '../../src/ui/commands.js';
import { createSurface } from '../../src/ui/createSurface.js';
import { createLog } from '../../src/ui/log.js';
import type { Ask } from '../../src/ui/prompts/ask.js';
import type { Surface, World } from '../../src/ui/surface.js';
import type { Node } from '../../src/ui/treeNode.js';
import { sessions, type SessionSource } from '../../src/ui/vscodeSessions.js';
import { ourExtension, STAND_IN, stranger } from './harness.js';

/** The editor's real sign-ins, with the accounts of the other extension in place of any provider's. */
const standIn: SessionSource = {
  accounts: () => sessions.accounts(STAND_IN),
  find: (_, scopes, account) => sessions.find(STAND_IN, scopes, account),
  ask: (_, scopes, account) => sessions.ask(STAND_IN, scopes, account),
  environment: (provider) => sessions.environment(provider),
  audience: 'management',
  onDidChange: (listener) =>
    sessions.onDidChange((changed) => changed === STAND_IN && ['microsoft', 'github'].forEach((id) => listener(id))),
};

/** Whoever answers can be exchanged between two commands. */
export interface TestSurface extends Surface {
  ask: Ask;
  /** What went through the redactor into the log. */
  readonly logged: readonly string[];
}

export async function testSurface(ask: Ask, world: Partial<World> = {}): Promise<TestSurface> {
  const { context } = await stranger();
  const { extensionUri } = await ourExtension();
  const logged: string[] = [];
  const write = (line: string | Error): void => void logged.push(String(line));
  const surface = createSurface({
    ask,
    log: createLog({ info: write, error: write, show: () => undefined, dispose: () => undefined }),
    secrets: context.secrets,
    globalState: context.globalState,
    storageFolder: context.globalStorageUri,
    extensionUri,
    machine: 'the test machine',
    version: '0.0.0',
    platform: 'linux',
    browserHosted: false,
    startedAt: performance.timeOrigin,
    page: async () => 'test',
    now: () => Date.now(),
    lookup,
    loadSessions: async () => standIn,
    loadCommands: () => import('../../src/ui/commands.js'),
    loadCore: () => import('../../src/core.js'),
    startPlayground: () => startPlayground({ now: () => Date.now() }),
    reveal: async () => undefined,
    selection: () => [],
    ...world,
  });
  return Object.assign(surface, { logged });
}

/** Runs a command as a menu of the view does. */
export async function commandOnRow(surface: Surface, id: string, node: Node | undefined): Promise<void> {
  await runCommand(surface, commandIdOf(id), node, undefined);
}

/** Throws for a command that there is none of. */
export function commandIdOf(id: string): CommandId {
  const found = commandIds.find((one) => one === id);
  if (found === undefined) {
    throw new Error(`there is no command ${id}`);
  }
  return found;
}

/** Resolves when the names of the open editors are as they should be. */
export async function tabs(expected: (labels: readonly string[]) => boolean): Promise<void> {
  const asExpected = (): boolean =>
    expected(window.tabGroups.all.flatMap((group) => group.tabs.map(({ label }) => label)));
  if (asExpected()) {
    return;
  }
  await new Promise<void>((resolve) => {
    const listening = window.tabGroups.onDidChangeTabs(() => {
      if (!asExpected()) {
        return;
      }
      listening.dispose();
      resolve();
    });
  });
}

/** What the SecretStorage holds, by key. */
export async function storedSecrets(): Promise<Record<string, unknown>> {
  const { secrets } = (await stranger()).context;
  const keys = await secrets.keys();
  const entries = await Promise.all(
    keys.map(async (key): Promise<[string, unknown]> => [key, JSON.parse((await secrets.get(key)) ?? 'null')]),
  );
  return Object.fromEntries(entries);
}

/** Nothing stays from one suite to the next. */
export async function forgetAll(): Promise<void> {
  const { secrets, globalState } = (await stranger()).context;
  for (const key of await secrets.keys()) {
    await secrets.delete(key);
  }
  for (const key of globalState.keys()) {
    await globalState.update(key, undefined);
  }
}

/** The rows of the tree, as the view would show them. */
export async function rows(
  surface: Surface,
  below?: Node,
): Promise<{ node: Node; label: string; description: string }[]> {
  const nodes = (await surface.tree.getChildren(below)) ?? [];
  return Promise.all(
    nodes.map(async (node) => {
      const { label, description } = await surface.tree.getTreeItem(node);
      return {
        node,
        label: typeof label === 'string' ? label : '',
        description: typeof description === 'string' ? description : '',
      };
    }),
  );
}
