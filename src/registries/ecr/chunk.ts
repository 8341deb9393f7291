import { thisMachine } from './awsMachine.js';
import { foundVariables, VARIABLES } from './environment.js';
import { listProfilesOf } from './sharedConfig.js';

export { authenticateEcr } from './privateRegistry.js';
export { authenticateEcrPublic } from './publicRegistry.js';

/** Names of the profiles on this machine, `default` first. */
export function listProfiles(): Promise<readonly string[]> {
  return listProfilesOf(thisMachine());
}

/** Names of the environment variables that can hold a key, and the ones that this process has. */
export async function findVariables(): Promise<{ wanted: readonly string[]; found: readonly string[] }> {
  return { wanted: VARIABLES, found: foundVariables(thisMachine()) };
}
