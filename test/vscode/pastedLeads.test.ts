// Where a pasted text leads: a page about a challenge, a test at the host that it names, a new connection.
import { strict as assert } from 'node:assert';
import { env } from 'vscode';
import type { Entry } from '../../src/connections/storedEntry.js';
import { findChallenges } from '../../src/inspection/pastedChallenge.js';
import { challengePage } from '../../src/ui/inspect/challengePage.js';
import { inspectPastedToken } from '../../src/ui/inspect/inspectPastedToken.js';
import type { PastedToken } from '../../src/ui/inspect/shownToken.js';
import { tokenPage } from '../../src/ui/inspect/tokenPage.js';
import { fakeJwt } from '../auth/jwtFixture.js';
import { countRequests } from './harness.js';
import { type Reply, script } from './script.js';
import { commandOnRow, storedSecrets, tabs } from './testSurface.js';
import { startTokenPages, type TokenPages } from './tokenPages.js';

const hub =
  'Bearer realm="https://auth.docker.io/token",service="registry.docker.io",scope="repository:library/alpine:pull"';

describe('a pasted text', () => {
  let pages: TokenPages;
  let host: string;
  let login: { readonly username: string; readonly password: string };
  before(async () => {
    pages = await startTokenPages();
    host = new URL(pages.connection.address).host;
    const credential = pages.surface.playground.credential(pages.connection.id);
    assert.ok(credential?.type === 'password');
    login = credential;
  });
  after(() => pages.stop());

  const pasted = (more: Partial<PastedToken> = {}): PastedToken => ({
    from: 'paste',
    value: login.password,
    user: login.username,
    host,
    evidence: {},
    ...more,
  });
  const page = (more?: Partial<PastedToken>) => tokenPage(pages.surface, pasted(more));

  async function inspect(replies: readonly Reply[]): Promise<ReturnType<typeof script>> {
    const person = script(replies);
    pages.surface.ask = person;
    await inspectPastedToken(pages.surface);
    person.done();
    return person;
  }

  describe('with a challenge', () => {
    const answer = `> GET /v2/library/alpine/manifests/latest HTTP/1.1\n> Host: registry-1.docker.io\n< HTTP/1.1 401 Unauthorized\n< www-authenticate: ${hub}`;

    it('is explained without sending anything, and nothing offers to clear the clipboard', async () => {
      const requests = countRequests();
      const person = await inspect([{ text: answer }]);
      await tabs((labels) => labels.includes('Pasted challenge'));
      requests.stop();
      assert.deepEqual([requests.sent, person.told], [[], []]);
    });

    it('leads to a connection with its host and repository', async () => {
      const [found] = findChallenges(answer);
      assert.ok(found);
      const shown = await challengePage(pages.surface, found);
      assert.equal(shown.title, 'Challenge from registry-1.docker.io');
      const person = script([{ cancel: true, to: '"registry-1.docker.io/library/alpine"' }]);
      pages.surface.ask = person;
      await shown.actions.addConnection?.(pages.here);
      person.done();
    });

    it('and a token is asked which of the two', async () => {
      const text = `${answer}\nAuthorization: Bearer ${fakeJwt({ iss: 'auth.example.com', sub: 'dana' })}`;
      await inspect([
        { text },
        {
          pick: 'challenge from registry-1.docker.io, status 401',
          to: 'More than one token',
        },
      ]);
      await inspect([{ text }, { pick: 'header', to: 'More than one token' }]);
      await tabs((labels) => labels.includes('Pasted token'));
    });

    it('is not looked for in more than 1 MiB, which is told', async () => {
      let prompt = '';
      let validate: (text: string) => string | undefined = () => undefined;
      pages.surface.ask = {
        ...script([]),
        text: async (asked) => {
          prompt = asked.prompt;
          validate = (text) => asked.validate?.(text);
          return hub;
        },
      };
      await inspectPastedToken(pages.surface);
      assert.equal(validate('no such thing'), 'No token, password, or challenge found in this text.');
      const long = 'words of a log '.repeat(80_000);
      assert.match(validate(long) ?? '', /^This text is longer than 1 MiB, so it was not read\./);
      assert.equal(validate(hub), undefined);
      assert.match(prompt, /login.*WWW-Authenticate.*Nothing is sent\.$/);
    });
  });

  describe('with a user name and password', () => {
    it('is tried at the host that it names, after a question', async () => {
      const requests = countRequests();
      const before = pages.surface.tokens.peek()?.cached().length ?? 0;
      const send = `Send the user name and password to ${host}?`;
      await pages.press(await page(), 'testToken', [{ pick: '' }, { confirm: false, to: send }]);
      assert.deepEqual(requests.sent, []);
      pages.shown.length = 0;
      const told = await pages.press(await page(), 'testToken', [{ type: host }, { confirm: true, to: send }]);
      assert.equal(told, `${host} accepted this credential.`);
      assert.ok(requests.sent.length > 0);
      const [after] = pages.shown;
      assert.ok(after?.page === 'token');
      assert.ok(after.inspection.proof.some((piece) => 'text' in piece && piece.text.includes('accepted by')));
      // Nothing is kept of a connection that there is none of.
      assert.equal(pages.surface.tokens.peek()?.cached().length, before);
      assert.deepEqual(await storedSecrets(), {});
      requests.stop();
    });

    it('that is refused is said to be', async () => {
      const told = await pages.press(await page({ value: 'not the password' }), 'testToken', [
        { type: host },
        { confirm: true },
      ]);
      assert.match(told, new RegExp(`^${host} rejected this credential \\(401`));
    });

    it('is read from a configuration of Docker, with its host', async () => {
      const auth = Buffer.from(`${login.username}:${login.password}`).toString('base64');
      await inspect([{ text: JSON.stringify({ auths: { [host]: { auth } } }) }]);
      await tabs((labels) => labels.includes('Pasted password'));
    });

    it('whose user name the text does not tell is asked for it', async () => {
      const told = await pages.press(await page({ user: '' }), 'testToken', [
        { type: host },
        { text: login.username, to: 'User name for this password' },
        { confirm: true, to: `Send the user name and password to ${host}?` },
      ]);
      assert.equal(told, `${host} accepted this credential.`);
    });

    it('is copied as HTTP Basic, for the host that it names', async () => {
      const value = Buffer.from(`${login.username}:${login.password}`).toString('base64');
      await pages.press(await page(), 'copyTokenAs', [{ pick: 'Authorization header' }]);
      assert.equal(await env.clipboard.readText(), `Authorization: Basic ${value}`);
      assert.match(await pages.press(await page(), 'copyPassword'), /^Copied the pasted password/);
      assert.equal(await env.clipboard.readText(), login.password);
    });

    it('is named first, before the connections', async () => {
      const person = script([{ cancel: true }]);
      let labels: readonly (readonly [string, string | undefined])[] = [];
      pages.surface.ask = {
        ...person,
        pick: (question) => {
          labels = question.choices.map(({ label, detail }) => [label, detail]);
          return person.pick(question);
        },
      };
      await (await page({ host: 'other.example.com:8443' })).actions.testToken?.(pages.here);
      assert.deepEqual(labels[0], ['other.example.com:8443', 'Named in the pasted text']);
      await (await page({ host: 'http://other.example.com' })).actions.testToken?.(pages.here);
      assert.ok(!labels.some(([, detail]) => detail !== undefined));
    });

    it('becomes a connection that is tried first, and its secret is never shown', async () => {
      const before = new Set((await pages.surface.store.list()).map((entry) => idOf(entry)));
      const shown = await page();
      assert.ok(!JSON.stringify(shown).includes(login.password));
      const told = await pages.press(shown, 'useAsConnection', [
        { text: host, to: `"${host}"` },
        { pick: 'Repository-scoped token' },
        { text: login.username, to: `"${login.username}"` },
        { text: '', to: '[Leave empty to use the pasted one] ""' },
      ]);
      assert.equal(told, `Saved ${host}. ${host} accepted the credential.`);
      assert.ok(!pages.person().asked.join('\n').includes(login.password));
      const added = (await pages.surface.store.list()).find((entry) => !before.has(idOf(entry)));
      assert.ok(added?.state === 'ok');
      const { credential } = await pages.surface.store.read(added.connection.id);
      assert.deepEqual(credential, { type: 'password', ...login });
      await pages.surface.store.remove(added.connection.id);
    });

    const idOf = (entry: Entry) => (entry.state === 'ok' ? entry.connection.id : entry.id);
  });

  it('with a bearer token becomes a connection of the generic kind where the kind has no such form', async () => {
    const value = fakeJwt({ sub: 'dana' });
    const shown = await tokenPage(pages.surface, {
      from: 'paste',
      value,
      host,
      evidence: {},
    });
    const picked: string[] = [];
    const person = script([{ text: host }, { cancel: true, to: 'How do you sign in?' }]);
    pages.surface.ask = {
      ...person,
      pick: (question) => {
        picked.push(...question.choices.filter((choice) => choice.picked === true).map(({ label }) => label));
        return person.pick(question);
      },
    };
    await shown.actions.useAsConnection?.(pages.here);
    person.done();
    assert.deepEqual(picked, ['Bearer token']);
  });

  it('hands nothing over for a command that another extension runs', async () => {
    const person = script([{ cancel: true, to: '""' }]);
    pages.surface.ask = person;
    const start = {
      address: 'evil.example',
      credential: { type: 'bearer', token: 'x' },
    };
    await commandOnRow(pages.surface, 'registryAuth.addConnection', start as never); // as another extension would
    person.done();
  });
});
