import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { HttpResponse } from '../../src/auth/http.js';
import type { Io } from '../../src/auth/io.js';
import { formatScope, mergeScopes, wireScopes } from '../../src/auth/scope.js';
import type { Token } from '../../src/auth/token.js';
import { readCatalogue } from '../../src/distribution/catalogue.js';
import { repositoryScopes } from '../../src/registries/shared/repositoryScopes.js';

const registry = new URL('https://registry.example.com');
const token: Token = { scheme: 'Bearer', value: 'v', use: 'access', obtainedAt: 0, expirySource: 'none', scopes: [] };
const { catalogue } = repositoryScopes;

/** What is listed, page by page, by a registry that sends this. */
async function listed(pages: readonly unknown[]): Promise<{ names: readonly string[]; asked: number }> {
  let asked = 0;
  const io = {
    secrets: [],
    http: ({ url }: { url: URL }): Promise<Partial<HttpResponse>> => {
      const text = JSON.stringify(pages[asked]);
      asked += 1;
      const headers = asked < pages.length ? { link: `</v2/_catalog?page=${String(asked)}>; rel="next"` } : {};
      return Promise.resolve({ status: 200, url, headers, text });
    },
  };
  // Nothing else of the world is used.
  const names = catalogue && (await readCatalogue(registry, catalogue, token, io as unknown as Io));
  return { names: names ?? [], asked };
}
const namesIn = async (repositories: unknown): Promise<readonly string[]> => (await listed([{ repositories }])).names;

describe('a name in the catalog', () => {
  it.each([
    'app',
    'team/app',
    'a/b/c/d',
    'team/app_1.2--3',
    'a__b',
    '0',
    'host.example:5000/team/app',
    'a'.repeat(255),
  ])('is listed: %s', async (name) => {
    expect(await namesIn([name])).toEqual([name]);
  });

  it.each<[string, unknown]>([
    ['nothing', ''],
    ['a way up', '../../x'],
    ['a way to somewhere else', '//evil.test/x'],
    ['more than a name has', 'a'.repeat(100_000)],
    ['several scopes', 'team/app   … x:delete,push repository:prod/secret'],
    ['a scope', 'repository:prod/secret:delete'],
    ['actions', 'team/app:delete'],
    ['a line break', 'team/app\nrepository:prod/secret'],
    ['a control character', 'team/\u0007app'],
    ['an invisible character', 'team/a\u200bpp'],
    ['text that turns around', 'team/\u202eppa'],
    ['a letter that looks like another', 'te\u0430m/app'],
    ['an escape', 'team%2fapp'],
    ['a query', 'team/app?x'],
    ['a tag', 'team/app:latest'],
    ['a number', 5],
    ['a list', ['team/app']],
  ])('is left out: %s', async (_name, name) => {
    expect(await namesIn(['first', name, 'second'])).toEqual(['first', 'second']);
  });

  it('never makes more than one scope, which is for that name', async () => {
    const part = fc.constantFrom(
      'a',
      'team/',
      ':',
      ',',
      ' ',
      '\t',
      '\u2003',
      '\n',
      '*',
      'pull',
      'repository:',
      '5000',
      '.',
      '-',
    );
    const name = fc.oneof(
      fc.string(),
      fc.array(part, { maxLength: 8 }).map((parts) => parts.join('')),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(name), async (repositories) => {
        for (const one of await namesIn(repositories)) {
          const scope = formatScope({ type: 'repository', name: one, actions: ['pull'] });
          expect(scope).toBe(`repository:${one}:pull`);
          expect([mergeScopes([scope]), wireScopes([scope])]).toEqual([[scope], [scope]]);
        }
      }),
    );
  });

  it('is one of ten thousand at most', async () => {
    const page = (first: number) => ({
      repositories: Array.from({ length: 6000 }, (_, at) => `a${String(first + at)}`),
    });
    const { names, asked } = await listed([page(0), page(6000), page(12_000)]);
    expect([names.length, asked]).toEqual([10_000, 2]);
  });
});
