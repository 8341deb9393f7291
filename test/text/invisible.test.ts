import { describe, expect, it } from 'vitest';
import { formatDuration } from '../../src/text/duration.js';
import { invisible, written } from '../../src/text/invisible.js';

const characters: readonly (readonly [string, string])[] = [
  ['NULL', '\0'],
  ['ESCAPE', '\u001b'],
  ['NEXT LINE', '\u0085'],
  ['SOFT HYPHEN', '\u00ad'],
  ['NO-BREAK SPACE', '\u00a0'],
  ['COMBINING GRAPHEME JOINER', '\u034f'],
  ['HANGUL CHOSEONG FILLER', '\u115f'],
  ['HANGUL JUNGSEONG FILLER', '\u1160'],
  ['KHMER VOWEL INHERENT AQ', '\u17b4'],
  ['KHMER VOWEL INHERENT AA', '\u17b5'],
  ['MONGOLIAN FREE VARIATION SELECTOR ONE', '\u180b'],
  ['ZERO WIDTH SPACE', '\u200b'],
  ['LINE SEPARATOR', '\u2028'],
  ['RIGHT-TO-LEFT OVERRIDE', '\u202e'],
  ['WORD JOINER', '\u2060'],
  ['reserved, ignorable', '\u2065'],
  ['BRAILLE PATTERN BLANK', '\u2800'],
  ['IDEOGRAPHIC SPACE', '\u3000'],
  ['HANGUL FILLER', '\u3164'],
  ['VARIATION SELECTOR-16', '\ufe0f'],
  ['HALFWIDTH HANGUL FILLER', '\uffa0'],
  ['reserved, ignorable', '\ufff0'],
  ['MUSICAL SYMBOL BEGIN BEAM', '\u{1d173}'],
  ['TAG LATIN SMALL LETTER A', '\u{e0061}'],
  ['VARIATION SELECTOR-17', '\u{e0100}'],
  ['private use', '\ue000'],
  ['lone surrogate', '\ud800'],
];

describe('an invisible character', () => {
  it.each(characters)('%s is written out', (_, character) => {
    const code = (character.codePointAt(0) ?? 0).toString(16);
    expect(written(`team/app${character}x`)).toBe(`team/app\\u{${code}}x`);
    expect(invisible.test(character)).toBe(true);
  });

  it.each(['dana', 'Größe 大きさ 한글 កម្ពុជា ⠃', 'a b', '😀', 'e\u0301'])('%s has none', (text) => {
    expect(written(text)).toBe(text);
  });
});

describe('a duration', () => {
  const languages = ['en', 'cs', 'de', 'es', 'fr', 'hu', 'it', 'ja', 'ko', 'pl', 'pt-br', 'ru', 'tr', 'zh-cn', 'zh-tw'];
  const forms = ['left', 'ago', 'ahead', 'length', 'short'] as const;
  it.each(languages)('in %s has no space that is written out', (language) => {
    const texts = forms.flatMap((form) =>
      [5_000, 100_000, 10_000_000, 10 ** 12].map((ms) => formatDuration(form, ms, language)),
    );
    expect(texts.map(written)).toEqual(texts);
  });
});
