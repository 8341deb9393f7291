// What the suites inside VS Code share: our extension as packaged, and the stranger beside it.
import { strict as assert } from 'node:assert';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { type AuthenticationSession, commands, type Extension, type ExtensionContext, extensions } from 'vscode';

/** The part of package.json that tests read; VS Code gives it without a type. */
interface Manifest {
  readonly contributes: {
    readonly commands: readonly { readonly command: string }[];
    readonly configuration: { readonly properties: Readonly<Record<string, { readonly default: unknown }>> };
  };
}

/** Id of the other extension's sign-in. */
export const STAND_IN = 'registry-auth-test';

/** Another extension of the same window. */
interface Stranger {
  /** Executes a command as any extension that people install can. */
  readonly run: (command: string, ...values: readonly unknown[]) => Thenable<unknown>;
  /** Its storages are real, and none of ours. */
  readonly context: ExtensionContext;
  /** Who is signed in to its accounts. */
  readonly signIns: {
    /** Makes the session that somebody agrees to. */
    next: ((scopes: readonly string[]) => Promise<AuthenticationSession>) | undefined;
    add(session: AuthenticationSession): void;
    removeAll(): void;
  };
}

/** Our extension, active. */
export async function ourExtension(): Promise<Extension<unknown>> {
  return activated('registry-auth.registry-auth');
}

/** The ids of all commands in the manifest. */
export async function contributedCommands(): Promise<readonly string[]> {
  const { contributes } = (await ourExtension()).packageJSON as Manifest;
  return contributes.commands.map(({ command }) => command);
}

/** The default of each setting in the manifest, by name. */
export async function settingDefaults(): Promise<Readonly<Record<string, unknown>>> {
  const { contributes } = (await ourExtension()).packageJSON as Manifest;
  const settings = Object.entries(contributes.configuration.properties);
  return Object.fromEntries(settings.map(([name, setting]) => [name, setting.default]));
}

export async function stranger(): Promise<Stranger> {
  return (await activated<Stranger>('registry-auth-test.stranger')).exports;
}

/** Gives an editor command again and again until `running` has ended: what it acts on needs a moment to appear. */
export async function persist<T>(running: Thenable<T>, ...commandIds: readonly string[]): Promise<T> {
  const state = { ended: false };
  const result = Promise.resolve(running).finally(() => {
    state.ended = true;
  });
  result.catch(() => undefined); // handled by whoever waits for it below
  while (!state.ended) {
    for (const id of commandIds) {
      await commands.executeCommand(id);
    }
  }
  return result;
}

/** Counts every request that leaves this process for a registry. */
export function countRequests(): { readonly sent: readonly string[]; stop(): void } {
  const sent: string[] = [];
  const listener = (message: unknown): void => {
    const { path } = (message as { request: { path: string } }).request; // Node's own event
    if (/^\/(?:(?:v2|oauth2|token)\b|$)/.test(path)) {
      sent.push(path);
    }
  };
  subscribe('http.client.request.start', listener);
  return { sent, stop: () => unsubscribe('http.client.request.start', listener) };
}

async function activated<T>(id: string): Promise<Extension<T>> {
  const extension = extensions.getExtension<T>(id);
  assert.ok(extension, `${id} is not installed`);
  await extension.activate();
  return extension;
}
