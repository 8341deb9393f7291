// The panel as its host sees it: which token goes where, what its actions do, and what is left after a reload.
import { strict as assert } from 'node:assert';
import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { env, Position, Uri, window, workspace, WorkspaceEdit } from 'vscode';
import { createPanel } from '../../src/ui/panel.js';
import type { Here, PanelInput, TokenInput } from '../../src/ui/panelView.js';
import { restorePanel } from '../../src/ui/restorePanel.js';
import { tokenPage } from '../../src/ui/tokenPage.js';
import type { Connection } from '../../src/connections/connection.js';
import { fakeJwt } from '../auth/jwtFixture.js';
import { fakePanel, type FakePanel } from './fakePanel.js';
import { countRequests } from './harness.js';
import { type Reply, script, type Script } from './script.js';
import { forgetAll, tabs, testSurface, type TestSurface } from './testSurface.js';

const about = (title: string, connectionId?: string): PanelInput => ({
  page: 'empty',
  tab: title,
  title,
  sentence: 'x',
  actions: {},
  ...(connectionId === undefined ? {} : { connectionId }),
});

describe('the panels', () => {
  let opened: FakePanel[];
  const complaints: string[] = [];
  const create = () => {
    opened = [];
    return createPanel(
      { extensionUri: Uri.file('/x'), translate: (text) => text, complain: (text) => void complaints.push(text) },
      () => {
        const fake = fakePanel();
        opened.push(fake);
        return fake.panel;
      },
    );
  };
  const titles = () => opened.map(({ panel }) => panel.title);

  it('show the next thing in place of the one before', () => {
    const panel = create();
    panel.show(about('first'));
    panel.show(about('second'));
    assert.deepEqual(titles(), ['second']);
  });

  it('keep the one that is pinned, until it is not pinned any more', () => {
    const panel = create();
    panel.show(about('first'));
    opened[0]?.say({ type: 'pin' });
    assert.equal(opened[0]?.told.at(-1)?.view.pinned, true);
    panel.show(about('second'));
    panel.show(about('third'));
    assert.deepEqual(titles(), ['first', 'third']);
    opened[0].say({ type: 'pin' });
    assert.equal(opened[0].told.at(-1)?.view.pinned, false);
    panel.show(about('fourth'));
    assert.deepEqual(titles(), ['fourth', 'third']);
  });

  it('close with their connection, the pinned ones too', () => {
    const panel = create();
    panel.show(about('one', 'c1'));
    opened[0]?.say({ type: 'pin' });
    panel.show(about('two', 'c2'));
    panel.close('c1');
    assert.deepEqual(
      opened.map(({ state }) => state.open),
      [false, true],
    );
    panel.dispose();
    assert.deepEqual(
      opened.map(({ state }) => state.open),
      [false, false],
    );
  });

  it('show elsewhere what comes after one was closed', () => {
    const panel = create();
    let here: Here | undefined;
    panel.show({ ...about('one'), actions: { fetchToken: (pressed) => (here = pressed) } });
    opened[0]?.say({ type: 'fetchToken' });
    opened[0]?.panel.dispose();
    here?.show(about('late'));
    assert.deepEqual(titles(), ['one', 'late']);
  });

  it('do nothing for what is no message of theirs, and say so', () => {
    const panel = create();
    let done = 0;
    panel.show({ ...about('one'), actions: { copyToken: () => (done += 1) } });
    for (const message of ['copyToken', { type: 'copyToken', text: 'x' }, { type: 'constructor' }, null]) {
      opened[0]?.say(message);
    }
    assert.equal(done, 0);
    assert.equal(complaints.length, 4);
    opened[0]?.say({ type: 'copyToken' });
    assert.equal(done, 1);
  });
});

