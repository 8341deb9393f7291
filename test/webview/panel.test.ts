import axe, { type AxeResults } from 'axe-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { same } from '../../src/text/message.js';
import { tokenView } from '../../src/ui/panel/view.js';
import { type PanelBrowser, type PanelPage, startPanelBrowser } from './browser.js';
import { type ThemeName, themeNames } from './themes.js';
import {
  type CaseName,
  caseNames,
  cases,
  HOST,
  inputOf,
  NOW,
  viewFor,
  viewOfChallenge,
  viewOfComparison,
  viewOfDiagnosis,
  viewOfFailure,
  viewOfNothing,
  viewOfWarnings,
} from './tokens.js';

let browser: PanelBrowser;
beforeAll(async () => {
  browser = await startPanelBrowser();
});
afterAll(() => browser.stop());

async function shown(name: CaseName, options: { theme?: ThemeName; width?: number } = {}): Promise<PanelPage> {
  const panel = await browser.open({ now: NOW, ...options });
  await panel.show(viewFor(name));
  return panel;
}

const textOf = (panel: PanelPage, selector: string) => panel.page.locator(selector).first().innerText();

/** Words next to which something has the colour for good, whatever made it so. */
const greens = (panel: PanelPage) =>
  panel.page.evaluate(`[...document.querySelectorAll('main *')].filter((element) => {
    const { color, fill, borderTopColor } = getComputedStyle(element);
    return [color, fill, borderTopColor].includes('rgb(56, 138, 52)');
  }).map((element) => element.parentElement.textContent)`);

