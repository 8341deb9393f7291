// Documents that are made to cost, or to be taken for what they are not.
import { describe, expect, it } from 'vitest';
import { xmlAnswerReader } from '../../../src/registries/magento/tokenAnswer.js';
import { readXml } from '../../../src/registries/magento/xml.js';

/** Characters: as much as is read. */
const MOST = 256 * 1024;
/** Milliseconds; far more than any of them takes on a slow machine. */
const PATIENCE = 6000;

const filled = (piece: string, before = '<a>', after = '</a>'): string =>
  before + piece.repeat(Math.floor((MOST - before.length - after.length) / piece.length)) + after;
const nested = (open: string, close: string, depth: number): string => open.repeat(depth) + close.repeat(depth);

describe('a document of much', () => {
  it.each<[string, string]>([
    ['elements in elements', nested('<a>', '</a>', MOST / 7)],
    ['elements in elements, never closed', filled('<a>')],
    ['elements that are closed only', filled('</b>')],
    ['elements beside each other', filled('<b/>')],
    ['elements of other names', `<a>${Array.from({ length: 20_000 }, (_, n) => `<b${String(n)}/>`).join('')}</a>`],
    ['beginnings of elements', filled('<')],
    ['sections', filled('<![CDATA[x]]>')],
    ['sections in sections', filled('<![CDATA[')],
    ['ends of sections', filled(']]>')],
    ['comments', filled('<!---->')],
    ['comments without an end', filled('<!--')],
    ['ends of comments', filled('--')],
    ['instructions', filled('<?a b?>')],
    ['instructions without an end', filled('<?')],
    ['an instruction at its beginning, without an end', filled('<?xml ', '', '<a></a>')],
    ['attributes', filled(' b="c"', '<a', '></a>')],
    ['attributes without values', filled(' b', '<a', '></a>')],
    ['quotes', filled(`"'`, '<a b=', '></a>')],
    ['blanks', filled(' ', '<a', '></a>')],
    ['blanks before it', filled(' \n', '', '<a></a>')],
    ['blanks behind it', filled('\t', '<a></a>', '')],
    ['a name', `<${'a:.-'.repeat(MOST / 10)}></${'a:.-'.repeat(MOST / 10)}>`],
    ['prefixes', filled(':', '<a', '></a>')],
    ['entities', filled('&amp;')],
    ['entities of numbers', filled('&#x41;')],
    ['beginnings of entities', filled('&#1')],
    ['items', filled('<item>x</item>')],
  ])('takes little: %s', (_name, text) => {
    expect(text.length).toBeLessThanOrEqual(MOST);
    const started = performance.now();
    readXml(text);
    xmlAnswerReader(readXml)(text, 'application/xml');
    expect(performance.now() - started).toBeLessThan(PATIENCE);
  });

  it.each([
    ['more than is read', `<a>${' '.repeat(MOST)}</a>`],
    ['a document type', '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'],
    ['a document type in small letters', '<!doctype a SYSTEM "file:///etc/passwd"><a>x</a>'],
    ['a document type behind its beginning', '<a><!DOCTYPE a [<!ENTITY b SYSTEM "http://127.0.0.1/">]>&b;</a>'],
  ])('is not read: %s', (_name, text) => {
    expect(readXml(text)).toBeUndefined();
  });
});

describe('an element named like what every object has', () => {
  it.each(['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', '__defineGetter__'])('%s', (name) => {
    const text = `<r><${name}><polluted>yes</polluted></${name}><${name} polluted="yes">x</${name}><a>b</a></r>`;
    const read = readXml(text);
    expect({}).not.toHaveProperty('polluted');
    expect(Object.getPrototypeOf(read ?? {})).toBe(Object.prototype);
    expect(xmlAnswerReader(readXml)(text, 'application/xml').token).toBeUndefined();
  });
});
