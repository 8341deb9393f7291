import { describe, expect, it } from 'vitest';
import { sections } from './index.js';

describe('in its short form', () => {
  it.each(sections.filter(({ name }) => name !== 'attacks'))(
    '$name survives',
    async ({ run }) => {
      const result = await run('short');
      expect(result.faults).toEqual([]);
      expect(result).toMatchObject({ survived: result.attempted, leaked: 0 });
    },
    300_000, // all of the suite runs beside it
  );
});
