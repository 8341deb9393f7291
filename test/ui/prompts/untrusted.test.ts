import { expect, it } from 'vitest';
import { messageText, rowText } from '../../../src/ui/prompts/untrusted.js';

it.each([
  ['plain words', 'quay.example.com refused dana (wrong password).', 'quay.example.com refused dana (wrong password).'],
  ['words of any language', 'Größe 大きさ', 'Größe 大きさ'],
  ['brackets that are no link', '[a] (b)', '[a] (b)'],
  ['a command link', '[Sign in](command:evil)', '[Sign in]\u2060(command:evil)'],
  ['a link that already hides a joiner', '[a]\u2060(command:evil)', '[a]\\u{2060}(command:evil)'],
  ['several links', '[a](https://a.example)[b](file:b)', '[a]\u2060(https://a.example)[b]\u2060(file:b)'],
  ['text that runs backwards', 'a\u202eb', 'a\\u{202e}b'],
  ['an invisible blank', 'a\u00a0b\u200b', 'a\\u{a0}b\\u{200b}'],
  ['a character of two halves', 'a\u{e0001}b', 'a\\u{e0001}b'],
  ['lines of our own', 'a\nb\r', 'a\nb\\u{d}'],
])('a message shows %s', (_, text, shown) => {
  expect(messageText(text)).toBe(shown);
});

it.each([
  ['no icon', 'JWT from $(verified) azure', 'JWT from $\u2060(verified) azure'],
  ['no link', '$[a](command:evil)', '$[a]\u2060(command:evil)'],
  ['a price', '5 $ (net)', '5 $ (net)'],
  ['one line', 'a\nb', 'a\\u{a}b'],
])('a row shows %s', (_, text, shown) => {
  expect(rowText(text)).toBe(shown);
});