describe('a token on the page', () => {
  let surface: TestSurface;
  let person: Script;
  let connection: Connection;
  const shown: PanelInput[] = [];
  const here: Here = { show: (input) => void shown.push(input) };
  const scopes = ['repository:team/app:pull'];

  /** Presses a button of the page; gives what was told. */
  async function press(
    page: TokenInput,
    action: keyof TokenInput['actions'],
    replies: readonly Reply[] = [],
    button = '',
  ) {
    person = script(replies, () => button);
    surface.ask = person;
    await (page.actions[action] as ((here: Here) => unknown) | undefined)?.(here);
    person.done();
    return person.told.map(({ text }) => text).join('\n');
  }

  async function fetched(): Promise<TokenInput> {
    const tokens = await surface.tokens();
    const { trace } = await tokens.get(connection, scopes, { signal: new AbortController().signal });
    return tokenPage(surface, { from: 'connection', connection, scopes, trace, evidence: {} });
  }

  before(async () => {
    await forgetAll();
    surface = await testSurface(script([]));
    await surface.playground.start();
    const [first] = surface.playground.connections();
    assert.ok(first);
    connection = first;
  });
  after(async () => {
    await surface.dispose();
    await forgetAll();
  });

  it('is copied, shown for a while, or told as a sentence', async () => {
    const page = await fetched();
    assert.match(await press(page, 'copyToken'), /^Copied the token for pull on team\/app/);
    const copied = await env.clipboard.readText();
    assert.match(copied, /^eyJ/);
    await press(page, 'moreActions', [{ pick: 'Reveal Token' }]);
    assert.deepEqual(person.revealed, [{ title: 'Token', value: copied }]);
    await press(page, 'moreActions', [{ pick: 'Copy Answer' }]);
    assert.match(await env.clipboard.readText(), /may pull from team\/app on .* for \d+ more minutes\.$/m);
    await press(page, 'moreActions', [{ pick: 'Copy Token As…' }, { pick: 'Authorization header' }]);
    assert.equal(await env.clipboard.readText(), `Authorization: Bearer ${copied}`);
  });

  it('is not in what the page gets, nor in what its actions hold', async () => {
    const page = await fetched();
    assert.ok(!JSON.stringify(page).includes('eyJ'));
  });

  it('is fetched again in the same panel, or for another scope', async () => {
    const page = await fetched();
    const requests = countRequests();
    shown.length = 0;
    await press(page, 'fetchAgain');
    assert.equal(shown[0]?.title, page.title);
    await press(page, 'editScope', [{ type: 'team/base', to: 'Repository' }, { several: ['pull'] }]);
    const second = shown[1];
    assert.ok(second?.page === 'token');
    assert.deepEqual(
      second.inspection.grants?.map(({ name }) => name),
      ['team/base'],
    );
    assert.ok(requests.sent.length >= 2);
    requests.stop();
  });

  it('that is not kept any more is not replaced behind one’s back', async () => {
    const page = await fetched();
    await press(await fetched(), 'fetchAgain');
    await env.clipboard.writeText('before');
    assert.match(await press(page, 'copyToken'), /^This token is not kept any more/);
    assert.equal(await env.clipboard.readText(), 'before');
    assert.match(await press(page, 'reveal'), /^This token is not kept any more/);
    assert.deepEqual(person.revealed, []);
    shown.length = 0;
    await press(page, 'copyToken', [], 'Fetch Again');
    assert.equal(shown.length, 1);
  });

  it('that was pasted can be copied and shown, and is fetched by nobody', async () => {
    const page = await tokenPage(surface, { from: 'paste', value: 'glpat-0123456789abcdef', evidence: {} });
    assert.match(await press(page, 'copyToken'), /^Copied the pasted token/);
    assert.equal(await env.clipboard.readText(), 'glpat-0123456789abcdef');
    assert.equal(page.actions.fetchAgain, undefined);
    assert.equal(page.connectionId, undefined);
    assert.ok(!JSON.stringify(page).includes('glpat'));
  });

  describe('with claims', () => {
    const inner = fakeJwt({ iss: 'inner', sub: 'dana' });
    const value = fakeJwt({ sub: 'dana', long: 'x'.repeat(5000), credential: inner, list: [inner, inner] });
    const pasted = () => tokenPage(surface, { from: 'paste', value, evidence: {} });
    const clipboard = () => env.clipboard.readText();
    const pressItem = async (
      action: 'copyClaim' | 'copyInner' | 'inspectInner',
      index: number,
      replies: Reply[] = [],
    ) => {
      person = script(replies);
      surface.ask = person;
      await (await pasted()).actions[action]?.(index, here);
      person.done();
    };

    it('copies one in full, as JSON with its secrets hidden, or a form that is good for nothing', async () => {
      await pressItem('copyClaim', 1);
      assert.equal(await clipboard(), 'x'.repeat(5000));
      await pressItem('copyClaim', 2);
      assert.equal(await clipboard(), '•••');
      await pressItem('copyClaim', 4);
      assert.equal(await clipboard(), 'RS256');
      await press(await pasted(), 'copyClaims');
      const { header, claims } = JSON.parse(await clipboard()) as Record<string, Record<string, unknown>>;
      assert.equal(header?.alg, 'RS256');
      assert.equal(claims?.credential, '•••');
      await press(await pasted(), 'copyRedacted');
      assert.match(await clipboard(), /^eyJ[\w-]+\.[\w-]+\.\(signature removed\)$/);
    });

    it('copies what is hidden in them, and asks which where there is more than one', async () => {
      await pressItem('copyInner', 2);
      assert.equal(await clipboard(), inner);
      assert.match(person.told[0]?.text ?? '', /^Copied the hidden value of credential; the clipboard is cleared/);
      await pressItem('copyInner', 3, [{ pick: 'Hidden value 2' }]);
      assert.equal(await clipboard(), inner);
      await env.clipboard.writeText('before');
      await pressItem('copyInner', 0);
      await pressItem('copyInner', 77);
      assert.equal(await clipboard(), 'before');
    });

    it('opens a token inside the token in a panel of its own', async () => {
      await pressItem('inspectInner', 2);
      await tabs((labels) => labels.includes('Inner token'));
    });

    it('opens them as a read-only document that can be folded', async () => {
      await press(await pasted(), 'openClaims');
      const document = window.activeTextEditor?.document;
      assert.equal(document?.languageId, 'json');
      assert.equal(document.uri.scheme, 'registry-auth');
      assert.ok(!document.getText().includes('eyJ'));
      assert.match(document.getText(), /"credential": "•••"/);
      const edit = new WorkspaceEdit();
      edit.insert(document.uri, new Position(0, 0), 'x');
      assert.equal(await workspace.applyEdit(edit).then((done) => done && document.isDirty), false);
    });
  });

  it('is compared with the one before it, which is gone, and with a pasted one', async () => {
    shown.length = 0;
    await press(await fetched(), 'fetchAgain');
    const [after] = shown;
    assert.ok(after?.page === 'token');
    await press(after, 'compare', [{ pick: 'The Token That Was Here Before' }]);
    const title = `Comparison: ${after.title}`;
    await tabs((labels) => labels.includes(title));
    await press(after, 'compare', [{ pick: 'A Pasted Token' }, { text: fakeJwt({ sub: 'dana' }) }]);
  });

  it('is reported with its names or without them, never with a secret', async () => {
    const page = await fetched();
    const { host } = new URL(connection.address);
    await press(page, 'copyReport', [{ pick: 'A Colleague' }]);
    const report = await env.clipboard.readText();
    assert.ok(report.includes(host) && report.includes('the test machine') && report.includes('0.0.0'), report);
    await press(page, 'saveReport', [{ pick: 'Everybody' }]);
    const [saved] = person.saved;
    assert.equal(saved?.name, 'token-report.md');
    assert.ok(!saved.text.includes(host) && !saved.text.includes('the test machine'));
    for (const text of [report, saved.text]) assert.ok(!text.includes('eyJ'));
  });

  it('can be had by a script, which asks for the secrets', async () => {
    await press(await fetched(), 'copyScript');
    const script = await env.clipboard.readText();
    assert.match(script, /^#!\/usr\/bin\/env bash\n/);
    assert.match(script, /oauth2\/token/);
  });

  describe('whose signature is checked', () => {
    const { publicKey, privateKey } = generateKeyPairSync('ed25519');
    const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
    const signed = `${part({ alg: 'EdDSA', typ: 'JWT' })}.${part({ iss: 'https://issuer.example', sub: 'dana' })}`;
    const value = `${signed}.${sign(null, Buffer.from(signed), privateKey).toString('base64url')}`;
    const pem = (key: KeyObject): string => key.export({ type: 'spki', format: 'pem' }).toString();
    const verify = async (replies: readonly Reply[]) => {
      shown.length = 0;
      return press(await tokenPage(surface, { from: 'paste', value, evidence: {} }), 'verify', replies);
    };

    it('says which key matches, and shows it', async () => {
      assert.match(
        await verify([{ pick: 'Paste a Key' }, { text: pem(publicKey) }]),
        /^The signature \(EdDSA\) matches/,
      );
      const [after] = shown;
      assert.ok(after?.page === 'token');
      assert.ok(after.inspection.proof.some((piece) => 'text' in piece && piece.text.includes('signature matches')));
    });

    it('says that another does not', async () => {
      const other = generateKeyPairSync('ed25519').publicKey;
      assert.match(await verify([{ pick: 'Paste a Key' }, { text: pem(other) }]), /does not match/);
      assert.ok(
        shown[0]?.page === 'token' && shown[0].inspection.findings.some(({ code }) => code === 'signature-differs'),
      );
    });

    it('asks before it goes to a host, and takes https only', async () => {
      const requests = countRequests();
      await verify([{ pick: 'Ask the Issuer' }, { confirm: false, to: 'Ask issuer.example for its keys?' }]);
      await verify([
        { pick: 'Keys from an Address' },
        { text: 'https://keys.example/jwks' },
        { confirm: false, to: 'the token is not sent' },
      ]);
      assert.deepEqual(shown, []);
      requests.stop();
      assert.deepEqual(requests.sent, []);
    });
  });

  describe('asking whether it is accepted', () => {
    it('sends a fetched one where it was fetched for, and shows the answer', async () => {
      const page = await fetched();
      shown.length = 0;
      const host = page.title;
      assert.equal(await press(page, 'askService'), `${new URL(connection.address).host} accepts this token.`);
      const [after] = shown;
      assert.ok(after?.page === 'token', host);
      assert.ok(after.inspection.proof.some((piece) => 'text' in piece && piece.text.includes('accepted by')));
    });

    it('sends a pasted one only where somebody says, after a question that names the host', async () => {
      const token = (await (await surface.tokens()).get(connection, scopes, { signal: new AbortController().signal }))
        .token;
      const { host } = new URL(connection.address);
      const page = await tokenPage(surface, { from: 'paste', value: token.value, evidence: {} });
      const requests = countRequests();
      await press(page, 'askService', [{ type: host }, { confirm: false, to: `Send the token to ${host}?` }]);
      assert.deepEqual(requests.sent, []);
      shown.length = 0;
      const told = await press(page, 'askService', [{ type: host }, { confirm: true, to: `http://${host}` }]);
      assert.equal(told, `${host} accepts this token.`);
      assert.ok(shown[0]?.page === 'token' && shown[0].inspection.answers[0].text.includes('accepted it'));
      requests.stop();
    });

    it('says what was said of one that is refused', async () => {
      const page = await tokenPage(surface, { from: 'paste', value: fakeJwt({ sub: 'dana' }), evidence: {} });
      const { host } = new URL(connection.address);
      const told = await press(page, 'askService', [{ type: host }, { confirm: true }]);
      assert.ok(told.startsWith(`${host} refuses this token (401`), told);
    });
  });

  describe('after a reload', () => {
    const restored = async (state: unknown): Promise<FakePanel> => {
      const fake = fakePanel();
      await restorePanel(surface, fake.panel, state);
      fake.say({ type: 'ready' });
      return fake;
    };
    const sentence = ({ told }: FakePanel) => {
      const view = told.at(-1)?.view;
      if (view?.page === 'token') return view.inspection.answers[0].text;
      return view?.page === 'empty' ? view.sentence : undefined;
    };

    it('shows one that was fetched since', async () => {
      await fetched();
      assert.match(sentence(await restored({ connectionId: connection.id })) ?? '', /may pull from team\/app/);
    });

    it('shows none otherwise, and fetches one there on demand', async () => {
      (await surface.tokens()).forget();
      const fake = await restored({ connectionId: connection.id });
      assert.match(sentence(fake) ?? '', /in memory only/);
      assert.equal(fake.state.reveals, 0);
      person = script([]);
      surface.ask = person;
      const view = fake.until(({ view: { page } }) => page === 'token');
      fake.say({ type: 'fetchToken' });
      await view;
      assert.match(sentence(fake) ?? '', /may pull from team\//);
    });

    it('says that a connection is gone, or that a pasted token was not kept', async () => {
      assert.match(sentence(await restored({ connectionId: 'no such' })) ?? '', /is gone/);
      for (const state of [undefined, {}, { token: 'x' }, 'x', { connectionId: 7 }]) {
        assert.match(sentence(await restored(state)) ?? '', /pasted token is not kept/);
      }
    });
  });
});
