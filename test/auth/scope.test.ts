import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatScope, mergeScopes, missingScopes, parseScope, wireScopes } from '../../src/auth/scope.js';

describe('parseScope', () => {
  it.each([
    [
      'a repository',
      'repository:team/app:pull,push',
      { type: 'repository', name: 'team/app', actions: ['pull', 'push'] },
    ],
    [
      'a port in the name',
      'repository:localhost:5000/team/app:pull',
      { type: 'repository', name: 'localhost:5000/team/app', actions: ['pull'] },
    ],
    ['a class', 'repository(plugin):a/b:pull', { type: 'repository(plugin)', name: 'a/b', actions: ['pull'] }],
    ['the catalogue', 'registry:catalog:*', { type: 'registry', name: 'catalog', actions: ['*'] }],
    [
      'a hyphen in the type',
      'artifact-repository:repo:pull',
      { type: 'artifact-repository', name: 'repo', actions: ['pull'] },
    ],
    ['no action', 'repository:a:', { type: 'repository', name: 'a', actions: [] }],
    ['empty actions between', 'repository:a:pull,,push', { type: 'repository', name: 'a', actions: ['pull', 'push'] }],
    ['a wildcard name', 'repository:*:pull', { type: 'repository', name: '*', actions: ['pull'] }],
    ['no resource scope', 'aws', { type: 'aws', name: '', actions: [] }],
    ['a bare star', '*', { type: '*', name: '', actions: [] }],
    ['one colon', 'repository:pull', { type: 'repository:pull', name: '', actions: [] }],
    ['no name', 'repository::pull', { type: 'repository::pull', name: '', actions: [] }],
    ['no type', ':a:pull', { type: ':a:pull', name: '', actions: [] }],
    ['nothing', '', { type: '', name: '', actions: [] }],
  ])('%s', (_, text, scope) => {
    expect(parseScope(text)).toEqual(scope);
  });

  it('formats back what it read', () => {
    expect(formatScope(parseScope('repository:localhost:5000/a:pull,push'))).toBe(
      'repository:localhost:5000/a:pull,push',
    );
    expect(formatScope(parseScope('aws'))).toBe('aws');
  });
});

describe('mergeScopes', () => {
  it.each([
    ['actions of one name', ['repository:a:push', 'repository:a:pull'], ['repository:a:pull,push']],
    ['several in one element', ['repository:b:pull repository:a:pull'], ['repository:a:pull', 'repository:b:pull']],
    ['a star swallows', ['repository:a:pull,*,push'], ['repository:a:*']],
    ['no action left', ['repository:a:'], []],
    ['an empty one beside a full one', ['repository:a:', 'repository:a:pull'], ['repository:a:pull']],
    ['duplicates', ['repository:a:pull', 'repository:a:pull,pull'], ['repository:a:pull']],
    ['other text', ['aws', 'repository:a:pull', 'aws', '*'], ['*', 'aws', 'repository:a:pull']],
    ['blanks and nothing', ['  ', ''], []],
    [
      'names like members of an object',
      ['repository:__proto__:pull', 'constructor:a:b'],
      ['constructor:a:b', 'repository:__proto__:pull'],
    ],
    ['types apart', ['registry:a:pull', 'repository:a:pull'], ['registry:a:pull', 'repository:a:pull']],
  ])('%s', (_, scopes, merged) => {
    expect(mergeScopes(scopes)).toEqual(merged);
  });

  const word = fc.stringMatching(/^[a-z*:,/() ]{0,12}$/);
  it('is idempotent and free of order', () => {
    fc.assert(
      fc.property(fc.array(word), (scopes) => {
        const merged = mergeScopes(scopes);
        expect(mergeScopes(merged)).toEqual(merged);
        expect(mergeScopes([...scopes].reverse())).toEqual(merged);
        expect(mergeScopes([scopes.join(' ')])).toEqual(merged);
      }),
    );
  });
});

describe('wireScopes', () => {
  it.each([
    [['repository:a:pull', 'repository:a:*,push'], ['repository:a:*,pull,push']],
    [['repository:b:pull repository:a:push,pull'], ['repository:a:pull,push', 'repository:b:pull']],
    [
      ['aws', 'registry:catalog:*', 'aws'],
      ['aws', 'registry:catalog:*'],
    ],
    [['repository:a:'], []],
  ])('%j names every action as asked', (scopes, expected) => {
    expect(wireScopes(scopes)).toEqual(expected);
    expect(mergeScopes(wireScopes(scopes))).toEqual(mergeScopes(scopes));
  });
});

describe('missingScopes', () => {
  it.each([
    ['all granted', ['repository:a:pull,push'], ['repository:a:pull'], []],
    ['one action missing', ['repository:a:pull'], ['repository:a:push,pull'], ['repository:a:push']],
    ['granted star covers', ['repository:a:*'], ['repository:a:pull,delete'], []],
    ['asked star needs a star', ['repository:a:pull,push,delete'], ['repository:a:*'], ['repository:a:*']],
    ['asked star is granted', ['repository:a:*'], ['repository:a:*'], []],
    ['another name', ['repository:b:pull'], ['repository:a:pull'], ['repository:a:pull']],
    ['names are case-sensitive', ['repository:A:pull'], ['repository:a:pull'], ['repository:a:pull']],
    ['the class is ignored', ['repository:a:pull'], ['repository(plugin):a:pull'], []],
    ['the class is ignored on the other side', ['repository(plugin):a:pull'], ['repository:a:pull'], []],
    ['classes are joined', ['repository(x):a:pull', 'repository(y):a:push'], ['repository:a:pull,push'], []],
    ['granted in single actions', ['repository:a:pull', 'repository:a:push'], ['repository:a:pull,push'], []],
    ['nothing granted', [], ['repository:a:pull', 'aws'], ['aws', 'repository:a:pull']],
    ['other text granted', ['aws'], ['aws'], []],
    ['nothing asked', ['repository:a:pull'], [], []],
  ])('%s', (_, granted, requested, missing) => {
    expect(missingScopes(granted, requested)).toEqual(missing);
  });
});
