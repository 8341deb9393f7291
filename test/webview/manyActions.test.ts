import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compareTokens } from '../../src/inspection/compare.js';
import { fakeJwt } from '../auth/jwtFixture.js';
import { type PanelBrowser, startPanelBrowser } from './browser.js';
import { pastedView } from './kindViews.js';
import { NOW, viewOfComparison } from './tokens.js';

let browser: PanelBrowser;
beforeAll(async () => {
  browser = await startPanelBrowser();
});
afterAll(() => browser.stop());

const granting = (...actions: string[]) =>
  fakeJwt({ sub: 'dana', access: [{ type: 'repository', name: 'a', actions }] });
const many = granting(...Array.from({ length: 30_000 }, (_, index) => `a${index}`));

describe('a token with 30,000 actions', () => {
  it('has a page that names the first of them', async () => {
    const panel = await browser.open({ now: NOW });
    await panel.show(await pastedView(many));
    expect(await panel.page.locator('.grants td').last().innerText()).toMatch(/; 29950 more$/);
    expect(await panel.page.locator('.answer').innerText()).toContain('29,997 more actions');
  });

  it('is compared with another', async () => {
    const panel = await browser.open({ now: NOW });
    const view = viewOfComparison();
    if (view.page !== 'comparison') {
      throw new Error(view.page);
    }
    const comparison = compareTokens({ token: granting('pull'), now: NOW }, { token: many, now: NOW });
    await panel.show({ ...view, comparison });
    expect(await panel.page.locator('.compared th[scope=row]').first().innerText()).toMatch(/^a\s+29950 more$/);
  });
});