describe('the panel', () => {
  it('says that it is ready, and keeps nothing but the id of the connection', async () => {
    const panel = await shown('fine');
    expect(await panel.sent()).toEqual([{ type: 'ready' }]);
    expect(await panel.state()).toEqual({ connectionId: 'c1' });
    expect(await panel.page.evaluate('document.activeElement.tagName')).toBe('H1');
  });

  it('sends intents only', async () => {
    const panel = await shown('fine');
    await panel.page.getByRole('button', { name: 'Copy Token' }).click();
    await panel.page.getByRole('button', { name: 'Fetch Again' }).click();
    await panel.page.getByRole('button', { name: 'Copy as curl' }).nth(1).click();
    expect(await panel.sent()).toEqual([
      { type: 'ready' },
      { type: 'copyToken' },
      { type: 'fetchAgain' },
      { type: 'copyStep', index: 1 },
    ]);
  });

  it('shows nothing of a message that is not the host’s', async () => {
    const panel = await browser.open({ now: NOW });
    for (const message of ['x', null, { type: 'show' }, { type: 'show', view: {} }]) {
      await panel.post(message);
    }
    expect(await panel.page.getByRole('main').innerText()).toBe('This page could not be shown.');
  });

  it('has buttons only for what can be done', async () => {
    const panel = await shown('pasted');
    expect(await panel.page.getByRole('button').allInnerTexts()).toEqual(['Copy Token']);
    expect(await panel.state()).toEqual({});
    expect(await textOf(panel, '.pill')).toBe('• not expired');
  });

  it('answers first, and tells asked from granted', async () => {
    const panel = await shown('partial');
    expect(await textOf(panel, '.answer')).toBe(
      `node-pull can pull from team/app and team/base on ${HOST} for 46 more minutes. ${HOST} did not grant permission to push to team/app.`,
    );
    expect(await panel.page.locator('.pill').allInnerTexts()).toEqual(['✓ valid', '! not everything granted']);
    expect(await textOf(panel, '.proof')).toBe(
      `access token · JWT RS256 · fetched from ${HOST} at 16:22:40 · accepted by ${HOST} at 16:23:20 · signature not verified`,
    );
    const grants = panel.page.getByRole('table', { name: 'Grants' });
    expect(await grants.getByRole('row', { name: 'team/app' }).getByRole('cell').allInnerTexts()).toEqual([
      '✓ granted',
      '! not granted',
    ]);
    const finding = panel.page.getByRole('region', { name: 'Findings' }).getByRole('listitem');
    expect((await finding.innerText()).replace(/\s+/g, ' ')).toBe(
      `! Warning: Not everything was granted. ${HOST} will reject a request to push to team/app. usually: add content/write for team/app to the scope map of node-pull`,
    );
    expect(await grants.getByRole('row', { name: 'team/base' }).getByRole('cell').first().innerText()).toBe(
      '• granted, not requested',
    );
    const exp = panel.page.getByRole('table', { name: 'Claims' }).getByRole('row', { name: /^exp/ });
    expect(await exp.getByRole('cell').first().innerText()).toBe('1790264260\n17:37:40 · 15:37:40 UTC · in 46 minutes');
    expect(await exp.locator('time').getAttribute('datetime')).toBe('2026-09-24T15:37:40.000Z');
  });

  it('moves on with the clock, and tells a screen reader once a minute', async () => {
    const panel = await shown('fine');
    const { clock } = panel.page;
    const live = panel.page.getByRole('status');
    expect(await live.textContent()).toBe('');
    await clock.runFor(59_000);
    expect(await textOf(panel, '.answer')).toContain('for 46 more minutes');
    expect(await live.textContent()).toBe('');
    await clock.runFor(2_000);
    expect(await live.textContent()).toContain('for 45 more minutes');
    await clock.setSystemTime(NOW + 2_700_000);
    await clock.runFor(1_000);
    expect(await textOf(panel, '.pill')).toBe('! expiring');
    await clock.setSystemTime(NOW + 2_760_000);
    await clock.runFor(1_000);
    expect(await textOf(panel, '.answer')).toBe(`${HOST} will reject this token: it expired 1 second ago.`);
    expect(await textOf(panel, '.pill')).toBe('✕ expired');
    expect(await live.textContent()).toContain('it expired');
    expect(await greens(panel)).toEqual([]);
  });

  it('is green where the token is good', async () => {
    expect(await greens(await shown('fine'))).toContain('✓ valid');
  });

  it.each(['blocked', 'expired', 'damaged'] as const)('is nowhere green when %s', async (name) => {
    const panel = await shown(name);
    expect(await greens(panel)).toEqual([]);
    expect(await panel.page.locator('.pill.bad').count()).toBe(1);
  });

  it('runs nothing that a token says, and writes out what cannot be seen', async () => {
    const panel = await shown('hostile');
    expect(panel.complaints).toEqual([]);
    expect(await panel.page.locator('main :is(img, script, svg[onload], a, i, u, b, iframe)').count()).toBe(0);
    const value = (name: string) => textOf(panel, `.claims tr:has(code:text-is("${name}")) .value`);
    expect(await value('bidi')).toBe('invoice\\u{202e}gpj.exe \\u{2066}isolated\\u{2069} \\u{200b}zero\\u{feff}width');
    expect(await value('controls')).toBe(
      'line\\u{a}break\\u{9}tab\\u{0}nul\\u{1b}[31mred\\u{85}next\\u{2028}separator',
    );
    expect(await value('surrogate')).toMatch(/^half (\\u\{d83d\}|\uFFFD) pair, whole 😀$/);
    expect(await value('inner')).toBe('•••');
    expect(await value('credential')).toBe('•••');
    expect(await value('<b>name</b>')).toBe('</code></td><script>alert(3)</script>');
    expect(await textOf(panel, '.claims tr:has(code:text-is("long")) td')).toMatch(
      /x{2000} … 10000 characters in total$/,
    );
  });

  it('holds no token, nor a part of one', async () => {
    const panel = await browser.open({ now: NOW });
    for (const name of caseNames) {
      const { token } = cases[name];
      const value = typeof token === 'string' ? token : token.value;
      await panel.show(viewFor(name));
      const everything = JSON.stringify([await panel.page.content(), viewFor(name), await panel.state()]);
      const parts = value.split('.').filter((part) => part.length > 12);
      expect(
        [value, ...parts].filter((part) => everything.includes(part)),
        name,
      ).toEqual([]);
    }
  });

  it('adds rows as one comes near their end, until all are there', async () => {
    const panel = await shown('many');
    const rows = panel.page.locator('.grants tbody tr');
    expect(await rows.count()).toBe(100);
    expect(await textOf(panel, '.grants + .more')).toBe('100 of 1200 Show more');
    await panel.page.locator('.grants + .more').scrollIntoViewIfNeeded();
    await expect.poll(() => rows.count()).toBeGreaterThan(150);
    for (let times = 0; times < 12; times++) {
      await panel.page.evaluate('document.querySelector(".grants + .more button").click()');
    }
    expect(await rows.count()).toBe(1200);
    expect(await panel.page.locator('.grants + .more').isVisible()).toBe(false);
  });

  it('finds among all rows those with the words of the filter, and says how many', async () => {
    const panel = await shown('many');
    const filter = panel.page.getByRole('searchbox', { name: 'Filter by repository' });
    const found = panel.page.locator('.filter').getByRole('status');
    await filter.fill('service-99 push');
    expect(await panel.page.locator('.grants tbody th').allInnerTexts()).toEqual([
      'team/service-99',
      'team/service-990',
      'team/service-993',
      'team/service-996',
      'team/service-999',
    ]);
    expect(await found.innerText()).toBe('5 of 1200');
    await filter.fill('nothing has this name');
    expect(await panel.page.locator('.grants tbody tr').count()).toBe(0);
    expect(await found.innerText()).toBe('0 of 1200');
    await filter.fill('');
    expect(await panel.page.locator('.grants tbody tr').count()).toBe(100);
    expect(await (await shown('partial')).page.getByRole('searchbox').count()).toBe(0);
  });

  it('says each time in local time, UTC and from now, and where it comes from', async () => {
    const panel = await shown('fine');
    expect(await panel.page.locator('.ends > div').allInnerTexts()).toEqual([
      'issued 16:22:40 (29 minutes ago)\n14:22:40 UTC · from iat',
      'now 16:51:40\n14:51:40 UTC',
      'expires 17:37:40 (in 46 minutes)\n15:37:40 UTC · from exp',
    ]);
  });

  it('lists a request whose response was reused, and does not count it', async () => {
    const input = inputOf('partial');
    const [ping, exchange] = input.trace?.steps ?? [];
    const panel = await browser.open({ now: NOW });
    const trace = { machine: 'this machine', steps: exchange ? [exchange] : [], earlier: ping ? [ping] : [] };
    await panel.show(tokenView({ ...input, trace }, 'en-GB', same));
    const requests = panel.page.getByRole('region', { name: 'How it was obtained' });
    expect(await requests.getByRole('heading').innerText()).toMatch(/1$/);
    const [earlier, own] = await requests.getByRole('listitem').allInnerTexts();
    expect(earlier).toMatch(/^Sent a request without a credential\n[^]*asked earlier, .*\d\d:\d\d:\d\d/);
    expect(earlier).not.toContain('Copy as curl');
    expect(own).toContain('Exchanged user name and password for a token');
  });

  it('says each time once where the local time is UTC', async () => {
    const panel = await browser.open({ now: NOW, timeZone: 'UTC' });
    await panel.show(viewFor('partial'));
    expect(await panel.page.locator('.ends > div').allInnerTexts()).toEqual([
      'issued 14:22:40 UTC (29 minutes ago)\nfrom iat',
      'now 14:51:40 UTC',
      'expires 15:37:40 UTC (in 46 minutes)\nfrom exp',
    ]);
    const exp = panel.page.getByRole('table', { name: 'Claims' }).getByRole('row', { name: /^exp/ });
    expect(await exp.getByRole('cell').first().innerText()).toBe('1790264260\n15:37:40 UTC · in 46 minutes');
  });

  it('lists the certificates that came with it, with their dates', async () => {
    const panel = await browser.open({ now: NOW, width: 320 });
    const day = 86_400_000;
    const certificates = [
      {
        subject: 'CN=signer\u202e',
        issuer: 'CN=root',
        validFrom: NOW - 400 * day,
        validTo: NOW - day,
        signedByNext: false,
      },
      { subject: 'CN=root', issuer: 'CN=root', validFrom: NOW - 900 * day, validTo: NOW + 900 * day },
    ];
    const view = viewFor('fine');
    await panel.show({ ...view, inspection: { ...view.inspection, certificates } });
    const rows = panel.page.getByRole('table', { name: 'Certificates in the token' }).getByRole('row');
    expect((await rows.allInnerTexts()).slice(1)).toEqual([
      'CN=signer\\u{202e}\tCN=root\t! 20 Aug 2025, 16:51:40 – 23 Sept 2026, 16:51:40\t! no',
      'CN=root\tCN=root\t7 Apr 2024, 16:51:40 – 12 Mar 2029, 15:51:40\t',
    ]);
    expect(await panel.page.evaluate('document.documentElement.scrollWidth')).toBe(320);
  });

  it('says under a title of its own that no end is stated, and gives words for all no face of a name', async () => {
    const panel = await shown('encrypted');
    expect(await panel.page.getByRole('region', { name: 'Life' }).innerText()).toBe('LIFE\nno expiry stated');
    const view = viewFor('fine');
    const actions = [{ action: 'read', state: 'at-most' as const }];
    const grants = [{ type: 'repository', name: 'any repository', any: true as const, actions }];
    await panel.show({ ...view, inspection: { ...view.inspection, grants } });
    const head = panel.page.getByRole('table', { name: 'Grants' }).getByRole('rowheader');
    expect([await head.innerText(), await head.locator('code').count()]).toEqual(['any repository', 0]);
  });

  it('can be kept, which the host decides', async () => {
    const panel = await browser.open({ now: NOW });
    await panel.show({ ...viewFor('fine'), keptOpen: false });
    const pin = panel.page.getByRole('button', { name: 'Keep Open' });
    expect(await pin.getAttribute('aria-pressed')).toBe('false');
    await pin.click();
    expect(await panel.sent()).toEqual([{ type: 'ready' }, { type: 'keepOpen' }]);
    await panel.show({ ...viewFor('fine'), keptOpen: true });
    expect(await pin.getAttribute('aria-pressed')).toBe('true');
  });

  it('says why there is nothing after a reload, and what to do', async () => {
    const panel = await browser.open({ now: NOW });
    await panel.show(viewOfNothing());
    expect(await panel.page.getByRole('main').innerText()).toBe(
      `${HOST}\nFetch Token\n\nTokens are kept in memory only.`,
    );
    expect(await panel.state()).toEqual({ connectionId: 'c1' });
  });

  it('renders itself anew for another token', async () => {
    const panel = await shown('partial');
    await panel.show(viewFor('opaque'));
    expect(await panel.page.locator('h1').count()).toBe(1);
    expect(await panel.page.locator('.claims').count()).toBe(0);
    expect(await textOf(panel, '.answer')).toContain(`Only ${HOST} can decode this token`);
  });
});

