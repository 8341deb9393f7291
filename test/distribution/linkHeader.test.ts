import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nextPage } from '../../src/distribution/client.js';
import { linkTarget } from '../../src/distribution/linkHeader.js';

describe('the next link', () => {
  it.each<[string, string, string | undefined]>([
    ['as Distribution sends it', '</v2/_catalog?last=b&n=2>; rel="next"', '/v2/_catalog?last=b&n=2'],
    ['without quotation marks', '</next>;rel=next', '/next'],
    ['with spaces and tabs', ' </next> ;\t rel = "next" ', '/next'],
    ['in capitals', '</next>; REL="NEXT"', '/next'],
    ['as one of several types', '</next>; rel="prev  next"', '/next'],
    ['behind other parameters', '</next>; title="a"; type=text/html; rel="next"', '/next'],
    ['before other parameters', '</next>; rel="next"; results="true"', '/next'],
    ['as the second link', '</first>; rel="first", </next>; rel="next"', '/next'],
    ['as the first of two', '</one>; rel="next", </two>; rel="next"', '/one'],
    ['behind a link without parameters', '</first>, </next>; rel="next"', '/next'],
    ['behind a comma in a string', '</first>; title="a, b"; rel="first", </next>; rel="next"', '/next'],
    ['behind a semicolon in a string', '</next>; title="a; rel=prev"; rel="next"', '/next'],
    ['behind an escaped quotation mark', '</next>; title="a\\"; rel=\\"prev"; rel="next"', '/next'],
    ['behind a link in a string', '</first>; title="</no>; rel=next"; rel=first, </next>; rel=next', '/next'],
    ['with an escape in its type', '</next>; rel="n\\ext"', '/next'],
    ['with commas in its target', '</next?a=1,2;3>; rel="next"', '/next?a=1,2;3'],
    ['with an empty parameter', '</next>;; rel="next"', '/next'],
    ['behind a target without its end', '</first; rel="next", </next>; rel="next"', '/next'],
    ['behind what is no link', 'rel="next", a/b; </next>; rel="next"', '/next'],
    ['with an open string', '</next>; rel="next', '/next'],
    ['with an empty target', '<>; rel="next"', ''],
    ['not there', '</first>; rel="first"', undefined],
    ['not there: a longer type', '</first>; rel="next-archive"', undefined],
    ['not there: a longer name', '</first>; hrel="next"', undefined],
    ['not there: only a title', '</first>; title="rel=next"', undefined],
    ['not there: the second rel of a link', '</first>; rel="prev"; rel="next"', undefined],
    ['not there: no angle bracket', '/next; rel="next"', undefined],
    ['not there: no end of the target', '</next; rel="next"', undefined],
    ['not there: nothing', '', undefined],
  ])('%s', (_name, header, target) => {
    expect(linkTarget(header, 'next')).toBe(target);
  });

  it('is found among all that RFC 8288 allows', () => {
    const name = fc.stringMatching(/^[a-z!#$&+.^`|~-]{1,6}\*?$/).filter((text) => text !== 'rel');
    const quoted = fc.string({ maxLength: 12 }).map((text) => `"${text.replace(/["\\]/g, '\\$&')}"`);
    const parameter = fc.tuple(name, fc.option(fc.oneof(fc.stringMatching(/^[\w!#$]{1,6}$/), quoted)));
    const text = ([key, value]: [string, string | null]) => (value === null ? key : `${key}=${value}`);
    const target = fc.stringMatching(/^\/[\w/?&=,;"%.-]{0,20}$/);
    const link = (rel: string) =>
      fc
        .tuple(target, fc.array(parameter.map(text), { maxLength: 3 }), fc.array(parameter.map(text), { maxLength: 3 }))
        .map(([to, before, after]) => ({ to, text: [`<${to}>`, ...before, rel, ...after].join('; ') }));
    fc.assert(
      fc.property(fc.array(link('rel="prev last"')), link('rel="last next"'), fc.array(link('rel=next')), (a, b, c) => {
        expect(linkTarget([...a, b, ...c].map((one) => one.text).join(', '), 'next')).toBe(b.to);
      }),
    );
  });

  it('of any text is a part of it, or none', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'<>;,=" \\abrelnext'.split('')) }), (header) => {
        expect(header).toContain(linkTarget(header, 'next') ?? '');
      }),
    );
  });

  it.each<[string, string]>([
    ['brackets', '<'.repeat(15_500)],
    ['empty links', '<>;'.repeat(5000)],
    ['empty links of 60 kB', '<>;'.repeat(20_000)],
    ['links', '<a>; rel=prev, '.repeat(4000)],
    ['types', `<a>; rel="${'prev '.repeat(12_000)}"`],
    ['spaces', `<a>; rel=${' '.repeat(60_000)}`],
    ['spaces before nothing', `<a>${' '.repeat(60_000)}`],
    ['escapes', `<a>; rel="${'\\"'.repeat(30_000)}`],
    ['quotation marks', `<a>; ${'"'.repeat(60_000)}`],
    ['semicolons', `<a>${';'.repeat(60_000)}`],
    ['parameters', `<a>${';a="<>;"'.repeat(7500)}`],
  ])('is looked for in no time: %s', (_name, header) => {
    const started = performance.now();
    linkTarget(header, 'next');
    expect(performance.now() - started).toBeLessThan(100);
  });

  it('is not looked for in more than a response can hold', () => {
    expect(linkTarget(`${' '.repeat(65_536)}</next>; rel="next"`, 'next')).toBeUndefined();
  });
});

describe('the next page', () => {
  const url = new URL('https://registry.example.com/v2/_catalog?n=2');
  it.each<[string, string | undefined, string | undefined]>([
    ['on a path', '</v2/_catalog?last=b>; rel="next"', 'https://registry.example.com/v2/_catalog?last=b'],
    ['on another host', '<https://cdn.test/b>; rel="next"', 'https://cdn.test/b'],
    ['on this very page', '</v2/_catalog?n=2>; rel="next"', undefined],
    ['on no address', '<https://>; rel="next"', undefined],
    ['missing', undefined, undefined],
  ])('%s', (_name, link, next) => {
    expect(nextPage({ url, headers: link === undefined ? {} : { link } })?.href).toBe(next);
  });
});
