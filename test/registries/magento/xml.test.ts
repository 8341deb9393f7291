import { describe, expect, it } from 'vitest';
import { readXml } from '../../../src/registries/magento/xml.js';

describe('the text of an element', () => {
  it.each<[string, string]>([
    ['a &amp;&lt;&gt;&quot;&apos; b', 'a &<>"\' b'],
    ['&#65;&#x42;&#x1F600;', 'AB\u{1f600}'],
    ['&#x110000;&other;&amp', '&#x110000;&other;&amp'],
    ['&amp;lt;', '&lt;'],
    ...Object.getOwnPropertyNames(Object.prototype).map((name): [string, string] => [`&${name};`, `&${name};`]),
  ])('%s is read as %s', (written, text) => {
    expect(readXml(`<a>${written}</a>`)).toEqual({ a: text });
  });
});
