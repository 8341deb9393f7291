import { loadSharedConfigFiles, parseKnownFiles } from '@smithy/core/config';
import { type AwsMachine, sharedFiles } from './awsMachine.js';

/** One section: values by name. Holds secrets. */
export type Section = Readonly<Record<string, string | undefined>>;

const SSO_SESSION = 'sso-session.';

/** Profiles in both shared files; a missing file counts as empty. */
export async function readProfiles(machine: AwsMachine): Promise<Readonly<Record<string, Section>>> {
  const profiles = await parseKnownFiles({ ...sharedFiles(machine), ignoreCache: true });
  return Object.fromEntries(Object.entries(profiles).filter(([name]) => !/^(sso-session|services)\./.test(name)));
}

/** Sorted profile names, `default` first. */
export async function listProfilesOf(machine: AwsMachine): Promise<readonly string[]> {
  const names = Object.keys(await readProfiles(machine)).sort();
  return [...names.filter((name) => name === 'default'), ...names.filter((name) => name !== 'default')];
}

export async function readSsoSession(machine: AwsMachine, name: string): Promise<Section> {
  const { configFile } = await loadSharedConfigFiles({ ...sharedFiles(machine), ignoreCache: true });
  return configFile[SSO_SESSION + name] ?? {};
}
