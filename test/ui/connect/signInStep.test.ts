import { expect, it } from 'vitest';
import { parseAddress } from '../../../src/connections/address.js';
import { findKind } from '../../../src/registries/index.js';
import { newDraft } from '../../../src/ui/connect/connectionDraft.js';
import { signInStep } from '../../../src/ui/connect/signInStep.js';
import type { Surface } from '../../../src/ui/surface.js';
import { saying } from '../../faults/saying.js';
import { dana, signIns } from '../../registries/flow/signIns.js';
import { script } from '../../vscode/script.js';

const step = (host: string, environment: string | undefined) => {
  const kind = findKind('acr');
  const sessions = signIns(async () => 'planted-token');
  if (environment !== undefined) {
    sessions.environments = { 'microsoft-sovereign-cloud': environment };
  }
  const person = script([{ pick: dana.label }]);
  // As much of a surface as the step uses.
  const surface = { ask: person, sessions: () => Promise.resolve(sessions) } as unknown as Surface;
  const form = kind?.credentials.find(({ id }) => id === 'acr-microsoft');
  const draft = { ...newDraft(), place: parseAddress(host), kind, form };
  return {
    asked: () => [...person.asked, ...sessions.asked],
    done: signInStep(surface, 'Test').ask(draft, {}),
  };
};

it.each([
  ['contoso.azurecr.us', undefined, 'USGovernment'],
  ['contoso.azurecr.us', 'ChinaCloud', 'USGovernment'],
  ['contoso.azurecr.cn', 'USGovernment', 'ChinaCloud'],
])('%s with the sign-in set to %s asks for the setting, and for no account', async (host, environment, wanted) => {
  const { asked, done } = step(host, environment);
  await expect(done).rejects.toMatchObject({
    code: 'untrusted-realm',
    details: { host, field: 'setting', reason: saying(new RegExp(`environment to ${wanted}$`)) },
  });
  expect(asked()).toEqual([]);
});

it.each([
  ['contoso.azurecr.io', 'USGovernment', 'microsoft', 'io'],
  ['contoso.azurecr.us', 'USGovernment', 'microsoft-sovereign-cloud', 'us'],
])('%s with the sign-in set to %s takes an account', async (host, environment, provider, cloud) => {
  const { done } = step(host, environment);
  expect(await done).toMatchObject({ values: { accountId: dana.id, provider, cloud } });
});
