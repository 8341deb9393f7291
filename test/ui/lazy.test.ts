import { expect, it } from 'vitest';
import { lazy } from '../../src/ui/lazy.js';

it('makes a thing once, at its first use, and shows it only then', async () => {
  let made = 0;
  const thing = lazy(async () => ++made);
  expect([made, thing.peek()]).toEqual([0, undefined]);
  await expect(Promise.all([thing(), thing()])).resolves.toEqual([1, 1]);
  expect([made, thing.peek()]).toEqual([1, 1]);
});

it('tries again after a failure', async () => {
  let made = 0;
  const thing = lazy(async () => {
    if (++made === 1) {
      throw new Error('not yet');
    }
    return made;
  });
  await expect(thing()).rejects.toThrow('not yet');
  await expect(thing()).resolves.toBe(2);
});
