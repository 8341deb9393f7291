// What is left of a panel after a reload.
import { strict as assert } from 'node:assert';
import { restorePanel } from '../../src/ui/inspect/restorePanel.js';
import { type FakePanel, fakePanel } from './fakePanel.js';
import { script } from './script.js';
import { startTokenPages, type TokenPages } from './tokenPages.js';

describe('a panel after a reload', () => {
  let pages: TokenPages;
  before(async () => {
    pages = await startTokenPages();
  });
  after(() => pages.stop());

  const restored = async (state: unknown): Promise<FakePanel> => {
    const fake = fakePanel();
    await restorePanel(pages.surface, fake.panel, state);
    fake.say({ type: 'ready' });
    return fake;
  };
  const sentence = ({ told }: FakePanel) => {
    const view = told.at(-1)?.view;
    if (view?.page === 'token') {
      return view.inspection.answers[0].text;
    }
    return view?.page === 'empty' ? view.sentence : undefined;
  };

  it('shows one that was fetched since', async () => {
    await pages.fetched();
    assert.match(sentence(await restored({ connectionId: pages.connection.id })) ?? '', /can pull from team\/app/);
  });

  it('shows none otherwise, and fetches one there on demand', async () => {
    (await pages.surface.tokens()).forget();
    const fake = await restored({ connectionId: pages.connection.id });
    assert.match(sentence(fake) ?? '', /only in memory/);
    assert.equal(fake.state.reveals, 0);
    pages.surface.ask = script([{ type: 'team/app', to: 'Repository' }, { several: ['pull'] }]);
    const view = fake.until(({ view: { page } }) => page === 'token');
    fake.say({ type: 'fetchToken' });
    await view;
    assert.match(sentence(fake) ?? '', /can pull from team\//);
  });

  it('says that a connection is gone, or that a pasted token was not kept', async () => {
    assert.match(sentence(await restored({ connectionId: 'no such' })) ?? '', /was removed/);
    for (const state of [undefined, {}, { token: 'x' }, 'x', { connectionId: 7 }]) {
      assert.match(sentence(await restored(state)) ?? '', /^Pasted text isn’t kept/);
    }
  });
});
