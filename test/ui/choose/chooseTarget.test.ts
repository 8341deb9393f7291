// What a token is fetched for, as a person answers.
import { describe, expect, it } from 'vitest';
import type { Connection } from '../../../src/connections/connection.js';
import { chooseTarget } from '../../../src/ui/choose/chooseTarget.js';
import type { PickQuestion, PickSeveralQuestion } from '../../../src/ui/prompts/ask.js';
import { connectionTo, tokensFor } from '../../loopbackTokens.js';
import type { Reply } from '../../vscode/script.js';
import { surfaceAt } from '../surfaceAt.js';

const connection = connectionTo('https://registry.example.com', 'quay', 'quay-robot');
const used = [['repository:a:pull'], ['repository:b:pull,push'], ['repository:c:pull']];

interface Listed {
  readonly title: string;
  readonly rows: readonly string[];
  readonly ticked: readonly string[];
}

/** Answers the questions at a connection with these used and suggested scopes. */
async function choose(
  replies: readonly Reply[],
  {
    at = connection,
    suggested = [],
    ...known
  }: { used?: readonly string[][]; suggested?: readonly string[][]; at?: Connection; row?: boolean } = {},
) {
  const { surface, node, person, usage } = surfaceAt(at, tokensFor({ type: 'anonymous' }), replies);
  for (const scopes of (known.used ?? used).toReversed()) {
    await usage.use(at.id, scopes);
  }
  for (const scopes of suggested.toReversed()) {
    await usage.suggest(at.id, scopes);
  }
  const lists: Listed[] = [];
  const listed = (question: PickQuestion<unknown> | PickSeveralQuestion<unknown>): void => {
    const choices = [...question.choices, ...('last' in question ? (question.last ?? []) : [])];
    const ticked = choices.filter(({ picked }) => picked === true).map(({ label }) => label);
    lists.push({ title: question.title, rows: choices.map(({ label }) => label), ticked });
  };
  const ask: typeof person = {
    ...person,
    pick: (question) => {
      listed(question);
      return person.pick(question);
    },
    pickSeveral: (question) => {
      listed(question);
      return person.pickSeveral(question);
    },
  };
  const given = known.row === false ? undefined : node;
  const { scopes } = await chooseTarget({ ...surface, ask }, 'Fetch Token', given);
  person.done();
  return { scopes, lists, asked: person.asked };
}

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
      { several: ['pull on a', 'pull, push on b'], to: 'Scopes for one token' },
    ],
    ['repository:a:pull', 'repository:b:pull,push'],
  ],
  ['scopes that are known, without another question', [{ pick: 'pull, push on b' }], ['repository:b:pull,push']],
  [
    'another repository, whose name is typed',
    [{ pick: 'Other repository…' }, { text: 'team/new', to: 'Repository name' }, { several: ['pull'], to: 'team/new' }],
    ['repository:team/new:pull'],
  ],
  [
    'the list again after going back from a name',
    [{ pick: 'Other repository…' }, { back: true }, { pick: 'pull on a' }],
    ['repository:a:pull'],
  ],
])('%s', async (_, replies, expected) => {
  expect((await choose(replies)).scopes).toEqual(expected);
});

it('adds an action to a known repository in one step, with the known ones ticked', async () => {
  const { scopes, lists } = await choose([{ pick: 'Other actions on b…' }, { several: ['pull', 'push', '*'] }]);
  expect(scopes).toEqual(['repository:b:*,pull,push']);
  expect(lists.map(({ title }) => title)).toEqual(Array(2).fill('registry.example.com: Fetch Token'));
  expect(lists[0]?.rows.slice(3)).toEqual([
    ...['Other actions on a…', 'Other actions on b…', 'Other actions on c…'],
    ...['Several of These in One Token…', 'Other repository…'],
  ]);
  expect(lists[1]?.ticked).toEqual(['pull', 'push']);
});

it('offers a repository that was pasted, until it was fetched', async () => {
  const suggested = [['repository:team/app:pull']];
  const first = await choose([{ pick: 'pull on team/app' }], { used: [], suggested });
  expect(first.lists[0]?.rows).toEqual(['pull on team/app', 'Other actions on team/app…', 'Other repository…']);
  const { lists } = await choose([{ pick: 'pull on a' }], { suggested: [['repository:b:push']] });
  expect(lists[0]?.rows).not.toContain('push on b');
});

describe('with one connection and no row', () => {
  it('only the scopes are asked for', async () => {
    const { asked, lists } = await choose([{ pick: 'pull on a' }], { row: false });
    expect(asked).toHaveLength(1);
    expect(lists[0]?.title).toBe('registry.example.com: Fetch Token');
  });

  it('the connection is asked for where nothing else is, as other extensions can run the command', async () => {
    const shop = connectionTo('https://shop.example.com', 'magento', 'customer');
    const { asked } = await choose([{ pick: 'shop.example.com' }], { row: false, at: shop, used: [] });
    expect(asked).toHaveLength(1);
  });

  it('nothing is sent before the user types', async () => {
    const sent: string[] = [];
    const { surface, person } = surfaceAt(connection, tokensFor({ type: 'anonymous' }), []);
    const tokens = Object.assign(() => Promise.reject(new Error('loaded')), { peek: () => undefined });
    let question: PickQuestion<unknown> | undefined;
    const ask: typeof person = {
      ...person,
      pick: (asked) => {
        question = asked;
        return Promise.reject(new Error('nobody answers'));
      },
    };
    const log = { error: (error: unknown) => void sent.push(String(error)) };
    await expect(
      chooseTarget({ ...surface, ask, tokens, log: { ...surface.log, ...log } }, '', undefined),
    ).rejects.toThrow();
    expect([question?.onTyping, sent]).toEqual([true, []]);
  });
});
