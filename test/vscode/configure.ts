import { ConfigurationTarget, workspace } from 'vscode';

/** Sets a setting of the user; undefined: its default. The value is in effect when the returned promise resolves. */
export async function configure(name: string, value: string | undefined): Promise<void> {
  await workspace.getConfiguration().update(name, value, ConfigurationTarget.Global);
}
