import { afterEach, expect, it, vi } from 'vitest';
import { formatTime } from '../../src/text/clock.js';
import { plainText } from '../../src/text/message.js';

afterEach(() => vi.doUnmock('vscode'));

/** Words of an editor in a language, with or without a bundle of ours in it. */
async function wordsIn(language: string, bundle: Readonly<Record<string, string>> | undefined) {
  vi.resetModules();
  vi.doMock('vscode', () => ({
    env: { language },
    l10n: { bundle, t: (text: string) => bundle?.[text] ?? text },
  }));
  return await import('../../src/ui/localize.js');
}

it('formats lists and durations in the language of the loaded bundle', async () => {
  const { duration, speech } = await wordsIn('de', { 'a list': 'eine Liste' });
  expect([duration(120_000), speech.list(['a', 'b', 'c'])]).toEqual(['2 Minuten', 'a, b und c']);
});

it('formats them in English where the texts are English', async () => {
  const { duration, speech } = await wordsIn('de', undefined);
  expect([duration(120_000), speech.list(['a', 'b', 'c'])]).toEqual(['2 minutes', 'a, b, and c']);
});

it('formats them as an English editor does', async () => {
  const { speech, translate } = await wordsIn('en-GB', undefined);
  expect(translate.language).toBe('en-GB');
  expect(speech.list(['a', 'b', 'c'])).toBe('a, b and c');
});

it.each([
  ['en', /^7:50:59 PM$/],
  ['en-GB', /^19:50:59$/],
  ['de', /^19:50:59$/],
])('formats a time as the panel does, with the hours of the language: %s', async (language, expected) => {
  const { clockTime } = await wordsIn(language, { a: 'a' });
  const time = new Date(2026, 8, 24, 19, 50, 59).getTime();
  expect(clockTime(time, time)).toMatch(expected);
  expect(clockTime(time, time)).toBe(formatTime(time, time, language));
  expect(
    plainText(
      [{ time }],
      time,
      Object.assign((text: string) => text, { language }),
    ),
  ).toMatch(expected);
});