describe('a comparison', () => {
  it('shows what was gained and lost, and what is said differently', async () => {
    const panel = await browser.open({ now: NOW });
    await panel.show(viewOfComparison());
    expect(await textOf(panel, '.answer')).toBe(
      'This token can also push to team/app. This token can no longer pull from team/base.',
    );
    expect(await panel.page.locator('.facts').innerText()).toBe(
      'Before\nthe token for pull on team/app and team/base, received at 16:22:40\nAfter\nthe token for pull and push on team/app, received at 16:51:30',
    );
    const rows = (name: string) => panel.page.getByRole('table', { name }).getByRole('row').allInnerTexts();
    const words = (await rows('Grants that differ')).slice(1).map((row) => row.replace(/\s+/g, ' '));
    expect(words).toEqual(['team/app push – nothing', 'team/base – nothing pull']);
    expect((await rows('Claims that differ')).slice(1)).toEqual([
      'Header kid\tk\tabsent',
      'jti\n\ndiffers in every token\n\n\ta\tb',
      expect.stringMatching(/^access\t\[[^]*\]\t\[[^]*\]$/),
      'new\tabsent\tx\\u{202e}y',
    ]);
    await panel.page.clock.resume();
    await panel.page.evaluate(axe.source);
    expect((await panel.page.evaluate<AxeResults>('axe.run()')).violations.map(({ id }) => id)).toEqual([]);
    await panel.screenshot('comparison-light');
  });
});

