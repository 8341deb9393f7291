import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readTypedScopes } from '../../../src/ui/choose/typedScopes.js';

describe('what was typed where a token is fetched', () => {
  it.each([
    ['team/app', { names: ['team/app'] }],
    ['app', { names: ['app'], scopes: ['app'] }],
    ['aws', { names: ['aws'], scopes: ['aws'] }],
    ['localhost:5000/team/app', { names: ['localhost:5000/team/app'] }],
    ['team/app  team/base', { names: ['team/app', 'team/base'] }],
    ['repository:team/app:pull', { scopes: ['repository:team/app:pull'] }],
    ['registry:catalog:*', { scopes: ['registry:catalog:*'] }],
    [' repository:a:pull\nrepository:b:pull,push ', { scopes: ['repository:a:pull', 'repository:b:pull,push'] }],
    ['aws repository:a:pull', { scopes: ['aws', 'repository:a:pull'] }],
    ['repository:a:pull,push,*', { scopes: ['repository:a:pull,push,*'] }],
    ['repository:a:pull team/base', 'mixed'],
    ['https://x/y repository:a:pull', { scopes: ['https://x/y', 'repository:a:pull'] }],
    ['*', { scopes: ['*'] }],
    ['repository:a:', undefined],
    ['Team/App', undefined],
    ['', undefined],
  ])('%j', (text, expected) => {
    expect(readTypedScopes(text)).toEqual(expected);
  });

  it('keeps every word of scopes as it is', () => {
    const scope = fc.constantFrom('repository:a:pull', 'registry:catalog:*', 'repository(plugin):b/c:pull,push', 'aws');
    fc.assert(
      fc.property(fc.array(scope, { minLength: 1 }), (words) => {
        const read = readTypedScopes(['repository:x:pull', ...words].join(' '));
        expect(read).toEqual({ scopes: ['repository:x:pull', ...words] });
      }),
    );
  });
});
