// What becomes of a page that is drawn anew: the reader keeps their place, and nothing of what was there is left.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TokenView } from '../../src/ui/panel/messages.js';
import { type PanelBrowser, type PanelPage, startPanelBrowser } from './browser.js';
import { HOST, NOW, viewFor, viewOfDiagnosis } from './tokens.js';

let browser: PanelBrowser;
beforeAll(async () => {
  browser = await startPanelBrowser();
});
afterAll(() => browser.stop());

const focused = (panel: PanelPage) =>
  panel.page.evaluate('document.activeElement.ariaLabel ?? document.activeElement.innerText');
const same = (panel: PanelPage, view: TokenView | ReturnType<typeof viewOfDiagnosis>) =>
  panel.post({ type: 'show', same: true, view });

async function opened(view: Parameters<PanelPage['show']>[0], width = 1000): Promise<PanelPage> {
  const panel = await browser.open({ now: NOW, width });
  await panel.show(view);
  return panel;
}

describe('a page that is drawn anew', () => {
  it('keeps the focus on the button that was pressed', async () => {
    const panel = await opened({ ...viewFor('fine'), keptOpen: false });
    await panel.page.getByRole('button', { name: 'Keep Open' }).press('Enter');
    await same(panel, { ...viewFor('fine'), keptOpen: true });
    expect(await focused(panel)).toBe('Keep Open');
    await panel.page.getByRole('button', { name: 'Copy as curl' }).nth(1).focus();
    await same(panel, viewFor('fine'));
    expect(await focused(panel)).toBe('Copy as curl: Exchanged user name and password for a token');
  });

  it('keeps it there for another token of the same place too, and begins at the top', async () => {
    const panel = await opened(viewFor('fine'));
    await panel.page.evaluate('scrollTo(0, 500)');
    await panel.page.getByRole('button', { name: 'Fetch Again' }).focus();
    await panel.show(viewFor('expiring'));
    expect(await focused(panel)).toBe('Fetch Again');
    expect(await panel.page.evaluate('scrollY')).toBe(0);
    await panel.show(viewFor('pasted'));
    expect(await focused(panel)).toBe('Pasted token');
  });

  it('keeps what was typed, unfolded and read', async () => {
    const many = viewFor('many');
    const panel = await opened(many, 400);
    await panel.page.getByRole('searchbox').fill('service-99');
    await panel.page.evaluate('scrollTo(0, 120)');
    await same(panel, many);
    expect(await panel.page.getByRole('searchbox').inputValue()).toBe('service-99');
    expect(await panel.page.locator('.filter').getByRole('status').innerText()).toBe('11 of 1200');
    expect(await focused(panel)).toBe('Filter by repository, action or state');
    expect(await panel.page.evaluate('scrollY')).toBe(120);

    await panel.show(viewOfDiagnosis('running'));
    await panel.page.locator('details summary').first().click();
    await same(panel, viewOfDiagnosis('oneFailed'));
    expect(await panel.page.locator('details').first().getAttribute('open')).toBe('');
    expect(await focused(panel)).toBe('Evidence');
  });

  it('asks for it when a moment has passed that changes what is said, and again a minute later', async () => {
    const panel = await opened(viewFor('fine'));
    const { clock } = panel.page;
    await clock.runFor(5_000);
    expect(await panel.sent()).toEqual([{ type: 'ready' }]);
    await clock.setSystemTime(NOW + 2_700_000);
    await clock.runFor(30_000);
    expect(await panel.sent()).toEqual([{ type: 'ready' }, { type: 'due' }]);
    await clock.runFor(32_000);
    expect(await panel.sent()).toEqual([{ type: 'ready' }, { type: 'due' }, { type: 'due' }]);
  });
});

describe('a page that cannot be drawn', () => {
  const fine = viewFor('fine');
  const [answer] = fine.inspection.answers;
  const rows = [
    { name: 'because the page is another', view: { ...fine, inspection: {} } },
    {
      name: 'because of a number',
      view: { ...fine, inspection: { ...fine.inspection, life: { to: { at: 1e300 } } } },
    },
    {
      name: 'because of a time beyond the calendar',
      view: { ...fine, inspection: { ...fine.inspection, answers: [{ ...answer, sentence: [{ time: 1e300 }] }] } },
    },
  ];
  it.each(rows)('leaves nothing of the one before, and tells the host: $name', async ({ view }) => {
    const panel = await opened(fine);
    await panel.post({ type: 'show', view });
    expect(await panel.page.getByRole('main').innerText()).toBe('This page could not be shown.');
    expect(await panel.sent()).toEqual([{ type: 'ready' }, { type: 'failed' }]);
    await panel.show(fine);
    expect(await panel.page.locator('.answer').innerText()).toContain(HOST);
  });

  it('is not one with a hundred thousand actions', async () => {
    const actions = Array.from({ length: 100_000 }, (_, index) => ({ action: `a${index}`, state: 'granted' as const }));
    const grants = [{ type: 'repository', name: 'team/app', actions }];
    const panel = await opened({ ...fine, inspection: { ...fine.inspection, grants } });
    expect(await panel.page.locator('.grants tbody tr').count()).toBe(1);
    expect(await panel.page.locator('.answer').innerText()).toContain(HOST);
  });
});
