import { describe, expect, it } from 'vitest';
import { isDigest, isRepository, isResourceName, referrersTag, requireReference } from '../../src/auth/reference.js';

const hex = (length: number) => 'a1'.repeat(length / 2);

describe('isDigest', () => {
  it.each([
    [`sha256:${hex(64)}`, true],
    [`sha512:${hex(128)}`, true],
    ['blake3:abcDEF', true],
    ['multihash+base58:QmRZxt2b1FVZ', true],
    [`sha256:${hex(62)}`, false],
    [`sha256:${hex(64).toUpperCase()}`, false],
    [`sha512:${hex(64)}`, false],
    ['sha256:', false],
    [`sha256:${hex(64)}/x`, false],
    ['latest', false],
  ])('%s: %s', (text, expected) => {
    expect(isDigest(text)).toBe(expected);
  });
});

describe('isRepository, and isResourceName', () => {
  it.each([
    ['team/app', true, true],
    ['library/a__b', true, true],
    ['localhost:5000/a', false, true],
    ['registry.example.com:8443/team/app', false, true],
    ['a..b', false, false],
    ['Team/App', false, false],
    ['a//b', false, false],
    ['a:latest', false, false],
    ['x'.repeat(256), false, false],
  ])('%s: %s, %s', (text, repository, name) => {
    expect([isRepository(text), isResourceName(text)]).toEqual([repository, name]);
  });
});

describe('referrersTag', () => {
  it.each([
    [`sha256:${hex(64)}`, `sha256-${hex(64)}`],
    [`sha512:${hex(128)}`, `sha512-${hex(64)}`],
    [
      'test+algorithm+using+algorithm+separators+and+lots+of+characters+to+excercise+limits:alsoSome=InTheEncodedSectionToShowHyphenReplacementAndLotsAndLotsOfCharactersToExcerciseLimits'.toLowerCase(),
      'test-algorithm-using-algorithm-s-alsosome-intheencodedsectiontoshowhyphenreplacementandlotsandlot',
    ],
  ])('%s is kept under %s', (digest, tag) => {
    expect(referrersTag(digest)).toBe(tag);
  });
});

describe('requireReference', () => {
  it.each([
    ['team/app', 'latest'],
    ['library/a__b', 'v1.0-rc_2'],
    ['team/app', `sha256:${hex(64)}`],
  ])('takes %s and %s', (name, reference) => {
    expect(() => {
      requireReference(name, reference);
    }).not.toThrow();
  });
  it.each([
    ['', 'latest', 'repository'],
    ['../secret', 'latest', 'repository'],
    ['team/../app', 'latest', 'repository'],
    ['team//app', 'latest', 'repository'],
    ['a..b', 'latest', 'repository'],
    ['Team/App', 'latest', 'repository'],
    ['localhost:5000/a', 'latest', 'repository'],
    [`${'a/'.repeat(127)}ab`, 'latest', 'repository'],
    ['team/app?x=', 'latest', 'repository'],
    ['team/app', '', 'reference'],
    ['team/app', '../../token', 'reference'],
    ['team/app', 'a b', 'reference'],
    ['team/app', 'sha256:abc', 'reference'],
    ['team/app', 'x'.repeat(129), 'reference'],
  ])('refuses %s and %s', (name, reference, field) => {
    expect(() => {
      requireReference(name, reference);
    }).toThrow(
      expect.objectContaining({ code: 'invalid-input', details: expect.objectContaining({ field }) as object }),
    );
  });
});
