// What stops the attacks: each check, and the edit of the source that takes it away. `--prove` makes one edit after the
// other and shows which attacks then succeed. An edit whose text is not found fails, so this list cannot grow stale.
import type { Check } from './checks/check.js';
import { connectionChecks } from './checks/connection.js';
import { realmChecks } from './checks/realm.js';
import { redirectChecks } from './checks/redirect.js';
import { requestChecks } from './checks/request.js';

export const checks: readonly Check[] = [...realmChecks, ...redirectChecks, ...connectionChecks, ...requestChecks];
