// A token on a page: what its actions do.
import { strict as assert } from 'node:assert';
import { env, Position, window, workspace, WorkspaceEdit } from 'vscode';
import { copyClaim } from '../../src/ui/inspect/claimActions.js'; // after the page, which it imports in turn
import { tokenPage } from '../../src/ui/inspect/tokenPage.js';
import type { ItemAction } from '../../src/ui/panel/actions.js';
import { fakeJwt } from '../auth/jwtFixture.js';
import { countRequests } from './harness.js';
import type { Reply } from './script.js';
import { tabs } from './testSurface.js';
import { startTokenPages, type TokenPages } from './tokenPages.js';

describe('a token on the page', () => {
  let pages: TokenPages;
  before(async () => {
    pages = await startTokenPages();
  });
  after(() => pages.stop());

  it('is copied, shown for a while, or told as a sentence', async () => {
    const page = await pages.fetched();
    assert.match(await pages.press(page, 'copyToken'), /^Copied the token for pull on team\/app/);
    const copied = await env.clipboard.readText();
    assert.match(copied, /^eyJ/);
    await pages.press(page, 'moreActions', [{ pick: 'Reveal Token' }]);
    assert.deepEqual(pages.person().revealed, [{ title: 'Token', value: copied }]);
    await pages.press(page, 'moreActions', [{ pick: 'Copy Summary' }]);
    assert.match(await env.clipboard.readText(), /can pull from team\/app on .* for \d+ more minutes\.$/m);
    await pages.press(page, 'moreActions', [{ pick: 'Copy Token As…' }, { pick: 'Authorization header' }]);
    assert.equal(await env.clipboard.readText(), `Authorization: Bearer ${copied}`);
  });

  it('is not in what the page gets, nor in what its actions hold', async () => {
    const page = await pages.fetched();
    assert.ok(!JSON.stringify(page).includes('eyJ'));
  });

  it('is fetched again in the same panel, or for another scope', async () => {
    const page = await pages.fetched();
    const requests = countRequests();
    pages.shown.length = 0;
    await pages.press(page, 'fetchAgain');
    assert.equal(pages.shown[0]?.title, page.title);
    await pages.press(page, 'editScope', [{ type: 'team/base', to: 'Repository' }, { several: ['pull'] }]);
    const second = pages.shown[1];
    assert.ok(second?.page === 'token');
    assert.deepEqual(
      second.inspection.grants?.map(({ name }) => name),
      ['team/base'],
    );
    assert.ok(requests.sent.length >= 2);
    requests.stop();
  });

  it('that is not kept any more is not replaced behind one’s back', async () => {
    const page = await pages.fetched();
    await pages.press(await pages.fetched(), 'fetchAgain');
    await env.clipboard.writeText('before');
    assert.match(await pages.press(page, 'copyToken'), /^This token is no longer available/);
    assert.equal(await env.clipboard.readText(), 'before');
    assert.match(await pages.press(page, 'reveal'), /^This token is no longer available/);
    assert.deepEqual(pages.person().revealed, []);
    pages.shown.length = 0;
    await pages.press(page, 'copyToken', [], 'Fetch Again');
    assert.equal(pages.shown.length, 1);
  });

  it('is explained anew as long as it is kept', async () => {
    const page = await pages.fetched();
    const again = await page.anew?.();
    assert.ok(again?.page === 'token');
    assert.deepEqual(again.inspection.claims, page.inspection.claims);
    assert.ok(again.inspection.answers[0].from >= page.inspection.answers[0].from);
    await pages.press(page, 'fetchAgain');
    assert.equal(await page.anew?.(), undefined);
    const pasted = await tokenPage(pages.surface, { from: 'paste', value: 'glpat-0123456789abcdef', evidence: {} });
    assert.equal((await pasted.anew?.())?.title, 'Pasted token');
  });

  it('that was pasted can be copied and shown, and is fetched by nobody', async () => {
    const page = await tokenPage(pages.surface, { from: 'paste', value: 'glpat-0123456789abcdef', evidence: {} });
    assert.match(await pages.press(page, 'copyToken'), /^Copied the pasted token/);
    assert.equal(await env.clipboard.readText(), 'glpat-0123456789abcdef');
    assert.equal(page.actions.fetchAgain, undefined);
    assert.equal(page.connectionId, undefined);
    assert.ok(!JSON.stringify(page).includes('glpat'));
  });

  it('that was pasted is copied in other forms, for a registry that somebody names', async () => {
    const value = 'glpat-0123456789abcdef';
    const page = await tokenPage(pages.surface, { from: 'paste', value, evidence: {} });
    const requests = countRequests();
    await pages.press(page, 'copyTokenAs', [{ pick: 'Authorization header' }]);
    assert.equal(await env.clipboard.readText(), `Authorization: Bearer ${value}`);
    await pages.press(page, 'copyTokenAs', [{ pick: 'curl command' }, { type: 'r.example', to: 'Nothing is sent' }]);
    const curl = await env.clipboard.readText();
    assert.ok(curl.startsWith('curl ') && curl.includes(value) && curl.includes('https://r.example/v2/'), curl);
    requests.stop();
    assert.deepEqual(requests.sent, []);
  });

  it('that was pasted as user and password in base64 is copied as such', async () => {
    const value = Buffer.from('AWS:eyJwYXlsb2FkIjoiZXhhbXBsZSJ9').toString('base64');
    const page = await tokenPage(pages.surface, { from: 'paste', value, evidence: {} });
    await pages.press(page, 'copyTokenAs', [{ pick: 'Authorization: Basic header' }]);
    assert.equal(await env.clipboard.readText(), `Authorization: Basic ${value}`);
    await pages.press(page, 'copyTokenAs', [{ pick: 'Password' }]);
    assert.equal(await env.clipboard.readText(), 'eyJwYXlsb2FkIjoiZXhhbXBsZSJ9');
  });

  it('that was asked for without a scope can be fetched for one', async () => {
    const page = await pages.fetched({ scopes: [] });
    pages.shown.length = 0;
    await pages.press(page, 'editScope', [{ type: 'team/app', to: 'Repository' }, { several: ['pull'] }]);
    const [after] = pages.shown;
    assert.ok(after?.page === 'token');
    assert.match(after.inspection.answers[0].text, /can pull from team\/app/);
  });

  it('that holds nothing to read offers nothing of it, and copies what was said beside it', async () => {
    const page = await pages.fetched({ kind: 'ecr', scopes: [] });
    const { inspection, actions } = page;
    assert.deepEqual([inspection.claims, inspection.header], [[], []]);
    assert.ok(inspection.details.length > 0);
    for (const action of ['openClaims', 'copyClaims', 'copyRedacted', 'verify', 'editScope'] as const) {
      assert.equal(actions[action], undefined, action);
    }
    await pages.pressItem(page, 'copyClaim', 0);
    assert.equal(await env.clipboard.readText(), inspection.details[0]?.value);
  });

  it('whose claims nobody can read is opened with its header', async () => {
    const header = Buffer.from('{"alg":"RSA-OAEP","enc":"A256GCM","kid":"k1"}').toString('base64url');
    const value = `${header}.a.b.c.d`;
    const page = await tokenPage(pages.surface, { from: 'paste', value, evidence: {} });
    assert.equal(page.actions.verify, undefined);
    await pages.press(page, 'openClaims');
    assert.match(window.activeTextEditor?.document.getText() ?? '', /"enc": "A256GCM"/);
  });

  describe('with claims', () => {
    const inner = fakeJwt({ iss: 'inner', sub: 'dana' });
    const value = fakeJwt({ sub: 'dana', long: 'x'.repeat(5000), credential: inner, list: [inner, inner] });
    const pasted = () => tokenPage(pages.surface, { from: 'paste', value, evidence: {} });
    const clipboard = () => env.clipboard.readText();
    const pressItem = async (action: ItemAction, index: number, replies: readonly Reply[] = []) =>
      pages.pressItem(await pasted(), action, index, replies);

    it('copies one in full, as JSON with its secrets hidden, or a form that is good for nothing', async () => {
      await pressItem('copyClaim', 1);
      assert.equal(await clipboard(), 'x'.repeat(5000));
      await pressItem('copyClaim', 2);
      assert.equal(await clipboard(), '•••');
      await pressItem('copyClaim', 4);
      assert.equal(await clipboard(), 'RS256');
      await pages.press(await pasted(), 'copyClaims');
      const { header, claims } = JSON.parse(await clipboard()) as Record<string, Record<string, unknown>>;
      assert.equal(header?.alg, 'RS256');
      assert.equal(claims?.credential, '•••');
      await pages.press(await pasted(), 'copyRedacted');
      assert.match(await clipboard(), /^eyJ[\w-]+\.[\w-]+\.\(signature removed\)$/);
    });

    it('copies what was said beside the token, however many claims it has', async () => {
      const claims = Object.fromEntries(Array.from({ length: 1100 }, (_, index) => [`c${index}`, `value ${index}`]));
      const long = { from: 'paste', value: fakeJwt(claims), evidence: {} } as const;
      const { inspection } = await tokenPage(pages.surface, long);
      const details = [{ name: 'proxyEndpoint', value: 'https://r.example' }];
      const show = () => Promise.resolve();
      const on = { surface: pages.surface, shown: long, inspection: { ...inspection, details }, show, open: show };
      const before = inspection.claims.length + inspection.header.length;
      await copyClaim(on, before);
      assert.equal(await clipboard(), 'https://r.example');
      await copyClaim(on, inspection.claims.length);
      assert.equal(await clipboard(), 'RS256');
      await copyClaim(on, 999);
      assert.equal(await clipboard(), 'value 999');
    });

    it('copies what is hidden in them, and asks which where there is more than one', async () => {
      await pressItem('copyInner', 2);
      assert.equal(await clipboard(), inner);
      assert.match(
        pages.person().told[0]?.text ?? '',
        /^Copied the hidden value of credential\. The clipboard is cleared/,
      );
      await pressItem('copyInner', 3, [{ pick: 'Hidden value 2' }]);
      assert.equal(await clipboard(), inner);
      await env.clipboard.writeText('before');
      await pressItem('copyInner', 0);
      await pressItem('copyInner', 77);
      assert.equal(await clipboard(), 'before');
    });

    it('opens a token inside the token in a panel of its own', async () => {
      const outer = await pages.fetched();
      (await pages.surface.panel()).show(outer);
      await tabs((labels) => labels.includes(outer.tab));
      await pressItem('inspectInner', 2);
      await tabs((labels) => labels.includes('Inner token') && labels.includes(outer.tab));
    });

    it('opens them as a read-only document that can be folded', async () => {
      await pages.press(await pasted(), 'openClaims');
      const document = window.activeTextEditor?.document;
      assert.equal(document?.languageId, 'registry-auth-answer');
      assert.equal(document.uri.scheme, 'registry-auth');
      assert.ok(!document.getText().includes('eyJ'));
      assert.match(document.getText(), /"credential": "•••"/);
      const edit = new WorkspaceEdit();
      edit.insert(document.uri, new Position(0, 0), 'x');
      assert.equal(await workspace.applyEdit(edit).then((done) => done && document.isDirty), false);
    });
  });

  it('is compared with the one before it, which is gone, and with a pasted one', async () => {
    pages.shown.length = 0;
    await pages.press(await pages.fetched(), 'fetchAgain');
    const [after] = pages.shown;
    assert.ok(after?.page === 'token');
    await pages.press(after, 'compare', [{ pick: 'The Previous Token' }]);
    const title = `Comparison: ${after.title}`;
    await tabs((labels) => labels.includes(title));
    await pages.press(after, 'compare', [{ pick: 'Pasted Token' }, { text: fakeJwt({ sub: 'dana' }) }]);
  });

  it('is reported with its names or without them, never with a secret', async () => {
    const page = await pages.fetched();
    const { host } = new URL(pages.connection.address);
    await pages.press(page, 'copyReport', [{ pick: 'A Colleague' }]);
    const report = await env.clipboard.readText();
    assert.ok(report.includes(host) && report.includes('the test machine') && report.includes('0.0.0'), report);
    await pages.press(page, 'saveReport', [{ pick: 'Anyone' }]);
    const [saved] = pages.person().saved;
    assert.equal(saved?.name, 'token-report.md');
    assert.ok(!saved.text.includes(host) && !saved.text.includes('the test machine'));
    assert.ok(saved.text.includes('Machine: this machine'), saved.text);
    for (const text of [report, saved.text]) {
      assert.ok(!text.includes('eyJ'));
    }
  });

  it('is reported with all requests that its page shows', async () => {
    const page = await pages.fetched();
    pages.shown.length = 0;
    await pages.press(page, 'testToken');
    const after = pages.shown[0];
    assert.ok(after?.page === 'token' && after.trace);
    await pages.press(after, 'copyReport', [{ pick: 'A Colleague' }]);
    const report = await env.clipboard.readText();
    for (const { url } of after.trace.steps) {
      assert.ok(report.includes(url), url);
    }
    assert.match(report, /tags\/list/);
  });

  it('can be had by a script, which asks for the secrets', async () => {
    await pages.press(await pages.fetched(), 'copyScript');
    const script = await env.clipboard.readText();
    assert.match(script, /^#!\/usr\/bin\/env bash\n/);
    assert.match(script, /oauth2\/token/);
  });
});
