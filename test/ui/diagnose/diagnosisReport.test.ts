import { expect, it } from 'vitest';
import { diagnosisReport } from '../../../src/ui/diagnose/diagnosisReport.js';

const hostile =
  '![x](https://evil.test/t.png) [log in](https://evil.test) <img src=x> @everyone `code` **bold** __b__ a\u202eb\n# x';

it('words of a service are no markup in a report', () => {
  const explanation = { cause: hostile, next: hostile, evidence: [hostile] };
  const text = diagnosisReport({
    ...{ page: 'checklist', state: 'done', title: hostile, subtitle: hostile, sentence: hostile, note: hostile },
    actions: {},
    tab: '',
    checks: [{ id: 'ping', label: 'Address', state: 'failed', fact: hostile, evidence: [hostile], explanation }],
    trace: {
      machine: 'm',
      steps: [
        {
          ...{ purpose: 'ping', method: 'GET', url: 'https://x/`@a`[b](c)', authorization: 'none', phases: {} },
          ...{ requestHeaders: {}, headers: {}, startedAt: 0, duration: 1, status: 500 },
        },
      ],
    },
  } as unknown as Parameters<typeof diagnosisReport>[0]);
  const outside = text.replaceAll('- [!] ', '').replace(/(?<!\\)(`+)(?!`).*?(?<![`\\])\1(?!`)/g, 'CODE');
  expect(outside).not.toMatch(/(?<!\\)[[\]]/);
  expect(outside).not.toMatch(/[<>\u202e]/);
  expect(outside).not.toMatch(/(^|\W)@\w/);
  expect(outside).not.toMatch(/(?<!\\)`|(?<!\\)\*b|(?<!\\)__/);
  expect(text.split('\n').filter((line) => line.startsWith('#'))).toHaveLength(2);
  expect(text).toContain('a\\\\u{202e}b');
});

it('ordinary words stay readable', () => {
  const text = diagnosisReport({
    ...{
      page: 'checklist',
      state: 'allPassed',
      title: 'Diagnosis',
      sentence: 'dana@example.com pulls from team/my_app.',
    },
    ...{ note: 'Nothing else (so far).', actions: {}, tab: '', checks: [] },
  });
  expect(text).toContain('dana@example.com pulls from team/my_app.');
  expect(text).toContain('Nothing else (so far).');
});