describe('a failure', () => {
  it('says what happened and what to do, and shows every request', async () => {
    const panel = await browser.open({ now: NOW });
    await panel.show(viewOfFailure());
    expect(await textOf(panel, '.answer')).toBe(`${HOST} rejected the credential for node-pull.`);
    expect(await textOf(panel, '.next')).toBe('Check the credential, then edit the connection.');
    const evidence = panel.page.getByRole('region', { name: 'Evidence' }).getByRole('listitem');
    expect(await evidence.allInnerTexts()).toEqual(['Status: 401', 'Server message: UNAUTHORIZED \\u{202e}']);
    expect(await textOf(panel, '.pill')).toBe('✕ no token');
    const buttons = ['Edit Connection', 'Show Log', 'Copy as curl', 'Copy as curl'];
    expect(await panel.page.getByRole('button').allInnerTexts()).toEqual(buttons);
    const requests = panel.page.getByRole('region', { name: 'What happened' }).getByRole('listitem');
    expect(await requests.nth(1).innerText()).toContain('No response: connection reset (ECONNRESET).');
    await panel.page.getByRole('button', { name: 'Edit Connection' }).click();
    expect(await panel.sent()).toEqual([{ type: 'ready' }, { type: 'editConnection' }]);
  });
});

describe('a challenge', () => {
  it('says who asks for what, and what each parameter means', async () => {
    const panel = await browser.open({ now: NOW });
    await panel.show(viewOfChallenge());
    expect(await textOf(panel, '.answer')).toBe(
      `${HOST} requires a bearer token. The client must fetch one from https://${HOST}/oauth2/token.`,
    );
    expect(await panel.page.locator('.next').allInnerTexts()).toEqual([
      'Also offered: Basic.',
      'For this request, the token must allow the client to pull from and push to team/app.',
      'It reports the error invalid_token. The token is expired, revoked, malformed or invalid for another reason.',
      'Status 401: the request had no credential, or its credential was rejected.',
    ]);
    const rows = (name: string) => panel.page.getByRole('table', { name }).getByRole('row').allInnerTexts();
    expect((await rows('Challenge: Bearer')).slice(1)).toEqual([
      `realm\thttps://${HOST}/oauth2/token\thttps://${HOST} is the registry’s own host.`,
      `service\t${HOST}\tName of the service that the token is for.`,
      'scope\trepository:team/app:pull,push\tPermission to pull from and push to team/app.',
      'error\tinvalid_token\tThe token is expired, revoked, malformed or invalid for another reason.',
      'error_description\ta\\u{202e}b\tExplanation from the service.',
    ]);
    expect(await rows('Challenge: Basic')).toHaveLength(2);
    expect(await panel.state()).toEqual({});
    await panel.page.getByRole('button', { name: 'Add Connection' }).click();
    await panel.page.getByRole('button', { name: 'Inspect Pasted Token…' }).click();
    expect(await panel.sent()).toEqual([{ type: 'ready' }, { type: 'addConnection' }, { type: 'inspectPasted' }]);
  });

  it('fits a narrow panel', async () => {
    const panel = await browser.open({ now: NOW, width: 300 });
    await panel.show(viewOfChallenge());
    expect(await panel.page.evaluate('document.documentElement.scrollWidth <= 300')).toBe(true);
    await panel.screenshot('challenge-narrow');
  });
});

