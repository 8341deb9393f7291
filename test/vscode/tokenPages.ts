// Pages of tokens from the playground, with a person at them who follows a script.
import type { Connection } from '../../src/connections/connection.js';
import { tokenPage } from '../../src/ui/inspect/tokenPage.js';
import type { ItemAction, PageAction } from '../../src/ui/panel/actions.js';
import type { Here, PanelInput, TokenInput } from '../../src/ui/panel/view.js';
import { type Reply, type Script, script } from './script.js';
import { forgetAll, type TestSurface, testSurface } from './testSurface.js';

export interface TokenPages {
  readonly surface: TestSurface;
  readonly connection: Connection;
  readonly scopes: readonly string[];
  /** The panel that the pages are in. */
  readonly here: Here;
  /** What was shown in it. */
  readonly shown: PanelInput[];
  /** Who was asked last. */
  person(): Script;
  /** A fetched token, of the first connection where no kind is named. */
  fetched(wanted?: { readonly kind?: string; readonly scopes?: readonly string[] }): Promise<TokenInput>;
  /** Presses a button of the page; gives what was told. `button` is that of every message. */
  press(page: TokenInput, action: PageAction, replies?: readonly Reply[], button?: string): Promise<string>;
  /** The same with the button of one thing on it. */
  pressItem(page: TokenInput, action: ItemAction, index: number, replies?: readonly Reply[]): Promise<string>;
  stop(): Promise<void>;
}

export async function startTokenPages(): Promise<TokenPages> {
  await forgetAll();
  const surface = await testSurface(script([]));
  await surface.playground.start();
  const [connection] = surface.playground.connections();
  if (connection === undefined) {
    throw new Error('the playground has no connection');
  }
  const scopes = ['repository:team/app:pull'];
  const shown: PanelInput[] = [];
  const take = (input: PanelInput) => void shown.push(input);
  const here: Here = { show: take, update: take };
  let person = script([]);
  /** Acts with a person who answers like that; gives what was told. */
  async function following(act: () => unknown, replies: readonly Reply[], button = ''): Promise<string> {
    person = script(replies, () => button);
    surface.ask = person;
    await act();
    person.done();
    return person.told.map(({ text }) => text).join('\n');
  }
  return {
    ...{ surface, connection, scopes, here, shown },
    person: () => person,
    async fetched({ kind = connection.kind, scopes: asked = scopes } = {}) {
      const to = surface.playground.connections().find((one) => one.kind === kind);
      if (to === undefined) {
        throw new Error(`the playground has no ${kind}`);
      }
      const tokens = await surface.tokens();
      const { trace } = await tokens.get(to, asked, { signal: new AbortController().signal });
      return tokenPage(surface, { from: 'connection', connection: to, scopes: asked, trace, evidence: {} });
    },
    press: (page, action, replies = [], button) => following(() => page.actions[action]?.(here), replies, button),
    pressItem: (page, action, index, replies = []) => following(() => page.actions[action]?.(index, here), replies),
    async stop() {
      await surface.dispose();
      await forgetAll();
    },
  };
}
