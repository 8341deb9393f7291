import { expect, it } from 'vitest';
import { inTurns } from '../../../src/ui/fetch/renewTokens.js';

it('does everything, no more than so many at once', async () => {
  const done: number[] = [];
  let running = 0;
  let most = 0;
  await inTurns([...Array(20).keys()], 4, async (item) => {
    running += 1;
    most = Math.max(most, running);
    await Promise.resolve();
    running -= 1;
    done.push(item);
  });
  expect(most).toBe(4);
  expect(done).toEqual([...Array(20).keys()]);
});

it('does nothing for nothing, and ends with the first failure', async () => {
  await inTurns([], 4, () => Promise.reject(new Error('none')));
  await expect(inTurns([1, 2], 4, () => Promise.reject(new Error('failed')))).rejects.toThrow('failed');
});
