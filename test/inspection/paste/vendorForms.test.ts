import { describe, expect, it } from 'vitest';
import { findTokens } from '../../../src/inspection/paste.js';
import { opaqueForms } from '../../../src/registries/tokenKnowledge.js';
import { vendorTokens } from '../vendorTokens.js';
import { inOneLine } from './samples.js';

/** Forms that many other texts have too can only be found behind a name. */
const isCommon = (token: string) => opaqueForms.find(({ looks }) => looks.test(token))?.common === true;
const all = Object.entries(vendorTokens);
/** The first is a login, which is shown as that unless it is sent as a bearer; an ID isn't secret. */
const bearersOnly = ['GHCR, user and token in base64', 'AWS, access key ID', 'Alibaba, access key ID'];
const tokens = all.filter(([name]) => !bearersOnly.includes(name));

describe('tokens of all vendors', () => {
  it.each(tokens)('%s is found alone', (_name, token) => {
    expect(findTokens(token).map(({ value }) => value)).toEqual([token]);
  });

  it.each(tokens.filter(([, token]) => !isCommon(token)))('%s is found in a sentence', (_name, token) => {
    expect(findTokens(`The answer is ${token} as of today.`).map(({ value }) => value)).toEqual([token]);
  });

  it.each(all)('%s is found behind its scheme', (_name, token) => {
    for (const text of [`GET /v2/ HTTP/1.1\nAuthorization: Bearer ${token}\nAccept: */*\n`, `Bearer ${token} works`]) {
      for (const pasted of [text, inOneLine(text)]) {
        expect(findTokens(pasted).map(({ value }) => value)).toEqual([token]);
      }
    }
  });
});
