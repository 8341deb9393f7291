// What the light part loads at first use: everything that needs the AWS SDK.
import { thisMachine } from './machine.js';
import { listProfilesOf } from './sharedConfig.js';

export { authenticateEcr } from './privateRegistry.js';
export { authenticateEcrPublic } from './publicRegistry.js';

/** Names of the profiles on this machine, `default` first. */
export function listProfiles(): Promise<readonly string[]> {
  return listProfilesOf(thisMachine());
}
