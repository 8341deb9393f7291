// The page for a token of each sort, in the editor's four themes: what is said first, and that everybody can read it.
// Leaves pictures in out/panel for somebody to look at.
import axe, { type AxeResults } from 'axe-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hostileTokens } from '../inspection/hostileTokens.js';
import { type PanelBrowser, type PanelPage, startPanelBrowser } from './browser.js';
import { type KindTokenName, kindTokenNames } from './kindTokens.js';
import { kindTokenView, pastedView } from './kindViews.js';
import { themeNames } from './themes.js';
import { NOW } from './tokens.js';

let browser: PanelBrowser;
beforeAll(async () => {
  browser = await startPanelBrowser();
});
afterAll(() => browser.stop());

const overflow = (panel: PanelPage): Promise<number> =>
  panel.page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');

describe('a token of each sort', () => {
  const sentences: Readonly<Record<KindTokenName, RegExp>> = {
    'acr-access':
      /^node-pull can pull from team\/app and team\/base on .* \S+ did not grant permission to push to team\/app\.$/,
    'acr-refresh': /^dana@contoso.example can get access tokens on .* with this refresh token for 3 more hours\.$/,
    'docker-hub': /can pull from dana\/app on registry-1\.docker\.io for 5 more minutes\.$/,
    'quay-empty': /^Signed in as team\+ci, but \S+ granted no access to \S+\.$/,
    gitlab: /^dana can pull from and push to group\/project/,
    magento: /on shop\.example\.com for 4 more hours\. It doesn’t state what it grants\.$/,
    ecr: /^This token identifies AKIAEXAMPLE on .* for 12 more hours. It doesn’t state what it grants\.$/,
    opaque: /^Only the service that issued this token can decode it/,
    encrypted: /^This token is encrypted/,
    damaged: /^This looks like a JWT, but it is damaged/,
    hostile: /^This token says that “<img src=x onerror=alert\(1\)>” can /,
  };

  it.each(themeNames)(
    'says what it is good for, and axe finds nothing, in %s',
    async (theme) => {
      const panel = await browser.open({ now: NOW, theme });
      await panel.page.clock.resume();
      await panel.page.evaluate(axe.source);
      for (const name of kindTokenNames) {
        await panel.show(await kindTokenView(name));
        expect(await panel.page.locator('.answer').innerText()).toMatch(sentences[name]);
        const { violations } = await panel.page.evaluate<AxeResults>('axe.run()');
        const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
        expect(found, name).toEqual([]);
        await panel.screenshot(`${name}-${theme}`);
      }
      expect(panel.complaints).toEqual([]);
    },
    180_000,
  );

  it.each<[KindTokenName, string]>([
    ['docker-hub', 'Copy Token'],
    ['quay-empty', 'Fetch Again'],
  ])('offers first what helps with %s', async (name, first) => {
    const panel = await browser.open({ now: NOW });
    await panel.show(await kindTokenView(name));
    expect(await panel.page.locator('header button.primary').allInnerTexts()).toEqual([first]);
  });

  it.each([320, 500, 2000])('fits into %i px', async (width) => {
    const panel = await browser.open({ now: NOW, width });
    for (const name of kindTokenNames) {
      await panel.show(await kindTokenView(name));
      expect(await overflow(panel), name).toBe(0);
      await panel.screenshot(`${name}-${width}`);
    }
  });
});

describe('a hostile token', () => {
  it('runs nothing, breaks no layout and freezes nothing', async () => {
    const panel = await browser.open({ now: NOW, width: 600 });
    for (const { name, value, refused } of hostileTokens) {
      await panel.show(await pastedView(value));
      const foreign =
        'document.querySelectorAll("main :is(img, script, a, i, u, b, iframe, object, form, style)").length';
      expect(await panel.page.evaluate(foreign), name).toBe(0);
      expect(await overflow(panel), name).toBe(0);
      if (refused) {
        expect(await panel.page.locator('#claims').count(), name).toBe(0);
      }
    }
    expect(hostileTokens.length).toBeGreaterThanOrEqual(60);
    expect(panel.complaints).toEqual([]);
  }, 180_000);
});