describe('for everybody', () => {
  const viewNamed = (name: CaseName | 'failure' | 'challenge' | 'diagnosis' | 'running' | 'warnings') => {
    if (name === 'challenge') {
      return viewOfChallenge();
    }
    if (name === 'failure') {
      return viewOfFailure();
    }
    if (name === 'diagnosis') {
      return viewOfDiagnosis('oneFailed');
    }
    if (name === 'warnings') {
      return viewOfWarnings();
    }
    return name === 'running' ? viewOfDiagnosis('running') : viewFor(name);
  };

  it.each(themeNames)('axe finds nothing, in %s', async (theme) => {
    const panel = await browser.open({ now: NOW, theme });
    await panel.page.clock.resume();
    await panel.page.evaluate(axe.source);
    for (const name of [
      'partial',
      'blocked',
      'opaque',
      'pasted',
      'hostile',
      'failure',
      'challenge',
      'diagnosis',
      'running',
      'warnings',
    ] as const) {
      await panel.show(viewNamed(name));
      const { violations } = await panel.page.evaluate<AxeResults>('axe.run()');
      const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
      expect(found, name).toEqual([]);
      await panel.screenshot(`${name}-${theme}`);
    }
  });

  it.each([
    'contosoregistry.azurecr.io',
    'europe-west1-docker.pkg.dev',
    '123456789012.dkr.ecr.eu-central-1.amazonaws.com',
  ])('fits into 320 px when %s would refuse it', async (host) => {
    const panel = await browser.open({ now: NOW, width: 320 });
    const view = viewFor('blocked');
    const [answer] = view.inspection.answers;
    const marks = [{ tone: 'bad' as const, text: `would be rejected by ${host}` }];
    await panel.show({ ...view, inspection: { ...view.inspection, answers: [{ ...answer, marks }] } });
    expect(await panel.page.evaluate('document.documentElement.scrollWidth')).toBe(320);
    await panel.screenshot(`blocked-${host}-320`);
  });

  it('shows pull and push next to a short name in 320 px', async () => {
    const panel = await shown('partial', { width: 320 });
    expect(await panel.page.evaluate('document.querySelector(".wide").scrollWidth <= 320 - 24')).toBe(true);
  });

  it.each(['partial', 'hostile', 'many'] as const)('fits into 320 px: %s', async (name) => {
    const panel = await shown(name, { width: 320 });
    const overflow = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';
    expect(await panel.page.evaluate(overflow)).toBe(0);
    if (name !== 'many') {
      await panel.screenshot(`${name}-320`);
    }
  });

  it('can be used by keyboard alone', async () => {
    const panel = await shown('partial');
    const stops: unknown[] = [];
    for (let step = 0; step < 5; step++) {
      await panel.page.keyboard.press('Tab');
      stops.push(
        await panel.page.evaluate('document.activeElement.ariaLabel ?? document.activeElement.innerText.slice(0, 11)'),
      );
    }
    expect(stops).toEqual([
      'Copy Token',
      'Fetch Again',
      expect.stringMatching(/^Grants/),
      'Copy as curl: Sent a request without a credential',
      'Copy as curl: Exchanged user name and password for a token',
    ]);
  });

  it('may ask nobody for anything', async () => {
    const panel = await browser.open({ now: NOW });
    expect(await panel.page.evaluate("fetch('/panel.css').then(() => 'sent', () => 'refused')")).toBe('refused');
    expect(panel.complaints.join()).toContain('Content Security Policy');
  });
});

