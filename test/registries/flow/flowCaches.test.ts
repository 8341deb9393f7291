import { getHeapSnapshot } from 'node:v8';
import { expect, it } from 'vitest';
import type { Credential } from '../../../src/auth/credential.js';
import { createFlowCaches } from '../../../src/registries/flow/flowCaches.js';

/** Made each time anew, so that nobody but the memory could hold what is written of it. */
const entra = (end: string): Credential => ({
  type: 'foreign-tokens',
  accessToken: `planted-entra-${end}`,
  refreshToken: `planted-refresh-${end}`,
});

it('knows the credential that was tried last', () => {
  const memory = createFlowCaches(() => 0);
  memory.noteTried('one', entra('a'));
  expect(memory.wasTried('one', entra('a'))).toBe(true);
  const turned = Object.fromEntries(Object.entries(entra('a')).reverse());
  expect(memory.wasTried('one', { ...entra('a'), ...turned })).toBe(true);
  expect([memory.wasTried('one', entra('b')), memory.wasTried('two', entra('a'))]).toEqual([false, false]);
  memory.forget('one');
  expect(memory.wasTried('one', entra('a'))).toBe(false);
});

it('does not hold it', async () => {
  const memory = createFlowCaches(() => 0);
  const isKnown = () => memory.wasTried('one', entra('heap'));
  const tryIt = () => memory.noteTried('one', entra('heap'));
  tryIt();
  // What was on the stack is gone by then.
  await new Promise(setImmediate);
  const found: string[] = [];
  let rest = '';
  for await (const chunk of getHeapSnapshot()) {
    const text = rest + String(chunk);
    found.push(...(text.match(/planted-(?:entra|refresh)-heap/g) ?? []));
    rest = text.slice(-40);
  }
  expect(found).toEqual([]);
  expect(isKnown()).toBe(true);
});
