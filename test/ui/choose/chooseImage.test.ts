// Which image is read, and what Diagnose tries, as a person answers.
import { describe, expect, it } from 'vitest';
import { chooseImage, chooseTrial } from '../../../src/ui/choose/chooseImage.js';
import type { PickQuestion } from '../../../src/ui/prompts/ask.js';
import type { Node } from '../../../src/ui/treeNode.js';
import { connectionTo, tokensFor } from '../../loopbackTokens.js';
import type { Reply } from '../../vscode/script.js';
import { surfaceAt } from '../surfaceAt.js';

const connection = connectionTo('https://registry.example.com');
const content = new URL(connection.address);
const digest = `sha256:${'a'.repeat(64)}`;

type Choose = typeof chooseImage | typeof chooseTrial;

async function chosen(choose: Choose, replies: readonly Reply[], used: readonly string[][], node?: Node) {
  const { surface, person, usage } = surfaceAt(connection, tokensFor({ type: 'anonymous' }), replies);
  for (const scopes of used.toReversed()) {
    await usage.use(connection.id, scopes);
  }
  let rows: readonly string[] = [];
  let typed: ((text: string) => unknown) | undefined;
  const ask: typeof person = {
    ...person,
    pick: (question) => {
      const { choices, last = [] }: PickQuestion<unknown> = question;
      rows = [...choices, ...last].map(({ label }) => label);
      typed = (text) => question.typed?.(text);
      return person.pick(question);
    },
  };
  const window = { ...surface, ask };
  const place = { title: 'Title' };
  const value = await (choose === chooseImage
    ? chooseImage(window, place, connection, content, node)
    : chooseTrial(window, place, connection, node));
  return { value, rows, typed: (text: string) => typed?.(text) };
}

const known = [['repository:team/app:pull'], ['repository:team/base:pull']];

describe('an image', () => {
  it.each<[string, Reply, object]>([
    ['is the latest of a known repository', { pick: 'team/app:latest' }, { reference: 'latest' }],
    ['is a tag of it', { type: '1.0', to: 'or a tag or digest of team/app' }, { reference: '1.0' }],
    ['is a digest of it', { type: digest }, { reference: digest }],
    ['is another, typed whole', { type: 'other/app:2' }, { repository: 'other/app', reference: '2' }],
    ['is a known one without its tag', { type: 'team/base' }, { repository: 'team/base', reference: 'latest' }],
  ])('%s', async (_, reply, expected) => {
    const { value } = await chosen(chooseImage, [reply], known);
    expect(value).toEqual({ repository: 'team/app', ...expected });
  });

  it('of one word can be a tag or a repository', async () => {
    const { typed } = await chosen(chooseImage, [{ pick: 'team/app' }], known);
    expect(typed('redis')).toMatchObject([{ label: 'team/app:redis' }, { label: 'redis:latest' }]);
  });

  it('on another host is named as it was typed', async () => {
    const { typed } = await chosen(chooseImage, [{ pick: 'team/app' }], known);
    expect(typed('1.0/app:2')).toBe('This image is on 1.0, but the connection is to registry.example.com.');
    expect(typed('Other.Example/app:2')).toMatch(/is on other\.example,/);
  });

  it('of nothing known is typed whole', async () => {
    const { value, rows, typed } = await chosen(chooseImage, [{ type: 'team/app:1' }], []);
    expect([value, rows]).toEqual([{ repository: 'team/app', reference: '1' }, []]);
    expect(typed('1.0')).toBe('Enter an image, such as team/app:1.0.');
  });
});

describe('a diagnosis', () => {
  const push = ['repository:team/app:pull,push'];

  it('of a row asks first what the row asks', async () => {
    const node: Node = { type: 'scope', connection, scopes: push };
    const { value, rows } = await chosen(chooseTrial, [{ pick: 'pull, push on team/app' }], known, node);
    expect(rows).toEqual(['pull, push on team/app', 'team/app:latest', 'Only sign in']);
    expect(value).toEqual({ scopes: push, push: 'team/app' });
  });

  it('of a connection begins with what was used last', async () => {
    const { value, rows } = await chosen(
      chooseTrial,
      [{ pick: 'team/app:latest' }],
      [['repository:team/app:pull'], ['registry:catalog:*'], push],
    );
    expect(rows).toEqual(['team/app:latest', 'the catalog', 'pull, push on team/app', 'Only sign in']);
    expect(value).toEqual({ image: { repository: 'team/app', reference: 'latest' } });
  });

  it('takes an image or a repository to push to that is typed', async () => {
    const { typed } = await chosen(chooseTrial, [{ pick: 'Only sign in' }], known);
    expect(typed('other/app:2')).toMatchObject([{ label: 'other/app:2' }, { label: 'Push to other/app' }]);
  });
});
