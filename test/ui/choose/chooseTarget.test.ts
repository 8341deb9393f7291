// What a token is fetched for, as a person answers.
import { expect, it } from 'vitest';
import { chooseTarget } from '../../../src/ui/choose/chooseTarget.js';
import { connectionTo, tokensFor } from '../../loopbackTokens.js';
import type { Reply } from '../../vscode/script.js';
import { surfaceAt } from '../surfaceAt.js';

const connection = connectionTo('https://registry.example.com', 'quay', 'quay-robot');
const used = [['repository:a:pull'], ['repository:b:pull,push'], ['repository:c:pull']];

it.each<[string, Reply[], readonly string[]]>([
  [
    'scopes pasted from a challenge',
    [{ type: 'repository:b:pull,push repository:a:pull', to: 'Repository' }],
    ['repository:a:pull', 'repository:b:pull,push'],
  ],
  [
    'several names, the same actions on each',
    [
      { type: 'team/app team/base', to: 'Repository' },
      { several: ['pull', '*'], to: 'team/app, team/base' },
    ],
    ['repository:team/app:*,pull', 'repository:team/base:*,pull'],
  ],
  [
    'several that were used before',
    [
      { pick: 'Several of These in One Token…', to: 'Repository' },
      { several: ['pull on a', 'pull, push on b'], to: 'Scopes that one token is for' },
    ],
    ['repository:a:pull', 'repository:b:pull,push'],
  ],
])('%s', async (_, replies, expected) => {
  const { surface, node, person, usage } = surfaceAt(connection, tokensFor({ type: 'anonymous' }), replies);
  for (const scopes of used.toReversed()) {
    await usage.use(connection.id, scopes);
  }
  const { scopes } = await chooseTarget(surface, 'Fetch Token', node);
  person.done();
  expect(scopes).toEqual(expected);
});
