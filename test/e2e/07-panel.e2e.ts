import axe, { type AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { vsix } from '../../scripts/package.mjs';
import { type KindTokenName, kindTokenNames, pastedToken } from '../webview/kindTokens.js';
import { type Editor, startEditor } from './editor.ts';
import { keepFailures } from './failures.ts';
import {
  clearNotifications,
  clickNotification,
  contextMenu,
  nameRepository,
  notification,
  openView,
  panel,
  panelSentence,
  panelTitle,
  pick,
  pickSeveral,
  quickButton,
  quickStep,
  readClipboard,
  runCommand,
  screenshot,
  shownClaims,
  shownGrants,
  shownRequests,
  themes,
  useTheme,
  writeClipboard,
} from './workbench.ts';

/** What the page of a pasted token must say, of each sort. */
interface Expected {
  readonly sentence: RegExp;
  readonly claims?: Readonly<Record<string, string>>;
  /** Repository, and what is said of each action. */
  readonly grants?: readonly [name: string, actions: Readonly<Record<string, string>>];
  /** Words of a section, by its title. */
  readonly sections?: Readonly<Record<string, string>>;
}

const unchecked = '; its signature is not verified\\.$';
const pages: Readonly<Record<KindTokenName, Expected>> = {
  'acr-access': {
    sentence: new RegExp(`^This token says that node-pull can pull from team/app and team/base .*${unchecked}`),
    claims: { iss: 'Azure Container Registry', grant_type: 'access_token' },
    grants: ['team/app', { pull: '✓ granted' }],
    sections: { 'If this leaked': 'can’t be revoked' },
  },
  'acr-refresh': {
    sentence: new RegExp(`^This token says that dana@contoso.example can get access tokens .*${unchecked}`),
    claims: { grant_type: 'refresh_token', credential: '•••' },
    grants: ['any repository', { read: '• can be granted', write: '• can be granted', delete: '• can be granted' }],
  },
  'docker-hub': {
    sentence: /^This token says that .* can pull from dana\/app /,
    claims: { iss: 'auth.docker.io', aud: 'registry.docker.io' },
    sections: { Grants: '✓ granted', Header: 'x5c' },
  },
  'quay-empty': {
    sentence: new RegExp(`^This token says that it grants no access to team\\+ci${unchecked}`),
    claims: { iss: 'quay', sub: 'team+ci' },
  },
  gitlab: {
    sentence: new RegExp(`^This token says that dana can pull from and push to group/project .*${unchecked}`),
    claims: { auth_type: 'gitlab_or_ldap', user: '•••' },
    sections: { Grants: '✓ granted' },
  },
  magento: {
    sentence:
      /^This token says that it identifies .* It doesn’t state what it grants, and its signature is not verified\.$/,
    claims: { uid: '1', utypid: '2' },
  },
  ecr: {
    sentence: /^Only the service that issued this token can decode it/,
    sections: { 'What we can tell': 'AWS' },
  },
  opaque: {
    sentence: /^Only the service that issued this token can decode it/,
    sections: { 'What we can tell': 'GitLab', Findings: 'long-lived credential' },
  },
  encrypted: { sentence: /^This token is encrypted/, sections: { Header: 'A256GCM', Life: 'no expiry stated' } },
  damaged: {
    sentence: /^This looks like a JWT, but it is damaged/,
    sections: { Findings: 'Copy the whole token again' },
  },
  hostile: {
    sentence: /^This token says that “<img src=x onerror=alert\(1\)>” can /,
    claims: { credential: '•••', '<b>name</b>': '</code></td><script>alert(3)</script>' },
    sections: { Claims: 'invoice\\u{202e}gpj.exe' },
  },
};

/** The page in the real webview. Leaves pictures in out/panel of a token of each sort in the four themes. */
describe('the panel in a window', () => {
  let editor: Editor;
  let page: Page;
  beforeAll(async () => {
    editor = await startEditor({ vsix });
    page = await editor.open();
    await openView(page);
  });
  afterAll(() => editor.stop());
  keepFailures(() => editor);

  /** Takes what is in the clipboard, as the button of the box does. */
  async function inspectPasted(text: string): Promise<void> {
    // Only a page with the focus may write the clipboard, and a closed panel takes it along.
    await page.locator('.part.sidebar .title-label').first().click();
    await writeClipboard(page, text);
    await runCommand(page, 'Registry Auth: Inspect Pasted Token');
    await quickStep(page, 'Nothing is sent');
    await quickButton(page, 'Paste from Clipboard');
  }

  it('reads a pasted token and offers to clear the clipboard', async () => {
    await inspectPasted(pastedToken('gitlab', Date.now()));
    expect(await panelSentence(page, 'This token says')).toContain('its signature is not verified');
    await clickNotification(page, 'still on the clipboard', 'Clear Clipboard');
    await expect.poll(() => readClipboard(page)).toBe('');
  });

  it('opens a token that is inside it in a panel of its own, and its claims as a document', async () => {
    await panel(page).getByRole('button', { name: 'Open Claims as JSON' }).click();
    await page.getByRole('tab', { name: /^Claims\.registry-answer/ }).waitFor();
    await runCommand(page, 'View: Close Editor');
    await panel(page).getByRole('button', { name: 'Inspect Inner Token: user' }).click();
    await page.getByRole('tab', { name: 'Inner token' }).waitFor();
    await page.getByRole('tab', { name: 'Pasted token' }).waitFor();
    await runCommand(page, 'View: Close All Editors');
  });

  it('explains a pasted challenge, and begins a connection with what it names', async () => {
    await inspectPasted(
      '> Host: registry-1.docker.io\n< HTTP/1.1 401 Unauthorized\n< www-authenticate: Bearer realm="https://auth.docker.io/token",service="registry.docker.io",scope="repository:library/alpine:pull"',
    );
    expect(await panelSentence(page, 'requires a bearer token')).toBe(
      'registry-1.docker.io requires a bearer token. The client must fetch one from https://auth.docker.io/token.',
    );
    await panel(page).getByText('https://auth.docker.io is the token server of Docker Hub.').waitFor();
    await panel(page).getByRole('button', { name: 'Add Connection' }).click();
    const box = await quickStep(page, 'Paste a registry host');
    expect(await box.inputValue()).toBe('registry-1.docker.io/library/alpine');
    await box.press('Escape');
    await runCommand(page, 'View: Close All Editors');
  });

  it('shows the token itself for a while, in a box and not on the page', async () => {
    await inspectPasted(pastedToken('opaque', Date.now()));
    await panel(page).getByRole('button', { name: 'More Actions…' }).click();
    await pick(page, 'Choose an action for this token', 'Reveal Token');
    const box = await quickStep(page, 'Hidden after');
    expect(await box.inputValue()).toBe(pastedToken('opaque', Date.now()));
    expect(await panel(page).locator('html').innerHTML()).not.toContain(pastedToken('opaque', Date.now()));
    await box.press('Escape');
    await clearNotifications(page);
  });

  it('explains what was fetched by what its service said', async () => {
    await runCommand(page, 'View: Close All Editors');
    await useTheme(page, 'light');
    await runCommand(page, 'Registry Auth: Try the Playground');
    await notification(page, 'playground runs');
    await clearNotifications(page);

    await contextMenu(page, 'Azure-like registry', 'Inspect Token');
    await nameRepository(page, 'team/app');
    await pickSeveral(page, 'Actions on', ['push']);
    await panelSentence(page, /did not grant permission to push to team\/app\.$/);
    expect(await shownGrants(page, 'team/app')).toEqual({ pull: '✓ granted', push: '! not granted' });
    expect((await shownRequests(page)).at(-1)).toContain('/oauth2/token?');

    await contextMenu(page, 'Quay-like registry', 'Inspect Token');
    await nameRepository(page, 'team/secret');
    await pickSeveral(page, 'Actions on', []);
    await panelSentence(page, /granted no access to team\/secret\.$/);
    expect((await shownClaims(page)).iss).toBe('quay');
    expect((await shownRequests(page)).at(-1)).toContain('/v2/auth?');

    await contextMenu(page, 'ECR-like registry', 'Inspect Token');
    await panelTitle(page, 'ECR-like registry');
    await panelSentence(page, 'It doesn’t state what it grants');
    expect(await section('Also in the response')).toContain('•••');

    await contextMenu(page, 'Shop, customer', 'Inspect Token');
    await panelTitle(page, 'Shop, customer');
    await panelSentence(page, 'It doesn’t state what it grants');
    expect((await shownClaims(page)).utypid).toBe('3');
    await runCommand(page, 'View: Close All Editors');
  });

  it('explains what was pasted, each in a panel of its own', async () => {
    for (const [index, name] of kindTokenNames.entries()) {
      await inspectPasted(pastedToken(name, Date.now()));
      await expect.poll(() => tabsOfPasted().count()).toBe(index + 1);
      // In one group one page at a time is to be seen.
      await runCommand(page, 'View: Join All Editor Groups');
      await panelSentence(page, pages[name].sentence);
      order.splice(await selectedTab(), 0, name);
      const { claims = {}, grants, sections = {} } = pages[name];
      if (Object.keys(claims).length > 0) {
        expect(await shownClaims(page), name).toMatchObject(claims);
      }
      if (grants) {
        expect(await shownGrants(page, grants[0]), name).toMatchObject(grants[1]);
      }
      for (const [title, words] of Object.entries(sections)) {
        expect(await section(title), name).toContain(words);
      }
      expect(await panel(page).locator('main :is(img, script, iframe, b, i, u)').count(), name).toBe(0);
    }
    await clearNotifications(page);
  });

  it.each(themes)('is fit for everybody, in %s', async (theme) => {
    await useTheme(page, theme);
    for (const [index, name] of order.entries()) {
      await tabsOfPasted().nth(index).click();
      await panelSentence(page, pages[name].sentence);
      await panel(page).locator('html').evaluate(axe.source);
      const { violations } = await panel(page).locator('html').evaluate<AxeResults, unknown>('axe.run()');
      const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
      expect(found, `${name} in ${theme}`).toEqual([]);
      await screenshot(page, `window-${name}-${theme.replaceAll(' ', '-')}`, { folder: 'panel' });
    }
  });

  /** In which order their tabs stand. */
  const order: KindTokenName[] = [];
  const selectedTab = async () => {
    const tabs = await tabsOfPasted().all();
    return (await Promise.all(tabs.map((tab) => tab.getAttribute('aria-selected')))).indexOf('true');
  };
  const tabsOfPasted = () => page.getByRole('tab', { name: 'Pasted token' });
  const section = (title: string) => panel(page).getByRole('region', { name: title }).innerText();
});
