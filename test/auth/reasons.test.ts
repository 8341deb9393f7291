import { expect, it } from 'vitest';
import { classifyAddress } from '../../src/auth/network/ipAddress.js';
import { addressKinds, reasonOf, reasons, translateReason } from '../../src/auth/reasons.js';
import { kindReasons } from '../../src/registries/shared/reasons.js';

const templates: readonly string[] = [...Object.values(reasons), ...Object.values(kindReasons)];
/** Another language: upper case, with the holes left alone. */
const loud = (text: string): string =>
  text.replace(/\{\w+\}|[^{]+/g, (part) => (part.startsWith('{') ? part : part.toUpperCase()));

it.each(templates)('is translated with what is in it: %s', (template) => {
  const names = [...template.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? '');
  const values = Object.fromEntries(names.map((name) => [name, `some ${name}`]));
  const shown = Object.fromEntries(names.map((name) => [name, name === 'kind' ? 'SOME KIND' : `some ${name}`]));
  expect(translateReason(reasonOf(template, values), templates, loud)).toBe(reasonOf(loud(template), shown));
});

it('that has nothing in it is translated as it is', () => {
  expect(translateReason('it is empty', templates, loud)).toBe('IT IS EMPTY');
});

it('takes what a server wrote for what it is', () => {
  const reason = reasonOf(reasons.notJson, { type: 'text/{kind} $& (.*)' });
  expect(translateReason(reason, templates, (text) => text)).toBe(reason);
});

it('knows every class of address', () => {
  const found = ['127.0.0.1', '169.254.1.1', '0.0.0.0', '224.0.0.1', '10.0.0.1', '8.8.8.8'].map(classifyAddress);
  expect(found.sort()).toEqual([...addressKinds].sort());
});
