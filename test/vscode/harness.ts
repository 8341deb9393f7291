// What the suites inside VS Code share: our extension as packaged, and the stranger beside it.
import { strict as assert } from 'node:assert';
import { extensions, type Extension } from 'vscode';

/** The part of package.json that tests read; VS Code gives it without a type. */
interface Manifest {
  readonly contributes: { readonly commands: readonly { readonly command: string }[] };
}

/** Another extension of the same window. */
interface Stranger {
  /** Executes a command as any extension that people install can. */
  readonly run: (command: string, ...values: readonly unknown[]) => Thenable<unknown>;
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

export async function stranger(): Promise<Stranger> {
  return (await activated<Stranger>('registry-auth-test.stranger')).exports;
}

async function activated<T>(id: string): Promise<Extension<T>> {
  const extension = extensions.getExtension<T>(id);
  assert.ok(extension, `${id} is not installed`);
  await extension.activate();
  return extension;
}