describe('a diagnosis', () => {
  it('ends at the first check that failed, and explains it there', async () => {
    const panel = await browser.open({ now: NOW });
    await panel.show(viewOfDiagnosis('oneFailed'));
    expect(await textOf(panel, '.answer')).toBe(`The test of ${HOST} failed at “Token server”.`);
    expect(await textOf(panel, '.pill')).toBe('✕ a check failed');
    const checks = panel.page.getByRole('region', { name: 'Checks' });
    expect(await checks.locator('.check .line').allTextContents()).toEqual([
      '✓ Address: passed · 203.0.113.7:443, direct \\u{202e}',
      '• Challenge: not needed',
      '• Credential: not tested',
      '! Clock: warning',
      '✕ Token server: failed',
      '• Pull a manifest: not reached',
    ]);
    const failed = checks.locator('.check.failed');
    expect(await failed.locator('.cause, .next').allInnerTexts()).toEqual([
      'auth.example refused the connection.',
      'Check the address and the port, and whether the server is running.',
    ]);
    expect(await failed.getByRole('listitem').allInnerTexts()).toEqual([
      'Request: GET https://auth.example/token',
      'Server message: \\u{202e} no',
      'DNS lookup: 203.0.113.9',
      'Connection test: 203.0.113.9:443 ECONNREFUSED',
    ]);
    expect(await panel.page.locator('main').innerText()).toContain('Addresses and DNS can differ on other machines');
    await panel.page.getByRole('button', { name: 'Copy Report' }).click();
    expect(await panel.sent()).toEqual([{ type: 'ready' }, { type: 'copyDiagnosis' }]);
  });

  it('answers without unfolding, also in 300 px, and is not green with a warning', async () => {
    const panel = await browser.open({ now: NOW, width: 300 });
    await panel.show(viewOfWarnings());
    expect(await textOf(panel, '.pill')).toBe('! passed with warnings');
    const lines = panel.page.locator('.check .line');
    expect((await lines.allTextContents()).slice(0, 6)).toEqual([
      '✓ Address: passed · via proxy proxy.corporate.example:3128',
      '✓ Registry API: passed · HTTP 401 from /v2/',
      `✓ Challenge: passed · Bearer, service ${HOST}`,
      `✓ Token server: passed · ${HOST}`,
      '✓ Credential: passed · as node-pull',
      '! Scope: warning · pull granted, push not granted',
    ]);
    expect(await panel.page.evaluate('document.documentElement.scrollWidth')).toBe(300);
    await panel.screenshot('diagnosis-warnings-300');
  });

  it('says how far it came while it goes on', async () => {
    const panel = await browser.open({ now: NOW });
    await panel.show(viewOfDiagnosis('running'));
    expect(await textOf(panel, '.pill')).toBe('• running');
    await panel.post({ type: 'show', same: true, view: viewOfDiagnosis('oneFailed') });
    expect(await panel.page.getByRole('status').innerText()).toBe(`The test of ${HOST} failed at “Token server”.`);
    await panel.show(viewOfDiagnosis('running'));
    expect(await panel.page.getByRole('button').count()).toBe(0);
  });
});
